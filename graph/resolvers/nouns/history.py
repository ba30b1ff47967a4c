"""The audit trail of an account and of what hangs on it, with the sharing and the field rules of what it tells.

A change of a hidden field isn't there. What a change refers to reads as in the record itself: an id where the viewer
sees it and null where not, and for `parent` the nearest account at or above it that the viewer sees. A change that then
shows the same before and after isn't there either, so that nothing tells of what is hidden.

Who was let in by whom (teams, grants) is no part of it: admins read that, and all else, in `changes`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from graph.auth import field_rules
from graph.auth.sharing import visible, visible_through_account
from graph.auth.viewer import Viewer
from graph.errors import Forbidden
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.values import Moment
from graph.resolvers.compiler.entity import Column, Connection, Embedded, Entity, One, Part, Written
from graph.resolvers.compiler.filters import Compared, ToOne, compared, same
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.compiler.shape import Chosen

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

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

FIELD = "({x}.record_type || '.' || {x}.field)"
PARENT = ("Account", "parent")
UUID_TEXT = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def readable(w: "Writer") -> list[str]:
    """The fields of records that hang on an account whose changes this viewer may read, as `Account.name`."""
    found = []
    for type_name in TOLD_OF:
        for field, part in w.entity(type_name).parts.items():
            if field_rules.hidden(w.viewer, type_name, field):
                continue
            if isinstance(part, Column) or _names_by_column(part) or (type_name, field) == PARENT:
                found.append(f"{type_name}.{field}")
            elif isinstance(part, Embedded):
                found += [
                    f"{type_name}.{field}.{inner}"
                    for inner in part.parts
                    if not field_rules.hidden(w.viewer, part.type_name, inner)
                ]
    return found


def _names_by_column(part: Part) -> TypeGuard[One]:
    """Is this a record that is named by the row itself, and not found in the viewer's tree?"""
    return isinstance(part, One) and isinstance(part.relation.on, str)


def references(w: "Writer") -> dict[str, list[str]]:
    """By type, the fields whose values name records of that type; the parent, which is shown in its own way, apart."""
    found: dict[str, list[str]] = {}
    for type_name in TOLD_OF:
        for field, part in w.entity(type_name).parts.items():
            if _names_by_column(part):
                found.setdefault(part.relation.entity, []).append(f"{type_name}.{field}")
    return found


def _everywhere(w: "Writer") -> dict[str, list[str]]:
    """The same of all that the audit trail tells."""
    found = references(w)
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


def _value(w: "Writer", x: str, column: str, naming: Mapping[str, list[str]] | None = None) -> str:
    """What this viewer is shown of a change's value: of a reference an id, where they see what it names."""
    value = f"{x}.{column}"
    row = f"CASE WHEN {value} ~ {w.p.constant(UUID_TEXT, 'text')} THEN {value}::uuid END"
    field = FIELD.format(x=x)
    cases = [f"WHEN {field} = '{'.'.join(PARENT)}' THEN {_nearest(w, row)}"]
    for type_name, fields in (naming or references(w)).items():
        if fields:
            named = ", ".join(f"'{field}'" for field in fields)
            cases.append(f"WHEN {field} IN ({named}) THEN {_named(w, type_name, row)}")
    return f"CASE {' '.join(cases)} ELSE {value} END"


def _named(w: "Writer", type_name: str, row: str) -> str:
    """The id of the record that is named so, if the viewer sees it; of one that is gone, for those who see all."""
    if _sees_all(w.viewer):
        return f"'{OPENING[type_name]}_' || {row}"
    entity = w.entity(type_name)
    n = w.p.alias("n")
    door = w.door(entity, n)
    return f"(SELECT '{OPENING[type_name]}_' || {n}.id FROM \"{entity.table}\" {n} WHERE {n}.id = {row} AND {door})"


def _nearest(w: "Writer", row: str) -> str:
    """The id of the nearest account at or above the one that is named so, as the tree is now, that the viewer sees."""
    if _sees_all(w.viewer):
        return _named(w, "Account", row)
    t, v = w.p.alias("t"), w.p.alias("v")
    return (
        f"(SELECT '{OPENING['Account']}_' || {t}.ancestor_id FROM account_tree {t} JOIN account {v}"
        f" ON {v}.id = {t}.ancestor_id WHERE {t}.descendant_id = {row} AND {visible(w.viewer, w.p, v, w.form)}"
        f" ORDER BY {t}.depth LIMIT 1)"
    )


def shown(w: "Writer", x: str) -> str:
    """The condition that this viewer is told of the change ``x`` of a record that they see."""
    if _sees_all(w.viewer):
        return f"{x}.record_type NOT IN {ADMIN_MATTERS}"
    fields = w.p.constant(readable(w), "text[]")
    naming = [".".join(PARENT), *(field for fields in references(w).values() for field in fields)]
    named = ", ".join(f"'{field}'" for field in naming)
    field = FIELD.format(x=x)
    differs = f"{_value(w, x, 'old_value')} IS DISTINCT FROM {_value(w, x, 'new_value')}"
    return f"({field} = ANY({fields}) AND ({field} NOT IN ({named}) OR {differs}))"


def _of_account(w: "Writer", a: str, x: str) -> str:
    return f"{x}.account_id = {a}.id AND {shown(w, x)}"


_RECORD_ID = " ".join(f"WHEN '{type_name}' THEN '{prefix}_'" for type_name, prefix in OPENING.items())

BY = by_id("User", "changed_by_id")

CHANGE = Entity(
    name="Change",
    table="field_change",
    door=lambda w, x: f"{visible_through_account(w.viewer, w.p, x, w.form)} AND {shown(w, x)}",
    parts={
        "at": Column(Moment().read("{a}.changed_at")),
        "by": One(BY),
        "recordType": Column("{a}.record_type"),
        "recordId": Column(f"CASE {{a}}.record_type {_RECORD_ID} END || {{a}}.record_id"),
        "field": Column("{a}.field"),
        "from": Written(lambda w, x, _chosen: _value(w, x, "old_value")),
        "to": Written(lambda w, x, _chosen: _value(w, x, "new_value")),
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

HISTORY = Connection(Relation("Change", _of_account, given="true"))


def _for_admins(w: "Writer", _x: str) -> str:
    if w.viewer.profile is not Profile.ADMIN:
        raise Forbidden("Only an admin may ask for the changes of all records.")
    return "true"


CHANGES = replace(
    CHANGE,
    door=_for_admins,
    parts={
        **CHANGE.parts,
        "from": Written(lambda w, x, _chosen: _value(w, x, "old_value", _everywhere(w))),
        "to": Written(lambda w, x, _chosen: _value(w, x, "new_value", _everywhere(w))),
    },
    filters={
        "by": ToOne(BY, same("Change", "by")),
        "recordId": Compared("ID", "{a}.record_id", same("Change", "recordId")),
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
"""Every change of every record, for admins: with filters, and behind a door of its own."""


def changes(w: "Writer", chosen: Chosen) -> str:
    """The audit trail across all records, the latest first."""
    x = w.p.alias(CHANGES.stem)
    return w.connection(CHANGES, x, chosen, w.door(CHANGES, x))
