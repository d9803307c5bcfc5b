"""A library's folder looked over and made whole: the record, its rows, its documents, its files."""
