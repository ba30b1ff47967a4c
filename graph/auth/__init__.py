"""Authentication, row visibility (sharing), and column visibility (field rules)."""
