"""Changes to Tortoise."""

from functools import cached_property

from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps


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
