"""Papers as files to print: composed once, of blocks, and drawn by one writer a format."""
