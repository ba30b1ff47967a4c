"""Contracts, seen through their account; the latest start first."""

from graph.models.contract import ContractStatus
from graph.resolvers.compiler.entity import Column, Entity, One
from graph.resolvers.compiler.filters import Compared, ToOne, compared, same
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.relation import contact
from graph.resolvers.nouns.record import (
    amount,
    by_account_name,
    enum_filter,
    filters_of_account,
    number_filter,
    numbered,
    parts_of_account,
    through_account,
    time,
)

STATUSES = "ARRAY[" + ", ".join(f"'{status}'" for status in ContractStatus) + "]"

ACTIVE = (
    f"({{a}}.status = '{ContractStatus.ACTIVATED}' AND ({{a}}.end_date IS NULL"
    " OR {a}.end_date >= (now() AT TIME ZONE 'UTC')::date))"
)
"""Whether the contract ``a`` is in force: its status alone goes on being ACTIVATED after its last day."""

SIGNED_BY = contact("signed_by_id")

CONTRACT = Entity(
    name="Contract",
    table="contract",
    door=through_account,
    parts={
        **parts_of_account("ctr"),
        "number": numbered("CTR"),
        "status": Column("{a}.status"),
        "isActive": Column(ACTIVE),
        "value": amount("value"),
        "startDate": Column("{a}.start_date"),
        "endDate": Column("{a}.end_date"),
        "signedBy": One(SIGNED_BY),
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
        **filters_of_account("Contract"),
        "number": number_filter("Contract", "CTR"),
        "signedBy": ToOne(SIGNED_BY, same("Contract", "signedBy")),
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
        "isActive": Compared("Boolean", ACTIVE, same("Contract", "status", "endDate")),
    },
)
