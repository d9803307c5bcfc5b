"""The loop that improves the model: datasets from the user's own library, QLoRA training, an exam, promotion."""
