"""The registry's vocabulary: an entity is a table behind a door, with parts that are columns, objects and relations.

Every readable field of the graph is one part here. There is no second path that reads rows some other way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from graph.resolvers.filters import Compared, Filter, ToOne, compared, same
from graph.resolvers.order import Key, Order, Through
from graph.resolvers.shape import Chosen

if TYPE_CHECKING:
    from graph.resolvers.statement import Writer


class Part(Protocol):
    """What a field is in SQL."""

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """An expression for this field's value, over the row of this alias."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or an expression over the row ``{a}``."""

    template: str

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The expression for this row."""
        return self.template.format(a=alias)


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object of some type, made of the row's own columns; null where ``present`` is not true."""

    type_name: str
    parts: Mapping[str, Part]
    present: str

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The object for this row."""
        return f"CASE WHEN {self.present.format(a=alias)} THEN {w.object(self.parts, alias, chosen.shape)} END"


@dataclass(frozen=True, slots=True)
class One:
    """The row of another entity that ``on`` finds, from this row ``{a}`` to that one ``{x}``, if the viewer sees it.

    ``given`` is a condition under which that row is seen because this one is: then its own door is not asked.
    """

    entity: str
    on: str
    given: str = "false"

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The object, or null."""
        entity = w.entity(self.entity)
        x = w.p.alias(entity.stem)
        door = w.door(entity, x, given=self.given.format(a=alias, x=x))
        return w.one(entity, x, chosen.shape, f"{self.on.format(a=alias, x=x)} AND {door}")


@dataclass(frozen=True, slots=True)
class Connection:
    """The rows of another entity that ``on`` finds, in pages. ``given`` as in One; ``order`` instead of its own."""

    entity: str
    on: "str | Callable[[Writer, str, str, Chosen], str]"
    given: str = "false"
    order: Order | None = None

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The connection object."""
        entity = w.entity(self.entity)
        x = w.p.alias(entity.stem)
        on = self.on.format(a=alias, x=x) if isinstance(self.on, str) else self.on(w, alias, x, chosen)
        where = f"{on} AND {w.door(entity, x, given=self.given.format(a=alias, x=x))}"
        return w.connection(entity, x, chosen, where, self.order)


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of another entity that ``on`` finds, all of them, in an order given as SQL."""

    entity: str
    on: "str | Callable[[Writer, str, str, Chosen], str]"
    order: str
    given: str = "false"

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """The list."""
        entity = w.entity(self.entity)
        x = w.p.alias(entity.stem)
        on = self.on.format(a=alias, x=x) if isinstance(self.on, str) else self.on(w, alias, x, chosen)
        where = f"{on} AND {w.door(entity, x, given=self.given.format(a=alias, x=x))}"
        return w.listing(entity, x, chosen.shape, where, self.order.format(a=alias, x=x))


@dataclass(frozen=True, slots=True)
class Written:
    """A field whose SQL a function writes."""

    write: "Callable[[Writer, str, Chosen], str]"

    def sql(self, w: "Writer", alias: str, chosen: Chosen) -> str:
        """What the function writes for this row."""
        return self.write(w, alias, chosen)


@dataclass(frozen=True, slots=True)
class Entity:
    """A GraphQL object type whose objects are rows of one table."""

    name: str
    table: str
    door: "Callable[[Writer, str], str]"
    """The predicate that this viewer sees the row of an alias."""
    parts: Mapping[str, Part]
    order: Order
    """What a list is sorted by when nothing else is asked for."""
    sort_keys: Mapping[str, Key | Through] = field(default_factory=dict)
    """The keys that `orderBy` may name."""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    """The fields that `where` may name, beside and, or and not."""

    @property
    def stem(self) -> str:
        """What its aliases in SQL begin with."""
        return self.table[:2]


def time(column: str) -> Column:
    """A point in time, as ISO 8601 in UTC with microseconds."""
    return Column(f"to_char({{a}}.{column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")


def amount(column: str) -> Column:
    """An amount of money, as text with two decimal places."""
    return Column(f"{{a}}.{column}::text")


def numbered(prefix: str) -> Column:
    """A record's number: the prefix and at least six digits."""
    return Column(f"'{prefix}-' || lpad({{a}}.number::text, greatest(6, length({{a}}.number::text)), '0')")


def identity(prefix: str) -> Column:
    """A record's id, unique across all types."""
    return Column(f"'{prefix}_' || {{a}}.id")


def record_parts() -> dict[str, Part]:
    """The fields that every business record has beside its own."""
    return {
        "version": Column("{a}.version"),
        "createdAt": time("created_at"),
        "createdBy": One("User", "{x}.id = {a}.created_by_id"),
        "updatedAt": time("updated_at"),
        "updatedBy": One("User", "{x}.id = {a}.updated_by_id"),
    }


def record_filters(entity: str) -> dict[str, Filter]:
    """The filters that every business record has beside its own."""
    return {
        "id": Compared("ID", "{a}.id", same(entity, "id"), entity=entity),
        **compared(
            entity,
            {
                "version": ("Int", "version"),
                "createdAt": ("DateTime", "created_at"),
                "updatedAt": ("DateTime", "updated_at"),
            },
        ),
        "createdBy": ToOne("User", "{x}.id = {a}.created_by_id", same(entity, "createdBy")),
        "updatedBy": ToOne("User", "{x}.id = {a}.updated_by_id", same(entity, "updatedBy")),
    }


def number_filter(entity: str, prefix: str) -> Filter:
    """The filter on a record's number."""
    return Compared("Number", "{a}.number", same(entity, "number"), entity=prefix)


def enum_filter(entity: str, field_name: str, column: str, enum: str) -> Filter:
    """The filter on a column of an enum's names."""
    return Compared("Enum", f"{{a}}.{column}", same(entity, field_name), enum=enum)


def account_filter(entity: str) -> Filter:
    """The filter on the account that a record belongs to, seen as the record is."""
    return ToOne("Account", "{x}.id = {a}.account_id", same(entity, "account"), given="true")


def by_account_name(entity: str) -> Through:
    """The sort key of the name of the account that a record belongs to."""
    name = Key("{a}.name_key", "text")
    return Through(
        "Account", "{x}.id = {a}.account_id", name, (*same(entity, "account"), *same("Account", "name")), "true"
    )
