"""A query over the shelf: candidates, signals, fusion, the last look."""
