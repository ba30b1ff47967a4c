"""Nothing is declared that nobody reads."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

NOTED = """
import sys
from dataclasses import fields
from graph.models import spec

CLASSES = (spec.FieldSpec, spec.ReferenceSpec, spec.Composite, spec.ComputedSpec, spec.Listing, spec.Membership,
           spec.ImportSpec, spec.Mutations, spec.GroupSpec)
NOT_READERS = {"dataclasses", "graph.models.spec"}  # what copies, compares or prints a whole spec
read = set()

def note(kind):
    def get(self, name):
        if sys._getframe(1).f_globals["__name__"] not in NOT_READERS:
            read.add((kind.__name__, name))
        return object.__getattribute__(self, name)
    kind.__getattribute__ = get

for kind in CLASSES:
    note(kind)

from graph import cli, server
from graph.explaining import explain
from graph.importing.record_types import record_types
from graph.migrating.described import tables
from graph.models.noun import NOUNS

tables(), record_types()
for name in NOUNS:
    explain(name)
print(*sorted({f"{kind.__name__}.{each.name}" for kind in CLASSES for each in fields(kind)
               if (kind.__name__, each.name) not in read}))
"""
"""Derives all that is derived from the nouns, and prints what of the declarations was not read meanwhile."""

AT_WORK = {"ReferenceSpec.no_partner", "Membership.table", "Membership.own_column", "Membership.other_column"}
"""Read while a mutation or an import runs."""


def test_whatever_a_noun_declares_is_read_by_something_derived() -> None:
    done = subprocess.run([sys.executable, "-c", NOTED], capture_output=True, text=True, check=True)
    assert {*done.stdout.split()} == AT_WORK
