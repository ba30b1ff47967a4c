"""Names as people type them, said again by hand: how texts are looked for in names."""

import re
import unicodedata

LETTERS = {
    0xF8: "o", 0x142: "l", 0x111: "d", 0xF0: "d", 0x127: "h", 0x131: "i", 0x167: "t", 0x14B: "n",
    0xE6: "ae", 0x153: "oe", 0xFE: "th", 0xDF: "ss", 0xAE: "", 0xA9: "",
    0x60: "'", 0x2018: "'", 0x2019: "'", 0x201A: "'", 0x201B: "'", 0x2032: "'", 0x2035: "'",
    0x2B9: "'", 0x2BB: "'", 0x2BC: "'",
    0x201C: '"', 0x201D: '"', 0x201E: '"', 0x201F: '"', 0xAB: '"', 0xBB: '"',
    0x2010: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x2015: "-", 0x2212: "-",
}  # fmt: skip


def plain(text: str) -> str:
    """A name, or a piece of one, in plain letters; spaces at its ends count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", folded))
    apart = unicodedata.normalize("NFKD", folded).replace(" \u0301", "'")
    kept = "".join(letter for letter in apart if not 0x300 <= ord(letter) <= 0x36F)
    return "".join(LETTERS.get(ord(letter), letter) for letter in unicodedata.normalize("NFC", kept))


def short(letters: str) -> str:
    """One letter for a vowel and an e, and for two a, from left to right."""
    made, rest = "", letters
    while rest:
        two = rest[:2]
        made, rest = made + rest[0], rest[2:] if two in ("ae", "oe", "ue", "aa") else rest[1:]
    return made


def spelled(name: str) -> set[str]:
    """The spellings of a name."""
    letters = plain(name).strip()
    return {letters, short(letters)}


def contains(name: str, text: str) -> bool:
    """Is the text in the name? A space before it stands for the beginning of a word."""
    letters = plain(text)
    brief = short(letters)
    names = [f" {each}" for each in spelled(name)]
    if any(letters in each for each in names):
        return True
    if brief == letters or len(brief) < 4:
        return False
    return any((brief if len(brief) >= 6 else f" {brief}") in each for each in names)


def starts(name: str, text: str) -> bool:
    """Does the name begin with the text?"""
    return any(each.startswith(beginning) for each in spelled(name) for beginning in _ends(text))


def finishes(name: str, text: str) -> bool:
    """Does the name end with the text?"""
    return any(each.endswith(end) for each in spelled(name) for end in _ends(text))


def _ends(text: str) -> set[str]:
    letters = plain(text)
    brief = short(letters)
    return {letters, brief} if len(brief) >= 4 else {letters}
