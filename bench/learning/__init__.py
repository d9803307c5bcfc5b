"""Benchmarks of quizzes, grading and review."""
