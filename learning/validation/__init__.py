"""Whether a question may be handed out."""
