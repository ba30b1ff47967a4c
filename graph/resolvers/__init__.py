"""What a question means: its shape, the one statement that answers it, and the loader that sends it."""
