"""What slides, lists and tables say a line at a time."""
