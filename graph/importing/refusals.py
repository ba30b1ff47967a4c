"""Why an import does not happen at all. What is wrong with one row is a reject, not one of these."""


class MappingError(Exception):
    """The mapping can't be used; ``problems`` names every one of its faults."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ImportRefused(Exception):
    """The files as a whole can't be imported; nothing was written."""
