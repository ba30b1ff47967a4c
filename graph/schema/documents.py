"""Documents: parsed, measured and validated once for each text, and cached with what was read from them."""

from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache
from graphql import DocumentNode, GraphQLError, parse, validate
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.validation import specified_rules

from graph.aside import aside
from graph.errors import GraphError, TooComplex
from graph.patches import graphql_core
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.mutations.registry import MUTATIONS
from graph.resolvers.nouns import keys
from graph.schema import CORE, limits
from graph.schema.one_of import OneOfVariablesRule

CACHED_ANSWERS = 4_000_000
"""The maximum total, in bytes, of cached answers to introspection."""
CACHE_SIZE = 1_000_000
"""The maximum total of characters of all cached documents, and again of all cached shapes.

A shape counts the characters of its document and variables. A cached character takes some 100 to 200 bytes.
"""
MIN_COUNTED_CHARACTERS = 500
"""The number of characters that any document or shape counts as at least."""
SHORT = 2_000
"""The length, in characters, up to which a document is read at once; longer ones could keep the event loop."""
MAX_CACHED_CHARACTERS = 50_000
"""The maximum length, in characters, of a document, and of a shape's variables, to be cached."""

Shaping = tuple[str | None, bytes]
"""The name of an operation, and the values, as JSON, of the variables that its shapes depend on."""

RULES = [*specified_rules, OneOfVariablesRule]
"""The validation rules."""

graphql_core.limit_overlapping_fields()


@dataclass(slots=True)
class Document:
    """A parsed and valid document."""

    text: str
    ast: DocumentNode
    operations: dict[str | None, OperationDefinitionNode]
    shaping: dict[str | None, tuple[str, ...]]
    """For each operation, the variables that its shapes depend on: all except those used only by root fields."""
    sizes: dict[str | None, limits.Measured]
    """For each operation, its size."""
    introspecting: frozenset[str | None]
    """The operations that ask for nothing but introspection."""


@dataclass(slots=True)
class Shapes:
    """The selections of an operation with one set of variables, by root field."""

    characters: int
    """The length of the document and of the variables."""
    of_fields: dict[Any, Selection] = field(default_factory=dict)


class Documents:
    """Each worker's LRU caches of documents, by their text, and of the shapes read from them."""

    def __init__(self) -> None:
        self._documents: LRUCache[str, Document] = LRUCache(CACHE_SIZE, lambda document: _size(document.text))
        self._shapes: LRUCache[tuple[str, Shaping], Shapes] = LRUCache(CACHE_SIZE, _size_of_shapes)
        self._answers: LRUCache[tuple[str, Shaping], bytes] = LRUCache(CACHED_ANSWERS, len)

    def known(self, text: str) -> Document | None:
        """Returns the cached document, if there is one."""
        return self._documents.get(text)

    async def find(self, text: str) -> Document | list[GraphQLError]:
        """Returns what ``read`` returns for a text that isn't known; a long one is read beside the event loop."""
        return self._kept(text, read(text) if len(text) <= SHORT else await aside(read, text))

    def read(self, text: str) -> Document | list[GraphQLError]:
        """Returns the valid document, or the errors in it."""
        known = self._documents.get(text)
        return self._kept(text, read(text)) if known is None else known

    def _kept(self, text: str, document: Document | list[GraphQLError]) -> Document | list[GraphQLError]:
        if isinstance(document, Document) and len(text) <= MAX_CACHED_CHARACTERS:
            self._documents[text] = document
        return document

    def shapes(self, document: Document, shaping: Shaping) -> Shapes:
        """Returns the cached shapes of this document and shaping, or empty ones."""
        return self._shapes.get((document.text, shaping)) or Shapes(len(document.text) + len(shaping[1]))

    def keep(self, document: Document, shaping: Shaping, shapes: Shapes) -> None:
        """Caches the shapes unless they are too large."""
        short = len(document.text) <= MAX_CACHED_CHARACTERS and len(shaping[1]) <= MAX_CACHED_CHARACTERS
        if short and _size_of_shapes(shapes) <= CACHE_SIZE:
            self._shapes[document.text, shaping] = shapes

    def answer(self, document: Document, shaping: Shaping) -> bytes | None:
        """Returns the cached answer, as JSON, of an operation that only introspects: it is the same for everyone."""
        return self._answers.get((document.text, shaping))

    def keep_answer(self, document: Document, shaping: Shaping, answer: bytes) -> None:
        """Caches an answer unless it, or its question, is too large."""
        short = len(document.text) <= MAX_CACHED_CHARACTERS and len(shaping[1]) <= MAX_CACHED_CHARACTERS
        if short and len(answer) <= CACHED_ANSWERS:
            self._answers[document.text, shaping] = answer


def read(text: str) -> Document | list[GraphQLError]:
    """Returns the valid document in a text, or the errors in it."""
    try:
        limits.check_length(text)
        ast = parse(text, max_tokens=limits.MAX_TOKENS)
        sizes = limits.check(ast)
        errors = validate(CORE, ast, RULES, max_errors=20)
    except GraphQLError as error:
        return [error]
    except GraphError as error:
        return [GraphQLError(error.message, original_error=error)]
    except RecursionError:
        return [GraphQLError("", original_error=TooComplex("The query is nested too deeply. Split it into several."))]
    if errors:
        # without the scalars' original exceptions: an invalid literal is an error of the document like any other
        return [GraphQLError(error.message, error.nodes) for error in errors]
    return _document(text, ast, sizes)


def _size(text: str) -> int:
    return max(len(text), MIN_COUNTED_CHARACTERS)


def _size_of_shapes(shapes: Shapes) -> int:
    return max(shapes.characters, MIN_COUNTED_CHARACTERS) * len(shapes.of_fields)


def _document(text: str, ast: DocumentNode, sizes: list[limits.Measured]) -> Document:
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
    names = [node.name.value if node.name else None for node in operations]
    by_name, sizes_by_name = dict(zip(names, operations, strict=True)), dict(zip(names, sizes, strict=True))
    if len(operations) == 1:
        by_name[None], sizes_by_name[None] = operations[0], sizes[0]
    shaping = {name: _shaping(node, fragments) for name, node in by_name.items()}
    introspecting = frozenset(name for name, node in by_name.items() if _only_introspects(node, fragments))
    return Document(text, ast, by_name, shaping, sizes_by_name, introspecting)


def _only_introspects(operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> bool:
    waiting: list[Any] = [operation.selection_set]
    seen: set[str] = set()
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                if not node.name.value.startswith("__"):
                    return False
            elif not isinstance(node, FragmentSpreadNode):
                waiting.append(node.selection_set)
            elif node.name.value not in seen:
                seen.add(node.name.value)
                waiting.append(fragments[node.name.value].selection_set)
    return True


def _shaping(operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> tuple[str, ...]:
    """Returns the variables used anywhere except in the arguments of mutations and of fields that find rows by key."""
    found = _Variables()
    waiting: list[Any] = []
    for node in operation.selection_set.selections:
        if isinstance(node, FieldNode) and node.name.value in KEYED and not node.directives:
            waiting.append(node.selection_set)
        else:
            waiting.append(node)
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        visit(node, found)
        for name in found.spreads - seen:
            seen.add(name)
            waiting.append(fragments[name].selection_set)
    return tuple(sorted(found.names))


KEYED = frozenset({*keys.KEYED, "node", "nodes", "previewSharingRule", *MUTATIONS})


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.spreads: set[str] = set()

    def enter_variable(self, node: VariableNode, *_args: Any) -> None:
        self.names.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_args: Any) -> None:
        self.spreads.add(node.name.value)
