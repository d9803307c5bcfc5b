"""Guides to sources: what they tell, questions that are tried, and how they are kept."""
