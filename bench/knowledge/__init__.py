"""Benchmarks of reading, searching and keeping."""
