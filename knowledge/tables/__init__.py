"""Tables that compute: typed when a source is read, asked by plans over a small algebra, answered with the cells used."""
