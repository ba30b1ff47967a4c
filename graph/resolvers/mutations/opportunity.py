"""Opportunities, written: their stages, and what a closed deal still takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import asyncpg
from tortoise.exceptions import OperationalError

from graph.models import Opportunity
from graph.models.opportunity import CLOSED_STAGES, DEFAULT_PROBABILITY, LeadSource, OpportunityStage
from graph.resolvers.mutations import of_account
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, changing, handling, making
from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.of_account import differing, found, no_way, placed, require_no_partner, stated, today
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserErrorCode
from graph.resolvers.mutations.values import Choice, Day, Money, Reference, Text, Whole

NOUN = Noun(
    "Opportunity",
    {
        "accountId": Field(Reference("account_id", "Account"), part="account", required=True, once=True),
        "name": Field(Text("name", 255), required=True),
        "stage": Field(Choice("stage", OpportunityStage), default=True),
        "amount": Field(Money("amount")),
        "probability": Field(Whole("probability", 0, 100), default=True),
        "closeDate": Field(Day("close_date")),
        "ownerId": Field(Reference("owner_id", "User"), part="owner", default=True),
        "leadSource": Field(Choice("lead_source", LeadSource)),
        "nextStep": Field(Text("next_step", 10_000, lines=True)),
        "description": Field(Text("description", 100_000, lines=True)),
    },
)

STAGES = tuple(OpportunityStage)
OPEN_STAGES = tuple(stage for stage in STAGES if stage not in CLOSED_STAGES)

TAKEN_WHEN_CLOSED = frozenset({"description", "nextStep"})
"""What of a closed deal may change."""


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make a deal with an account, at the first stage unless another is given; whoever makes it owns it."""
    values, _ = await placed(tx, NOUN, given)
    await require_no_partner(tx, values, "deals")
    _enter(tx, values, values.get("stage", STAGES[0]), None)
    tx.require_right()
    with _totals_fit(tx):
        deal = await NOUN.make(tx, Opportunity, {"owner_id": tx.viewer.id, **values})
    return tx.done("Opportunity", deal.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of a deal, and leave the rest. Closed, it takes little."""
    values, deal, _ = await found(tx, NOUN, Opportunity, given)
    if deal.stage in CLOSED_STAGES:
        for name in differing(NOUN, deal, values):
            if name not in TAKEN_WHEN_CLOSED:
                _closed(tx, deal, f"`{name}` stays as it is", name)
    else:
        await require_no_partner(tx, values, "deals", deal.owner_id)  # type: ignore[attr-defined]  # Tortoise makes it
        if values.get("stage", deal.stage) != deal.stage:
            _enter(tx, values, values["stage"], deal.close_date)
    return await _change(tx, deal, values)


async def advance(tx: Transaction, given: Given) -> Outcome:
    """Bring an open deal further: to the next open stage, or to the one that is named."""
    values, deal, _ = await found(tx, NOUN, Opportunity, stated(given))
    now = OpportunityStage(deal.stage)
    further = STAGES[STAGES.index(now) + 1 :]
    stage = values.get("stage", further[0] if further else now)
    if now in CLOSED_STAGES:
        _closed(tx, deal, "it goes no further", "id")
    elif "stage" not in values and stage in CLOSED_STAGES:
        tx.wrong(
            UserErrorCode.INVALID_TRANSITION,
            f"The deal is {now}, the last open stage: name {' or '.join(CLOSED_STAGES)} as `stage` to close it.",
            "stage",
        )
    elif stage not in further:
        no_way(tx, "deal", now, f"{stage} by advancing", further, "`updateOpportunity` takes it back.", "stage")
    else:
        _enter(tx, values, stage, deal.close_date)
    return await _change(tx, deal, values)


async def reopen(tx: Transaction, given: Given) -> Outcome:
    """Bring a closed deal back to an open stage. Its close date stays, unless another is given."""
    values, deal, _ = await found(tx, NOUN, Opportunity, stated(given))
    stage = values.get("stage", OPEN_STAGES[-1])
    if deal.stage not in CLOSED_STAGES:
        tx.wrong(
            UserErrorCode.INVALID_TRANSITION,
            f"The deal is open, at {deal.stage}: only {' and '.join(CLOSED_STAGES)} ones are reopened.",
            "id",
        )
    elif stage in CLOSED_STAGES:
        no_way(tx, "deal", deal.stage, f"{stage} by reopening", OPEN_STAGES, "", "stage")
    else:
        _enter(tx, values, stage, deal.close_date)
    return await _change(tx, deal, values)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a deal."""
    _, deal, _ = await found(tx, NOUN, Opportunity, given)
    return await of_account.delete(tx, NOUN, Opportunity, deal)


async def _change(tx: Transaction, deal: Opportunity, values: dict[str, Any]) -> Outcome:
    tx.require_right()
    with _totals_fit(tx):
        await NOUN.change(tx, deal, values)
    return tx.done("Opportunity", deal.id)


def _enter(tx: Transaction, values: dict[str, Any], stage: OpportunityStage, close_date: date | None) -> None:
    """Add what comes with a stage: its probability, unless one is given; for a closed one, the day of the close."""
    usual = DEFAULT_PROBABILITY[stage]
    values["stage"] = stage
    values.setdefault("probability", usual)
    if stage not in CLOSED_STAGES:
        return
    if values["probability"] != usual:
        tx.wrong(
            UserErrorCode.INVALID, f"`probability` of a deal that is {stage} is {usual}: leave it out.", "probability"
        )
    day = values.get("close_date", close_date)
    if day is None or ("close_date" not in values and day > today()):
        values["close_date"] = today()
    elif day > today():
        tx.wrong(
            UserErrorCode.INVALID,
            f"`closeDate` is in the future, and the deal is to be {stage}: send a day up to today, or leave it out.",
            "closeDate",
        )


@contextmanager
def _totals_fit(tx: Transaction) -> Iterator[None]:
    """Refuse an amount that the account's totals have no room for."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, asyncpg.NumericValueOutOfRangeError):
            raise
        tx.wrong(
            UserErrorCode.INVALID, "`amount` is too much: all deals of an account together are below 10^16.", "amount"
        )
        raise Refused(tx.errors) from None


def _closed(tx: Transaction, deal: Opportunity, what: str, *path: str) -> None:
    tx.wrong(UserErrorCode.CLOSED, f"The deal is {deal.stage}: {what} until `reopenOpportunity` reopens it.", *path)


MUTATIONS = (
    Mutation(
        "createOpportunity",
        "Opportunity",
        create,
        making(NOUN),
        "Make a deal with an account. Whoever makes it owns it, unless another is named; its stage says how likely it"
        " is, unless that is told.",
    ),
    Mutation(
        "updateOpportunity",
        "Opportunity",
        update,
        changing(NOUN),
        "Change what is given of a deal; null empties. A closed one takes changes to description and nextStep only.",
    ),
    Mutation(
        "advanceOpportunity",
        "Opportunity",
        advance,
        handling(
            "opportunity",
            stage=Taken("OpportunityStage", "A later stage. Left out, the next one that is open; to close it, say so."),
            probability=Taken("Int", sets=("Opportunity", "probability")),
            closeDate=Taken("Date", sets=("Opportunity", "closeDate")),
        ),
        "Bring an open deal further. Closed, its close date becomes today where it is empty or in the future.",
    ),
    Mutation(
        "reopenOpportunity",
        "Opportunity",
        reopen,
        handling(
            "opportunity",
            stage=Taken("OpportunityStage", f"An open stage; {OPEN_STAGES[-1]} where it is left out."),
            probability=Taken("Int", sets=("Opportunity", "probability")),
            closeDate=Taken("Date", sets=("Opportunity", "closeDate")),
        ),
        "Bring a closed deal back to an open stage.",
    ),
    Mutation("deleteOpportunity", None, delete, handling("opportunity"), "Delete a deal, open or closed."),
)
