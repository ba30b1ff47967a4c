"""What each module claims of its worlds."""

import pytest

from tests.conftest import Saying
from tests.noninterference.comparison import FULL_RUN, LONG_RUN, PAIRS, Comparison


@pytest.mark.once
def test_what_is_hidden_changes_no_answer(comparison: Comparison, say: Saying) -> None:
    say(str(comparison))
    if comparison.finding:
        pytest.fail(str(comparison.finding), pytrace=False)
    assert comparison.counts["pairs"] >= comparison.wanted


@pytest.mark.once
@pytest.mark.skipif(PAIRS < FULL_RUN, reason="fewer answers were asked for")
def test_the_questions_are_worth_asking(comparison: Comparison) -> None:
    """Many are answered, every kind of refusal is compared too, and nearly every kind of change was made."""
    if comparison.finding:
        pytest.skip("a difference ended the run")
    counts = comparison.counts
    assert counts["without an error"] > 0.4 * counts["pairs"]
    assert {"FIELD_HIDDEN", "BAD_INPUT", *(["FORBIDDEN"] if PAIRS >= LONG_RUN else [])} <= counts.keys()
    assert counts["questions"] > 0.3 * counts["pairs"]
    assert len(comparison.steps) >= 10, comparison.steps
