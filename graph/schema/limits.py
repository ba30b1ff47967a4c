"""Limits on a document, found in one walk: each fragment is measured once, however often it is spread."""

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
"""How long introspection's lists are, about. Nothing is read for them, but a thousand fields could have millions of
values, and one worker would be busy with them for seconds."""


@dataclass(frozen=True, slots=True)
class Size:
    """How deep a selection goes, and how many fields it has with every fragment written out.

    ``described`` counts a field once for each place in introspection's lists that it is below.
    """

    depth: int
    fields: int
    described: int


def check_length(text: str) -> None:
    """TooComplex for a text that would take too long to read: comments and strings are one token however long."""
    if len(text) > MAX_CHARACTERS:
        raise TooComplex(
            f"The document has {len(text):,} letters: at most {MAX_CHARACTERS:,}. Values go in `variables`."
        )


def check(document: DocumentNode) -> None:
    """TooComplex for a document past a limit. It need not be valid: unknown and circular fragments count as nothing."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measure = _Measure(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = measure.selection(node.selection_set)
            if size.depth > MAX_DEPTH:
                raise TooComplex(f"The question is {size.depth} levels deep: at most {MAX_DEPTH}.")
            if size.fields > MAX_FIELDS:
                raise TooComplex(
                    f"The question has {size.fields:,} fields, fragments written out: at most {MAX_FIELDS:,}."
                )
            if size.described > MAX_DESCRIBED:
                raise TooComplex("The question asks for too much of the schema at once. Ask in parts.")


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
            self._known[name] = Size(0, 0, 0)  # what a circle finds; validation refuses it
            node = self._fragments.get(name)
            self._known[name] = self.selection(node.selection_set if node else None)
        return self._known[name]
