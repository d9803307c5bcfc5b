"""What of a book is worth asking about."""
