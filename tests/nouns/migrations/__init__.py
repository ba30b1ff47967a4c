"""The migrations of the program, and after them those of the nouns of the tests, which the program wrote."""

from graph.models import migrations

__path__ = [*migrations.__path__, *__path__]
