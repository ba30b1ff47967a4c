"""Mutations of opportunities: their stages, and what of a closed deal may change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import asyncpg
from tortoise.exceptions import OperationalError
from tortoise.models import Model

from graph.instance import latest_today
from graph.models import Account, Opportunity
from graph.models.noun import NOUNS
from graph.models.opportunity import CLOSED_STAGES, DEFAULT_PROBABILITY, OpportunityStage
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.record_mutations import (
    RecordMutations,
    Values,
    reject_transition,
    without_nulls,
)
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserErrorCode

STAGES = tuple(OpportunityStage)
OPEN_STAGES = tuple(stage for stage in STAGES if stage not in CLOSED_STAGES)

CHANGEABLE_WHEN_CLOSED = frozenset({"description", "nextStep"})


class OpportunityMutations(RecordMutations[Opportunity]):
    """Creates, updates, advances, reopens and deletes deals."""

    async def require_assignable(self, tx: Transaction, values: Values, record: Opportunity | None) -> None:
        """Adds an error for a new owner who is a partner; a closed deal keeps its owner, whoever is named."""
        if record is None or record.stage not in CLOSED_STAGES:
            await super().require_assignable(tx, values, record)

    async def before_create(self, tx: Transaction, values: Values, account: Account) -> None:
        """Applies the stage of a new deal: the first, unless another is given."""
        apply_stage(tx, values, values.get("stage", STAGES[0]), None)

    async def before_update(self, tx: Transaction, record: Opportunity, values: Values) -> None:
        """Applies the new stage of an open deal; of a closed one, rejects changes to most fields."""
        if record.stage in CLOSED_STAGES:
            for name in self.input.changed(record, values):
                if name not in CHANGEABLE_WHEN_CLOSED:
                    _reject_closed(tx, record, f"`{name}` stays as it is", name)
        elif values.get("stage", record.stage) != record.stage:
            apply_stage(tx, values, values["stage"], record.close_date)

    async def insert(self, tx: Transaction, values: Values) -> Model:
        """Stores a new deal."""
        with _rejecting_overflow(tx):
            return await super().insert(tx, values)

    async def store(self, tx: Transaction, record: Opportunity, values: Values) -> None:
        """Stores what differs in a deal."""
        with _rejecting_overflow(tx):
            await super().store(tx, record, values)

    async def advance(self, tx: Transaction, given: Given) -> Outcome:
        """Advances an open deal: to the next open stage, or to the stage that is given."""
        values, deal, _ = await self.for_update(tx, without_nulls(given))
        now = OpportunityStage(deal.stage)
        later = STAGES[STAGES.index(now) + 1 :]
        stage = values.get("stage", later[0] if later else now)
        if now in CLOSED_STAGES:
            _reject_closed(tx, deal, "it goes no further", "id")
        elif "stage" not in values and stage in CLOSED_STAGES:
            tx.add_error(
                UserErrorCode.INVALID_TRANSITION,
                f"The deal is {now}, the last open stage: name {' or '.join(CLOSED_STAGES)} as `stage` to close it.",
                "stage",
            )
        elif stage not in later:
            remedy = "`updateOpportunity` takes it back."
            reject_transition(tx, "deal", now, f"{stage} by advancing", later, remedy, "stage")
        else:
            apply_stage(tx, values, stage, deal.close_date)
        return await self.save(tx, deal, values)

    async def reopen(self, tx: Transaction, given: Given) -> Outcome:
        """Takes a closed deal back to an open stage. It is due when it was before, unless another day is given."""
        values, deal, _ = await self.for_update(tx, without_nulls(given))
        stage = values.get("stage", OPEN_STAGES[-1])
        if deal.stage not in CLOSED_STAGES:
            tx.add_error(
                UserErrorCode.INVALID_TRANSITION,
                f"The deal is open, at {deal.stage}: only {' and '.join(CLOSED_STAGES)} ones are reopened.",
                "id",
            )
        elif stage in CLOSED_STAGES:
            reject_transition(tx, "deal", deal.stage, f"{stage} by reopening", OPEN_STAGES, "", "stage")
        else:
            apply_stage(tx, values, stage, deal.close_date)
            if deal.due_date is not None:
                values.setdefault("close_date", deal.due_date)
            values["due_date"] = None
        return await self.save(tx, deal, values)

    def verbs(self) -> tuple[Mutation, ...]:
        """The mutations that advance a deal and reopen one."""
        stage = replace(self.input.field("stage"), sets=None)
        others = {name: self.input.field(name) for name in ("probability", "closeDate")}
        return (
            self.verb(
                "advanceOpportunity",
                self.advance,
                "Advance an open deal. If that closes it, its close date becomes today where it is empty or in the"
                " future.",
                stage=replace(
                    stage,
                    text="A later stage. If left out, it is the next open one; a stage that closes the deal is named.",
                ),
                **others,
            ),
            self.verb(
                "reopenOpportunity",
                self.reopen,
                "Take a closed deal back to an open stage. It is due when it was before it was closed, unless"
                " `closeDate` is given.",
                stage=replace(stage, text=f"An open stage. If left out, it is {OPEN_STAGES[-1]}."),
                **others,
            ),
        )


def apply_stage(tx: Transaction, values: Values, stage: OpportunityStage, close_date: date | None) -> None:
    """Adds what comes with a stage: its probability, unless one is given; for a closed one, the day of the close."""
    usual = DEFAULT_PROBABILITY[stage]
    values["stage"] = stage
    values.setdefault("probability", usual)
    if stage not in CLOSED_STAGES:
        return
    if values["probability"] != usual:
        tx.add_error(
            UserErrorCode.INVALID, f"`probability` of a deal that is {stage} is {usual}: leave it out.", "probability"
        )
    values["due_date"] = close_date
    day = values.get("close_date", close_date)
    if day is None or ("close_date" not in values and day > tx.today):
        values["close_date"] = tx.today
    elif day > latest_today():
        tx.add_error(
            UserErrorCode.INVALID,
            f"`closeDate` is in the future, and the deal is to be {stage}: send a day up to today, or leave it out.",
            "closeDate",
        )


@contextmanager
def _rejecting_overflow(tx: Transaction) -> Iterator[None]:
    """Refuses an amount that makes the account's totals too large for their columns."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, asyncpg.NumericValueOutOfRangeError):
            raise
        tx.add_error(
            UserErrorCode.INVALID,
            "`amount` is too large: all deals of an account together are below 10^16.",
            "amount",
        )
        raise Refused(tx.errors) from None


def _reject_closed(tx: Transaction, deal: Opportunity, what: str, *path: str) -> None:
    tx.add_error(UserErrorCode.CLOSED, f"The deal is {deal.stage}: {what} until `reopenOpportunity` reopens it.", *path)


MUTATIONS = OpportunityMutations(NOUNS["Opportunity"]).mutations()
