"""Summaries of exact spans, and of transcripts."""
