"""What records have in common: ids, numbers, stamps, and those of an account their way to it."""

from graph.auth.sharing import visible_through_account
from graph.resolvers.compiler.entity import Column, One, Part
from graph.resolvers.compiler.filters import Compared, Filter, ToOne, compared, shows
from graph.resolvers.compiler.order import Key, RelatedSortKey
from graph.resolvers.compiler.relation import ITS_ACCOUNT, by_id
from graph.resolvers.compiler.scope import Scope
from graph.sql import Alias, Fragment

CREATED_BY = by_id("User", "created_by_id")
UPDATED_BY = by_id("User", "updated_by_id")


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
        "createdBy": One(CREATED_BY),
        "updatedAt": time("updated_at"),
        "updatedBy": One(UPDATED_BY),
    }


def record_filters(entity: str) -> dict[str, Filter]:
    """The filters that every business record has beside its own."""
    return {
        "id": Compared("ID", "{a}.id", shows(entity, "id"), entity=entity),
        **compared(
            entity,
            {
                "version": ("Int", "version"),
                "createdAt": ("DateTime", "created_at"),
                "updatedAt": ("DateTime", "updated_at"),
            },
        ),
        "createdBy": ToOne(CREATED_BY, shows(entity, "createdBy")),
        "updatedBy": ToOne(UPDATED_BY, shows(entity, "updatedBy")),
    }


def number_filter(entity: str, prefix: str) -> Filter:
    """The filter on a record's number."""
    return Compared("Number", "{a}.number", shows(entity, "number"), entity=prefix)


def enum_filter(entity: str, field_name: str, column: str, enum: str) -> Filter:
    """The filter on a column of an enum's names."""
    return Compared("Enum", f"{{a}}.{column}", shows(entity, field_name), enum=enum)


def through_account(scope: Scope, row: Alias) -> Fragment:
    """The row filter of what is seen and edited through its account."""
    return visible_through_account(scope.subject, row, scope.strategy)


def parts_of_account(prefix: str) -> dict[str, Part]:
    """The fields that every record of an account has beside its own."""
    return {**record_parts(), "id": identity(prefix), "account": One(ITS_ACCOUNT)}


def filters_of_account(entity: str) -> dict[str, Filter]:
    """The filters that every record of an account has beside its own."""
    return {**record_filters(entity), "account": ToOne(ITS_ACCOUNT, shows(entity, "account"))}


def by_account_name(entity: str) -> RelatedSortKey:
    """The sort key of the name of the account that a record belongs to."""
    return RelatedSortKey(
        ITS_ACCOUNT, Key("{a}.name_key", "text"), (*shows(entity, "account"), *shows("Account", "name"))
    )
