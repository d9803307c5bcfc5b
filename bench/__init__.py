"""Benchmarks: each prints a table, writes JSON beside it and says what machine it ran on. They are never tests."""
