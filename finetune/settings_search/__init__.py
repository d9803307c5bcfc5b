"""Settings of training searched with Optuna: what is tried, the study in its file, and what came out."""
