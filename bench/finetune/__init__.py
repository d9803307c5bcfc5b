"""Benchmarks of training and the exam."""
