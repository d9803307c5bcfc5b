"""Citations, and the pages that they lead to."""
