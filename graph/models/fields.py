"""The helpers that declare a noun's fields: each makes a Tortoise field and notes beside it what the field means.

The keyword arguments that all helpers take are those of `FieldSpec`. A field may be null unless it is ``required`` or
has a ``default``.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Unpack, overload
from uuid import UUID

from tortoise import fields
from tortoise.fields import NO_ACTION, Field, OnDelete
from tortoise.fields.db_defaults import Now, SqlDefault
from tortoise.fields.relational import ForeignKeyFieldInstance
from uuid_utils.compat import uuid7

from . import values
from .declared import Computed, Options, column_of, declared
from .spec import ComputedSpec, ReferenceSpec, Written
from .values import ValueType


@overload
def text(
    description: str, longest: int = 255, *, required: Literal[True], spaced: bool = False, **options: Unpack[Options]
) -> fields.CharField[str]: ...
@overload
def text(
    description: str, longest: int = 255, *, spaced: bool = False, **options: Unpack[Options]
) -> fields.CharField[str | None]: ...
def text(
    description: str, longest: int = 255, *, required: bool = False, spaced: bool = False, **options: Unpack[Options]
) -> Any:
    """Words on one line; ``spaced`` keeps single spaces between them, as in names."""
    return column_of(values.Text(longest, longest, spaced=spaced), description, options, required=required)


def unique_name(description: str, **options: Unpack[Options]) -> fields.CharField[str]:
    """A name that no two records share, sorted by code point."""
    field: fields.CharField[str] = declared(
        fields.CharField(255, unique=True),
        values.Text(spaced=True),
        description,
        required=True,
        more=options,
    )
    return field


def folded_name(description: str, **options: Unpack[Options]) -> fields.CharField[str]:
    """A name that is compared by its folded form, whose column ``name_key`` is declared beside it by `folded`."""
    field: fields.CharField[str] = column_of(values.FoldedName(), description, options, required=True)
    return field


def folded() -> fields.TextField:
    """The folded form of a name, by which it is compared, sorted and searched."""
    return fields.TextField()


def long_text(description: str, most: int = 100_000, **options: Unpack[Options]) -> fields.TextField:
    """Text of several lines."""
    field: fields.TextField = column_of(values.Text(None, most, lines=True), description, options)
    return field


def markdown(description: str, **options: Unpack[Options]) -> fields.TextField:
    """Text of several lines, in Markdown."""
    return long_text(description, **options)


def email(description: str, **options: Unpack[Options]) -> fields.CharField[str | None]:
    """An e-mail address."""
    field: fields.CharField[str | None] = column_of(values.EMAIL, description, options)
    return field


def sign_in_email(description: str, **options: Unpack[Options]) -> fields.CharField[str]:
    """The e-mail address that a user signs in by: unique, in lower case."""
    field: fields.CharField[str] = column_of(values.LoweredEmail(), description, options, required=True, unique=True)
    return field


def phone(description: str, **options: Unpack[Options]) -> fields.CharField[str | None]:
    """A telephone number as people write them, with an extension or without."""
    field: fields.CharField[str | None] = column_of(values.PHONE, description, options)
    return field


def website(description: str, **options: Unpack[Options]) -> fields.CharField[str | None]:
    """An address on the web, http or https."""
    field: fields.CharField[str | None] = column_of(values.WEBSITE, description, options)
    return field


def color(description: str, **options: Unpack[Options]) -> fields.CharField[str | None]:
    """A color, as ``#RRGGBB``."""
    field: fields.CharField[str | None] = column_of(values.COLOR, description, options)
    return field


def country(description: str, **options: Unpack[Options]) -> fields.CharField[str | None]:
    """A country by its ISO 3166-1 alpha-2 code."""
    field: fields.CharField[str | None] = column_of(values.Country(), description, options)
    return field


@overload
def money(description: str, *, required: Literal[True], **options: Unpack[Options]) -> fields.DecimalField[Decimal]: ...
@overload
def money(description: str, *, default: int, **options: Unpack[Options]) -> fields.DecimalField[Decimal]: ...
@overload
def money(description: str, **options: Unpack[Options]) -> fields.DecimalField[Decimal | None]: ...
def money(description: str, *, required: bool = False, default: int | None = None, **options: Unpack[Options]) -> Any:
    """An amount in the instance's currency: at most 18 digits, two of them after the point."""
    return column_of(values.Money(), description, options, required=required, default=default)


@overload
def count(description: str, *, default: int, **options: Unpack[Options]) -> fields.IntField[int]: ...
@overload
def count(description: str, **options: Unpack[Options]) -> fields.IntField[int | None]: ...
def count(description: str, *, default: int | None = None, **options: Unpack[Options]) -> Any:
    """A whole number, zero or more."""
    return column_of(values.Whole(), description, options, default=default)


def revision(description: str) -> fields.IntField[int]:
    """A record's version: 1 at first, and one more with each change."""
    options: Options = {"written": Written.NEVER, "imported": False, "audited": False}
    field: fields.IntField[int] = column_of(values.Whole(), description, options, default=1)
    return field


def percent(description: str, **options: Unpack[Options]) -> fields.SmallIntField:
    """A whole number of percent, of a column that is never null."""
    field: fields.SmallIntField = column_of(values.Percent(), description, options, required=True)
    return field


def size(description: str, **options: Unpack[Options]) -> fields.BigIntField:
    """A size in bytes."""
    field: fields.BigIntField = column_of(values.BigWhole(), description, options, required=True)
    return field


def degrees(description: str, most: int, **options: Unpack[Options]) -> fields.DecimalField[Decimal | None]:
    """A latitude or longitude, to a millionth of a degree."""
    field: fields.DecimalField[Decimal | None] = column_of(values.Degrees(most), description, options)
    return field


def number(prefix: str, sequence: str, description: str, **options: Unpack[Options]) -> fields.BigIntField:
    """A record's number, such as ``ACC-000001``: a sequence assigns it, and never gives one twice."""
    options.setdefault("written", Written.NEVER)
    options.setdefault("imported", False)
    field: fields.BigIntField = declared(
        fields.BigIntField(unique=True, db_default=SqlDefault(f"nextval('{sequence}')")),
        values.Number(prefix),
        description,
        required=False,
        more=options,
    )
    return field


def flag(description: str, *, default: bool, **options: Unpack[Options]) -> fields.BooleanField[bool]:
    """Yes or no."""
    field: fields.BooleanField[bool] = column_of(values.Flag(), description, options, default=default)
    return field


def day(description: str, **options: Unpack[Options]) -> fields.DateField[date | None]:
    """A day of the calendar."""
    field: fields.DateField[date | None] = column_of(values.Day(), description, options)
    return field


@overload
def moment(
    description: str, *, required: Literal[True], **options: Unpack[Options]
) -> fields.DatetimeField[datetime]: ...
@overload
def moment(description: str, *, default: Now, **options: Unpack[Options]) -> fields.DatetimeField[datetime]: ...
@overload
def moment(description: str, **options: Unpack[Options]) -> fields.DatetimeField[datetime | None]: ...
def moment(description: str, *, required: bool = False, default: Now | None = None, **options: Unpack[Options]) -> Any:
    """A point in time."""
    return column_of(values.Moment(), description, options, required=required, default=default)


@overload
def choice(
    enum: type[StrEnum], description: str, *, required: Literal[True], ranked: bool = False, **options: Unpack[Options]
) -> fields.CharField[str]: ...
@overload
def choice(
    enum: type[StrEnum], description: str, *, default: StrEnum, ranked: bool = False, **options: Unpack[Options]
) -> fields.CharField[str]: ...
@overload
def choice(
    enum: type[StrEnum], description: str, *, ranked: bool = False, **options: Unpack[Options]
) -> fields.CharField[str | None]: ...
def choice(
    enum: type[StrEnum],
    description: str,
    *,
    required: bool = False,
    default: StrEnum | None = None,
    ranked: bool = False,
    **options: Unpack[Options],
) -> Any:
    """One of an enum's names, which a check constraint lists; ``ranked`` sorts by the enum's own order."""
    stated = None if default is None else default.value
    return column_of(values.Choice(enum, ranked), description, options, required=required, default=stated)


def reference(
    model: str,
    description: str,
    *,
    to: str = "",
    required: bool = False,
    on_delete: OnDelete = NO_ACTION,
    visible_if: str = "false",
    same_account: bool = False,
    no_partner: str = "",
    read_elsewhere: bool = False,
    **options: Unpack[Options],
) -> ForeignKeyFieldInstance[Any]:
    """A record of another noun: the model's name, and ``to``, its GraphQL type's where that is another.

    The other model gets no attribute, since relations are read through the graph.
    """
    noun = to or model
    if same_account:
        # nothing in the database keeps a contact of another account out: then its own row filter is asked
        visible_if = "{x}.account_id = {a}.account_id"
    field: ForeignKeyFieldInstance[Any] = declared(
        ForeignKeyFieldInstance(f"models.{model}", null=not required, on_delete=on_delete, related_name=False),
        values.Reference(noun),
        description,
        required=required,
        more=options,
        reference=ReferenceSpec(noun, visible_if, same_account, no_partner, read_elsewhere),
    )
    return field


def identity() -> fields.UUIDField[UUID]:
    """A record's id: a time-ordered UUID, made in the app so that no insert waits for the database."""
    field: fields.UUIDField[UUID] = declared(
        fields.UUIDField(primary_key=True, default=uuid7),
        values.Id(""),
        "The ID, unique across all types. It is opaque: clients should not parse it.",
        required=False,
        more={"written": Written.NEVER, "imported": False, "audited": False},
    )
    return field


def kept_amount() -> fields.DecimalField[Decimal]:
    """An amount that triggers keep and that no field of the graph shows by itself."""
    return fields.DecimalField(18, 2, db_default=0)


def texts(description: str, column: Field[Any], **options: Unpack[Options]) -> Any:
    """A list of texts."""
    return declared(column, values.Text(), description, required=True, more=options)


def computed(
    value: ValueType,
    description: str,
    sql: str,
    **spec: Any,
) -> Any:
    """A field that is no column: ``sql`` over the row ``{a}``. The keyword arguments are those of `ComputedSpec`."""
    return Computed(ComputedSpec(value=value, description=description, sql=sql, **spec))
