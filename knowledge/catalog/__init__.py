"""Rows of the library as values: sources, pages and passages."""
