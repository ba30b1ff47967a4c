"""Tortoise's own migrations, in order."""
