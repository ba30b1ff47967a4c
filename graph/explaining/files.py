"""The fields of record types as files bring them, for people."""

from graph.importing.condition_cells import EXAMPLE, Conditions
from graph.importing.record_types import ImportField, RecordType, record_types
from graph.models.values import Number, Pattern, Percent, Text

from .tables import Table


def field_table(record: RecordType) -> Table:
    """The fields of a record type: required ones in bold."""
    rows = [
        (f"**`{field.name}`**" if field.required else f"`{field.name}`", holds(field), blank(field), field.description)
        for field in record.fields.values()
    ]
    return Table(record.name, ("field", "a cell holds", "a blank one gives", ""), tuple(rows))


def field_tables() -> str:
    """The fields of every record type, each under a heading, in Markdown."""
    return "\n\n".join(f"### `{record.name}`\n\n{field_table(record).markdown}" for record in record_types().values())


def holds(field: ImportField) -> str:
    """What a cell of a field holds: a record and what names it, a text and its form, or the name of a type."""
    if field.target:
        named = field.target.noun.plural if field.membership else field.target.noun.article
        return f"{named} by {', '.join(['key', *field.lookups])}"
    if isinstance(field.value, Conditions):
        return f"conditions such as `{EXAMPLE}`"
    if isinstance(field.value, Pattern):
        return field.value.example
    if isinstance(field.value, Text):
        return f"text, at most {field.value.most:,} characters"
    if isinstance(field.value, Number):
        return f"a number such as {field.value.prefix}-000001"
    if isinstance(field.value, Percent):
        return "a whole number of percent: 12 or 12 %"
    return f"`{field.value.scalar.name}`"


def blank(field: ImportField) -> str:
    """What a blank cell gives a new record, where that isn't null."""
    if field.assigned:
        return "the next one"
    if field.required or field.default is None:
        return ""
    if sources := sorted(field.default_sources):
        return f"by {' and '.join(f'`{source}`' for source in sources)}"
    return {"now()": "now"}.get(field.default, f"`{field.default.strip(chr(39))}`")
