"""Files, seen through their account; the newest first."""

from graph.auth.sharing import visible_through_account
from graph.resolvers.entity import (
    Column,
    Entity,
    One,
    account_filter,
    enum_filter,
    identity,
    record_filters,
    record_parts,
)
from graph.resolvers.filters import compared
from graph.resolvers.order import Key, Order

FILE = Entity(
    name="File",
    table="file",
    door=lambda w, a: visible_through_account(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("fil"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "name": Column("{a}.name"),
        "kind": Column("{a}.kind"),
        "size": Column("{a}.size"),
    },
    order=Order.total("File", [Key("{a}.created_at", "timestamptz", "createdAt", descending=True)]),
    filters={
        **record_filters("File"),
        "account": account_filter("File"),
        **compared("File", {"name": ("String", "name"), "size": ("BigInt", "size")}),
        "kind": enum_filter("File", "kind", "kind", "FileKind"),
    },
)
