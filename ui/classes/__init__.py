"""What the pages of teachers and pupils share."""
