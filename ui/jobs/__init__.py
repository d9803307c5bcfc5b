"""What goes on beside the page."""
