"""Figures: the pictures of a book with their captions and the sentences that refer to them."""
