"""Contacts, seen through their account; the primary one first."""

from graph.auth.sharing import visible_through_account
from graph.resolvers.entity import Column, Entity, One, identity, record_parts
from graph.resolvers.order import Key, Order

CONTACT = Entity(
    name="Contact",
    table="contact",
    prefix="con",
    door=lambda w, a: visible_through_account(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("con"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "name": Column("{a}.name"),
        "email": Column("{a}.email"),
        "phone": Column("{a}.phone"),
        "title": Column("{a}.title"),
        "buyingRole": Column("{a}.buying_role"),
        "isPrimary": Column("{a}.is_primary"),
    },
    # names tie, and ties make cursors skip rows: the id ends every order
    order=Order.total(
        "Contact", [Key("{a}.is_primary", "boolean", "isPrimary", descending=True), Key("{a}.name_key", "text", "name")]
    ),
    sort_keys={
        "NAME": Key("{a}.name_key", "text", "name"),
        "IS_PRIMARY": Key("{a}.is_primary", "boolean", "isPrimary"),
        "CREATED_AT": Key("{a}.created_at", "timestamptz", "createdAt"),
        "UPDATED_AT": Key("{a}.updated_at", "timestamptz", "updatedAt"),
    },
)
