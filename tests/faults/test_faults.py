"""The faults are kept honest: each still fits the program, and planted it reaches whoever holds the function."""

from collections.abc import Callable, Iterator

import pytest

from tests.faults import ROOT, Change, Fault
from tests.faults.__main__ import failing
from tests.faults.changes import calling, given, returning
from tests.faults.every import FAULTS
from tests.faults.planting import PLANTED, found, plant, sound_copy


def double(value: int) -> int:
    return 2 * value


def doubled_and_more(value: int, more: int = 1) -> int:
    return double(value) + more


class Number:
    def __init__(self, value: int) -> None:
        self.value = value

    def doubled(self) -> int:
        return double(self.value)

    @property
    def half(self) -> int:
        return self.value // 2

    def names(self) -> list[object]:
        return [self.double for _ in "1"]

    double = 4


NAMES = ("double", "doubled_and_more", "Number.doubled", "Number.half")
HELD = {"doubled_and_more": doubled_and_more}
"""Holds the function since before any fault is planted, as a table of the program may."""


@pytest.fixture
def planting() -> Iterator[Callable[[str, Change], None]]:
    """Plants a fault in one function of this file, until the test ends."""
    functions = [found(f"{__name__}:{name}") for name in NAMES]
    codes = [(function, function.__code__, function.__defaults__) for function in functions]
    yield lambda name, change: plant(Fault("tried", {f"{__name__}:{name}": change}, ()))
    for function, code, defaults in codes:
        function.__code__, function.__defaults__ = code, defaults
    PLANTED.clear()


def test_whoever_holds_a_function_has_the_faulty_one(planting: Callable[[str, Change], None]) -> None:
    number, bound = Number(21), Number(21).doubled
    assert (HELD["doubled_and_more"](3), bound(), number.half) == (7, 42, 10)
    planting("doubled_and_more", returning(0))
    planting("Number.doubled", returning(1))
    planting("Number.half", returning(2))
    assert (HELD["doubled_and_more"](3), bound(), number.half) == (0, 1, 2)


def test_a_faulty_function_may_call_the_sound_one_as_it_was(planting: Callable[[str, Change], None]) -> None:
    planting("doubled_and_more", lambda sound: lambda value, more=1: -sound(value, more=more))
    assert HELD["doubled_and_more"](3) == -7
    assert HELD["doubled_and_more"](3, more=2) == -8


def test_what_a_function_calls_changes_for_it_alone(planting: Callable[[str, Change], None]) -> None:
    planting("doubled_and_more", calling(double=returning(0)))
    assert HELD["doubled_and_more"](3) == 1
    assert double(3) == Number(3).doubled() == 6


def test_an_argument_is_taken_to_have_other_attributes(planting: Callable[[str, Change], None]) -> None:
    planting("Number.half", given(0, value=100))
    assert Number(2).half == 50


@pytest.mark.parametrize("target", ["no_such", "Number.no_such", "HELD"])
def test_what_is_no_function_takes_no_fault(target: str) -> None:
    with pytest.raises(LookupError):
        found(f"{__name__}:{target}")


def test_a_name_that_a_function_does_not_read_can_not_be_changed_for_it() -> None:
    assert "double" in Number.names.__code__.co_consts[1].co_names  # as an attribute
    with pytest.raises(LookupError, match="doesn't read double"):
        calling(double=returning(0))(Number.names)


def test_a_fault_fails_a_test_run() -> None:
    assert failing("tests/resolvers/test_cursor.py") is None
    assert failing("tests/resolvers/test_cursor.py", "cursor-signature-not-checked") is not None


@pytest.mark.once
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_changes_functions_that_are_there(fault: Fault) -> None:
    assert fault.changes
    for target, change in fault.changes.items():
        there = sound_copy(found(target))
        faulty = change(there)
        assert callable(faulty)
        assert faulty is not there
    assert all((ROOT / test).is_file() for test in fault.tests)


@pytest.mark.once
def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 81
