"""Commands about people: their accounts and their tokens."""
