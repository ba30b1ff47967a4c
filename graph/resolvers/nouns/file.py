"""Files, seen through their account; the newest first."""

from graph.resolvers.compiler.entity import Column, Entity
from graph.resolvers.compiler.filters import compared
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.nouns.record import enum_filter, filters_of_account, parts_of_account, through_account

FILE = Entity(
    name="File",
    table="file",
    row_filter=through_account,
    parts={
        **parts_of_account("fil"),
        "name": Column("{a}.name"),
        "kind": Column("{a}.kind"),
        "size": Column("{a}.size"),
    },
    order=Order.total("File", [Key("{a}.created_at", "timestamptz", "createdAt", descending=True)]),
    filters={
        **filters_of_account("File"),
        **compared("File", {"name": ("String", "name"), "size": ("BigInt", "size")}),
        "kind": enum_filter("File", "kind", "kind", "FileKind"),
    },
)
