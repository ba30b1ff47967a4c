"""Measures requests per second against two other servers: `python -m bench`. docs/speed.md has the results."""
