"""One `[[imports]]` of a proposed mapping, written out with its doubts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.importing.record_types import ImportField
from graph.importing.ways import EXTERNAL
from graph.models.values import Choice as Enum
from graph.models.values import Moment, Text

from . import toml
from .choosing import Choice, placeable
from .columns import Column
from .figures import Manner
from .guessing import Guess
from .layout import Layout
from .reading import Contents
from .synonyms import folded, synonyms

_MOST_TOLD = 8


@dataclass(slots=True)
class Part:
    """What is proposed for one file."""

    file: str
    """As the mapping names it."""
    layout: Layout
    guess: Guess
    contents: Contents
    choice: Choice
    beside: frozenset[str]
    """The record types of the other files."""
    holes: list[str] = field(default_factory=list)
    """What the mapping needs and the file doesn't tell, for people."""

    def __str__(self) -> str:
        fields = list(self._fields())  # first: it finds holes
        return "\n".join(
            [*self._head(), "", "[[imports]]", *self._table(), "", "[imports.fields]", *fields, *self._rest()]
        )

    def _head(self) -> Iterator[str]:
        count = _rows(self.contents.rows)
        which = f"all of its {count}" if self.contents.is_all else f"its first {count}"
        if self.contents.is_all and self.contents.rows == 1:
            which = "its only row"
        yield from toml.comment(f"{self.file}: {self.guess.record.noun.labels}, by {which}.")
        if self.contents.unreadable:
            yield from toml.comment(f"{_rows(self.contents.unreadable)} that can't be read will be rejected.")
        if local := [each.name for each in self.choice.fields.values() if _is_local(each)]:
            yield from toml.comment(f"These times say no zone, and are read as UTC: {', '.join(local)}.")
        if not self.layout.certain:
            yield from toml.comment(
                "Doubt: the encoding is no UTF-8, and is taken for that of Windows in western Europe."
            )

    def _table(self) -> Iterator[str]:
        record, choice = self.guess.record, self.choice
        yield from toml.pairs({"file": self.file, "record": record.name})
        yield from self._key()
        if record.unique and record.unique.name in record.ways and record.unique.name in choice.fields:
            yield from toml.pairs({"match": [EXTERNAL, record.unique.name]})
        if self.layout.encoding != "utf-8":
            yield from toml.pairs({"encoding": self.layout.encoding})
        if self.layout.header.delimiter != "," and not self.layout.named:
            yield from toml.pairs({"delimiter": self.layout.header.delimiter})
        if mark := self._decimal:
            yield from toml.pairs({"decimal": mark})
        if words := list(dict.fromkeys(word for each in choice.fields.values() for word in each.blank_words)):
            yield from toml.pairs({"empty_words": words})
        yield from self._duplicate_names()
        if choice.deleted:
            yield from toml.pairs({"skip": {choice.deleted.name: True}})
        yield from self._columns()

    def _columns(self) -> Iterator[str]:
        patterns: dict[str, toml.Value] = {}
        for name, column in self.choice.fields.items():
            if column.lists:
                yield from toml.comment(f'Doubt: "{column.name}" holds several in a cell: the first counts.')
                patterns[column.name] = {"patterns": [f"(?P<first_{name}>[^;]*)(;.*)?"]}
            elif column.broken:
                yield from toml.comment(f'"{column.name}" has several lines, of which the first two are joined.')
                patterns[column.name] = {"patterns": [rf"(?P<{name}_1>[^\r\n]*)\s*(?P<{name}_2>[^\r\n]*)(?s:\s.*)?"]}
        if patterns:
            yield from toml.pairs({"columns": patterns})

    def _key(self) -> Iterator[str]:
        key, unknown = self.choice.key, not self.choice.key_is_known
        if key is None and self.choice.key_template is None:
            self.holes.append(f"no column tells its {self.guess.record.noun.labels} apart: name one as `key`")
            yield '# key = "?"'
            return
        if unknown:
            yield from toml.comment("Doubt: no column is called a key. What is taken for one has to stay as it is.")
        if key is None:
            yield from toml.pairs({"key": {"template": str(self.choice.key_template)}})
            return
        for count, what in ((key.blank, "without a key"), (key.repeated, "with the key of one above")):
            if count:
                yield from toml.comment(f"Doubt: {_rows(count)} {what} will be rejected.")
        yield from toml.pairs({"key": key.name})

    def _duplicate_names(self) -> Iterator[str]:
        unique, key = self.guess.record.named_uniquely, self.choice.key
        column = self.choice.fields.get(unique.name) if unique else None
        if column is None or not column.repeated:
            return
        yield from toml.comment(f"Doubt: {_rows(column.repeated)} with the name of one above, and names are unique.")
        if key and key.name != column.name and placeable((key.name, column.name)):
            yield from toml.pairs({"duplicate_names": f"{{{column.name}}} ({{{key.name}}})"})

    @property
    def _decimal(self) -> str | None:
        """The mark before decimals, where one serves all columns that need one."""
        figures = [each.figures for each in self.choice.fields.values() if each.figures]
        marks = {manner.decimal for each in figures if (manner := each.chosen()).decimal and not each.undecided}
        undecided = [each for each in figures if each.undecided]
        if not marks and undecided:
            marks = {"," if self.layout.header.delimiter == ";" else "."}
        if len(marks) != 1:
            return None
        [mark] = marks
        serves = all(each.count(each.chosen((mark,))) == each.count(each.chosen()) for each in figures)
        return mark if serves else None

    def _fields(self) -> Iterator[str]:
        record, choice = self.guess.record, self.choice
        known = synonyms(record)
        for name, each in record.fields.items():
            if column := choice.fields.get(name):
                yield from self._field(name, each, column)
            elif name == "name" and choice.name_parts:
                first, last = (part.name for part in choice.name_parts)
                templates = [f"{{{first}}} {{{last}}}", f"{{{last}}}", f"{{{first}}}"]
                yield from toml.pairs({name: {"template": templates}})
            elif each.required and (template := self._of_account(each)):
                yield from toml.comment(f"Doubt: no column gives the {name}, so it is that of the account.")
                yield from toml.pairs({name: {"template": template}})
            elif each.required and (constant := self._by_file_name(name)):
                yield from toml.pairs({name: {"constant": constant}})
            elif each.required and name in known.fallbacks:
                yield from toml.comment(f"Doubt: no column gives the {name}, so all are the same.")
                yield from toml.pairs({name: {"constant": known.fallbacks[name]}})
            elif each.required:
                told = f"no column is known to give the {name} that {record.noun.article} needs"
                self.holes.append(f'{told}: say it below [imports.fields], as {name} = "COLUMN"')
                yield from toml.comment(f"{told[0].upper()}{told[1:]}.")
                yield f'# {name} = "?"'

    def _of_account(self, each: ImportField) -> str | None:
        """What can stand for a text that no column gives: the name of the account, if one gives that."""
        account = self.choice.fields.get("account")
        named = account and account.named_by == "name" and placeable((account.name,))
        return f"{{{account.name}}}" if account and named and type(each.value) is Text else None

    def _by_file_name(self, name: str) -> str | None:
        words = synonyms(self.guess.record).of_files.get(name, {})
        stem = folded(self.layout.path.stem)
        return next((meant for word, meant in words.items() if word in stem), None)

    def _field(self, name: str, each: ImportField, column: Column) -> Iterator[str]:
        table: dict[str, toml.Value] = {"column": f"first_{name}" if column.lists else column.name}
        if column.broken:
            table = {"template": [f"{{{name}_1}}, {{{name}_2}}", f"{{{name}_1}}"]}
        if each.required and column.blank:
            yield from toml.comment(f'Doubt: {_rows(column.blank)} without "{column.name}" will be rejected.')
        if each.target:
            yield from self._reference(each, column, table)
        elif column.dates:
            yield from self._dates(column, table)
        elif column.figures:
            yield from self._figures(column, table)
        elif column.meanings:
            table["values"] = dict(column.meanings)
        yield from self._unknown(each, column)
        yield from toml.pairs({name: table if len(table) > 1 or column.broken else table["column"]})

    def _reference(self, each: ImportField, column: Column, table: dict[str, toml.Value]) -> Iterator[str]:
        target = each.target
        if column.named_by != "key":
            table["by"] = column.named_by
        if target and target.name not in self.beside and target is not self.guess.record:
            way = "keys" if column.named_by == "key" else f"{column.named_by}s"
            told = f"By {way} of {target.noun.labels}, which have to be imported before"
            yield from toml.comment(f"{told}." if each.required else f"{told}: where there is none, it is left blank.")
            if not each.required:
                table["missing"] = "empty"

    def _dates(self, column: Column, table: dict[str, toml.Value]) -> Iterator[str]:
        if column.dates is None:
            return
        told = [other.dates.month_first for other in self.choice.fields.values() if other.dates]
        formats, rival = column.dates.chosen(month_first=True in told and False not in told)
        if rival and column.dates.month_first is None and not {True, False} & set(told):
            yield from toml.comment(f'Doubt: "{column.name}" fits {rival} as well.')
        if formats:
            table["format"] = formats if len(formats) > 1 else formats[0]

    def _figures(self, column: Column, table: dict[str, toml.Value]) -> Iterator[str]:
        if column.figures is None:
            return
        mark = self._decimal
        manner: Manner = column.figures.chosen((mark,) if mark else ("", ".", ","))
        if column.figures.undecided:
            yield from toml.comment(f'Doubt: the numbers in "{column.name}" don\'t tell their decimal mark.')
        if manner.decimal and manner.decimal != mark:
            table["decimal"] = manner.decimal
        if manner.multiply != 1:
            table["multiply"] = manner.multiply
        if manner.round:
            table["round"] = True

    def _unknown(self, each: ImportField, column: Column) -> Iterator[str]:
        unknown = column.unknown
        if unknown:
            told = ", ".join(f'"{word}" ({count:,})' for word, count in list(unknown.items())[:_MOST_TOLD])
            more = f" and {len(unknown) - _MOST_TOLD} more" if len(unknown) > _MOST_TOLD else ""
            meant = f"one of {', '.join(column.value.enum)}" if isinstance(column.value, Enum) else "true or false"
            yield from toml.comment(
                f'Doubt: "{column.name}" has {told}{more}, whose rows are rejected until `values` says what is meant:'
                f" {meant}."
            )
        elif not each.target and (bad := column.filled - column.readable):
            yield from toml.comment(
                f'Doubt: {_rows(bad)} with "{column.name}" such as "{column.example}" will be rejected.'
            )

    def _rest(self) -> Iterator[str]:
        used = self.choice.used
        refused = {each.name: each for each in self.choice.refused if each.name not in used and each.field}
        for name, column in refused.items():
            shown = column.example or next(iter(column.words), "")
            named = column.field.name if column.field else ""
            yield from toml.comment(
                f'Left out: "{name}" doesn\'t hold the {named} of {self.guess.record.noun.article}: "{shown}".'
            )
        rest = [name for name in self.contents.names if name and name not in used and name not in refused]
        for told, names in (
            ("Left out", [name for name in rest if name in self.contents.filled]),
            ("Left out, as they are blank", [name for name in rest if name not in self.contents.filled]),
        ):
            if names:
                yield from toml.comment(f"{told}: {', '.join(names)}")


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"


def _is_local(column: Column) -> bool:
    """Whether its times say no zone."""
    return isinstance(column.value, Moment) and column.dates is not None and not column.dates.has_zones
