"""Benchmarks of answers and of the conversation."""
