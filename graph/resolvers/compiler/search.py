"""Text search: every word must be found in something of the row; the best finds come first.

What is searched of an account: its name, number and website, and its contacts' names and e-mails; of a contact: its
name and e-mail, and its account's name. A contact is seen just when its account is, so neither tells of a hidden one.
A field that is hidden from the viewer is not searched.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from graph.auth import field_rules
from graph.auth.sharing import all_is_listed
from graph.errors import BadInput
from graph.models.names import fold
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.node import plain_text

if TYPE_CHECKING:
    from graph.resolvers.compiler.entity import Entity
    from graph.resolvers.compiler.shape import Chosen
    from graph.resolvers.compiler.statement import Writer

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
        # few rows are seen and listed first: look at each; else find what matches by index
        self._listed_first = w.form == "set" and all_is_listed(w.viewer)

    @classmethod
    def of(cls, w: "Writer", entity: "Entity", chosen: "Chosen") -> Self | None:
        """The search that a list's arguments ask for, if one does; blank is none."""
        text = folded(str(chosen.argument("search", "")))
        return cls(w, entity, text) if text else None

    def order(self, asked: Order | None) -> Order:
        """The order asked for, or the best finds first; its cursors are this search's own."""
        order = asked or Order.total(self._entity.name, [self._rank()])
        return replace(order, name=f"{order.name}, found by {self._text}")

    def condition(self, alias: str, door: str, arms: tuple[str, ...]) -> tuple[str, str]:
        """Every word is found in something of this row; and the door that is left to pass beside.

        ``arms`` open together as much as the door, or are none.
        """
        if self._listed_first:
            near = [_any([*self._own(word, alias), *self._other_of(word, alias)]) for word in self._words]
            return " AND ".join([*self._seen(alias), *near]), door
        return f"{alias}.id = ANY({self._w.p.found_later(self._matched(alias, arms or (door,)))})", "true"

    def _matched(self, x: str, doors: tuple[str, ...]) -> str:
        """The ids of the rows of this alias that match and pass one of the doors.

        Those that match in themselves and those with a word elsewhere are two queries, since one condition for both has
        no index: a row's own texts have, and so has where it belongs. Each door is a query too, for it may have a
        better one: the planner knows how many rows have a word, and how many a rule opens.
        """
        p = self._w.p
        found = [" AND ".join(_any(self._own(word, x)) for word in self._words)]
        elsewhere = {word: p.subquery(p.alias("hit"), query) for word in self._words if (query := self._other(word))}
        if elsewhere:
            key = f"{x}.{self._key}"
            hits = " UNION ".join(f"SELECT id FROM {hit}" for hit in elsewhere.values())
            each = [
                _any(
                    [
                        *self._own(word, x),
                        *([f"{key} IN (SELECT id FROM {elsewhere[word]})"] if word in elsewhere else []),
                    ]
                )
                for word in self._words
            ]
            # of one word's rows nothing is left to ask
            more = f" AND {' AND '.join(each)}" if len(each) > 1 else ""
            found.append(f"{key} = ANY(ARRAY({hits})){more}")
        table = self._entity.table
        ids = [f"SELECT {x}.id FROM {table} {x} WHERE {matches} AND {door}" for matches in found for door in doors]
        return f"ARRAY({' UNION '.join(ids)})"

    @property
    def _key(self) -> str:
        """The column by which a row belongs to those of the other table."""
        return "id" if self._entity.name == "Account" else "account_id"

    def _other(self, word: Word) -> Callable[[], str] | None:
        """A query for the accounts that a word is found in the contacts of, or for those whose name it is found in."""
        found = self._elsewhere(word)
        if found is None:
            return None
        table, x, column, finds = found
        return lambda: f"SELECT {x}.{column} AS id FROM {table} {x} WHERE {finds}"

    def _other_of(self, word: Word, a: str) -> Iterator[str]:
        """The same asked of one row."""
        found = self._elsewhere(word)
        if found is not None:
            table, x, column, finds = found
            yield f"EXISTS (SELECT FROM {table} {x} WHERE {x}.{column} = {a}.{self._key} AND {finds} OFFSET 0)"

    def _elsewhere(self, word: Word) -> tuple[str, str, str, str] | None:
        """The other table, an alias for its row, which column says whose that is, and whether the word is found."""
        accounts = self._entity.name == "Account"
        if not self._open(self._entity.name, "contacts" if accounts else "account"):
            return None
        other = self._w.entity("Contact" if accounts else "Account")
        x = self._w.p.alias(other.stem)
        finds = _any(self._texts(word, other.name, x, names_only=not accounts))
        return other.table, x, "account_id" if accounts else "id", finds

    def _own(self, word: Word, a: str) -> Iterator[str]:
        """The ways to find a word in the row itself."""
        if self._entity.name == "Account" and word.number is not None and self._open("Account", "number"):
            yield f"{a}.number = {self._w.p.constant(word.number, 'bigint')}"
        yield from self._texts(word, self._entity.name, a)

    def _texts(self, word: Word, entity: str, a: str, *, names_only: bool = False) -> Iterator[str]:
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
            threes = self._w.p.constant([f"%{word.text[i : i + 3]}%" for i in range(len(word.text) - 2)], "text[]")
            # three letters in a row are cheap to look for, and most names have none of them; the operator has the
            # index, but its threshold may have been set to another: the function has ours
            like = f"strict_word_similarity({place}, {column}) >= {ALIKE}"
            # (not by index: the operator's says which rows, and would be asked again for each three)
            yield f"(({column} || '') LIKE ANY({threes}) AND {column} %>> {place} AND {like})"

    def _seen(self, a: str) -> Iterator[str]:
        """For contacts of a few accounts, the door said so that they are found by account."""
        if self._entity.name == "Contact":
            accounts = self._w.entity("Account")
            x = self._w.p.alias(accounts.stem)
            yield f"{a}.account_id IN (SELECT {x}.id FROM {accounts.table} {x} WHERE {self._w.door(accounts, x)})"

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


def _any(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(conditions) or 'false'})"
