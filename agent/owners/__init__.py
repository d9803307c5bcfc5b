"""Owners of a library: what they take along, and what is deleted when they leave."""
