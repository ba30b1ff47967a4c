"""From a TOML file to a mapping. Every fault is found before any is told, and an unknown key is one."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from graph.models.values import InvalidValue, Reading

from .mapping import Cleaning, FieldMapping, ImportMapping, Part, Template, Wording, Words
from .record_types import ImportField, RecordType, record_types
from .refusals import MappingError
from .rows import header

_TOP = ("source", "folder", "imports")
_PART = ("file", "record", "key", "fields", "columns", "encoding", "delimiter", "distinct", "duplicate_names")
_COLUMN = ("values", "others", "patterns")
_TEXT = ("column", "template", "constant", "values", "others", "default")
_ORIGINS = ("column", "template", "constant")


def load(path: Path, folder: Path | None = None) -> ImportMapping:
    """The mapping, checked against the headers of its files; raises MappingError with everything that is wrong.

    ``folder`` is where the files are; without it the mapping's own ``folder`` says, from the mapping's place.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MappingError([f"there is no file {path}"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError([f"{path} can't be read: {error}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise MappingError([f"{path} is not valid TOML: {error}"]) from None
    reader = _Reader()
    mapping = reader.mapping(document, folder or path.parent / str(document.get("folder", ".")))
    if reader.problems or mapping is None:
        raise MappingError(reader.problems)
    return mapping


class _Reader:
    """Reads the document and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def mapping(self, document: dict[str, Any], folder: Path) -> ImportMapping | None:
        self.known(document, _TOP, "the mapping")
        source = document.get("source")
        if not isinstance(source, str) or not 1 <= len(source) <= 64:
            self.wrong("source", "must name where the records come from, in 1 to 64 characters")
        if not isinstance(document.get("folder", "."), str):
            self.wrong("folder", "must be a path, from the mapping's place")
        parts = document.get("imports")
        if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
            self.wrong("[[imports]]", "is missing: one for each file and record type")
            return None
        read = [self.part(part, folder, f"imports {number}") for number, part in enumerate(parts, 1)]
        return ImportMapping(str(source), tuple(part for part in read if part))

    def part(self, raw: dict[str, Any], folder: Path, where: str) -> Part | None:
        types = record_types()
        record = types.get(str(raw.get("record")))
        file = raw.get("file")
        where = f"{where} ({file or '?'}, {raw.get('record') or '?'})"
        self.known(raw, _PART, where)
        if record is None:
            self.wrong(where, f"`record` must be one of {', '.join(types)}{_nearest(raw.get('record'), types)}")
        if not isinstance(file, str) or not file:
            self.wrong(where, "`file` must name a CSV file")
            return None
        path = folder / file
        encoding, delimiter = self.encoding(raw, where), self.delimiter(raw, where)
        columns = self.header(path, encoding, delimiter, where)
        cleanings = self.cleanings(raw.get("columns", {}), columns, where)
        if columns is not None:
            columns = [*columns, *(name for cleaning in cleanings for name in cleaning.adds)]
        key = self.wording(raw.get("key"), columns, f"{where}, key")
        if isinstance(raw.get("key"), dict):
            self.known(raw["key"], _TEXT, f"{where}, key")
        if not isinstance(raw.get("distinct", False), bool):
            self.wrong(where, "`distinct` must be true or false")
        if record is None:
            return None
        return Part(
            file=file,
            path=path,
            record=record,
            key=key,
            fields=self.fields(raw.get("fields"), record, columns, where),
            cleanings=cleanings,
            encoding=encoding,
            delimiter=delimiter,
            distinct=raw.get("distinct") is True,
            duplicate_names=self.duplicate_names(raw, record, columns, where),
        )

    def header(self, path: Path, encoding: str, delimiter: str, where: str) -> list[str] | None:
        """The file's columns, or None when it can't tell."""
        try:
            return header(path, encoding, delimiter)
        except FileNotFoundError:
            self.wrong(where, f"there is no file {path}; `folder` in the mapping or --folder says where the files are")
        except (OSError, ValueError) as error:
            self.wrong(where, f"{path} can't be read: {error}")
        return None

    def encoding(self, raw: dict[str, Any], where: str) -> str:
        encoding = raw.get("encoding", "utf-8")
        try:
            "".encode(encoding)
        except (LookupError, TypeError):
            self.wrong(where, f"`encoding` {encoding!r} is unknown; most files are utf-8 or cp1252")
            return "utf-8-sig"
        # A byte order mark is no part of the first column's name.
        return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else str(encoding)

    def delimiter(self, raw: dict[str, Any], where: str) -> str:
        delimiter = raw.get("delimiter", ",")
        if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
            self.wrong(where, "`delimiter` must be one character")
            return ","
        return delimiter

    def duplicate_names(
        self, raw: dict[str, Any], record: RecordType, columns: list[str] | None, where: str
    ) -> str | Template:
        choice = raw.get("duplicate_names", "reject")
        if choice == "reject":
            return "reject"
        if record.named_uniquely is None:
            named = [each.noun.plural for each in record_types().values() if each.named_uniquely]
            self.wrong(where, f"`duplicate_names` is for {' and '.join(named)}")
        elif choice == "number":
            return "number"
        elif isinstance(choice, str) and "{" in choice:
            return self.template(choice, columns, f"{where}, duplicate_names") or "reject"
        else:
            self.wrong(where, '`duplicate_names` must be "reject", "number" or a template such as "{name} ({id})"')
        return "reject"

    def cleanings(self, raw: object, columns: list[str] | None, where: str) -> tuple[Cleaning, ...]:
        if not isinstance(raw, dict):
            self.wrong(where, "`columns` must be a table")
            return ()
        cleanings = []
        for column, table in raw.items():
            here = f"{where}, columns.{column}"
            self.column(column, columns, here)
            if not isinstance(table, dict):
                self.wrong(here, "must be a table")
                continue
            self.known(table, _COLUMN, here)
            cleanings.append(Cleaning(column, self.words(table, here), self.patterns(table.get("patterns", []), here)))
        return tuple(cleanings)

    def patterns(self, raw: object, where: str) -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
        patterns = []
        for entry in raw if isinstance(raw, list) else [None]:
            table = {"pattern": entry} if isinstance(entry, str) else entry
            if not isinstance(table, dict) or not isinstance(table.get("pattern"), str):
                self.wrong(where, "`patterns` must be a list of patterns or of { pattern = '…', set = { … } }")
                continue
            self.known(table, ("pattern", "set"), where)
            constants = table.get("set", {})
            try:
                pattern = re.compile(table["pattern"])
            except re.error as error:
                self.wrong(where, f"{table['pattern']!r} is no regular expression: {error}")
                continue
            if not isinstance(constants, dict):
                self.wrong(where, "`set` must be a table of columns and their text")
                continue
            patterns.append((pattern, {name: str(text) for name, text in constants.items()}))
        return tuple(patterns)

    def fields(
        self, raw: object, record: RecordType, columns: list[str] | None, where: str
    ) -> tuple[FieldMapping, ...]:
        if not isinstance(raw, dict):
            self.wrong(where, "`fields` must be a table: each field and where it comes from")
            return ()
        self.known(raw, record.fields, f"{where}, fields")
        for name, field in record.fields.items():
            if field.required and name not in raw:
                self.wrong(where, f"`fields` must map {name!r}: {record.noun.article} needs one")
        for names in record.together:
            if 0 < sum(name in raw for name in names) < len(names):
                self.wrong(where, f"{' and '.join(names)} go together")
        return tuple(
            self.field(name, field, raw[name], record, columns, f"{where}, {name}")
            for name, field in record.fields.items()
            if name in raw
        )

    def field(
        self, name: str, field: ImportField, raw: object, record: RecordType, columns: list[str] | None, where: str
    ) -> FieldMapping:
        table = raw if isinstance(raw, dict) else {"column": raw}
        self.known(table, (*_TEXT, *sorted(field.reading_keys)), where)
        wording = self.wording({key: table[key] for key in _TEXT if key in table}, columns, where)
        reading = self.reading(table, where)
        by, missing = str(table.get("by", "key")), str(table.get("missing", "reject"))
        if field.target:
            ways = ("key", *field.lookups)
            if by not in ways:
                self.wrong(where, f"`by` must be one of {', '.join(ways)}")
            if missing not in ("reject", "empty") or (missing == "empty" and field.required):
                self.wrong(where, f'`missing` must be "reject"{"" if field.required else " or " + repr("empty")}')
        else:
            self.fixed_texts(field, wording, reading, table, where)
        separator = table.get("separator", ";")
        if not isinstance(separator, str) or not separator:
            self.wrong(where, "`separator` must be text")
        return FieldMapping(
            name=name, field=field, wording=wording, reading=reading, by=by, missing=missing, separator=str(separator)
        )

    def fixed_texts(
        self, field: ImportField, wording: Wording, reading: Reading, table: dict[str, Any], where: str
    ) -> None:
        """What the mapping itself puts must be readable: better told now than once a row."""
        texts = [*wording.words.values.values(), wording.words.others or "", wording.default]
        if "constant" in table:
            texts = [wording.text({}) or wording.default]
        for text in dict.fromkeys(filter(None, texts)):
            try:
                field.value.read_cell(text, reading)
            except InvalidValue as invalid:
                self.wrong(where, f'"{text}" {invalid.message}')

    def reading(self, table: dict[str, Any], where: str) -> Reading:
        multiply, rounded, form = table.get("multiply", 1), table.get("round", False), table.get("format")
        if isinstance(multiply, bool) or not isinstance(multiply, int | float):
            self.wrong(where, "`multiply` must be a number")
            multiply = 1
        if not isinstance(rounded, bool):
            self.wrong(where, "`round` must be true or false")
        if form is not None and (not isinstance(form, str) or "%" not in form):
            self.wrong(where, "`format` must be like %d/%m/%Y")
            form = None
        return Reading(multiply=Decimal(str(multiply)), round=rounded is True, format=form)

    def wording(self, raw: object, columns: list[str] | None, where: str) -> Wording:
        nothing = Wording((), "")
        table = {"column": raw} if isinstance(raw, str) else raw
        if not isinstance(table, dict):
            self.wrong(where, "must be a column's name or a table")
            return nothing
        origins = [origin for origin in _ORIGINS if origin in table]
        if len(origins) != 1:
            self.wrong(where, "must say one of `column`, `template` or `constant`")
            return nothing
        origin, value = origins[0], table[origins[0]]
        words = self.words(table, where)
        default = self.word(table.get("default", ""), f"{where}, default")
        if origin == "column":
            if not isinstance(value, str):
                self.wrong(where, "`column` must be a column's name")
                return nothing
            self.column(value, columns, where)
            return Wording((Template(((value, None),)),), f'column "{value}"', words, default)
        if origin == "constant":
            return Wording((Template((self.word(value, where),)),), "constant", words, default)
        texts = value if isinstance(value, list) else [value]
        templates = [self.template(text, columns, where) for text in texts]
        return Wording(tuple(t for t in templates if t), f'template "{texts[0]}"', words, default)

    def template(self, text: object, columns: list[str] | None, where: str) -> Template | None:
        try:
            if not isinstance(text, str):
                raise ValueError('a template must be text such as "{product} for {account}"')
            template = Template.parse(text)
        except ValueError as error:
            self.wrong(where, str(error))
            return None
        for column in template.columns:
            self.column(column, columns, where)
        return template

    def words(self, table: dict[str, Any], where: str) -> Words:
        values = table.get("values", {})
        if not isinstance(values, dict):
            self.wrong(where, "`values` must be a table: what the file says = what is meant")
            values = {}
        others = table.get("others")
        return Words(
            {text.strip().casefold(): self.word(meant, f"{where}, values.{text}") for text, meant in values.items()},
            None if others is None else self.word(others, f"{where}, others"),
        )

    def word(self, value: object, where: str) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str | int | float):
            self.wrong(where, "must be text, a number, true or false")
            return ""
        return str(value)

    def column(self, name: str, columns: list[str] | None, where: str) -> None:
        if columns is not None and name not in columns:
            self.wrong(where, f"the file has no column {name!r}{_nearest(name, columns)}; it has {', '.join(columns)}")

    def known(self, table: dict[str, Any], keys: Iterable[str], where: str) -> None:
        keys = list(keys)
        for key in table:
            if key not in keys:
                self.wrong(where, f"unknown key {key!r}{_nearest(key, keys)}; there is: {', '.join(keys)}")

    def wrong(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}")


def _nearest(name: object, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name), list(names), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
