"""What a learner is told."""
