"""Tables that compute: typed when a source is read, asked by plans over a small algebra."""
