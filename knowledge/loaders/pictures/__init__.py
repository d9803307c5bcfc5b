"""Pictures of pages and figures: where a file holds them, and how they are drawn in the bounded child process."""
