"""Parameters keep values out of the text."""

from typing import Any, cast

from graph.auth.parameters import Parameters
from graph.auth.viewer import Viewer

NOBODY = cast(Viewer, None)


def test_a_value_that_nothing_names_in_the_end_is_not_sent() -> None:
    """A condition may be written for a list of which nothing is asked then."""
    p = Parameters()
    places = [p.constant(value, "text") for value in ("never named", "one", "never named either", "other")]
    statement = p.statement(f"{places[3]}, {places[1]}, {places[3]}", "somewhere")
    assert statement.text == "SELECT $2::text, $1::text, $2::text FROM somewhere"
    assert statement.values(NOBODY, {}) == ["one", "other"]


def test_equal_values_share_a_place_and_others_do_not() -> None:
    p = Parameters()
    places = [p.constant(1, "int"), p.constant(1, "int"), p.constant(1, "bigint"), p.given("keys", "uuid[]")]
    assert places == ["$1::int", "$1::int", "$2::bigint", "$3::uuid[]"]
    given: dict[str, Any] = {"keys": ["a", "b"]}
    assert p.statement(", ".join(places), "somewhere").values(NOBODY, given) == [1, 1, ["a", "b"]]
