"""The list of faults is kept honest: each still fits the program."""

import ast

import pytest

from tests.faults import ROOT, Fault
from tests.faults.every import FAULTS


@pytest.mark.once
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_still_fits_and_leaves_a_program(fault: Fault) -> None:
    sound = (ROOT / fault.file).read_text()
    patched = fault.patched(sound)
    assert ast.dump(ast.parse(patched)) != ast.dump(ast.parse(sound))
    assert all((ROOT / test).is_file() for test in fault.tests)


@pytest.mark.once
def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30
