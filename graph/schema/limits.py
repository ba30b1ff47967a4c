"""Limits on the size of a request, measured in one walk: a fragment is measured once, however often it is spread."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TokenKind,
    ValueNode,
    VariableNode,
)

from graph import json_size
from graph.errors import TooComplex

MAX_CHARACTERS = 200_000
MAX_TOKENS = 5_000
MAX_NAME = 100
"""The maximum length of a name in a document, aliases included."""
MAX_DEPTH = 20
MAX_FIELDS = 1_000
LARGE = 40
"""The number of fields past which an operation is planned beside the event loop."""
MAX_VARIABLES = 500


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a selection, with all fragments expanded."""

    depth: int = 0
    fields: int = 0
    literals: json_size.Size = json_size.NOTHING
    """The values that stand in arguments."""
    variables: Mapping[str, int] = field(default_factory=dict)
    """How often each variable stands in them."""

    def arguments(self, variables: Mapping[str, json_size.Size]) -> json_size.Size:
        """Returns the size of all arguments with variables of these sizes put in; each counts once at least."""
        found = self.literals
        for name, size in variables.items():
            found += size.times(max(1, self.variables.get(name, 0)))
        return found


@dataclass(frozen=True, slots=True)
class Measured:
    """The size of an operation, and of its variables' default values."""

    size: Size
    defaults: Mapping[str, json_size.Size]
    plain_fit: bool
    """Whether it has no defaults, and its arguments are small enough with any scalars in its variables."""

    @property
    def large(self) -> bool:
        """Whether it takes so long to plan that other requests would notice."""
        return self.size.fields > LARGE

    def check(self, variables: Mapping[str, Any] | None) -> None:
        """Raises TooComplex if the operation's arguments are too large with these variables, as they were sent.

        Nothing has been coerced then: what an input type makes of a value may cost a hundred times its size.
        """
        if self.plain_fit and all(map(json_size.is_plain, (variables or {}).values())):
            return
        if variables and len(variables) > MAX_VARIABLES:
            raise TooComplex(f"There are {len(variables):,} variables: at most {MAX_VARIABLES}. Send less at a time.")
        try:
            given = {name: json_size.size(value, "The variables have") for name, value in (variables or {}).items()}
            self.size.arguments({**self.defaults, **given}).require_allowed("The arguments have, with the variables,")
        except json_size.TooLarge as error:
            raise TooComplex(f"{error} Send less at a time.") from None


def check_length(text: str) -> None:
    """Raises TooComplex if the text is too long to parse; a comment or string of any length is a single token."""
    if len(text) > MAX_CHARACTERS:
        raise TooComplex(
            f"The document has {len(text):,} characters: at most {MAX_CHARACTERS:,}. Pass values in `variables`."
        )


def check(document: DocumentNode) -> list[Measured]:
    """Returns the sizes of the document's operations, in their order; raises TooComplex past a limit.

    Unknown and circular fragments, still possible, count as nothing.
    """
    _check_names(document)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measure = _Measure(fragments)
    try:
        return [_checked(measure, node) for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    except json_size.TooLarge as error:
        raise TooComplex(f"{error} Send less at a time, or pass values in `variables`.") from None


def _checked(measure: "_Measure", node: OperationDefinitionNode) -> Measured:
    size = measure.selection(node.selection_set)
    if size.depth > MAX_DEPTH:
        raise TooComplex(f"The query is {size.depth} levels deep: at most {MAX_DEPTH}.")
    if size.fields > MAX_FIELDS:
        raise TooComplex(f"The query has {size.fields:,} fields with its fragments expanded: at most {MAX_FIELDS:,}.")
    defaults = {
        each.variable.name.value: _literal(each.default_value, Counter())
        for each in node.variable_definitions or ()
        if each.default_value is not None
    }
    size.arguments(defaults).require_allowed(LITERALS)
    plain = size.literals.values + sum(size.variables.values()) + len(node.variable_definitions or ())
    return Measured(size, defaults, not defaults and plain <= json_size.MAX_VALUES)


def _check_names(document: DocumentNode) -> None:
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind is TokenKind.NAME and token.value is not None and len(token.value) > MAX_NAME:
            raise TooComplex(
                f"The name {token.value[:MAX_NAME]}… has {len(token.value):,} characters: at most {MAX_NAME}."
            )
        token = token.next


LITERALS = "The document has, in arguments,"


def _literal(value: ValueNode, variables: Counter[str]) -> json_size.Size:
    """Returns the size of a value as it is written, and counts the variables in it."""
    found = json_size.NOTHING
    waiting: list[ValueNode] = [value]
    while waiting:
        match waiting.pop():
            case VariableNode(name=name):
                variables[name.value] += 1
            case ListValueNode(values=inner):
                if len(inner) > json_size.MAX_LIST:
                    raise json_size.TooLarge(
                        f"{LITERALS} a list of {len(inner):,} values: at most {json_size.MAX_LIST:,}."
                    )
                found += json_size.SCALAR
                waiting += inner
            case ObjectValueNode(fields=fields):
                found += json_size.OBJECT
                waiting += [each.value for each in fields]
            case _:
                found += json_size.SCALAR
    return found


class _Measure:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}

    def selection(self, selection_set: SelectionSetNode | None) -> Size:
        depth = fields = 0
        literals = json_size.NOTHING
        variables: Counter[str] = Counter()
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                below = self.selection(node.selection_set)
                for argument in node.arguments or ():
                    literals += _literal(argument.value, variables)
                size = Size(below.depth + 1, below.fields + 1, below.literals, below.variables)
            elif isinstance(node, FragmentSpreadNode):
                size = self._fragment(node.name.value)
            else:
                size = self.selection(node.selection_set)  # type: ignore[attr-defined]  # an inline fragment
            depth = max(depth, size.depth)
            fields += size.fields
            literals += size.literals
            if size.variables:
                variables.update(size.variables)
        return Size(depth, fields, literals, variables)

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = Size()  # the size of a circular spread, which validation rejects
            node = self._fragments.get(name)
            self._known[name] = self.selection(node.selection_set if node else None)
        return self._known[name]
