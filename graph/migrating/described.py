"""What the nouns declare, as the tables that migrations write."""

from collections.abc import Iterable

from graph import models
from graph.models.noun import NOUNS, Noun
from graph.models.spec import ComputedSpec, FieldSpec
from graph.models.values import Choice, FoldedName, Moment, ValueType

from .table import AuditedField, Table

CONDITION = "concat_ws(' ', {row}.\"column\", {row}.operator, nullif(array_to_string({row}.values, ', '), ''))"

PARTS = (
    Table(
        name="sharing_condition",
        record_type="SharingRule",
        record="rule_id",
        choices={"column": tuple(models.sharing.RuleColumn), "operator": tuple(models.sharing.RuleOperator)},
        audited=(AuditedField("values", "conditions", CONDITION),),
        is_part=True,
        compared_too=("column", "operator"),
    ),
    Table(
        name="group_member",
        record_type="Group",
        record="group_id",
        audited=(AuditedField("user_id", "members", '{row}."user_id"::text'),),
        is_part=True,
    ),
)
"""Tables whose rows are values of a noun's field, and no nouns by themselves."""


def tables() -> dict[str, Table]:
    """Every table that is declared, by its name."""
    found = [*map(described, NOUNS.values()), *PARTS]
    return {table.name: table for table in found}


def described(noun: Noun) -> Table:
    """What a noun declares, as a table."""
    columns = noun.columns
    choices = {
        noun.column(attribute): tuple(spec.value.enum)
        for attribute, spec in columns.items()
        if isinstance(spec.value, Choice)
    }
    timed = "created_at" in noun.model._meta.fields_map
    return Table(
        name=noun.table,
        record_type=noun.name,
        choices=choices,
        audited=_audited(noun, timed=timed) if noun.audited else (),
        of_account=noun.of_account,
        created="created_at" if timed else None,
        by_code_point=("name_key",) if any(isinstance(spec.value, FoldedName) for spec in columns.values()) else (),
        list_keys=_list_keys(noun) if noun.of_account and noun.account_list else (),
        listed_at_root=noun.root_list is not None,
        orders=_orders(noun) if noun.root_list is not None and noun.sortable else {},
        flags=tuple(noun.column(attribute) for attribute, spec in columns.items() if spec.one_per_account),
        has_external_ids=noun.imports is not None,
        searched_by=tuple(
            noun.column(attribute)
            for attribute, spec in columns.items()
            if spec.reference is not None and spec.reference.same_account
        ),
    )


def _audited(noun: Noun, *, timed: bool) -> tuple[AuditedField, ...]:
    """The audited fields in the order of their declaration, the time of creation last."""
    found = [
        _audited_field(noun.column(attribute), _full_name(noun, attribute, spec), spec.value)
        for attribute, spec in noun.columns.items()
        if spec.audited and attribute != "created_at"
    ]
    # a model may have the time without showing it
    return (*found, *([_audited_field("created_at", "createdAt", Moment())] if timed else []))


def _audited_field(column: str, name: str, value: ValueType) -> AuditedField:
    return AuditedField(column, name, value.audit(f'{{row}}."{column}"'))


def _full_name(noun: Noun, attribute: str, spec: FieldSpec) -> str:
    names = (name for name, composite in noun.composites.items() if composite is spec.part_of)
    within = next(names, None)
    name = noun.graphql_name(attribute)
    return name if within is None else f"{within}.{name}"


def _orders(noun: Noun) -> dict[str, str]:
    """The keys of each order's index, by column; the default order's and a unique column's are there without it."""
    found = {}
    for attribute, spec in noun.fields.items():
        if not spec.sorted or noun.order in ((attribute,), (f"-{attribute}",)) or noun.unique(attribute):
            continue
        if isinstance(spec, ComputedSpec):
            found[attribute] = _keys([(spec.value.sort_key(spec.sql).sql, spec.nullable, spec.nullable)])
        elif spec.order_indexed and spec.reference is None:
            empty = noun.field(attribute).null
            found[noun.column(attribute)] = _keys([(_sort_key(noun, attribute), empty, empty)])
    return {name: ", ".join(keys) for name, keys in found.items()}


def _list_keys(noun: Noun) -> tuple[str, ...]:
    """The default order as the keys of an index."""
    attributes = [(each.removeprefix("-"), each.startswith("-")) for each in noun.order]
    return _keys([(_sort_key(noun, each), down, noun.field(each).null) for each, down in attributes])


def _sort_key(noun: Noun, attribute: str) -> str:
    return noun.columns[attribute].value.sort_key(f"{{a}}.{noun.column(attribute)}").sql


def _keys(order: Iterable[tuple[str, bool, bool]]) -> tuple[str, ...]:
    """An order's expressions over ``{a}``, each with whether it runs down and may be empty, as the keys of an index.

    The id ends it in the direction of the key before.
    """
    keys = []
    down = False
    for expression, down, nullable in order:
        column = expression.replace("{a}.", "")
        key = column if column.isidentifier() else f"({column})"
        keys.append(f"{key} DESC{' NULLS LAST' if nullable else ''}" if down else key)
    return (*keys, "id DESC" if down else "id")
