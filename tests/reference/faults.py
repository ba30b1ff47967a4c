"""What an answer can refuse."""


class Fault(Exception):
    """A bad argument, by the code of its error; several where more than one thing is wrong with it."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = set(codes)
