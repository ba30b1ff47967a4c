"""Text search: every word must be found in something of the row; the best finds come first.

What is searched of an account: its name, number and website, and its contacts' names and e-mails; of a contact: its
name and e-mail, and its account's name. A contact is seen just when its account is, so neither tells of a hidden one.
A field that is hidden from the viewer is not searched.
"""

import re
from dataclasses import dataclass

from graph.auth import field_rules
from graph.auth.sharing import all_is_listed
from graph.errors import BadInput
from graph.models.folding import escaped, pieces, plain_letters
from graph.models.names import fold
from graph.models.noun import NOUNS
from graph.models.values import FoldedName
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.node import plain_text

MAX_WORDS = 10
MAX_CHARACTERS = 200

NAME_COLUMN = "name_search"
ELSEWHERE = {"Account": ("contacts", "Contact"), "Contact": ("account", "Account")}
"""The field whose rows are searched too, by type, and their type."""

TEXTS = {
    name: {
        NOUNS[name].graphql_name(attribute): NOUNS[name].column(attribute)
        for attribute, spec in NOUNS[name].columns.items()
        if spec.searched and not isinstance(spec.value, FoldedName)
    }
    for name in ELSEWHERE
}
"""The texts that are searched beside names, by type and field: their columns."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search."""

    text: str
    """In plain letters."""
    key: str
    """Folded as the keys of names are."""

    @property
    def pattern(self) -> str:
        """The word as LIKE reads it: each of its characters for itself."""
        return escaped(self.text)

    @property
    def in_names(self) -> tuple[str, ...]:
        """The patterns of a name in which it is found: a short word where a word of the name begins."""
        return (f"% {self.pattern}%",) if self.short else pieces(self.text)

    @property
    def in_texts(self) -> tuple[str, ...]:
        """The patterns of other texts in which it is found."""
        return tuple(dict.fromkeys(f"%{escaped(each)}%" for each in (self.text, self.key)))

    @property
    def short(self) -> bool:
        """Whether it has too few characters for an index of threes, and is found where a word of a name begins."""
        return len(self.text) < 3 and self.text.isascii() and self.text.isalnum()

    @property
    def forgiving(self) -> bool:
        """Whether it is found with a slip too. Few letters are too like others, and figures are meant as they are."""
        return len(self.text) > 3 and self.text.isalpha()

    @property
    def number(self) -> int | None:
        """The account's number that it names: ACC-000123, or the digits alone."""
        found = re.fullmatch(r"(?:acc-)?([0-9]{1,18})", self.text)
        return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """A search of one list's rows."""

    entity: str
    text: str
    """Folded as the keys of names are: those of equal text are one search."""
    words: tuple[Word, ...]
    searched: frozenset[tuple[str, str]]
    """The fields, by type and name, that are searched: those that aren't hidden."""
    listed_first: bool
    """Whether few rows are seen and listed first, and each is looked at; else what matches is found by index."""


def search_of(scope: Scope, entity: str, text: str) -> SearchPlan | None:
    """The search that a list's argument asks for; None where it is blank. BadInput for too long a one."""
    folded = _folded(text)
    words = _words(folded)
    if not words:
        return None
    fields = [
        (type_name, field)
        for type_name, texts in TEXTS.items()
        for field in ("name", "number", ELSEWHERE[type_name][0], *texts)
        if (type_name, field) != ("Contact", "number")
    ]
    return SearchPlan(
        entity,
        folded,
        words,
        frozenset(field for field in fields if not field_rules.hidden(scope.viewer, *field)),
        scope.strategy == "listed" and all_is_listed(scope.viewer),
    )


def _words(folded: str) -> tuple[Word, ...]:
    letters = plain_letters(folded).split()
    keys = folded.split()
    # an acute accent for an apostrophe has taken the space before it away
    pairs = zip(letters, keys if len(keys) == len(letters) else letters, strict=True)
    return tuple(dict.fromkeys(Word(text, key) for text, key in pairs))


def _folded(text: str) -> str:
    """A search as names are compared."""
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"`search` has {len(text):,} characters: at most {MAX_CHARACTERS}.")
    words = fold(plain_text(text, "search")).split()
    if len(words) > MAX_WORDS:
        raise BadInput(f"`search` has {len(words)} words: at most {MAX_WORDS}.")
    return " ".join(words)
