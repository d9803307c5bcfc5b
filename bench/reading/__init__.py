"""Benchmarks of reading: small cases, and whether everything in a package is read or accounted for."""
