"""What is raised of a value that can't be stored."""


class InvalidValue(Exception):  # a decision, not a fault
    """A value that can't be stored.

    The message continues a sentence that begins with the field's name or the value: "is below zero: send zero or more".
    """

    def __init__(self, message: str, *, too_long: bool = False, part: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.too_long = too_long
        self.part = part
        """The field of an object value that is wrong."""
