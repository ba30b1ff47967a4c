"""Contacts, seen through their account; the primary one first."""

from graph.auth.sharing import visible_through_account
from graph.resolvers.entity import (
    Column,
    Entity,
    One,
    account_filter,
    by_account_name,
    enum_filter,
    identity,
    record_filters,
    record_parts,
)
from graph.resolvers.filters import Compared, compared, same
from graph.resolvers.order import Key, Order

CONTACT = Entity(
    name="Contact",
    table="contact",
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
        "ACCOUNT_NAME": by_account_name("Contact"),
        "NAME": Key("{a}.name_key", "text", "name"),
        "IS_PRIMARY": Key("{a}.is_primary", "boolean", "isPrimary"),
        "CREATED_AT": Key("{a}.created_at", "timestamptz", "createdAt"),
        "UPDATED_AT": Key("{a}.updated_at", "timestamptz", "updatedAt"),
    },
    filters={
        **record_filters("Contact"),
        "account": account_filter("Contact"),
        "name": Compared("Name", "{a}.name_key", same("Contact", "name")),
        **compared(
            "Contact",
            {
                "email": ("String", "email"),
                "phone": ("String", "phone"),
                "title": ("String", "title"),
                "isPrimary": ("Boolean", "is_primary"),
            },
        ),
        "buyingRole": enum_filter("Contact", "buyingRole", "buying_role", "BuyingRole"),
    },
)
