"""Questions to and from other programs."""
