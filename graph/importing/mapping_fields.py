"""The texts and fields of a mapping, read from its TOML: where each comes from and how it is read."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from graph.models.values import Flag, InvalidValue, Reading

from .choosing import Condition
from .mapping import Cleaning, FieldMapping, Template, Wording, Words
from .mapping_faults import Faults, nearest
from .mapping_habits import HABITS, OF_ALL, Habits, read_habits
from .record_types import MANAGER, ImportField, RecordType
from .rows import Header

COLUMN = ("values", "others", "patterns", "invalid")
"""The keys of a column's table."""
TEXT = ("column", "template", "constant", "values", "others", "default")
"""The keys of any text's table."""
_ORIGINS = ("column", "template", "constant")


class FieldReader:
    """Reads what a mapping says of one file's columns and fields, and gathers what is wrong with it.

    ``header`` is None where the file can't be read. ``habits`` are those of the whole file.
    """

    def __init__(self, faults: Faults, header: Header | None, habits: Habits) -> None:
        self.faults = faults
        self.columns = header.names if header else None
        """The file's columns, and those that patterns make of them."""
        self.repeated = header.repeated if header else frozenset()
        self.habits = habits

    def cleanings(self, raw: object, where: str) -> tuple[Cleaning, ...]:
        """What is done to columns first. The columns that their patterns make can be used from then on."""
        if not isinstance(raw, dict):
            self.faults.add(where, "`columns` must be a table")
            return ()
        cleanings = []
        for column, table in raw.items():
            here = f"{where}, columns.{column}"
            self._require_column(column, here)
            if not isinstance(table, dict):
                self.faults.add(here, "must be a table")
                continue
            self.faults.require_known(table, COLUMN, here)
            words, patterns = self._words(table, here), self._patterns(table.get("patterns", []), here)
            own = {"invalid": table["invalid"]} if "invalid" in table else {}
            habits = read_habits(self.faults, own, self.habits, here)
            empty_words = habits.empty_words - words.values.keys()
            cleanings.append(Cleaning(column, words, patterns, empty_words, habits.invalid == "empty"))
        if self.columns is not None:
            self.columns = [*self.columns, *(name for cleaning in cleanings for name in cleaning.adds)]
        return tuple(cleanings)

    def conditions(self, raw: object, where: str) -> tuple[Condition, ...]:
        """Which rows are meant: for each column the texts that it has in them."""
        if not isinstance(raw, dict):
            self.faults.add(
                where, "must be a table: each column and the texts that are meant, such as { deleted = true }"
            )
            return ()
        conditions = []
        for column, value in raw.items():
            self._require_column(column, where)
            texts: set[str] = set()
            for each in value if isinstance(value, list) else [value]:
                texts |= (
                    Flag.words(each) if isinstance(each, bool) else {self._word(each, f"{where}, {column}").strip()}
                )
            if "" in texts:
                texts |= self.habits.empty_words
            conditions.append(Condition(column, frozenset(text.casefold() for text in texts)))
        return tuple(conditions)

    def _patterns(self, raw: object, where: str) -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
        patterns = []
        for entry in raw if isinstance(raw, list) else [None]:
            table = {"pattern": entry} if isinstance(entry, str) else entry
            if not isinstance(table, dict) or not isinstance(table.get("pattern"), str):
                self.faults.add(where, "`patterns` must be a list of patterns or of { pattern = '…', set = { … } }")
                continue
            self.faults.require_known(table, ("pattern", "set"), where)
            constants = table.get("set", {})
            try:
                pattern = re.compile(table["pattern"])
            except re.error as error:
                self.faults.add(where, f"{table['pattern']!r} is no regular expression: {error}")
                continue
            if not isinstance(constants, dict):
                self.faults.add(where, "`set` must be a table of columns and their text")
                continue
            patterns.append((pattern, {name: str(text) for name, text in constants.items()}))
        return tuple(patterns)

    def fields(self, raw: object, record: RecordType, where: str, *, new: bool = True) -> tuple[FieldMapping, ...]:
        """The mapped fields, in the order of the record type's; where none is ``new``, what records keep too."""
        if not isinstance(raw, dict):
            self.faults.add(where, "`fields` must be a table: each field and where it comes from")
            return ()
        self.faults.require_known(raw, record.fields, f"{where}, fields")
        for name, field in record.fields.items():
            if field.required and name not in raw and new:
                self.faults.add(where, f"`fields` must map {name!r}: {record.noun.article} needs one")
        for names in record.together:
            if 0 < sum(name in raw for name in names) < len(names):
                self.faults.add(where, f"{' and '.join(names)} go together")
        placed = {"role"} if MANAGER in record.fields and MANAGER in raw else set()
        if placed & raw.keys():
            self.faults.add(where, "`fields` maps 'role' and 'manager': map one, as the manager makes the role")
        return tuple(
            self._field(name, field, raw[name], record, f"{where}, {name}") if name in raw else _kept(name, field)
            for name, field in record.fields.items()
            if name in raw or name in placed or field.required
        )

    def _field(self, name: str, field: ImportField, raw: object, record: RecordType, where: str) -> FieldMapping:
        table = raw if isinstance(raw, dict) else {"column": raw}
        self.faults.require_known(table, (*TEXT, *OF_ALL, *sorted(field.reading_keys)), where)
        own = {key: table[key] for key in HABITS if key in table and key in (*OF_ALL, *field.reading_keys)}
        habits = read_habits(self.faults, own, self.habits, where)
        wording = self._wording({key: table[key] for key in TEXT if key in table}, habits, where)
        reading = self._reading(table, habits, where)
        strict = field.required or record.strict
        lenient = habits.invalid == "empty" and not strict
        if own.get("invalid") == "empty" and field.required:
            self.faults.add(where, f'`invalid` must be "reject": {record.noun.article} needs it')
        elif own.get("invalid") == "empty" and strict:
            self.faults.add(where, '`invalid` must be "reject": a blank one might open more')
        by, missing = str(table.get("by", "key")), str(table.get("missing", "empty" if lenient else "reject"))
        if field.target:
            ways = ("key", *field.lookups)
            if by not in ways:
                self.faults.add(where, f"`by` must be one of {', '.join(ways)}")
            if missing not in ("reject", "empty") or (missing == "empty" and strict):
                self.faults.add(where, f'`missing` must be "reject"{"" if strict else " or " + repr("empty")}')
        else:
            self._fixed_texts(field, wording, reading, habits, table, where)
        separator = table.get("separator", ";")
        if not isinstance(separator, str) or not separator:
            self.faults.add(where, "`separator` must be text")
        return FieldMapping(
            name=name,
            field=field,
            wording=wording,
            reading=reading,
            by=by,
            missing=missing,
            separator=str(separator),
            lenient=lenient,
            moves=habits.invalid != "reject" and not strict,
            keeps=habits.blank == "keep",
            clear_words=habits.clear_words - wording.words.values.keys(),
        )

    def _fixed_texts(
        self,
        field: ImportField,
        wording: Wording,
        reading: Reading,
        habits: Habits,
        table: dict[str, Any],
        where: str,
    ) -> None:
        """What the mapping itself puts must be readable: better told now than once a row."""
        texts = [*wording.words.values.values(), wording.words.others or "", wording.default]
        if "constant" in table:
            texts = [wording.text({}) or wording.default]
        for text in dict.fromkeys(filter(None, texts)):
            if text.casefold() in habits.clear_words:
                continue
            try:
                field.value.read_cell(text, reading)
            except InvalidValue as invalid:
                self.faults.add(where, f'"{text}" {invalid.message}')

    def _reading(self, table: dict[str, Any], habits: Habits, where: str) -> Reading:
        multiply, rounded, formats = table.get("multiply", 1), table.get("round", False), table.get("format", [])
        if isinstance(multiply, bool) or not isinstance(multiply, int | float):
            self.faults.add(where, "`multiply` must be a number")
            multiply = 1
        if not isinstance(rounded, bool):
            self.faults.add(where, "`round` must be true or false")
        formats = formats if isinstance(formats, list) else [formats]
        if not all(isinstance(each, str) and "%" in each for each in formats):
            self.faults.add(where, "`format` must be like %d/%m/%Y, or a list of such")
            formats = []
        return Reading(
            multiply=Decimal(str(multiply)),
            round=rounded is True,
            decimal=habits.decimal,
            thousands=habits.thousands,
            formats=tuple(formats),
            truncate=habits.truncate,
        )

    def key(self, raw: object, where: str) -> Wording:
        """Where the keys of records come from."""
        if isinstance(raw, dict):
            self.faults.require_known(raw, TEXT, where)
        return self._wording(raw, self.habits, where)

    def _wording(self, raw: object, habits: Habits, where: str) -> Wording:
        nothing = Wording((), "")
        table = {"column": raw} if isinstance(raw, str) else raw
        if not isinstance(table, dict):
            self.faults.add(where, "must be a column's name or a table")
            return nothing
        origins = [origin for origin in _ORIGINS if origin in table]
        if len(origins) != 1:
            self.faults.add(where, "must say one of `column`, `template` or `constant`")
            return nothing
        origin, value = origins[0], table[origins[0]]
        words = self._words(table, where)
        default = self._word(table.get("default", ""), f"{where}, default")
        empty_words = habits.empty_words - words.values.keys()
        if origin == "column":
            if not isinstance(value, str):
                self.faults.add(where, "`column` must be a column's name")
                return nothing
            self._require_column(value, where)
            return Wording((Template(((value, None),)),), f'column "{value}"', words, default, empty_words)
        if origin == "constant":
            return Wording((Template((self._word(value, where),)),), "constant", words, default)
        texts = value if isinstance(value, list) else [value]
        templates = [self.template(text, where) for text in texts]
        return Wording(tuple(t for t in templates if t), f'template "{texts[0]}"', words, default, empty_words)

    def template(self, text: object, where: str) -> Template | None:
        """A template; None where it is none."""
        try:
            if not isinstance(text, str):
                raise ValueError('a template must be text such as "{product} for {account}"')
            template = Template.parse(text)
        except ValueError as error:
            self.faults.add(where, str(error))
            return None
        for column in template.columns:
            self._require_column(column, where)
        return template

    def _words(self, table: dict[str, Any], where: str) -> Words:
        values = table.get("values", {})
        if not isinstance(values, dict):
            self.faults.add(where, "`values` must be a table: what the file says = what is meant")
            values = {}
        others = table.get("others")
        return Words(
            {text.strip().casefold(): self._word(meant, f"{where}, values.{text}") for text, meant in values.items()},
            None if others is None else self._word(others, f"{where}, others"),
        )

    def _word(self, value: object, where: str) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str | int | float):
            self.faults.add(where, "must be text, a number, true or false")
            return ""
        return str(value)

    def _require_column(self, name: str, where: str) -> None:
        if name in self.repeated:
            self.faults.add(where, f"the file has several columns {name!r}: say {name + ' (1)'!r} for the first")
        elif self.columns is not None and name not in self.columns:
            near = nearest(name, self.columns)
            self.faults.add(where, f"the file has no column {name!r}{near}; it has {', '.join(self.columns)}")


def _kept(name: str, field: ImportField) -> FieldMapping:
    """A field that no column fills: records keep what they have."""
    return FieldMapping(name=name, field=field, wording=Wording((), name), reading=Reading(), keeps=True)
