"""Contracts, seen through their account; the latest start first."""

from graph.auth.sharing import visible_through_account
from graph.models.contract import ContractStatus
from graph.resolvers.entity import (
    Column,
    Entity,
    One,
    account_filter,
    amount,
    by_account_name,
    enum_filter,
    identity,
    number_filter,
    numbered,
    record_filters,
    record_parts,
    time,
)
from graph.resolvers.filters import ToOne, compared, same
from graph.resolvers.order import Key, Order

STATUSES = "ARRAY[" + ", ".join(f"'{status}'" for status in ContractStatus) + "]"

CONTRACT = Entity(
    name="Contract",
    table="contract",
    door=lambda w, a: visible_through_account(w.viewer, w.p, a, w.form),
    parts={
        **record_parts(),
        "id": identity("ctr"),
        "account": One("Account", "{x}.id = {a}.account_id", given="true"),
        "number": numbered("CON"),
        "status": Column("{a}.status"),
        "value": amount("value"),
        "startDate": Column("{a}.start_date"),
        "endDate": Column("{a}.end_date"),
        "signedBy": One("Contact", "{x}.id = {a}.signed_by_id", given="{x}.account_id = {a}.account_id"),
        "activatedAt": time("activated_at"),
    },
    order=Order.total("Contract", [Key("{a}.start_date", "date", "startDate", descending=True, nullable=True)]),
    sort_keys={
        "ACCOUNT_NAME": by_account_name("Contract"),
        "NUMBER": Key("{a}.number", "bigint", "number", unique=True),
        "STATUS": Key(f"array_position({STATUSES}, {{a}}.status::text)", "int", "status"),
        "VALUE": Key("{a}.value", "numeric", "value", nullable=True),
        "START_DATE": Key("{a}.start_date", "date", "startDate", nullable=True),
        "END_DATE": Key("{a}.end_date", "date", "endDate", nullable=True),
    },
    filters={
        **record_filters("Contract"),
        "account": account_filter("Contract"),
        "number": number_filter("Contract", "CON"),
        "signedBy": ToOne(
            "Contact",
            "{x}.id = {a}.signed_by_id",
            same("Contract", "signedBy"),
            given="{x}.account_id = {a}.account_id",
        ),
        **compared(
            "Contract",
            {
                "value": ("Decimal", "value"),
                "startDate": ("Date", "start_date"),
                "endDate": ("Date", "end_date"),
                "activatedAt": ("DateTime", "activated_at"),
            },
        ),
        "status": enum_filter("Contract", "status", "status", "ContractStatus"),
    },
)
