"""What stands beside the right answer."""
