"""Which column fills which field of a record type, and which one is the key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph.importing.record_types import ImportField, RecordType
from graph.models.values import Flag, LoweredEmail

from .columns import Column
from .reading import Contents
from .synonyms import DELETED, FIRST_NAME, KEY, LAST_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen columns."""

    fields: Mapping[str, Column]
    """By field, in the order of the record type's."""
    key: Column | None
    key_template: str | None
    """The key where no single column is one."""
    key_is_known: bool
    """Whether the key's name says that it is one."""
    deleted: Column | None
    name_parts: tuple[Column, Column] | None
    """The first and the last name, where no column has the whole."""
    refused: tuple[Column, ...]
    """The columns whose names fit a field, and whose cells don't."""

    @property
    def used(self) -> frozenset[str]:
        """The columns that the mapping names."""
        others = (self.key, self.deleted, *(self.name_parts or ()))
        return frozenset(each.name for each in (*self.fields.values(), *others) if each)


def choose(record: RecordType, contents: Contents) -> Choice:
    """Chooses among the columns that may be of use."""
    fields: dict[str, Column] = {}
    refused: list[Column] = []
    taken: set[str] = set()
    for name, field in record.fields.items():
        candidates = contents.columns.get(name, ())
        usable = [each for each in candidates if each.is_used and each.name not in taken]
        refused += [each for each in candidates if each.filled and not each.is_used]
        if usable:
            fields[name] = min(usable, key=_preference(field))
            taken.add(fields[name].name)
    for names in record.together:
        if not all(name in fields for name in names):
            for name in names:
                fields.pop(name, None)
    key, known = _key(record, contents, fields)
    taken = {each.name for each in fields.values()}
    return Choice(
        fields=fields,
        key=key,
        key_template=None if key else _template(record, fields),
        key_is_known=known,
        deleted=next((each for each in contents.columns.get(DELETED, ()) if _is_flag(each)), None),
        name_parts=None if "name" in fields else _name_parts(contents),
        refused=tuple(each for each in refused if each.name not in taken),
    )


def placeable(names: Iterable[str]) -> bool:
    """Whether templates can name these columns."""
    return not any(set("{}:") & set(name) for name in names)


def _preference(field: ImportField) -> Callable[[Column], int]:
    """For references: addresses of users first, since people read them, then keys, then names."""
    unique = field.target.unique if field.target else None
    if unique is None:
        return lambda column: 0
    ways = ("email", "key", "name") if isinstance(unique.value, LoweredEmail) else ("key", "email", "name")
    return lambda column: ways.index(column.named_by)


def _key(record: RecordType, contents: Contents, fields: Mapping[str, Column]) -> tuple[Column | None, bool]:
    known = [each for each in contents.columns.get(KEY, ()) if each.filled]
    for each in known:
        if not each.blank and not each.repeated:
            return each, True
    others = [fields[name] for name in (record.unique.name if record.unique else "email", "email") if name in fields]
    for each in others:
        if not each.blank and not each.repeated:
            return each, False
    found = next(iter([*known, *(others if record.unique else ())]), None)
    return found, found in known


def _template(record: RecordType, fields: Mapping[str, Column]) -> str | None:
    required = [fields[name].name for name, field in record.fields.items() if field.required and name in fields]
    return " / ".join(f"{{{name}}}" for name in required) if required and placeable(required) else None


def _is_flag(column: Column) -> bool:
    words = Flag.words(True) | Flag.words(False)
    return bool(column.filled) and all(word.casefold() in words for word in column.words)


def _name_parts(contents: Contents) -> tuple[Column, Column] | None:
    first, last = ([each for each in contents.columns.get(name, ()) if each.filled] for name in (FIRST_NAME, LAST_NAME))
    return (first[0], last[0]) if first and last and placeable((first[0].name, last[0].name)) else None
