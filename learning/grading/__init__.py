"""Answers marked."""
