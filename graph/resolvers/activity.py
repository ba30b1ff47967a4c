"""Activities, seen through their account; the latest first."""

from graph.auth.sharing import visible_through_account
from graph.resolvers.entity import Column, Entity, One, identity, record_parts, time
from graph.resolvers.order import Key, Order

ACTIVITY = Entity(
    name="Activity",
    table="activity",
    prefix="act",
    door=lambda w, a: visible_through_account(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("act"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "kind": Column("{a}.kind"),
        "subject": Column("{a}.subject"),
        "at": time("at"),
        "contact": One("Contact", "{x}.id = {a}.contact_id", given="{x}.account_id = {a}.account_id"),
        "owner": One("User", "{x}.id = {a}.owner_id"),
    },
    order=Order.total("Activity", [Key("{a}.at", "timestamptz", "at", descending=True)]),
)
