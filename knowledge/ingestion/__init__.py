"""A document on its way into the library, and the library kept whole."""
