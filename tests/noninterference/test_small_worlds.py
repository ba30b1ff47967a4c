"""Two worlds that differ only in what a viewer may not see answer that viewer with the same bytes."""

from tests.noninterference.claims import test_the_questions_are_worth_asking, test_what_is_hidden_changes_no_answer

SIZES = (8, 12)

__all__ = ["test_the_questions_are_worth_asking", "test_what_is_hidden_changes_no_answer"]
