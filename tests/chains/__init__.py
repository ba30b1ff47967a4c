"""Chains of mutations by one user, none of which may let anyone further in than the user might have by themself."""
