"""Opportunities' stages, and the days on which they close."""

from datetime import timedelta

from graph.models.opportunity import DEFAULT_PROBABILITY, OpportunityStage
from tests.resolvers.mutations.hanging import today

STAGES = [str(stage) for stage in OpportunityStage]
CLOSED = ["CLOSED_WON", "CLOSED_LOST"]
USUAL = {str(stage): probability for stage, probability in DEFAULT_PROBABILITY.items()}


def day(from_today: int) -> str:
    return (today() + timedelta(days=from_today)).isoformat()
