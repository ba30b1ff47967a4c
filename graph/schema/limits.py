"""Limits on the size of a document, measured in one walk: a fragment is measured once, however often it is spread."""

from dataclasses import dataclass

from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graph.errors import TooComplex

MAX_CHARACTERS = 200_000
MAX_TOKENS = 5_000
MAX_DEPTH = 20
MAX_FIELDS = 1_000
MAX_DESCRIBED = 200_000

DESCRIBED = {
    "types": 80,
    "fields": 10,
    "possibleTypes": 10,
    "directives": 8,
    "args": 4,
    "inputFields": 4,
    "enumValues": 4,
}
"""The approximate lengths of introspection's lists.

Introspection reads nothing from the database, but a thousand fields could return millions of values, and keep a worker
busy for seconds.
"""


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a selection: its depth, and its number of fields with all fragments expanded.

    ``described`` counts each field as often as introspection's lists above it are expected to repeat it.
    """

    depth: int
    fields: int
    described: int


def check_length(text: str) -> None:
    """Raises TooComplex if the text is too long to parse; a comment or string of any length is a single token."""
    if len(text) > MAX_CHARACTERS:
        raise TooComplex(
            f"The document has {len(text):,} characters: at most {MAX_CHARACTERS:,}. Pass values in `variables`."
        )


def check(document: DocumentNode) -> None:
    """Raises TooComplex if the document exceeds a limit; unknown and circular fragments, still possible, count as 0."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measure = _Measure(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = measure.selection(node.selection_set)
            if size.depth > MAX_DEPTH:
                raise TooComplex(f"The query is {size.depth} levels deep: at most {MAX_DEPTH}.")
            if size.fields > MAX_FIELDS:
                raise TooComplex(
                    f"The query has {size.fields:,} fields with its fragments expanded: at most {MAX_FIELDS:,}."
                )
            if size.described > MAX_DESCRIBED:
                raise TooComplex("The query introspects too much of the schema at once. Split it into several.")


class _Measure:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}

    def selection(self, selection_set: SelectionSetNode | None) -> Size:
        depth = fields = described = 0
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                below = self.selection(node.selection_set)
                times = DESCRIBED.get(node.name.value, 1)
                size = Size(below.depth + 1, below.fields + 1, times * (below.described + 1))
            elif isinstance(node, FragmentSpreadNode):
                size = self._fragment(node.name.value)
            else:
                size = self.selection(node.selection_set)  # type: ignore[attr-defined]  # an inline fragment
            depth = max(depth, size.depth)
            fields += size.fields
            described += size.described
        return Size(depth, fields, described)

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = Size(0, 0, 0)  # the size of a circular spread, which validation rejects
            node = self._fragments.get(name)
            self._known[name] = self.selection(node.selection_set if node else None)
        return self._known[name]
