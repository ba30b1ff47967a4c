"""What an answer can refuse."""


class Fault(Exception):
    """A bad argument, by the code of its error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
