"""Texts: words, names, and texts of a certain form such as addresses."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from tortoise import fields

from graph.models import address
from graph.models.names import UNSEEN, name_key

from . import comparison, scalars
from .invalid import InvalidValue
from .value import Reading, SortKey, ValueType

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and halves of surrogate pairs: no text of PostgreSQL holds them."""
BREAKS = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")
"""Control characters, and what ends lines and paragraphs: Unicode's categories Cc, Zl and Zp."""
BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that make a line read as another: overrides and embeddings of a direction, isolates, and their ends."""
BLANK = "\u2800"
"""Braille without a dot: Unicode counts it as a symbol, and it shows nothing."""


@dataclass(frozen=True, slots=True)
class Text(ValueType):
    """Words: trimmed, of at most so many characters. A text of spaces and unseen characters only is empty."""

    longest: int | None = 255
    """The length of its column; None for a column without one."""
    most: int = 255
    """The most characters that are accepted."""
    lines: bool = False
    """Whether it may have several lines."""
    spaced: bool = False
    """Whether words are separated by single spaces, as in names."""
    scalar = scalars.STRING
    comparison = comparison.STRING
    sql_type = "text"
    reading_keys: ClassVar[frozenset[str]] = frozenset({"truncate"})

    def column(self, **options: Any) -> fields.CharField[str] | fields.TextField:
        """A varchar, or text."""
        return fields.TextField(**options) if self.longest is None else fields.CharField(self.longest, **options)

    def sort_key(self, column: str) -> SortKey:
        """By code point, the same on every server."""
        return SortKey(f'{column} COLLATE "C"', "text")

    def judge(self, value: str) -> str | None:
        """The text as it is stored, or null for an empty one."""
        text = value.strip()
        plain = text.isascii() and text.isprintable()  # most texts are, and need no closer look
        if not plain and UNSTORABLE.search(text):
            raise InvalidValue("contains NUL or half of a surrogate pair: remove it")
        if len(text) > self.most:
            raise InvalidValue(f"has {len(text):,} characters: at most {self.most:,}", too_long=True)
        if not (plain or self.lines) and BREAKS.search(text):
            raise InvalidValue("contains a control character or a line break: write it on one line")
        if not (plain or self.lines) and (found := BIDIRECTIONAL.search(text)):
            raise InvalidValue(f"contains a bidirectional control character (U+{ord(found[0]):04X}): remove it")
        if self.spaced:
            text = " ".join(text.split())
        return (text or None) if plain or any(map(_is_seen, text)) else None

    def cut(self, text: str) -> str:
        """As much of a text as is accepted, without half a letter at its end: one that loses its marks."""
        text = text.strip()
        end = min(self.most, len(text))
        while 0 < end < len(text) and unicodedata.combining(text[end]):
            end -= 1
        return text[:end]


def _is_seen(letter: str) -> bool:
    """Is it a letter, a number, a mark of punctuation or a symbol that shows?"""
    return unicodedata.category(letter)[0] in "LNPS" and letter != BLANK and not UNSEEN.match(letter)


@dataclass(frozen=True, slots=True)
class FoldedName(Text):
    """A name that is compared by its folded form, which stands in a column of its own, ``name_key``.

    Texts are looked for in its plain letters, in the column ``name_search``, which the database fills.
    """

    spaced: bool = True

    def sort_key(self, column: str) -> SortKey:
        """By the folded form, whose column is ordered by code point."""
        return SortKey(self.compared(column), "text")

    def compared(self, column: str) -> str:
        """The column of the folded form, beside that of the name."""
        return f"{column}_key"

    @staticmethod
    def searched(column: str) -> str:
        """The column of the plain letters of the name, which texts are looked for in."""
        return f"{column}_search"

    @staticmethod
    def fold(name: str) -> str:
        """The folded form."""
        return name_key(name)


@dataclass(frozen=True, slots=True)
class Pattern(Text):
    """A text of a certain form."""

    normalize: Callable[[str], str | None] = str
    """Returns the text as it is stored, or None where it has another form."""
    example: str = ""
    """What to send, for people: "an address such as https://example.com"."""
    reading_keys: ClassVar[frozenset[str]] = frozenset()

    def judge(self, value: str) -> str | None:
        """The text, if it has the form."""
        text = Text.judge(self, value)
        if text is None:
            return None
        kept = self.normalize(text)
        if kept is None:
            raise InvalidValue(f"can't be used: send {self.example}")
        if len(kept) > self.most:
            raise InvalidValue(f"has {len(kept):,} characters as {kept[:20]}…: at most {self.most:,}", too_long=True)
        return kept


def _matching(form: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if form.fullmatch(text) else None


PHONE_FORM = re.compile(r"(?=(?:.*[0-9]){3})\+?[0-9 ()./-]+(?:(?:ext\.?|x|#|,|;ext=) ?[0-9]+)?", re.IGNORECASE)

EMAIL = Pattern(320, 320, normalize=address.email, example="an address such as ann@example.com")
PHONE = Pattern(
    64, 64, normalize=_matching(PHONE_FORM), example="a number such as +44 20 7946 0123 or (415) 555-0100 x 12"
)
WEBSITE = Pattern(2048, 2048, normalize=address.website, example="an address such as https://example.com")
COLOR = Pattern(7, 7, normalize=_matching(re.compile("#[0-9A-Fa-f]{6}")), example="a color such as #1A2B3C")


@dataclass(frozen=True, slots=True)
class LoweredEmail(Pattern):
    """An e-mail address that is stored in lower case, as tokens name it."""

    longest: int | None = 320
    most: int = 320
    normalize: Callable[[str], str | None] = address.email
    example: str = "an address such as ann@example.com"

    def parse(self, text: str, reading: Reading) -> str:
        """The address in lower case."""
        return text.lower()
