"""Sharing rules whose rows make no sense open nothing and stop nobody."""

from uuid import uuid4

import asyncpg
import pytest

from graph.auth import sharing
from graph.auth.access_queries import visible_ids_statement
from graph.auth.authenticator import load_viewer


@pytest.mark.parametrize(
    ("column", "operator", "values"),
    [
        ("ANNUAL_REVENUE", "GT", ["lots"]),
        ("NUMBER_OF_EMPLOYEES", "IN", ["1", ""]),
        ("IS_ACTIVE", "EQ", ["perhaps"]),
        ("ANNUAL_REVENUE", "LT", ["NaN"]),
        ("BILLING_STATE", "EQ", ["'); DROP TABLE account; --"]),
        ("BILLING_STATE", "IN", ['"}', "NULL"]),
    ],
)
async def test_a_condition_that_cannot_be_compared_opens_nothing(
    empty_url: str, column: str, operator: str, values: list[str]
) -> None:
    connection = await asyncpg.connect(empty_url)
    try:
        user, rule = uuid4(), uuid4()
        await connection.execute(
            "INSERT INTO app_user (id, email, name, profile) VALUES ($1, 'a@b.example', 'A', 'SALES_REP')", user
        )
        await connection.execute(
            "INSERT INTO account (id, name, name_key, annual_revenue, number_of_employees) VALUES ($1, 'A', 'a', 5, 5)",
            uuid4(),
        )
        await connection.execute(
            "INSERT INTO sharing_rule (id, name, level, profile) VALUES ($1, 'r', 'READ', 'SALES_REP')", rule
        )
        await connection.execute(
            'INSERT INTO sharing_condition (id, rule_id, "column", operator, "values") VALUES ($1, $2, $3, $4, $5)',
            uuid4(),
            rule,
            column,
            operator,
            values,
        )
        viewer = await load_viewer(connection, user)
        for strategy in sharing.STRATEGIES:
            text, parameters = visible_ids_statement(viewer, strategy)
            assert await connection.fetch(text, *parameters) == []
    finally:
        await connection.close()
