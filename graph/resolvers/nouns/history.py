"""The audit trail of an account and of what hangs on it, with the sharing and the field rules of what it tells.

A change of a hidden field isn't there. What a change refers to reads as in the record itself: an id where the viewer
sees it and null where not, and for `parent` the nearest account at or above it that the viewer sees. A change that then
shows the same before and after isn't there either, so that nothing tells of what is hidden.

Who was let in by whom (teams, grants) is no part of it: admins read that, and all else, in `changes`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeGuard

from graph.auth import field_rules
from graph.auth.sharing import visible, visible_through_account
from graph.auth.viewer import Viewer
from graph.errors import Forbidden
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.values import Moment
from graph.resolvers.compiler.entity import Column, Computed, Connection, Embedded, Entity, One
from graph.resolvers.compiler.filters import Compared, ToOne, compared, shows
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.plan import ColumnPlan, ConnectionPlan, RowsPlan
from graph.resolvers.compiler.planner import Planner
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.selection import Selection
from graph.sql import TRUE, Alias, Fragment, Identifier, constant, join, literal, sql

TOLD_OF = tuple(
    noun.name
    for noun in NOUNS.values()
    if noun.exposed and noun.in_history and (noun.of_account or noun.name == "Account")
)
"""The types whose records histories tell of."""

OPENING = {noun.name: noun.prefix for noun in NOUNS.values()}
"""What the ids of a type begin with."""

ADMIN_MATTERS = tuple(noun.name for noun in NOUNS.values() if noun.exposed and noun.of_account and not noun.in_history)
"""Types that name an account and are no part of its history."""


def _named_elsewhere() -> dict[str, list[str]]:
    """By type, the fields that name records of it, of what no history tells."""
    found = {"User": ["Group.members"]}
    for noun in NOUNS.values():
        if noun.name in TOLD_OF:
            continue
        for attribute, spec in noun.columns.items():
            if spec.reference is not None and spec.audited:
                found.setdefault(spec.reference.noun, []).append(f"{noun.name}.{noun.graphql_name(attribute)}")
    return found


NAMED_ELSEWHERE = _named_elsewhere()

PARENT = ("Account", "parent")
UUID_TEXT = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def readable(scope: Scope) -> list[str]:
    """The fields of records that hang on an account whose changes this viewer may read, as `Account.name`."""
    found = []
    for type_name in TOLD_OF:
        for field, part in scope.entities[type_name].parts.items():
            if field_rules.hidden(scope.viewer, type_name, field):
                continue
            if isinstance(part, Column) or _names_by_column(part) or (type_name, field) == PARENT:
                found.append(f"{type_name}.{field}")
            elif isinstance(part, Embedded):
                found += [
                    f"{type_name}.{field}.{inner}"
                    for inner in part.parts
                    if not field_rules.hidden(scope.viewer, part.type_name, inner)
                ]
    return found


def _names_by_column(part: object) -> TypeGuard[One]:
    """Is this a record that is named by the row itself, and not found in the viewer's tree?"""
    return isinstance(part, One) and isinstance(part.relation.on, str)


def references(scope: Scope) -> dict[str, list[str]]:
    """By type, the fields whose values name records of that type; the parent, which is shown in its own way, apart."""
    found: dict[str, list[str]] = {}
    for type_name in TOLD_OF:
        for field, part in scope.entities[type_name].parts.items():
            if _names_by_column(part):
                found.setdefault(part.relation.entity, []).append(f"{type_name}.{field}")
    return found


def _all_references(scope: Scope) -> dict[str, list[str]]:
    """The same of all that the audit trail tells."""
    found = references(scope)
    return {type_name: found.get(type_name, []) + NAMED_ELSEWHERE.get(type_name, []) for type_name in OPENING}


def _sees_all(viewer: Viewer) -> bool:
    """Is nothing of any history hidden from this viewer, whatever fields it names?"""
    hidden = any(
        field_rules.hidden(viewer, type_name, field)
        for type_name, rules in field_rules.RULES.items()
        if type_name != "User"  # of whom no history tells
        for field in rules
    )
    return viewer.sees_everything and not hidden


def _field(change: Alias) -> Fragment:
    return sql("({x}.record_type || '.' || {x}.field)", x=change)


def _value(scope: Scope, value: Fragment, change: Alias, naming: Mapping[str, list[str]]) -> Fragment:
    """What this viewer is shown of a change's value: of a reference an id, where they see what it names."""
    row = sql("CASE WHEN {value} ~ {pattern} THEN {value}::uuid END", value=value, pattern=constant(UUID_TEXT, "text"))
    field = _field(change)
    parent = sql(
        "WHEN {field} = {parent} THEN {nearest}",
        field=field,
        parent=literal(".".join(PARENT)),
        nearest=_nearest(scope, row),
    )
    others = [
        sql(
            "WHEN {field} IN ({names}) THEN {named}",
            field=field,
            names=join(", ", map(literal, fields)),
            named=_named(scope, type_name, row),
        )
        for type_name, fields in naming.items()
        if fields
    ]
    return sql("CASE {cases} ELSE {value} END", cases=join(" ", [parent, *others]), value=value)


def _old(change: Alias) -> Fragment:
    return sql("{x}.old_value", x=change)


def _new(change: Alias) -> Fragment:
    return sql("{x}.new_value", x=change)


def _named(scope: Scope, type_name: str, row: Fragment) -> Fragment:
    """The id of the record that is named so, if the viewer sees it; of one that is gone, for those who see all."""
    opening = literal(f"{OPENING[type_name]}_")
    if _sees_all(scope.viewer):
        return sql("{opening} || {row}", opening=opening, row=row)
    table, n = scope.entities[type_name], Alias("n")
    return sql(
        "(SELECT {opening} || {n}.id FROM {table} {n} WHERE {n}.id = {row} AND {seen})",
        opening=opening,
        n=n,
        table=Identifier(table.table),
        row=row,
        seen=scope.sees(table, n),
    )


def _nearest(scope: Scope, row: Fragment) -> Fragment:
    """The id of the nearest account at or above the one that is named so, as the tree is now, that the viewer sees."""
    if _sees_all(scope.viewer):
        return _named(scope, "Account", row)
    t, v = Alias("t"), Alias("v")
    return sql(
        "(SELECT {opening} || {t}.ancestor_id FROM account_tree {t} JOIN account {v} ON {v}.id = {t}.ancestor_id"
        " WHERE {t}.descendant_id = {row} AND {seen} ORDER BY {t}.depth LIMIT 1)",
        opening=literal(f"{OPENING['Account']}_"),
        t=t,
        v=v,
        row=row,
        seen=visible(scope.subject, v, scope.strategy),
    )


def shown(scope: Scope, change: Alias) -> Fragment:
    """The condition that this viewer is told of the change of a record that they see."""
    if _sees_all(scope.viewer):
        return sql("{x}.record_type NOT IN ({matters})", x=change, matters=join(", ", map(literal, ADMIN_MATTERS)))
    naming = references(scope)
    named = [".".join(PARENT), *(field for fields in naming.values() for field in fields)]
    return sql(
        "({field} = ANY({fields}) AND ({field} NOT IN ({named}) OR {old} IS DISTINCT FROM {new}))",
        field=_field(change),
        fields=constant(readable(scope), "text[]"),
        named=join(", ", map(literal, named)),
        old=_value(scope, _old(change), change, naming),
        new=_value(scope, _new(change), change, naming),
    )


def _of_account(scope: Scope, row: Alias, change: Alias) -> Fragment:
    return sql("{x}.account_id = {a}.id AND {shown}", x=change, a=row, shown=shown(scope, change))


def _value_part(
    column: Callable[[Alias], Fragment], naming: Callable[[Scope], Mapping[str, list[str]]] = references
) -> Computed:
    """A change's value, as the viewer is shown it."""

    def value(scope: Scope, change: Alias) -> Fragment:
        return _value(scope, column(change), change, naming(scope))

    return Computed(lambda _planning, _selection: ColumnPlan(value))


def _is_shown(scope: Scope, change: Alias) -> Fragment:
    return sql(
        "{seen} AND {shown}",
        seen=visible_through_account(scope.subject, change, scope.strategy),
        shown=shown(scope, change),
    )


_RECORD_ID = " ".join(f"WHEN '{type_name}' THEN '{prefix}_'" for type_name, prefix in OPENING.items())

BY = by_id("User", "changed_by_id")

CHANGE = Entity(
    name="Change",
    table="field_change",
    row_filter=_is_shown,
    parts={
        "at": Column(Moment().read("{a}.changed_at")),
        "by": One(BY),
        "recordType": Column("{a}.record_type"),
        "recordId": Column(f"CASE {{a}}.record_type {_RECORD_ID} END || {{a}}.record_id"),
        "field": Column("{a}.field"),
        "from": _value_part(_old),
        "to": _value_part(_new),
    },
    order=Order.total(
        "Change",
        [
            Key("{a}.changed_at", "timestamptz", "at", descending=True),
            # ids follow time too
            Key("{a}.id", "uuid", "at", descending=True, unique=True),
        ],
    ),
)

HISTORY = Connection(Relation("Change", _of_account, visible_if="true"))


CHANGES = replace(
    CHANGE,
    row_filter=lambda _scope, _row: TRUE,  # `changes` lets admins alone ask
    parts={
        **CHANGE.parts,
        "from": _value_part(_old, _all_references),
        "to": _value_part(_new, _all_references),
    },
    filters={
        "by": ToOne(BY, shows("Change", "by")),
        "recordId": Compared("ID", "{a}.record_id", shows("Change", "recordId")),
        "accountId": Compared("ID", "{a}.account_id", (), entity="Account"),
        **compared(
            "Change",
            {
                "recordType": ("String", "record_type"),
                "field": ("String", "field"),
                "at": ("DateTime", "changed_at"),
            },
        ),
    },
)
"""Every change of every record, for admins: with filters, and behind a row filter of its own."""


def changes(planner: Planner, selection: Selection) -> ConnectionPlan:
    """Plans the audit trail across all records, the latest first; Forbidden but for admins."""
    if planner.scope.viewer.profile is not Profile.ADMIN:
        raise Forbidden("Only an admin may ask for the changes of all records.")
    return planner.connection(RowsPlan(CHANGES), CHANGES, selection)
