"""From questions to answers: one statement a tick."""
