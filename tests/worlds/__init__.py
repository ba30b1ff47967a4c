"""How generated worlds are drawn: people, records, sharing."""
