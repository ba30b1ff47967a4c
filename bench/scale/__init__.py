"""Measures the cost of a hundred times more accounts: `python -m bench --scale`. docs/speed.md has the results."""
