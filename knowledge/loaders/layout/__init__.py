"""Lines of a page to columns, headings and paragraphs."""
