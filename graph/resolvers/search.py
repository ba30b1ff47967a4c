"""Text search: every word must be found in something of the row; the best finds come first.

What is searched of an account: its name, number and website, and its contacts' names and e-mails; of a contact: its
name and e-mail, and its account's name. A contact is seen just when its account is, so neither tells of a hidden one.
A field that is hidden from the viewer is not searched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from graph.auth import field_rules
from graph.errors import BadInput
from graph.resolvers.filters import fold
from graph.resolvers.node import plain_text
from graph.resolvers.order import Key, Order

if TYPE_CHECKING:
    from graph.resolvers.entity import Entity
    from graph.resolvers.shape import Chosen
    from graph.resolvers.statement import Writer

MOST_WORDS = 10
LONGEST = 200
"""How many characters a search may have."""

ALIKE = 0.5
"""From which strict word similarity on two words count as one with a slip; pg_trgm's own threshold for its index."""

NAME_COLUMN = "name_key"
TEXTS = {"Account": {"website": "website"}, "Contact": {"email": "email"}}
"""The texts that are searched beside names, by field: their columns."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search, folded as names are."""

    text: str

    @property
    def pattern(self) -> str:
        """The word as LIKE reads it: each of its characters for itself."""
        return re.sub(r"([\\%_])", r"\\\1", self.text)

    @property
    def short(self) -> bool:
        """Has it too few letters for an index of threes? Then it is found where a word of a name begins."""
        return len(self.text) < 3 and self.text.isascii() and self.text.isalnum()

    @property
    def forgiving(self) -> bool:
        """May it be found with a slip? Few letters are too like others, and figures are meant as they are."""
        return len(self.text) > 3 and self.text.isalpha()

    @property
    def number(self) -> int | None:
        """The account's number that it names: ACC-000123, or the digits alone."""
        found = re.fullmatch(r"(?:acc-)?([0-9]{1,18})", self.text)
        return None if found is None else int(found[1])


def folded(text: str) -> str:
    """A search as names are compared; BadInput for too long a one."""
    if len(plain_text(text, "search")) > LONGEST:
        raise BadInput(f"`search` has {len(text):,} characters: at most {LONGEST}.")
    words = fold(text).split()
    if len(words) > MOST_WORDS:
        raise BadInput(f"`search` has {len(words)} words: at most {MOST_WORDS}.")
    return " ".join(words)


class Search:
    """Writes one list's search."""

    def __init__(self, w: "Writer", entity: "Entity", text: str) -> None:
        self._w = w
        self._entity = entity
        self._text = text
        self._words = [Word(word) for word in dict.fromkeys(text.split(" "))]
        # few rows are seen and listed first: look at each; else find what matches first, by index
        self._listed_first = w.form == "set" and not w.viewer.rules

    @classmethod
    def of(cls, w: "Writer", entity: "Entity", chosen: "Chosen") -> Self | None:
        """The search that a list's arguments ask for, if one does; blank is none."""
        text = folded(str(chosen.argument("search", "")))
        return cls(w, entity, text) if text else None

    def order(self, asked: Order | None) -> Order:
        """The order asked for, or the best finds first; its cursors are this search's own."""
        order = asked or Order.total(self._entity.name, [self._rank()])
        return replace(order, name=f"{order.name}, found by {self._text}")

    def condition(self, alias: str) -> str:
        """Every word is found in something of this row."""
        found = [f"({' OR '.join(self._finds(word, alias)) or 'false'})" for word in self._words]
        return " AND ".join([*self._seen(alias), *found])

    def _finds(self, word: Word, a: str) -> Iterator[str]:
        """The ways to find a word, those by an index of its row first."""
        yield from self._finds_in_texts(word, self._entity.name, a)
        if self._entity.name == "Account":
            if word.number is not None and self._open("Account", "number"):
                yield f"{a}.number = {self._w.p.constant(word.number, 'bigint')}"
            if self._open("Account", "contacts"):
                yield from self._finds_through(word, "Contact", f"{a}.id", "account_id")
        elif self._open("Contact", "account"):
            yield from self._finds_through(word, "Account", f"{a}.account_id", "id", names_only=True)

    def _finds_in_texts(self, word: Word, entity: str, a: str, *, names_only: bool = False) -> Iterator[str]:
        column, named = f"{a}.{NAME_COLUMN}", self._open(entity, "name")
        if named:
            if word.short:
                yield self._like(column, f"{word.pattern}%")
                yield self._like(column, f"% {word.pattern}%")
            else:
                yield self._like(column, f"%{word.pattern}%")
        if not word.short and not names_only:
            for field, name in TEXTS[entity].items():
                if self._open(entity, field):
                    yield self._like(_lowered(a, name), f"%{word.pattern}%")
        if named and word.forgiving:
            place = self._w.p.constant(word.text, "text")
            # the operator has the index, and its threshold may have been set to another: the function has ours
            yield f"({column} %>> {place} AND strict_word_similarity({place}, {column}) >= {ALIKE})"

    def _finds_through(
        self, word: Word, entity: str, from_: str, to: str, *, names_only: bool = False
    ) -> Iterator[str]:
        """The word is found in a row of another table, which is seen because this row is."""
        table = self._w.entity(entity).table
        x = self._w.p.alias(table[:2])
        finds = " OR ".join(self._finds_in_texts(word, entity, x, names_only=names_only))
        if not finds:
            return
        if self._listed_first:
            yield f"EXISTS (SELECT FROM {table} {x} WHERE {x}.{to} = {from_} AND ({finds}) OFFSET 0)"
        else:
            yield f"{from_} = ANY(ARRAY(SELECT {x}.{to} FROM {table} {x} WHERE {finds}))"

    def _seen(self, a: str) -> Iterator[str]:
        """For contacts of a few accounts, the door said so that they are found by account."""
        if self._listed_first and self._entity.name == "Contact":
            accounts = self._w.entity("Account")
            x = self._w.p.alias(accounts.stem)
            door = self._w.door(accounts, x)
            yield f"{a}.account_id IN (SELECT {x}.id FROM {accounts.table} {x} WHERE {door})"

    def _rank(self) -> Key:
        """How good a find a row is. The whole text counts most, then where each word stands, then a short name.

        It is a whole number of the row and the search alone, so that pages walk it as they do any other key.
        """
        parts = [self._word_rank(word) for word in self._words]
        if self._open(self._entity.name, "name"):
            column = f"{{a}}.{NAME_COLUMN}"
            begins = self._like(column, Word(self._text).pattern + "%")
            exact = f"{column} = {self._w.p.constant(self._text, 'text')}"
            parts.append(f"CASE WHEN {exact} THEN 200000 WHEN {begins} THEN 100000 ELSE 0 END - length({column})")
        return Key(f"({' + '.join(parts)})", "int", descending=True)

    def _word_rank(self, word: Word) -> str:
        """What one word adds. Whatever is found in no other way is found by a slip or in another row."""
        entity = self._entity.name
        ways = []
        if entity == "Account" and word.number is not None and self._open(entity, "number"):
            ways.append((f"{{a}}.number = {self._w.p.constant(word.number, 'bigint')}", 5))
        if self._open(entity, "name"):
            column = f"{{a}}.{NAME_COLUMN}"
            ways.append((self._like(column, f"{word.pattern}%"), 5))
            ways.append((self._like(column, f"% {word.pattern}%"), 4))
            if not word.short:
                ways.append((self._like(column, f"%{word.pattern}%"), 3))
        if not word.short:
            ways += [
                (self._like(_lowered("{a}", name), f"%{word.pattern}%"), 2)
                for field, name in TEXTS[entity].items()
                if self._open(entity, field)
            ]
        cases = " ".join(f"WHEN {condition} THEN {value * 1000}" for condition, value in ways)
        return f"CASE {cases} ELSE 1000 END" if cases else "0"

    def _like(self, column: str, pattern: str) -> str:
        return f"{column} LIKE {self._w.p.constant(pattern, 'text')}"

    def _open(self, type_name: str, field: str) -> bool:
        return not field_rules.hidden(self._w.viewer, type_name, field)


def _lowered(alias: str, column: str) -> str:
    """A text without the case of A to Z, as its index has it, the same on every server."""
    return f'lower({alias}.{column} COLLATE "C")'
