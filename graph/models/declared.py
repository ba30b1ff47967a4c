"""How a field's declaration stands beside its column: what all helpers of `graph.models.fields` share."""

import itertools
from typing import Any, TypedDict

from tortoise.fields import Field
from tortoise.fields.db_defaults import Now, SqlDefault

from .rules import OPEN, FieldRule, closed_to_partners
from .spec import Composite, ComputedSpec, FieldSpec, Initial, Written
from .values import ValueType


class Options(TypedDict, total=False):
    """What every field may declare: see `FieldSpec`."""

    name: str
    part_of: Composite
    rule: FieldRule
    filtered: bool
    sorted: bool
    order_indexed: bool
    grouped: bool | tuple[str, ...]
    totaled: bool
    searched: bool
    written: Written
    default_sql: str
    initial: Initial
    imported: bool
    imported_once: bool
    required_in_files: bool
    audited: bool
    one_per_account: bool
    matched_by_rules: bool
    stamped_by: tuple[str, ...]


_places = itertools.count()
"""Numbers declarations as they are written: Tortoise takes the columns out of the class, and with them their order."""


class Computed:
    """A field of a noun that is an expression over its row and no column."""

    def __init__(self, spec: ComputedSpec) -> None:
        self.spec = spec
        self.place = next(_places)


def spec_of(field: Field[Any]) -> FieldSpec | None:
    """What a column declares; None for a column that no graph shows."""
    return getattr(field, "graph_spec", None)


def place_of(field: Field[Any]) -> int:
    """Where a column stands among all declarations."""
    return int(field.graph_place)  # type: ignore[attr-defined]  # `declared` puts it there


def declared(field: Any, value: ValueType, description: str, *, required: bool, more: Options, **spec: Any) -> Any:
    """The Tortoise field, with its spec noted beside it."""
    given: dict[str, Any] = {**more, **spec}
    default = given.pop("default_sql", None)
    if given.get("matched_by_rules"):
        given["rule"] = closed_to_partners(given.get("rule", OPEN))
    field.graph_spec = FieldSpec(value=value, description=description, required=required, default=default, **given)
    field.graph_place = next(_places)
    return field


def column_of(
    value: ValueType, description: str, options: Options, *, required: bool = False, default: Any = None, **column: Any
) -> Any:
    """A column of a value type: null where it is neither required nor has a default."""
    if default is not None:
        column["db_default"] = default
    elif not required:
        column["null"] = True
    more = options.copy()
    if default is not None and "default_sql" not in more:
        more["default_sql"] = _literal(default)
    return declared(value.column(**column), value, description, required=required, more=more)


def _literal(default: Any) -> str:
    if isinstance(default, Now):
        return "now()"
    if isinstance(default, SqlDefault):
        return default.sql
    if isinstance(default, bool):
        return "true" if default else "false"
    return f"'{default}'" if isinstance(default, str) else str(default)
