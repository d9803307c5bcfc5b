"""Hyunmoo as pip installs it: a launcher, and the project's own tree in ``_tree``, so that no name of
ours stands among everybody's.
"""
