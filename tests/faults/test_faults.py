"""The list of faults is kept honest: each still fits the program."""

import pytest

from tests.faults import ROOT, Fault
from tests.faults.every import FAULTS
from tests.faults.planting import found, sound_copy


@pytest.mark.once
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_changes_functions_that_are_there(fault: Fault) -> None:
    assert fault.changes
    for target, change in fault.changes.items():
        sound = sound_copy(found(target))
        faulty = change(sound)
        assert callable(faulty)
        assert faulty is not sound
    assert all((ROOT / test).is_file() for test in fault.tests)


@pytest.mark.once
def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 81
