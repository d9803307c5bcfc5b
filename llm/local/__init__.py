"""The engine that runs a model on this machine."""
