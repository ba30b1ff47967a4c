"""Figures over many rows: roll-ups and groups."""
