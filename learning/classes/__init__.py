"""Classes: who is in one, what it may read, what it is set, what was handed in, and what the items are worth."""
