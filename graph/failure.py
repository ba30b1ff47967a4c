"""What the command line prints as one line, without a traceback."""


class Failure(Exception):
    """What was asked for can't be done. The message says why, and what to do."""
