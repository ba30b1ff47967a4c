"""From a TOML file to a mapping. Every fault is found before any is told, and an unknown key is one."""

import tomllib
from pathlib import Path
from typing import Any

from .choosing import RowChoice
from .mapping import ImportMapping, Part, Template
from .mapping_faults import Faults, nearest
from .mapping_fields import FieldReader
from .mapping_habits import HABITS, Habits, read_habits
from .record_types import RecordType, record_types
from .refusals import MappingError
from .rows import Header, read_header
from .ways import EXTERNAL

TOP = ("source", "folder", "imports")
"""The keys of a mapping."""
PART = (
    *("file", "record", "key", "match", "fields", "columns", "where", "skip"),
    *("encoding", "delimiter", "distinct", "duplicate_names"),
)
"""The keys of an `[[imports]]`."""


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
    if reader.faults.problems or mapping is None:
        raise MappingError(reader.faults.problems)
    return mapping


class _Reader:
    """Reads the document and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.faults = Faults()

    def mapping(self, document: dict[str, Any], folder: Path) -> ImportMapping | None:
        self.faults.require_known(document, (*TOP, *HABITS), "the mapping")
        source = document.get("source")
        if not isinstance(source, str) or not 1 <= len(source) <= 64:
            self.faults.add("source", "must name where the records come from, in 1 to 64 characters")
        if not isinstance(document.get("folder", "."), str):
            self.faults.add("folder", "must be a path, from the mapping's place")
        parts = document.get("imports")
        if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
            self.faults.add("[[imports]]", "is missing: one for each file and record type")
            return None
        habits = read_habits(self.faults, document, Habits(), "the mapping")
        read = [self.part(part, folder, habits, f"imports {number}") for number, part in enumerate(parts, 1)]
        self.require_one_form([part for part in read if part])
        return ImportMapping(str(source), tuple(part for part in read if part))

    def require_one_form(self, parts: list[Part]) -> None:
        """A file that several parts read is written in one way."""
        forms: dict[Path, tuple[str, str]] = {}
        for part in parts:
            form = (part.encoding, part.delimiter)
            if forms.setdefault(part.path, form) != form:
                self.faults.add(
                    str(part), "another import reads the file by another `encoding` or `delimiter`: say one"
                )

    def part(self, raw: dict[str, Any], folder: Path, above: Habits, where: str) -> Part | None:
        types = record_types()
        record = types.get(str(raw.get("record")))
        file = raw.get("file")
        where = f"{where} ({file or '?'}, {raw.get('record') or '?'})"
        self.faults.require_known(raw, (*PART, *HABITS), where)
        if record is None:
            self.faults.add(where, f"`record` must be one of {', '.join(types)}{nearest(raw.get('record'), types)}")
        if not isinstance(file, str) or not file:
            self.faults.add(where, "`file` must name a CSV file")
            return None
        path = folder / file
        encoding, delimiter = self.encoding(raw, where), self.delimiter(raw, where)
        header = self.header(path, encoding, delimiter, where)
        reader = FieldReader(self.faults, header, read_habits(self.faults, raw, above, where))
        cleanings = reader.cleanings(raw.get("columns", {}), where)
        choice = RowChoice(
            where=reader.conditions(raw.get("where", {}), f"{where}, where"),
            skip=reader.conditions(raw.get("skip", {}), f"{where}, skip"),
        )
        match = self.match(raw, record, where)
        key = None if "key" not in raw and match[1:] else reader.key(raw.get("key"), f"{where}, key")
        if not isinstance(raw.get("distinct", False), bool):
            self.faults.add(where, "`distinct` must be true or false")
        if record is None:
            return None
        if key is None and raw.get("distinct") is True:
            self.faults.add(where, "`distinct` needs a `key`")
        return Part(
            match=match,
            file=file,
            path=path,
            record=record,
            key=key,
            fields=reader.fields(raw.get("fields"), record, where, new=key is not None),
            cleanings=cleanings,
            encoding=encoding,
            delimiter=delimiter,
            distinct=raw.get("distinct") is True,
            choice=choice,
            duplicate_names=self.duplicate_names(raw, record, reader, where),
        )

    def header(self, path: Path, encoding: str, delimiter: str, where: str) -> Header | None:
        """The file's header, or None when it can't tell."""
        try:
            return read_header(path, encoding, delimiter)
        except FileNotFoundError:
            self.faults.add(
                where, f"there is no file {path}; `folder` in the mapping or --folder says where the files are"
            )
        except (OSError, ValueError) as error:
            self.faults.add(where, f"{path} can't be read: {error}")
        return None

    def encoding(self, raw: dict[str, Any], where: str) -> str:
        encoding = raw.get("encoding", "utf-8")
        try:
            "".encode(encoding)
        except (LookupError, TypeError):
            self.faults.add(where, f"`encoding` {encoding!r} is unknown; most files are utf-8 or cp1252")
            return "utf-8-sig"
        # A byte order mark is no part of the first column's name.
        return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else str(encoding)

    def delimiter(self, raw: dict[str, Any], where: str) -> str:
        delimiter = raw.get("delimiter", ",")
        if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
            self.faults.add(where, "`delimiter` must be one character")
            return ","
        return delimiter

    def match(self, raw: dict[str, Any], record: RecordType | None, where: str) -> tuple[str, ...]:
        """The ways in which rows find records: always by their key first."""
        ways = raw.get("match", [])
        if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
            self.faults.add(where, '`match` must be a list, such as ["external", "number", "email"]')
            return (EXTERNAL,)
        if record is not None:
            known = (EXTERNAL, *record.ways)
            fields = raw.get("fields", {})
            for way in ways:
                if way not in known:
                    self.faults.add(where, f"`match` has {way!r}{nearest(way, known)}; there is: {', '.join(known)}")
                elif way != EXTERNAL and isinstance(fields, dict) and way not in fields:
                    self.faults.add(where, f"`match` has {way!r}, which `fields` doesn't map")
            if any(way not in known for way in ways):
                return (EXTERNAL,)
        return (EXTERNAL, *(way for way in dict.fromkeys(ways) if way != EXTERNAL))

    def duplicate_names(
        self, raw: dict[str, Any], record: RecordType, reader: FieldReader, where: str
    ) -> str | Template:
        choice = raw.get("duplicate_names", "reject")
        if choice == "reject":
            return "reject"
        if record.named_uniquely is None:
            named = [each.noun.plural for each in record_types().values() if each.named_uniquely]
            self.faults.add(where, f"`duplicate_names` is for {' and '.join(named)}")
        elif choice == "number":
            return "number"
        elif isinstance(choice, str) and "{" in choice:
            return reader.template(choice, f"{where}, duplicate_names") or "reject"
        else:
            self.faults.add(where, '`duplicate_names` must be "reject", "number" or a template such as "{name} ({id})"')
        return "reject"
