"""What is derived from a noun's declaration, told to people: on the command line, and in the documents."""

from .documents import regenerate
from .nouns import UnknownNoun, explain
from .tables import Table

__all__ = ["Table", "UnknownNoun", "explain", "regenerate"]
