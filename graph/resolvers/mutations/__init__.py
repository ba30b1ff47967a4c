"""What the graph lets be changed: each mutation is one transaction, and its record is read back through the door."""
