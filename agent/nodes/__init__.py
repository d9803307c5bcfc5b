"""The nodes of the graph, one file each; a node returns a partial state and never a jump."""
