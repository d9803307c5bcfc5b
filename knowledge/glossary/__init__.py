"""Terms of the books: their definitions, their other names, thesauri."""
