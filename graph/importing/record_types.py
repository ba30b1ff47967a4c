"""The record types that files bring in: what an import needs of each noun, derived from its declaration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from graphlib import TopologicalSorter
from string import Formatter

from tortoise.fields.db_defaults import SqlDefault

from graph.models.base import Record
from graph.models.noun import NOUNS, Noun
from graph.models.spec import FieldSpec, ImportSpec, Membership, ReferenceSpec, Rejection, Written
from graph.models.values import FoldedName, InvalidValue, LoweredEmail, Number, Reading, Reference, ValueType

from .condition_cells import Conditions
from .stamps import stamp_rejections
from .ways import ways_of

CONDITIONS = "conditions"
"""The field that holds all conditions of a sharing rule."""
MANAGER = "manager"
"""The field that names whom a user reports to."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One way to name a record: by a field whose cells and columns are compared in the same form."""

    sql: str
    """The compared form over a row ``{t}``."""
    fold: Callable[[str], str]
    """The compared form of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """A field of a record type."""

    name: str
    column: str
    value: ValueType
    description: str
    required: bool
    default: str | None = None
    """SQL over ``{column}`` placeholders for what a blank cell gives a new record."""
    reference: ReferenceSpec | None = None
    membership: Membership | None = None
    one_per_account: bool = False
    stamped_by: tuple[str, ...] = ()
    """The columns whose change sets it to now."""
    stored: bool = True
    """Whether it is a column of the record's table."""
    once: bool = False
    """Whether only a new record takes it from a file."""
    assigned: bool = False
    """Whether a new record has a value of its own unless a file gives it one, and keeps it for good."""

    @property
    def target(self) -> "RecordType | None":
        """The record type whose records its cells name."""
        named = self.reference or self.membership
        return record_type(named.noun) if named else None

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """How its cells may name a record beside its key."""
        if self.target is None:
            return {}
        # of several names in a cell, each must lead to one record
        unique = self.target.unique if self.membership else None
        return {name: found for name, found in self.target.lookups.items() if not unique or name == unique.name}

    @property
    def reading_keys(self) -> frozenset[str]:
        """The keys of a mapping's field table that apply to it."""
        return self.value.reading_keys | ({"separator"} if self.membership else set())

    @property
    def default_sources(self) -> frozenset[str]:
        """The columns that its default is computed from."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.default or "") if name)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordType:
    """A noun as files bring it."""

    name: str
    """What mappings call it."""
    noun: Noun
    fields: Mapping[str, ImportField]
    """By name: the required ones first, and last what the system sets where no file does."""
    unique: ImportField | None
    """The field that no two records share."""
    lookups: Mapping[str, Lookup]
    identity: tuple[str, ...]
    """The columns that no two records share together."""
    strict: bool
    """Whether a cell that can't be used always rejects its row."""
    ways: Mapping[str, str]
    """The fields by which rows match records that are there: the compared form of each over a row ``{t}``."""
    rejections: tuple[Rejection, ...]
    of_another_account: Mapping[str, Rejection]
    """By reference to records of the same account: the rows that name one elsewhere, unless theirs has moved since."""
    together: tuple[tuple[str, ...], ...]
    """The fields that are given together or not at all."""
    number: str | None
    """The column that a sequence fills."""
    sequence: str | None
    versioned: bool
    """Whether its table says when a record was updated, by whom, and how often."""

    @property
    def table(self) -> str:
        """Its table."""
        return self.noun.table

    @property
    def columns(self) -> Mapping[str, ImportField]:
        """The fields that are columns of its table, by column."""
        return {field.column: field for field in self.fields.values() if field.stored}

    @property
    def named_uniquely(self) -> ImportField | None:
        """The field with a folded name that no two records share."""
        return self.unique if self.unique and isinstance(self.unique.value, FoldedName) else None

    @property
    def parent(self) -> ImportField | None:
        """The reference that makes a tree of its records."""
        field = self.fields.get("parent")
        return field if field and field.reference and field.reference.noun == self.noun.name else None


def record_types() -> Mapping[str, RecordType]:
    """Every record type by its name, each after those that it refers to."""
    importable = {name: noun.imports for name, noun in NOUNS.items() if noun.imports}
    types = {name: record_type(name) for name in importable}
    order = TopologicalSorter[str](dict.fromkeys(types, ()))
    for name, imports in importable.items():
        targets = [field.target.noun.name for field in types[name].fields.values() if field.target]
        order.add(name, *(target for target in targets if target != name and target not in imports.before))
    return {types[name].name: types[name] for name in order.static_order()}


@cache
def record_type(noun_name: str) -> RecordType:
    """The record type of a noun; ValueError where files can't bring it."""
    noun = NOUNS[noun_name]
    if noun.imports is None:
        raise ValueError(f"an imported field refers to {noun_name}, which declares no imports")
    fields = [_field(noun, name, spec) for name, spec in noun.columns.items() if _is_in_files(spec)]
    fields += [_membership(name, membership) for name, membership in noun.imports.memberships.items()]
    if noun.imports.conditions:
        fields.append(_conditions(noun.imports.conditions))
    if noun.imports.manager:
        fields.append(_manager(noun, noun.imports.manager))
    kept = {name for name, spec in noun.columns.items() if spec.written is Written.NEVER}
    fields.sort(key=lambda field: (not field.required, field.name in kept))
    by_name = {field.name: field for field in fields}
    number = next((field.column for field in fields if field.assigned), None)
    together = _together(noun)
    return RecordType(
        name=noun.record_type,
        noun=noun,
        fields=by_name,
        unique=by_name[noun.imports.unique] if noun.imports.unique else None,
        identity=tuple(map(noun.column, noun.imports.identity)),
        strict=noun.imports.strict,
        ways=ways_of(noun),
        lookups={name: _lookup(by_name[name], noun.imports) for name in noun.imports.lookups},
        rejections=(
            *map(_partly_given, together),
            *noun.imports.rejections,
            *stamp_rejections(by_name),
        ),
        of_another_account={
            field.name: _of_another_account(field)
            for field in fields
            if field.reference and field.reference.same_account
        },
        together=together,
        number=number,
        sequence=_sequence(noun, number) if number else None,
        versioned=issubclass(noun.model, Record),
    )


def _sequence(noun: Noun, column: str) -> str:
    default = noun.field(column).db_default
    if not isinstance(default, SqlDefault):
        raise TypeError(f"{noun.name}.{column} has no sequence")
    return default.sql.split("'")[1]


def _is_in_files(spec: FieldSpec) -> bool:
    return spec.imported or isinstance(spec.value, Number)


def _field(noun: Noun, name: str, spec: FieldSpec) -> ImportField:
    required = spec.required and spec.default is None
    return ImportField(
        name=name,
        column=noun.column(name),
        value=spec.value,
        description=spec.description,
        required=required if spec.required_in_files is None else spec.required_in_files,
        default=spec.default,
        reference=spec.reference,
        one_per_account=spec.one_per_account,
        stamped_by=tuple(map(noun.column, spec.stamped_by)),
        once=spec.imported_once,
        assigned=isinstance(spec.value, Number),
    )


def _membership(name: str, membership: Membership) -> ImportField:
    return ImportField(
        name=name,
        column=name,
        value=Reference(membership.noun),
        description=membership.description,
        required=False,
        membership=membership,
        stored=False,
    )


def _conditions(description: str) -> ImportField:
    return ImportField(
        name=CONDITIONS,
        column=CONDITIONS,
        value=Conditions(),
        description=description,
        required=True,
        stored=False,
    )


def _manager(noun: Noun, description: str) -> ImportField:
    return ImportField(
        name=MANAGER,
        column=f"{MANAGER}_id",
        value=Reference(noun.name),
        description=description,
        required=False,
        reference=ReferenceSpec(noun.name),
        stored=False,
    )


def _lookup(field: ImportField, imports: ImportSpec) -> Lookup:
    column = f"{{t}}.{field.value.compared(field.column)}"
    if isinstance(field.value, FoldedName):
        return Lookup(column, field.value.fold)
    if isinstance(field.value, LoweredEmail):
        return Lookup(column, str.lower)
    if isinstance(field.value, Number):
        return Lookup(f"{column}::text", partial(_digits, field.value))
    if field.name == imports.unique:  # two records may differ in case alone
        return Lookup(column, _spaced)
    return Lookup(f"lower({column})", lambda text: _spaced(text).lower())


def _digits(number: Number, text: str) -> str:
    try:
        return str(number.parse(text, Reading()))
    except InvalidValue:
        return text  # which no record has


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _together(noun: Noun) -> tuple[tuple[str, ...], ...]:
    wholes = [composite for composite in noun.composites.values() if composite.whole]
    return tuple(tuple(name for name, spec in noun.columns.items() if spec.part_of is whole) for whole in wholes)


def partly_given(names: Sequence[str]) -> str:
    """What is wrong where some are blank of fields that are given together or not at all."""
    some, every = ("one", "both") if len(names) == 2 else ("some", "all")
    return f"has {some} of {' and '.join(names)} only: fill in {every}, or none"


def _partly_given(together: tuple[str, ...]) -> Rejection:
    columns = ", ".join(f"{{{name}}}" for name in together)
    return Rejection(where=f"num_nulls({columns}) NOT IN (0, {len(together)})", reason=partly_given(together))


def _of_another_account(field: ImportField) -> Rejection:
    if field.target is None:
        raise TypeError(f"{field.name} is no reference")
    names = f"is {field.name.replace('_', ' ')}" if field.name.endswith("_by") else "names"
    called = f" as {field.name}" if names == "names" and field.name != field.target.name else ""
    return Rejection(
        where=f"EXISTS (SELECT FROM {field.target.table} x"
        f" WHERE x.id = {{{field.column}}} AND x.account_id <> {{account_id}})"
        f" AND (t.{field.column} = {{{field.column}}} AND t.account_id = {{account_id}}) IS NOT TRUE",
        reason=f"{names} {field.target.noun.article} of another account{called}: name one of its own, or none",
    )
