"""Plans in words: an indented outline of any plan, as a reviewer reads it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from graph.auth.subject import Subject
from graph.resolvers.compiler.plan import FieldPlan, ObjectPlan
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Scope

INDENT = "  "
WIDTH = 60
"""Characters up to which something with parts stands on one line."""
NOTHING: tuple[Any, ...] = (None, False, (), "true")
"""Values that say nothing: what has them is left out."""


def described(plan: Any) -> str:
    """The outline of a plan."""
    return "\n".join(_lines(plan))


def _lines(node: Any) -> list[str]:
    """A node in lines: what is short on the first, what has parts below, indented."""
    short = _short(node)
    if short is not None and (len(short) <= WIDTH or not (isinstance(node, tuple) or is_dataclass(node))):
        return [short]
    if isinstance(node, tuple):
        return [line for each in node for line in _lines(each)]
    if isinstance(node, ObjectPlan):
        return [line for field in node.fields for line in _field(field)]
    head, below = [], []
    for name, value in _parts(node):
        text = _short(value)
        if text is None or len(text) > WIDTH:
            below += [f"{INDENT}{name}:"] if not isinstance(value, ObjectPlan) else []
            deeper = INDENT if isinstance(value, ObjectPlan) else INDENT * 2
            below += [deeper + line for line in _lines(value)]
        else:
            head.append(f"{name}={text}")
    name = type(node).__name__.removesuffix("Plan")
    return [f"{name}({', '.join(head)})" if head else name, *below]


def _field(field: FieldPlan) -> list[str]:
    first, *others = _lines(field.value)
    return [f"{field.key}: {first}", *others]


def _parts(node: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(node):
        value = getattr(node, field.name)
        if not any(value is nothing or (type(value) is type(nothing) and value == nothing) for nothing in NOTHING):
            if is_dataclass(value) and not isinstance(value, type) and _is_empty(value):
                continue
            yield field.name, value


def _is_empty(value: Any) -> bool:
    """Whether it is a condition of nothing."""
    return type(value).__name__ == "All" and not value.conditions


def _short(value: Any) -> str | None:  # noqa: PLR0911  # one for each sort of value
    """A value in a few words; None for what has parts of its own."""
    match value:
        case Scope():
            others = f", as user {value.subject.user}" if value.subject.user else ""
            return f"{value.viewer.profile}{others}, strategy {value.strategy}"
        case Subject():
            return "another user" if value.user else "whoever asks"
        case Relation():
            return f"{value.entity} where {_short(value.on)}" + (
                "" if value.visible_if == "false" else f", seen if {value.visible_if}"
            )
        case Enum() | str() | int() | float():
            return str(value).replace("\n", "\\n")
        case frozenset():
            return "{" + ", ".join(sorted(map(_plain, value))) + "}"
        case tuple() if (parts := _all_short(value)) is not None:
            return f"[{', '.join(parts)}]"
        case None:
            return "null"
        case Mapping():
            return ", ".join(value)
    if hasattr(value, "row_filter") and hasattr(value, "table"):
        return str(value.name)
    if callable(value) and not is_dataclass(value):
        return str(value.__name__ if value.__name__ != "<lambda>" else value.__qualname__).removesuffix(".<lambda>")
    if is_dataclass(value):
        named = dict(_parts(value))
        parts = _all_short(named.values())
        if parts is not None:
            name = type(value).__name__.removesuffix("Plan").removeprefix("_")
            inner = ", ".join(f"{part}={short}" for part, short in zip(named, parts, strict=True))
            return f"{name}({inner})" if inner else name
    return None


def _all_short(values: Iterable[Any]) -> list[str] | None:
    """Each value in a few words, found once; None where one of them has parts of its own."""
    found = []
    for value in values:
        short = _short(value)
        if short is None:
            return None
        found.append(short)
    return found


def _plain(value: Any) -> str:
    return ".".join(value) if isinstance(value, tuple) else str(value)
