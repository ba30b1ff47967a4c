"""A declaration that lacks something stops the program from starting, and says what is lacking and where to add it."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import strawberry

from graph.models.noun import NOUNS
from graph.resolvers.compiler.order import RelatedSortKey
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.nouns import derive
from graph.resolvers.nouns.account import NAME
from graph.resolvers.nouns.computed import Argument, computed, filtered
from graph.resolvers.tree.account_tree import PARENT
from graph.schema import DECLARED
from graph.schema.connection import NODE
from graph.schema.declarations import EnumType, Field, InputType, InputValue, ObjectType, named_type
from graph.schema.nouns import types_of
from graph.schema.order import Direction
from graph.schema.strawberry_types import require_declared, strawberry_types

ROOT = Path(__file__).parents[2]


def test_types_are_read_as_graphql_writes_them() -> None:
    fields = {
        "plain": Field("Int", "A number."),
        "needed": Field("Int!", "A number."),
        "several": Field("[Int!]!", "Numbers."),
        "gaps": Field("[Int]!", "Numbers, some missing."),
        "ids": Field("[ID!]", "Ids."),
    }
    made = strawberry_types([ObjectType("Query", "A thing.", fields, ruled=False)])
    printed = strawberry.Schema(made["Query"]).as_str()
    assert [line.strip() for line in printed.splitlines() if ": " in line] == [
        f"{name}: {field.type}" for name, field in fields.items()
    ]


def test_a_field_of_an_unknown_type_stops_the_schema() -> None:
    wrong = ObjectType("Thing", "A thing.", {"shoe": Field("[Shoe!]!", "The shoes.")})
    said = r"Thing\.shoe is of the type \[Shoe!\]!, and the schema has no Shoe: correct the type where the field is"
    with pytest.raises(LookupError, match=said):
        strawberry_types([wrong])


def test_an_argument_of_an_unknown_type_stops_the_schema() -> None:
    field = Field("String", "The name.", (Argument("in", "Language", "The language."),))
    with pytest.raises(LookupError, match=r"Thing\.name\(in:\) is of the type Language"):
        strawberry_types([ObjectType("Thing", "A thing.", {"name": field})])


def test_an_input_of_an_unknown_type_stops_the_schema() -> None:
    with pytest.raises(LookupError, match=r"ThingInput\.shoe is of the type Shoe"):
        strawberry_types([InputType("ThingInput", "The input.", {"shoe": InputValue("Shoe", "The shoe.")})])


@pytest.mark.parametrize("again", [NODE, EnumType(Direction, "Again."), ObjectType("String", "A scalar's name.", {})])
def test_a_type_that_is_declared_twice_stops_the_schema(again: Any) -> None:
    with pytest.raises(LookupError, match=f"{again.name} is declared twice in the schema"):
        require_declared([*DECLARED.values(), again])


def test_a_noun_without_a_predicate_for_its_row_filter_stops_the_program() -> None:
    unseen: Any = "NEIGHBORS"
    noun = replace(NOUNS["Contact"], row_filter=unseen)
    with pytest.raises(LookupError, match="Contact has the row filter 'NEIGHBORS', and no predicate stands for that"):
        derive.entity(noun)


def test_fields_and_filters_of_an_unknown_noun_stop_the_program() -> None:
    with pytest.raises(LookupError, match=r"Acount\.depth is declared of a noun that doesn't exist"):
        computed("Acount", {"depth": Any})  # type: ignore[dict-item]  # it isn't looked at
    with pytest.raises(LookupError, match=r"Acount\.under is declared of a noun that doesn't exist"):
        filtered("Acount", {"under": Any})  # type: ignore[dict-item]  # likewise


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (
            replace(PARENT, back=None),
            r"Account\.parent can't be sorted by: it leads past hidden rows, and its relation has no `back`",
        ),
        (
            replace(PARENT, reference=None),
            r"Account\.parent can't be sorted by: give its relation the `reference` that it follows",
        ),
    ],
)
def test_a_sort_key_whose_pages_cannot_be_written_stops_the_program(relation: Relation, said: str) -> None:
    with pytest.raises(LookupError, match=said):
        RelatedSortKey(relation, NAME, (("Account", "parent"), ("Account", "name")))


LATE = """
import graph.auth.field_rules
import tests.nouns.vehicle
import graph.schema
"""


def test_a_noun_that_is_registered_too_late_stops_the_program() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert re.search(r"^LookupError: Vehicle\.\w+ has no field rule: declare", done.stderr, re.MULTILINE)


def test_every_noun_of_the_graph_has_its_types_and_no_other_has_any() -> None:
    for noun in NOUNS.values():
        made = {f"{noun.name}{suffix}" for suffix in ("", "Edge", "Connection")}
        assert (made <= DECLARED.keys()) is noun.exposed
        assert (not made & DECLARED.keys()) is not noun.exposed


def test_what_may_be_null_follows_from_columns_and_rules() -> None:
    for noun in NOUNS.values():
        [own, *_] = types_of(noun)
        for attribute, spec in noun.columns.items():
            name = noun.graphql_name(attribute)
            if spec.part_of is None and spec.reference is None:
                assert named_type(own.fields[name].type) == spec.value.scalar.name
                hidden = bool(spec.rule.hidden_from)
                assert own.fields[name].type.endswith("!") is not (hidden or noun.field(attribute).null)
