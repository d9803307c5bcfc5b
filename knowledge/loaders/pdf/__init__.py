"""PDF files: text, pictures of pages, what cannot be read."""
