"""The keys that name one record of an imported noun: its id, its number, what is unique of it, and its external ids."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from graph.models.noun import NOUNS, Noun
from graph.models.values import FoldedName, LoweredEmail
from graph.resolvers.compiler.filters import Shows, shows
from graph.resolvers.loading.statements import EXTERNAL_ID
from graph.resolvers.node import parse_id, parse_number, plain_text
from graph.resolvers.nouns.external_id import FIELD


@dataclass(frozen=True, slots=True)
class Key:
    """One sort of key: a field of the argument `by`."""

    type: str
    """The GraphQL type."""
    description: str
    column: str
    """The column that holds it, or EXTERNAL_ID."""
    column_type: str
    value: Callable[[Any], Any]
    """Makes the column's value of an input; BadInput for what can't be one."""
    shows: Shows = ()
    """The fields whose value it is: whoever may not see one of them finds nothing by it."""


def _keys(noun: Noun) -> Iterator[tuple[str, Key]]:
    yield "id", Key("ID", "The ID.", "id", "uuid", lambda given: parse_id(given, only=noun.name)[1])
    if (prefix := noun.number_prefix) is not None:
        text = f"The number, such as `{prefix}-000001`."
        yield "number", Key("String", text, "number", "bigint", lambda given: parse_number(given, prefix))
    if noun.imports and noun.imports.unique:
        yield noun.graphql_name(noun.imports.unique), _unique(noun, noun.imports.unique)
    text = "The key by which another system knows it."
    yield "external", Key("ExternalKey", text, EXTERNAL_ID, "text", external_key, shows(noun.name, FIELD))


def _unique(noun: Noun, attribute: str) -> Key:
    """The key that is the value of a field which no two records share."""
    name, value = noun.graphql_name(attribute), noun.columns[attribute].value
    column, shown = value.compared(attribute), shows(noun.name, name)
    match value:
        case FoldedName():
            text = "The name. Case, spacing and invisible characters don't matter."
            return Key("String", text, column, "text", lambda given: value.fold(plain_text(given, name)), shown)
        case LoweredEmail():
            text = "The e-mail address. Case doesn't matter."
            return Key("String", text, column, "text", lambda given: plain_text(given, name).strip().lower(), shown)
        case _:
            text = f"The {name}. Spacing doesn't matter."
            return Key("String", text, column, "text", lambda given: " ".join(plain_text(given, name).split()), shown)


def external_key(given: Mapping[str, str]) -> str:
    """An external id as one text, by which statements find it."""
    return orjson.dumps([plain_text(given["source"], "source"), plain_text(given["key"], "key")]).decode()


def root_field(noun: Noun) -> str:
    """The field at the root that finds a record of a noun: `account`."""
    return f"{noun.name[0].lower()}{noun.name[1:]}"


KEYED = {root_field(noun): noun for noun in NOUNS.values() if noun.imports and noun.imports.keyed and noun.exposed}
"""The nouns of which a record is found by a key, by the root field that finds it."""

KEYS = {noun.name: dict(_keys(noun)) for noun in KEYED.values()}
"""The keys of each such noun, by their names in the argument `by`."""
