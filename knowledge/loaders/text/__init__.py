"""Plain text, Markdown, HTML, EPUB, JSON lines and CSV."""
