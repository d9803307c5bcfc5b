"""The two legs of the search: words and vectors, and how texts become either."""
