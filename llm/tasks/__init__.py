"""One file per thing asked of a model: Korean prompt, output schema, check, and the rules
that stand in without a model.
"""
