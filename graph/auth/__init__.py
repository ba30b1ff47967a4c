"""Who is asking, which rows they see (sharing), and which columns they may use (field rules)."""
