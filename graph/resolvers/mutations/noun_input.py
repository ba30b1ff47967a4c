"""A noun as inputs write it: the fields that they set, and what of a value is stored.

Derived from the noun's declaration, so that a field is judged the same way whoever writes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.auth import field_rules
from graph.errors import BadInput
from graph.models.noun import Noun
from graph.models.rules import FieldRule
from graph.models.spec import FieldSpec, Initial, ReferenceSpec, Written
from graph.models.values import FoldedName, InvalidValue, Reference, ValueType
from graph.resolvers.mutations.inputs import InputField, verb_input
from graph.resolvers.mutations.references import require_reference
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.node import parse_id

HANDLES = frozenset({"id", "expectedVersion", "idempotencyKey"})
"""The fields of an input that set none of the record's."""

OWNED_BY = "account_id"
"""The column of the account that a record belongs to: its lock has checked more than a reference needs."""


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column that one value of an input sets."""

    column: str
    value: ValueType

    def judge(self, given: Any) -> dict[str, Any]:
        """Returns what to store, by column; raises InvalidValue if the value can't be stored."""
        stored = None if given is None else self._judge(given)
        if isinstance(self.value, FoldedName) and stored is not None:
            return {self.column: stored, self.value.compared(self.column): self.value.fold(stored)}
        return {self.column: stored}

    def _judge(self, given: Any) -> Any:
        if not isinstance(self.value, Reference):
            return self.value.judge(given)
        try:
            return parse_id(given, only=self.value.noun)[1]
        except BadInput as error:
            raise InvalidValue(f"can't be used: {error.message.removesuffix('.')}") from None


@dataclass(frozen=True, slots=True)
class WrittenField:
    """A field of a noun that inputs set: one column, or those of a composite by their names within it."""

    name: str
    """Its name in inputs."""
    input: InputField
    sets: tuple[str, str]
    """The type and field that it sets, whose rule holds for it too."""
    written: Written
    nullable: bool
    columns: Mapping[str, StoredColumn]
    composite: str | None = None
    """The type of the composite that it is, if it is one."""
    reference: ReferenceSpec | None = None
    initial: Initial | None = None

    @property
    def column(self) -> str:
        """The only column of a field that is no composite."""
        (stored,) = self.columns.values()
        return stored.column

    def judge(self, given: Any) -> dict[str, Any]:
        """Returns what to store, by column; raises InvalidValue if that can't be. Null empties every column.

        Of a composite, the fields that are left out stay as they are.
        """
        found: dict[str, Any] = {}
        values = given if self.composite and given is not None else dict.fromkeys(self.columns, given)
        for name, value in values.items():
            try:
                found |= self.columns[name].judge(value)
            except InvalidValue as invalid:
                part = name if self.composite else None
                raise InvalidValue(invalid.message, too_long=invalid.too_long, part=part) from None
        return found


def _of_column(noun: Noun, attribute: str, spec: FieldSpec) -> WrittenField:
    field = noun.graphql_name(attribute)
    sets = (noun.name, field)
    name = field if spec.reference is None else f"{field}Id"
    has_default = spec.default is not None or spec.initial is not None
    return WrittenField(
        name,
        InputField(spec.value.scalar.name, spec.description, required=spec.required and not has_default, sets=sets),
        sets,
        spec.written,
        nullable=not (spec.required or has_default),
        columns={name: StoredColumn(noun.column(attribute), spec.value)},
        reference=spec.reference,
        initial=spec.initial,
    )


def _of_composite(noun: Noun, field: str) -> WrittenField:
    composite = noun.composites[field]
    parts = {
        noun.graphql_name(attribute): (attribute, spec)
        for attribute, spec in noun.columns.items()
        if spec.part_of == composite
    }
    nested = {
        name: InputField(
            spec.value.scalar.name, spec.description, required=composite.whole, sets=(composite.type_name, name)
        )
        for name, (_, spec) in parts.items()
    }
    sets = (noun.name, field)
    return WrittenField(
        field,
        InputField(f"{composite.type_name}Input", composite.description, sets=sets, nested=nested),
        sets,
        Written.ALWAYS,
        nullable=True,
        columns={name: StoredColumn(noun.column(attribute), spec.value) for name, (attribute, spec) in parts.items()},
        composite=composite.type_name,
    )


def _written_fields(noun: Noun) -> list[WrittenField]:
    """The fields that inputs set, as they are declared; last those that may be left out and never change later."""
    composites = {composite.attribute: name for name, composite in noun.composites.items()}
    found: dict[str, WrittenField] = {}
    for attribute, spec in noun.columns.items():
        if spec.written is Written.NEVER:
            continue
        if spec.part_of is None:
            field = _of_column(noun, attribute, spec)
            found[field.name] = field
        elif (name := composites[spec.part_of.attribute]) not in found:
            found[name] = _of_composite(noun, name)
    return sorted(found.values(), key=lambda field: field.written is Written.ONCE and not field.input.required)


def _require_writable(tx: Transaction, field: WrittenField, given: Any) -> bool:
    """Returns whether the viewer may set the field, and of a composite all that is given; adds an error if not.

    Null sets every field of a composite.
    """
    sets: dict[tuple[str, ...], FieldRule] = {(field.name,): field_rules.rule(*field.sets)}
    if field.composite is not None:
        parts = field.columns if given is None else given
        sets |= {(field.name, part): field_rules.rule(field.composite, part) for part in parts}
    before = len(tx.errors)
    for path, rule in sets.items():
        shown = ".".join(path)
        if tx.viewer.profile in rule.hidden_from:
            tx.add_error(UserErrorCode.FIELD_HIDDEN, f"`{shown}` is hidden from you: leave it out.", *path)
        elif tx.viewer.profile in rule.read_only_for:
            tx.add_error(UserErrorCode.FIELD_READ_ONLY, f"You may read `{shown}`, but not set it: leave it out.", *path)
    return len(tx.errors) == before


class NounInput:
    """Reads what an input sets of a noun's records."""

    def __init__(self, noun: Noun) -> None:
        self.noun = noun
        self.fields: Mapping[str, WrittenField] = {field.name: field for field in _written_fields(noun)}

    def create_input(self, *names: str) -> dict[str, InputField]:
        """The input that creates a record: all of its fields, or those of these names."""
        return {field.name: field.input for field in self._named(names) if field.written is not Written.LATER}

    def update_input(self, *names: str) -> dict[str, InputField]:
        """The input that updates a record: its id, the version seen, and all that may change, or these fields."""
        changed = (field for field in self._named(names) if field.written is not Written.ONCE)
        return verb_input(self.noun, **{field.name: replace(field.input, required=False) for field in changed})

    def field(self, name: str) -> InputField:
        """One field, for the input of a verb."""
        return replace(self.fields[name].input, required=False)

    def _named(self, names: tuple[str, ...]) -> list[WrittenField]:
        return [self.fields[name] for name in names or self.fields]

    def read(self, tx: Transaction, given: Mapping[str, Any], *, creating: bool) -> dict[str, Any]:
        """Returns what to store, by column; adds an error for each field whose value can't be stored."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name not in given:
                if creating and field.input.required:
                    tx.add_error(UserErrorCode.REQUIRED, f"`{name}` is needed.", name)
                continue
            if _require_writable(tx, field, given[name]):
                found |= self._judged(tx, field, given[name])
        return found

    def _judged(self, tx: Transaction, field: WrittenField, value: Any) -> dict[str, Any]:
        try:
            stored = field.judge(value)
        except InvalidValue as invalid:
            path = (field.name,) if invalid.part is None else (field.name, invalid.part)
            code = UserErrorCode.TOO_LONG if invalid.too_long else UserErrorCode.INVALID
            tx.add_error(code, f"`{'.'.join(path)}` {invalid.message}.", *path)
            return {}
        if not field.nullable and None in stored.values():
            tx.add_error(UserErrorCode.REQUIRED, f"`{field.name}` can't be empty.", field.name)
            return {}
        return stored

    async def require_references(self, tx: Transaction, given: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Adds an error for each reference that is given and can't be made."""
        for name, field in self.fields.items():
            if field.reference is None or name not in given or field.column == OWNED_BY:
                continue
            if values.get(field.column) is not None:
                await require_reference(tx, field.reference.noun, values[field.column], name)

    def sets_only(self, given: Mapping[str, Any], *names: str) -> bool:
        """Does this input set no other fields than these?"""
        return given.keys() - HANDLES <= set(names)

    def changed(self, record: Any, values: Mapping[str, Any]) -> list[str]:
        """Returns the names of the fields that these values would change."""
        return [
            name
            for name, field in self.fields.items()
            if any(
                each.column in values and values[each.column] != getattr(record, each.column)
                for each in field.columns.values()
            )
        ]
