"""Requests a second, beside the limit and the usual way: `python -m bench`. docs/speed.md tells what was seen."""
