"""The viewer's tree, and what of it figures count."""
