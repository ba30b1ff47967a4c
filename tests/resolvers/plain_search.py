"""What a search finds, in plain Python: every word in something of the row."""

import re
import unicodedata
from collections.abc import Iterable
from random import Random
from uuid import UUID

from graph.resolvers.compiler.search import Word
from tests import folding
from tests.rows import Row, Rows

# -- the plain truth, of words that no slip is forgiven in


def plain(text: str) -> str:
    """The key of a name."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", folded)).strip()


def lowered(text: str | None) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text or "")


def short(word: str) -> bool:
    return len(word) < 3 and re.fullmatch("[a-z0-9]+", word) is not None


def in_name(word: str, name_key: str) -> bool:
    return folding.contains(name_key, f" {word}" if short(folding.plain(word)) else word)


def in_text(word: str, text: str | None) -> bool:
    return not short(folding.plain(word)) and any(each in lowered(text) for each in (word, folding.plain(word)))


def in_contact(word: str, contact: Row) -> bool:
    return in_name(word, contact.name_key) or in_text(word, contact.email)


def in_account(word: str, account: Row, rows: Rows) -> bool:
    number = re.fullmatch(r"(acc-)?([0-9]{1,18})", word)
    return (
        in_name(word, account.name_key)
        or in_text(word, account.website)
        or (number is not None and int(number[2]) == account.number)
        or any(in_contact(word, each) for each in rows.of_account("contact", account.id))
    )


def matching_accounts(search: str, rows: Rows, seen: Iterable[UUID]) -> set[str]:
    words = plain(search).split()
    return {f"acc_{each}" for each in seen if all(in_account(word, rows.accounts[each], rows) for word in words)}


def matching_contacts(search: str, rows: Rows, seen: Iterable[UUID]) -> set[str]:
    words = plain(search).split()
    return {
        f"con_{contact.id}"
        for each in seen
        for contact in rows.of_account("contact", each)
        if all(in_contact(word, contact) or in_name(word, rows.accounts[each].name_key) for word in words)
    }


def exact_words(random: Random, rows: Rows) -> list[str]:
    """Pieces of what there is that no slip is forgiven in: of three letters at most, or not of letters alone."""
    texts = [text for each in rows.accounts.values() for text in (each.name_key, lowered(each.website))]
    texts += [text for each in rows.contacts.values() for text in (each.name_key, lowered(each.email))]
    found = [str(random.choice(list(rows.accounts.values())).number), "acc-000007"]
    while len(found) < 25:
        pieces = random.choice(texts).split()
        if not pieces:
            continue
        piece = random.choice(pieces)
        start = random.randrange(len(piece))
        word = plain(piece[start : start + random.choice((1, 2, 3, 3, 5, 9))])
        if word and " " not in word and not Word(folding.plain(word), word).forgiving:
            found.append(word)
    return found
