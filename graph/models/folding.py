"""Names as searches and text filters compare them: in the letters and signs of a plain keyboard.

The database makes the same of each name, in the column `name_search`: see the migration `0013_folded_names`.
"""

import re
import unicodedata

MARKS = re.compile("[\u0300-\u036f]")
PLAIN = str.maketrans(
    {
        **dict(zip("øłđðħıŧŋ", "olddhitn", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ß": "ss",
        **dict.fromkeys("`‘’‚‛ʹʻʼ′‵", "'"),  # noqa: RUF001  # each is meant
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‒–—―−", "-"),  # noqa: RUF001  # each is meant
        **dict.fromkeys("®©"),
    }
)
"""Letters that Unicode has no decomposition for, and typographic signs."""

ONE_LETTER = re.compile("([aou])e|(a)a")
BRIEF_AT_LEAST, BRIEF_ANYWHERE = 4, 6
"""The letters of a brief form that is looked for where a word begins, and of one that is looked for anywhere."""

WHOLE, BEGINS, WORD_BEGINS, ENDS = "%\n {}\n%", "%\n {}%", "% {}%", "%{}\n%"
"""Patterns of the column for a name that is a text, begins with it, has a word that does, or ends with it."""


def plain_letters(key: str) -> str:
    """A name's key, or a piece of one, without marks on letters and in the signs of a keyboard.

    >>> plain_letters("société ørsted łódź")
    'societe orsted lodz'
    """
    if not key.isascii():
        # NFKC has made a space and a mark of an acute accent that stands for an apostrophe
        decomposed = unicodedata.normalize("NFD", key).replace(" \u0301", "'")
        key = unicodedata.normalize("NFC", MARKS.sub("", decomposed))
    return key.translate(PLAIN)


def brief(plain: str) -> str:
    """Plain letters in which one stands for a vowel and an e, and for two a.

    >>> brief("mueller"), brief(plain_letters("müller"))
    ('muller', 'muller')
    """
    return ONE_LETTER.sub(r"\1\2", plain)


def pieces(plain: str) -> tuple[str, ...]:
    """What a name's plain letters contain where the name contains these, as patterns of LIKE: with its breaks.

    A brief form of a few letters is in too many other words, so that it counts where a word begins, or not at all.
    """
    short = brief(plain)
    if short == plain or len(short) < BRIEF_AT_LEAST:
        return (f"%{escaped(plain)}%",)
    begins = "" if len(short) >= BRIEF_ANYWHERE else " "
    return f"%{escaped(plain)}%", f"%{begins}{escaped(short)}%"


def ends(plain: str, pattern: str) -> tuple[str, ...]:
    """The same for a pattern that says where the name begins or ends: with `{}` in the place of the letters."""
    short = brief(plain)
    both = (plain, short) if len(short) >= BRIEF_AT_LEAST else (plain,)
    return tuple(dict.fromkeys(pattern.format(escaped(each)) for each in both))


def escaped(text: str) -> str:
    """A text as LIKE reads it: each of its characters for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)
