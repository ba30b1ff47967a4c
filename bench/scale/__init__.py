"""What a hundred times more accounts cost: `python -m bench --scale`. docs/speed.md tells what was seen."""
