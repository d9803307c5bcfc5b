"""Benches of what keeps a library: injuries, kills, full disks, power cuts, long runs, strange files, what it costs."""
