"""Each patch of a library is still needed; one that isn't fails here, and goes."""

import ast
from pathlib import Path

import strawberry
from graphql import GraphQLInputObjectType
from graphql.validation.rules import overlapping_fields_can_be_merged
from tortoise.migrations.schema_generator import state, state_apps

from graph.models import User
from graph.models.noun import NOUNS
from graph.patches import graphql_core
from graph.schema import CORE


@strawberry.input(one_of=True)
class ById:
    id: strawberry.Maybe[str]


@strawberry.type
class Query:
    @strawberry.field
    def found(self, by: ById) -> str:
        return str(by)


def test_strawberry_leaves_one_of_unsaid() -> None:
    core = strawberry.Schema(query=Query)._schema
    by_id = core.type_map["ById"]
    assert isinstance(by_id, GraphQLInputObjectType)
    assert not by_id.is_one_of  # if it is: take `tell_one_of` away
    graphql_core.tell_one_of(core.type_map.values())
    assert by_id.is_one_of


def test_ours_say_one_of() -> None:
    named = {name for name, type_ in CORE.type_map.items() if getattr(type_, "is_one_of", False)}
    keyed = (noun for noun in NOUNS.values() if noun.imports and noun.imports.keyed and noun.exposed)
    assert named == {f"{noun.name}Key" for noun in keyed}


def test_graphql_core_s_own_budget_is_larger() -> None:
    source = overlapping_fields_can_be_merged.__file__
    with open(source) as file:
        (line,) = (line for line in file if line.startswith("MAX_COMPLEXITY_BUDGET"))
    own = int(line.partition("=")[2].strip().replace("_", ""))
    assert own > graphql_core.OVERLAPPING_FIELDS_BUDGET  # if it isn't: take `limit_overlapping_fields` away
    assert overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET == graphql_core.OVERLAPPING_FIELDS_BUDGET


def test_tortoise_makes_all_models_anew_for_each_operation() -> None:
    tree = ast.parse(Path(state.__file__).read_text())
    [clone] = [
        method
        for class_ in tree.body
        if isinstance(class_, ast.ClassDef) and class_.name == "State"
        for method in class_.body
        if isinstance(method, ast.FunctionDef) and method.name == "clone"
    ]
    assert "self.apps.clone(" in ast.unparse(clone)  # if it doesn't: take `render_old_states_when_asked` away


def test_the_state_before_an_operation_has_its_models_when_they_are_looked_at() -> None:
    before = state.State({}, state_apps.StateApps())
    before.models["models", "User"] = state.ModelState.make_from_model("models", User)
    old = before.clone()
    del before.models["models", "User"]
    assert "apps" not in vars(old)
    assert [*old.apps.apps["models"]] == ["User"]
