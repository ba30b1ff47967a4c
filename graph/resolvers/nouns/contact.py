"""Contacts, seen through their account; the primary one first."""

from graph.resolvers.compiler.entity import Column, Entity
from graph.resolvers.compiler.filters import Compared, compared, shows
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.nouns.record import (
    by_account_name,
    enum_filter,
    filters_of_account,
    parts_of_account,
    through_account,
)

CONTACT = Entity(
    name="Contact",
    table="contact",
    row_filter=through_account,
    parts={
        **parts_of_account("con"),
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
        **filters_of_account("Contact"),
        "name": Compared("Name", "{a}.name_key", shows("Contact", "name")),
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
