"""Benchmarks of words and how they are written."""
