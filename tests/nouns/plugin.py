"""A plugin of pytest that registers the nouns of the tests, as `graph.models` does with those of the program.

It is loaded before the program, which derives everything from the registered nouns when it is imported. What tests say
by hand follows, before any test is imported.
"""

from . import vehicle  # isort: split

from graph import database

from . import migrations  # isort: split

database.migrations = migrations

from . import by_hand  # noqa: E402

__all__ = ["by_hand", "vehicle"]
