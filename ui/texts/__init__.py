"""Every text for people, Korean first, English second."""
