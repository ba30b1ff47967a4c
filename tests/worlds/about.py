"""What activities are about: deals and cases, mostly of their own account."""

from typing import Any

ABOUT = {"opportunity_id": "opportunity", "case_id": "support_case"}
"""The columns, and the tables that they lead to."""


def forget_what_is_gone(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Lets activities be about nothing that isn't there."""
    for column, leads_to in ABOUT.items():
        there = {row["id"] for row in tables[leads_to]}
        for row in tables["activity"]:
            if row[column] not in there:
                row[column] = None
