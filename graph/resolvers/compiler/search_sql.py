"""Search in SQL: which rows match, and how good a find each is."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.models.folding import BEGINS, WHOLE, WORD_BEGINS, ends
from graph.resolvers.compiler.order import Key, Order
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.search import ELSEWHERE, NAME_COLUMN, TEXTS, SearchPlan, Word
from graph.sql import (
    TRUE,
    Alias,
    Cte,
    Fragment,
    Identifier,
    Scalar,
    all_of,
    any_of,
    constant,
    join,
    number,
    sql,
)

ALIKE = 0.5
"""From which strict word similarity on two words count as one with a slip; pg_trgm's own threshold for its index."""


@dataclass(frozen=True, slots=True)
class Rank:
    """How good a find a row is. The whole text counts most, then where each word stands, then a short name.

    It is a whole number of the row and the search alone, so that pages walk it as they do any other key.
    """

    search: SearchPlan

    def __call__(self, _scope: Scope, row: Alias) -> Fragment:
        """The rank of the row of this alias."""
        parts = [self._of_word(word, row) for word in self.search.words]
        if (self.search.entity, "name") in self.search.searched:
            column, whole = _name(row), " ".join(word.text for word in self.search.words)
            parts.append(
                sql(
                    "CASE WHEN {same} THEN 200000 WHEN {begins} THEN 100000 ELSE 0 END - length({key})",
                    key=sql("{row}.name_key", row=row),
                    same=_like(column, *ends(whole, WHOLE)),
                    begins=_like(column, *ends(whole, BEGINS)),
                )
            )
        return sql("({sum})", sum=join(" + ", parts))

    def _of_word(self, word: Word, row: Alias) -> Fragment:
        """What one word adds. Whatever is found in no other way is found by a slip or in another row."""
        entity, searched = self.search.entity, self.search.searched
        ways = []
        if entity == "Account" and word.number is not None and ("Account", "number") in searched:
            ways.append((_has_number(word.number, row), 5))
        if (entity, "name") in searched:
            ways.append((_like(_name(row), *ends(word.text, BEGINS)), 5))
            ways.append((_like(_name(row), *ends(word.text, WORD_BEGINS)), 4))
            if not word.short:
                ways.append((_like(_name(row), *word.in_names), 3))
        if not word.short:
            ways += [
                (_like(_lowered(row, column), *word.in_texts), 2)
                for field, column in TEXTS[entity].items()
                if (entity, field) in searched
            ]
        if not ways:
            return number(0)
        cases = [sql("WHEN {way} THEN {worth}", way=way, worth=number(worth * 1000)) for way, worth in ways]
        return sql("CASE {cases} ELSE 1000 END", cases=join(" ", cases))


def search_order(search: SearchPlan, asked: Order | None) -> Order:
    """The order asked for, or the best finds first; its cursors are this search's own."""
    order = asked or Order.total(search.entity, [Key(Rank(search), "int", descending=True)])
    return Order(f"{order.name}, found by {search.text}", order.keys)


class SearchSql:
    """Writes one list's search, in one scope."""

    def __init__(self, search: SearchPlan, scope: Scope) -> None:
        self._search = search
        self._scope = scope
        self._table = scope.entities[search.entity]
        # the column by which a row belongs to those of the other table
        self._key = Identifier("id" if search.entity == "Account" else "account_id")

    def condition(self, row: Alias, seen: Fragment, arms: tuple[Fragment, ...]) -> tuple[Fragment, Fragment]:
        """Every word is found in something of this row; and the row filter that is left to ask beside.

        ``arms`` open together as much as the filter, or are none.
        """
        if self._search.listed_first:
            near = [any_of([*self._own(word, row), *self._other_of(word, row)]) for word in self._search.words]
            return join(" AND ", [*self._through_accounts(row), *near]), seen
        ids = Scalar("found", self._matched(row, arms or (seen,)))
        return sql("{row}.id = ANY({ids})", row=row, ids=ids), TRUE

    def _matched(self, row: Alias, filters: tuple[Fragment, ...]) -> Fragment:
        """The ids of the rows of this alias that match and pass one of the filters.

        Those that match in themselves and those with a word elsewhere are two queries, since one condition for both has
        no index: a row's own texts have, and so has where it belongs. Each filter is a query too, for it may have a
        better one: the planner knows how many rows have a word, and how many a rule opens.
        """
        words = self._search.words
        found = [join(" AND ", [any_of(self._own(word, row)) for word in words])]
        elsewhere = {word: Cte("hit", query) for word in words if (query := self._other(word)) is not None}
        if elsewhere:
            key = sql("{row}.{key}", row=row, key=self._key)
            hits = join(" UNION ", [sql("SELECT id FROM {hit}", hit=hit) for hit in elsewhere.values()])
            each = []
            for word in words:
                ways = list(self._own(word, row))
                if word in elsewhere:
                    ways.append(sql("{key} IN (SELECT id FROM {hit})", key=key, hit=elsewhere[word]))
                each.append(any_of(ways))
            # of one word's rows nothing is left to ask
            more = all_of(*each) if len(each) > 1 else TRUE
            found.append(all_of(sql("{key} = ANY(ARRAY({hits}))", key=key, hits=hits), more))
        ids = [
            sql(
                "SELECT {row}.id FROM {table} {row} WHERE {matches} AND {seen}",
                row=row,
                table=Identifier(self._table.table),
                matches=matches,
                seen=seen,
            )
            for matches in found
            for seen in filters
        ]
        return sql("ARRAY({ids})", ids=join(" UNION ", ids))

    def _other(self, word: Word) -> Fragment | None:
        """Selects the accounts with a contact that matches the word, or those whose own name matches it."""
        found = self._elsewhere(word)
        if found is None:
            return None
        table, x, column, finds = found
        return sql(
            "SELECT {x}.{column} AS id FROM {table} {x} WHERE {finds}", x=x, column=column, table=table, finds=finds
        )

    def _other_of(self, word: Word, row: Alias) -> Iterator[Fragment]:
        """The same asked of one row."""
        found = self._elsewhere(word)
        if found is not None:
            table, x, column, finds = found
            yield sql(
                "EXISTS (SELECT FROM {table} {x} WHERE {x}.{column} = {row}.{key} AND {finds} OFFSET 0)",
                table=table,
                x=x,
                column=column,
                row=row,
                key=self._key,
                finds=finds,
            )

    def _elsewhere(self, word: Word) -> tuple[Identifier, Alias, Identifier, Fragment] | None:
        """The other table, an alias for its row, which column says whose that is, and whether the word is found."""
        field, other_name = ELSEWHERE[self._search.entity]
        if (self._search.entity, field) not in self._search.searched:
            return None
        accounts = self._search.entity == "Account"
        other = self._scope.entities[other_name]
        x = Alias(other.stem)
        finds = any_of(self._texts(word, other.name, x, names_only=not accounts))
        return Identifier(other.table), x, Identifier("account_id" if accounts else "id"), finds

    def _own(self, word: Word, row: Alias) -> Iterator[Fragment]:
        """The ways to find a word in the row itself."""
        entity = self._search.entity
        if entity == "Account" and word.number is not None and ("Account", "number") in self._search.searched:
            yield _has_number(word.number, row)
        yield from self._texts(word, entity, row)

    def _texts(self, word: Word, entity: str, row: Alias, *, names_only: bool = False) -> Iterator[Fragment]:
        column, named = _name(row), (entity, "name") in self._search.searched
        if named:
            yield _like(column, *word.in_names)
        if not word.short and not names_only:
            for field, name in TEXTS[entity].items():
                if (entity, field) in self._search.searched:
                    yield _like(_lowered(row, name), *word.in_texts)
        if named and word.forgiving:
            threes = [f"%{word.text[i : i + 3]}%" for i in range(len(word.text) - 2)]
            # three letters in a row are cheap to look for, and most names have none of them; the operator has the
            # index, but its threshold may have been set to another: the function has ours.
            # `|| ''` keeps this test off the index: `%>>` has narrowed the rows already, and each three would probe
            # the index again
            yield sql(
                "(({column} || '') LIKE ANY({threes}) AND {column} %>> {word}"
                f" AND strict_word_similarity({{word}}, {{column}}) >= {ALIKE})",
                column=column,
                threes=constant(threes, "text[]"),
                word=constant(word.text, "text"),
            )

    def _through_accounts(self, row: Alias) -> Iterator[Fragment]:
        """For contacts of a few accounts, the row filter said so that they are found by account."""
        if self._search.entity == "Contact":
            accounts = self._scope.entities["Account"]
            x = Alias(accounts.stem)
            yield sql(
                "{row}.account_id IN (SELECT {x}.id FROM account {x} WHERE {seen})",
                row=row,
                x=x,
                seen=self._scope.sees(accounts, x),
            )


def _name(row: Alias) -> Fragment:
    return sql("{row}.{name}", row=row, name=Identifier(NAME_COLUMN))


def _has_number(wanted: int, row: Alias) -> Fragment:
    return sql("{row}.number = {number}", row=row, number=constant(wanted, "bigint"))


def _lowered(row: Alias, column: str) -> Fragment:
    """A text without the case of A to Z, as its index has it, the same on every server."""
    return sql('lower({row}.{column} COLLATE "C")', row=row, column=Identifier(column))


def _like(column: Fragment, *patterns: str) -> Fragment:
    likes = [sql("{column} LIKE {pattern}", column=column, pattern=constant(each, "text")) for each in patterns]
    return likes[0] if len(likes) == 1 else any_of(likes)
