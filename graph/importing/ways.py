"""The ways in which a row can match a record that is there: what of a noun finds a record, and how it is compared."""

from collections.abc import Mapping

from graph.models.noun import Noun
from graph.models.values import WEBSITE, FoldedName, LoweredEmail, Number, ValueType

EXTERNAL = "external"
"""By the key in the same source: always the first way."""

WAYS = (EXTERNAL, "number", "email", "name", "website")
"""All ways, as mappings call them: beside the first, each is the name of a field."""


def ways_of(noun: Noun) -> Mapping[str, str]:
    """The fields of a noun by which its records are matched, each as the compared form over a row ``{t}``."""
    found = {}
    for way in WAYS[1:]:
        if (spec := noun.columns.get(way)) is not None:
            found[way] = _compared(f'{{t}}."{way}"', spec.value, unique=noun.unique(way))
    return found


def _compared(column: str, value: ValueType, *, unique: bool) -> str:
    match value:
        case FoldedName():
            return column.replace('."name"', '."name_key"')
        case _ if value is WEBSITE:
            bare = f"lower(regexp_replace({column}, '^https?://(www\\.)?', '', 'i'))"
            return f"nullif(rtrim({bare}, '/'), '')"
        case Number() | LoweredEmail():
            return column
        case _:
            return column if unique else f"lower({column})"
