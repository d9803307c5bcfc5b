"""How each fitted weight is obtained: one file a recipe; ``bench fit`` runs them and
writes the JSON beside the modules.
"""
