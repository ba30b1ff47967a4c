"""What the cells of one column hold, seen as those of one field."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

from graph.importing.record_types import ImportField
from graph.models.values import Choice, Flag, FoldedName, InvalidValue, ValueType

from .dates import DateFormats
from .figures import Figures
from .synonyms import folded

BLANK_WORDS = frozenset(
    {"n/a", "n.a.", "#n/a", "null", "[null]", "(null)", "nil", "-", "--", "(blank)", "#value!", "#ref!"}
)
"""The words that stand for a blank cell in some exports, folded."""
MOST_WORDS = 1_000
"""How many different words of a column are told apart."""
_ID = re.compile(r"(?=.*\d)[^\s@]+")
_SEVERAL = re.compile(r"[\w-]+(;\s*[\w-]+)+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_SHOWN = 40


class Column:
    """A column, and the field that it may fill; `see` takes its cells one by one."""

    def __init__(self, name: str, field: ImportField | None, words: Mapping[str, str]) -> None:
        self.name = name
        self.field = field
        self.value: ValueType | None = field.value if field else None
        self.known_words = words
        """What other tools' words mean."""
        self.blank = 0
        self.filled = 0
        self.readable = 0
        self.example = ""
        """A cell that can't be read."""
        self.blank_words: dict[str, None] = {}
        self.words: Counter[str] = Counter()
        """The words that an enum or a flag lacks, as they are written: at most `MOST_WORDS` of them."""
        self.ids = 0
        self.emails = 0
        self.several = 0
        """How many cells hold several ids, parted by semicolons."""
        self.broken = 0
        """How many cells can be read once their lines are parted."""
        self.repeated = 0
        """How many cells repeat one above."""
        self._seen: set[bytes] = set()
        of_value = self.value.reading_keys if self.value else frozenset()
        self.dates = DateFormats(self.value) if self.value and "format" in of_value else None
        self.figures = Figures(self.value) if self.value and "decimal" in of_value else None

    def see(self, text: str) -> None:
        """Takes a cell into account."""
        if not text:
            self.blank += 1
            return
        if text.casefold() in BLANK_WORDS and not (isinstance(self.value, Choice | Flag) and self._is_word(text)):
            self.blank_words[text] = None
            self.blank += 1
            return
        self.filled += 1
        if self._reads(text):
            self.readable += 1
        elif not self.example:
            self.example = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"

    def see_repetition(self, text: str) -> None:
        """Notes a cell that has to be another in each row."""
        if isinstance(self.value, FoldedName):
            text = self.value.fold(text)
        mark = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self.repeated += mark in self._seen
        self._seen.add(mark)

    @property
    def is_used(self) -> bool:
        """Whether the field can have it: most of its cells can be read, or some of its words."""
        if not self.filled or self.field is None:
            return False
        if isinstance(self.value, Choice):
            return self.readable > 0 or self.value.ranked
        return self.readable * 2 > self.filled

    @property
    def lists(self) -> bool:
        """Whether cells hold several keys, where the field takes one."""
        return bool(self.several) and self.named_by == "key" and not (self.field and self.field.membership)

    @property
    def meanings(self) -> dict[str, str]:
        """The words that need a value map, and what they mean."""
        return {word: self.known_words[folded(word)] for word in self.words if folded(word) in self.known_words}

    @property
    def unknown(self) -> dict[str, int]:
        """The words that nothing is known to mean, each with the number of its rows."""
        return {word: count for word, count in self.words.most_common() if folded(word) not in self.known_words}

    @property
    def named_by(self) -> str:
        """How the cells of a reference name records: by key, e-mail address or name."""
        ways = self.field.lookups if self.field else {}
        if "email" in ways and self.emails * 2 > self.filled:
            return "email"
        return "name" if "name" in ways and self.ids * 2 <= self.filled else "key"

    def _reads(self, text: str) -> bool:
        if self.field is None:
            if text in self.words or len(self.words) < MOST_WORDS:
                self.words[text] += 1
            return True
        if self.field.target:
            self.emails += bool(_EMAIL.fullmatch(text))
            self.ids += bool(_ID.fullmatch(text))
            self.several += bool(_SEVERAL.fullmatch(text))
            return True
        if self.dates:
            return self.dates.see(text)
        if self.figures:
            return self.figures.see(text)
        if isinstance(self.value, Choice | Flag):
            return self._is_word(text) or self._is_known(text)
        if len(lines := text.splitlines()) > 1 and self._is_word(" ".join(lines)) and not self._is_word(text):
            self.broken += 1
            return True
        return self._is_word(text)

    def _is_word(self, text: str) -> bool:
        """Whether the field's type reads a cell as it stands."""
        if self.field is None or self.field.target or self.value is None or self.dates or self.figures:
            return False
        with suppress(InvalidValue):
            return self.value.read_cell(text) is not None
        return False

    def _is_known(self, text: str) -> bool:
        if text in self.words or len(self.words) < MOST_WORDS:
            self.words[text] += 1
        return folded(text) in self.known_words
