"""What a learner gets of a source to study from: summaries by its structure, study sheets, and questions to ask it."""
