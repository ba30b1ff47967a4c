"""SQL as data: immutable fragments, whose aliases, CTEs and parameters are named once, when a statement is rendered.

A fragment is made from a literal template by ``sql``; its named places take nodes, never strings. So a value can't
become SQL text, and no fragment depends on the order in which others are written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

Separator = Literal[", ", " ", " AND ", " OR ", " UNION ALL ", " UNION ", " + "]


class Node:
    """Anything that may stand in a template's place."""

    __slots__ = ()


class Fragment(Node):
    """A piece of SQL: text and nodes. Fragments of equal parts are equal."""

    __slots__ = ("_hash", "parts")

    def __init__(self, parts: tuple[str | Node, ...]) -> None:
        self.parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Fragment) and self._hash == other._hash and self.parts == other.parts
        )

    def __str__(self) -> str:
        return _Names().text(_Tokens().of(self))

    def __repr__(self) -> str:
        return f"<SQL {self}>"


@dataclass(frozen=True, slots=True, eq=False)
class Alias(Node):
    """A name for a table or a local subquery, unlike any other of the statement: the stem and a number."""

    stem: str

    def __post_init__(self) -> None:
        if not self.stem.isalpha() or self.stem == "once":
            raise ValueError(f"{self.stem!r} can't be a stem: a number follows it, and `once` is taken")


@dataclass(frozen=True, slots=True)
class Identifier(Node):
    """The name of a table, a column or an output field; always quoted."""

    name: str

    def __post_init__(self) -> None:
        if not self.name or '"' in self.name or "\0" in self.name:
            raise ValueError(f"{self.name!r} can't be an identifier")


@dataclass(frozen=True, slots=True)
class SqlType(Node):
    """The name of a type, to cast to."""

    name: str

    def __post_init__(self) -> None:
        if not self.name.removesuffix("[]").replace("_", "").isalnum():
            raise ValueError(f"{self.name!r} can't be a type")


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A value that the statement is run with. Equal parameters share one place."""

    sql_type: str

    def bind(self, viewer: Any, arguments: Mapping[str, Any]) -> Any:
        """The value for one run."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Constant(Parameter):
    """A value known when the statement is made."""

    value: Any
    python_type: type = field(repr=False)  # True is not 1

    def bind(self, viewer: Any, arguments: Mapping[str, Any]) -> Any:
        """The value itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Argument(Parameter):
    """A value that comes with each run, such as the keys to load."""

    name: str

    def bind(self, viewer: Any, arguments: Mapping[str, Any]) -> Any:
        """The run's value of this name."""
        return arguments[self.name]


@dataclass(frozen=True, slots=True)
class Cte(Node):
    """A subquery computed once a statement, in its WITH clause. Those of equal bodies are one."""

    stem: str
    body: Fragment


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """A single value computed once a statement, before all rows. Those of equal bodies are one."""

    stem: str
    body: Fragment


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with $1, $2, … and what to fill them with."""

    text: str
    parameters: tuple[Parameter, ...]
    plan_for_values: bool = False
    """Whether its best plan depends on its values so much that planning each run pays."""
    work: int = 0
    """What it costs the database, in the units of a request's budget."""

    def values(self, viewer: Any, arguments: Mapping[str, Any]) -> list[Any]:
        """The parameters for one run."""
        return [parameter.bind(viewer, arguments) for parameter in self.parameters]


def sql(template: str, /, **nodes: Node) -> Fragment:
    """A fragment of literal text whose ``{places}`` take these nodes. TypeError for a string in a place."""
    for name, node in nodes.items():
        if not isinstance(node, Node):
            raise TypeError(f"{name} takes SQL, a name or a parameter, not {type(node).__name__}")
    parts: list[str | Node] = []
    for text, place in _parsed(template):
        if text:
            parts.append(text)
        if place is not None:
            parts.append(nodes[place])
    return Fragment(tuple(parts))


@lru_cache(maxsize=4096)
def _parsed(template: str) -> tuple[tuple[str, str | None], ...]:
    found = []
    for text, place, spec, conversion in Formatter().parse(template):
        if spec or conversion or (place is not None and not place.isidentifier()):
            raise ValueError(f"{place!r} is no plain place of {template!r}")
        found.append((text, place))
    return tuple(found)


TRUE, FALSE, EMPTY = sql("true"), sql("false"), sql("")


def constant(value: Any, sql_type: str) -> Constant:
    """A parameter of a value that is known already; lists become tuples."""
    kept = tuple(value) if isinstance(value, list) else value
    return Constant(sql_type, kept, type(kept))


def literal(text: str) -> Fragment:
    """A string literal in the text itself: for the program's own words, and values that a planner should know."""
    return Fragment(("'" + text.replace("'", "''") + "'",))


def number(value: int) -> Fragment:
    """A whole number in the text itself."""
    return Fragment((str(int(value)),))


def join(separator: Separator, fragments: Iterable[Node]) -> Fragment:
    """These, one after another, with the separator between."""
    parts: list[str | Node] = []
    for fragment in fragments:
        if not isinstance(fragment, Node):
            raise TypeError(f"only SQL can be joined, not {type(fragment).__name__}")
        parts += [separator, fragment] if parts else [fragment]
    match parts:
        case [Fragment() as alone]:
            return alone
    return Fragment(tuple(parts))


def all_of(*conditions: Fragment) -> Fragment:
    """All of these hold; true where there is none."""
    return join(" AND ", [condition for condition in conditions if condition != TRUE] or [TRUE])


def any_of(conditions: Iterable[Fragment]) -> Fragment:
    """At least one of these holds, in parentheses; false where there is none."""
    return sql("({any})", any=join(" OR ", list(conditions) or [FALSE]))


def array(texts: Iterable[str]) -> Fragment:
    """An ARRAY of string literals."""
    return sql("ARRAY[{texts}]", texts=join(", ", map(literal, texts)))


def statement(columns: Node, source: Node, *, plan_for_values: bool = False) -> Statement:
    """``SELECT columns FROM source``, with its CTEs and once-computed scalars in front, all named and numbered."""
    tokens, names = _Tokens(), _Names()
    shown, rows = tokens.of(columns), tokens.of(source)
    text = names.text([*tokens.with_clause(), "SELECT ", *shown, " FROM ", *tokens.once(), *rows])
    return Statement(text, tuple(names.places), plan_for_values)


@dataclass(frozen=True, slots=True)
class _Row(Node):
    """The row that holds the scalars of one level of dependence."""

    level: int


@dataclass(frozen=True, slots=True)
class _Column(Node):
    scalar: Scalar


class _Tokens:
    """Flattens fragments to text and names; what is computed once is kept apart, dependencies first."""

    def __init__(self) -> None:
        self._ctes: dict[Cte, list[str | Node]] = {}
        self._scalars: dict[Scalar, tuple[int, list[str | Node]]] = {}

    def of(self, node: str | Node) -> list[str | Node]:
        match node:
            case Fragment():
                return [token for part in node.parts for token in self.of(part)]
            case Cte():
                if node not in self._ctes:
                    body = self.of(node.body)
                    if any(isinstance(token, _Row) for token in body):
                        raise ValueError(f"the CTE {node.stem} can't name a scalar: those come after it")
                    self._ctes[node] = body
            case Scalar():
                if node not in self._scalars:
                    body = self.of(node.body)
                    below = max((token.level for token in body if isinstance(token, _Row)), default=0)
                    self._scalars[node] = below + 1, body
                return [_Row(self._scalars[node][0]), ".", _Column(node)]
        return [node]

    def with_clause(self) -> list[str | Node]:
        found: list[str | Node] = []
        for cte, body in self._ctes.items():
            found += [", " if found else "WITH ", cte, " AS MATERIALIZED (", *body, ")"]
        return [*found, " "] if found else []

    def once(self) -> list[str | Node]:
        """A row of scalars for each level of dependence, before all else that FROM names."""
        found: list[str | Node] = []
        for level in sorted({level for level, _ in self._scalars.values()}):
            columns: list[str | Node] = []
            for scalar, (its_level, body) in self._scalars.items():
                if its_level == level:
                    columns += [", (" if columns else "(", *body, ") AS ", _Column(scalar)]
            # OFFSET 0 keeps the planner from copying the expressions into every place that names them
            found += ["LATERAL (SELECT ", *columns, " OFFSET 0) ", _Row(level), ", "]
        return found


class _Names:
    """Names aliases and CTEs and numbers parameters, in order of first appearance."""

    def __init__(self) -> None:
        self.places: dict[Parameter, int] = {}
        self._names: dict[Node, str] = {}
        self._counts: Counter[str] = Counter()

    def text(self, tokens: Iterable[str | Node]) -> str:
        return "".join(token if isinstance(token, str) else self._of(token) for token in tokens)

    def _of(self, node: Node) -> str:
        match node:
            case Parameter():
                return f"${self.places.setdefault(node, len(self.places) + 1)}::{node.sql_type}"
            case Identifier():
                return f'"{node.name}"'
            case SqlType():
                return node.name
            case _Row():
                return f"once{node.level}"
            case _Column():
                return self._numbered(node, node.scalar.stem)
            case Alias() | Cte():
                return self._numbered(node, node.stem)
        raise TypeError(f"{node!r} has no name")

    def _numbered(self, node: Node, stem: str) -> str:
        if node not in self._names:
            self._counts[stem] += 1
            self._names[node] = f"{stem}{self._counts[stem]}"
        return self._names[node]
