"""What a book or a shelf is about: its passages in groups, each with a name, typical sentences and smaller groups."""
