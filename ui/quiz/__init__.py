"""Quizzes on the page."""
