"""What a noun and its fields declare beside their columns: the one source of all that is derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter

from .profile import INTERNAL, Profiles
from .rules import OPEN, FieldRule
from .values import ValueType


class Written(StrEnum):
    """When a mutation's input sets a field."""

    ALWAYS = "ALWAYS"
    """When the record is created, and when it is updated."""
    ONCE = "ONCE"
    """When the record is created."""
    LATER = "LATER"
    """When the record is updated: a new one has the column's default."""
    NEVER = "NEVER"
    """Never: the system or a mutation of its own keeps it."""


class Initial(StrEnum):
    """What a mutation gives a new record in a field that its input leaves out."""

    NOW = "NOW"
    CREATOR = "CREATOR"
    """The user who creates it."""


class RowFilter(StrEnum):
    """Who sees the rows of a noun. `graph.auth.sharing` has the predicate of each."""

    ACCOUNT = "ACCOUNT"
    """An account: the ways in."""
    THROUGH_ACCOUNT = "THROUGH_ACCOUNT"
    """A record of an account: whoever sees the account."""
    USER = "USER"
    STAFF = "STAFF"
    """Everyone but partners."""
    ADMINS = "ADMINS"
    GRANT = "GRANT"
    TEAM_MEMBER = "TEAM_MEMBER"


@dataclass(frozen=True, slots=True)
class Composite:
    """An object in GraphQL that several columns make up; null where all of them are."""

    attribute: str
    """The field's name, in Python's manner."""
    type_name: str
    description: str
    """Of the field."""
    type_description: str
    whole: bool = False
    """Whether all of its fields are set together or none, so that none of them is null."""
    rule: FieldRule = OPEN


@dataclass(frozen=True, slots=True)
class ReferenceSpec:
    """How a reference leads to a record of another noun."""

    noun: str
    """The GraphQL type's name."""
    visible_if: str = "false"
    """A condition over this row ``{a}`` and that row ``{x}`` under which the viewer sees that row because of this."""
    same_account: bool = False
    """Whether it names records of the same account only."""
    no_partner: str = ""
    """What partners can't own, for people: a user who is a partner can't be named. Empty where they can."""
    read_elsewhere: bool = False
    """Whether a computed field of the same name replaces it in answers and filters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """All that a field declares beside its column."""

    value: ValueType
    description: str
    name: str = ""
    """Its name in GraphQL where that isn't the attribute's, or its name within its composite."""
    part_of: Composite | None = None
    rule: FieldRule = OPEN
    reference: ReferenceSpec | None = None
    filtered: bool = True
    sorted: bool = False
    order_indexed: bool = True
    """Whether the order of a root list by it has an index: not where writes of other records change the column."""
    grouped: bool | tuple[str, ...] = False
    """Whether groups have it as a dimension; of a time, by which units: month, quarter, year."""
    totaled: bool = False
    """Whether groups add it up."""
    searched: bool = False
    written: Written = Written.ALWAYS
    required: bool = False
    """Whether a record can't be created without it. A column that can't be null and has a default isn't required."""
    default: str | None = None
    """SQL for the value of a new record that none is given for."""
    initial: Initial | None = None
    imported: bool = True
    imported_once: bool = False
    """Whether a file gives it to new records only: what happens to them later is told by the system."""
    required_in_files: bool | None = None
    """Whether a file must give it, where that differs from ``required``."""
    audited: bool = True
    one_per_account: bool = False
    """Whether it is a flag that at most one record of an account has set."""
    matched_by_rules: bool = False
    """Whether conditions of sharing rules look at it: then partners can't write it, whoever else may."""
    stamped_by: tuple[str, ...] = ()
    """The attributes whose change sets this time to now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedSpec:
    """A field that is no column: an expression over the row ``{a}``, and the fields whose values it shows."""

    value: ValueType
    description: str
    sql: str
    shows: tuple[str, ...] = ()
    """The fields that it is computed from: it can't be filtered by where one of them is hidden. Itself if empty."""
    rule: FieldRule = OPEN
    nullable: bool = False
    filtered: bool = True
    sorted: bool = False
    totaled: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A paged list of a noun, at the root or of an account: its description and its arguments."""

    description: str
    where: bool = True
    order: bool = True
    search: bool = False
    backwards: bool = True
    """Whether it has `last` and `before`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Which rows of a file can't be imported: a condition over ``{column}`` placeholders, and the reason.

    In the condition, ``t`` is the record as it is before the import, all null for a new one.
    """

    where: str
    reason: str
    because_of: str = ""
    """The optional field without which the row could be imported, if it is one alone."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it looks at."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.where) if name)


@dataclass(frozen=True, slots=True)
class Membership:
    """A field of files that names several records of another noun: a row of a table joins each to this one."""

    noun: str
    """The GraphQL type's name."""
    table: str
    own_column: str
    """The column with the id of this noun's record."""
    other_column: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSpec:
    """How files bring records of a noun."""

    unique: str = ""
    """The field that no two records share."""
    lookups: tuple[str, ...] = ()
    """The fields that other records may name one by, beside its key."""
    identity: tuple[str, ...] = ()
    """The fields that no two records share together: a row that has them all alike is the record that is there."""
    rejections: tuple[Rejection, ...] = ()
    strict: bool = False
    """Whether a cell that can't be used always rejects its row, since a blank one might open more."""
    keyed: bool = True
    """Whether the graph shows the external ids, and finds a record by them."""
    memberships: Mapping[str, Membership] = field(default_factory=dict)
    """By the name of the field in files."""
    manager: str = ""
    """The description of the field ``manager``, which makes the role tree of users; empty where there is none."""
    conditions: str = ""
    """The description of the field ``conditions``, which sharing rules have; empty where there is none."""
    before: tuple[str, ...] = ()
    """Nouns that come after this one in imports although it refers to them, since they refer to it."""


@dataclass(frozen=True, slots=True)
class Going:
    """Which records of an account are still going on: a condition over the row ``{a}``, and what they are called."""

    where: str
    one: str
    many: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutations:
    """The mutations that every noun of an account has: which profiles may call each, and what the first is called."""

    create: Profiles = INTERNAL
    update: Profiles = INTERNAL
    delete: Profiles = INTERNAL
    create_verb: str = "create"
    create_text: str = ""
    """The description of the mutation where the derived one doesn't say enough; likewise below."""
    update_text: str = ""
    delete_text: str = ""
    blocks_account: Going | None = None
    """Which of its records keep their account from being deleted."""
    handed_over: Going | None = None
    """Which of its records a hand-over of their account takes along, where it takes along what is going on."""


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """The root field that groups a noun's records, and the one of a group that lists them."""

    description: str
    of: str = ""
    """What people call the records where that isn't the noun's plural: "deals"."""
