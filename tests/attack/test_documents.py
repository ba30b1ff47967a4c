"""Documents that are made to be slow, not to be answered."""

import pytest

from graph.schema.documents import Documents
from tests.counting import MANY, counted_calls

SPREAD = " ".join(f"...F{number}" for number in range(300))
FRAGMENTS = " ".join(f"fragment F{number} on Query {{ currency }}" for number in range(300))


@pytest.mark.parametrize(
    "question",
    [
        "{" + "viewer { user { name } } " * 330 + "}",
        "{" + 'a: account(by: {name: "x"}) { id } ' * 330 + "}",
        "{ currency } fragment F on Query {" + "viewer { user { name } } " * 700 + "}",
        "{ currency } fragment F on Query {" + "currency " * 4_900 + "}",
        f"{{ {SPREAD} }} {FRAGMENTS}",
    ],
    ids=["one key three levels deep", "equal arguments", "an unused fragment", "a wide one", "many fragments"],
)
def test_comparing_all_pairs_of_fields_ends_soon(question: str) -> None:
    with counted_calls() as calls:
        errors = Documents().read(question)
    assert calls.number < MANY
    assert isinstance(errors, list)
    assert "Validation aborted." in [error.message for error in errors]


@pytest.mark.parametrize("times", [2, 50])
def test_fields_of_one_key_may_be_named_again(times: int) -> None:
    assert not isinstance(Documents().read("{" + "viewer { user { name } } " * times + "}"), list)
