"""What keeps the record: backups, reading what is whole of a damaged file, and putting a whole one in its place."""
