"""Which sentences answer, whether anything answers, and whether a text says a thing."""
