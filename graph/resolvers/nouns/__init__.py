"""The entities of the graph: one noun a file."""
