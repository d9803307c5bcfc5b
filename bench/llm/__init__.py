"""Benchmarks of models and decoding."""
