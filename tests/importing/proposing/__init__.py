"""Mappings that are proposed for files: what is said of them, and what an import makes of them."""
