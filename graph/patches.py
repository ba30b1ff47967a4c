"""All changes that this program makes to libraries, each with its reason.

`tests/test_patches.py` fails once a library no longer needs its patch, which is then removed.
"""

from collections.abc import Iterable
from functools import cached_property

from graphql import GraphQLInputObjectType, GraphQLNamedType
from graphql.validation.rules import overlapping_fields_can_be_merged
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

OVERLAPPING_FIELDS_BUDGET = 20_000
"""The maximum number of comparisons of fields with equal response keys during the validation of a document."""


def limit_overlapping_fields() -> None:
    """Lowers graphql-core's budget for comparing fields: with the default, 6 kB keep a worker busy for seconds."""
    overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = OVERLAPPING_FIELDS_BUDGET


def tell_one_of(types: Iterable[GraphQLNamedType]) -> None:
    """Marks oneOf inputs for graphql-core: Strawberry prints `@oneOf`, but doesn't set what validation reads."""
    for type_ in types:
        if isinstance(type_, GraphQLInputObjectType):
            type_.is_one_of = type_.extensions["strawberry-definition"].is_one_of


class Unrendered(State):
    """The state before an operation of a migration. Its model classes are made when an operation looks at them."""

    def __init__(self, models: dict[tuple[str, str], ModelState], rendered: StateApps) -> None:
        self.models = models
        self._rendered = rendered

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]  # the same, though not stored before it is asked for
        """The model classes."""
        return self._rendered.clone(model_states=self.models)


def render_old_states_when_asked() -> None:
    """Spares Tortoise's migrations two thirds of their time, which grows with the square of the number of models.

    Before each operation it makes all model classes anew, to keep the old ones; to create a table or to run SQL, no one
    looks at those.
    """

    def clone(self: State) -> State:
        return Unrendered({key: model.clone() for key, model in self.models.items()}, self.apps)

    State.clone = clone  # type: ignore[method-assign]
