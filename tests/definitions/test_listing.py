"""The listing of definitions: what a database just migrated has, on every PostgreSQL, and after a restore too."""

from graph.database import known_migrations
from graph.definitions import LISTING, Definition, Kind, last_listed, render
from graph.definitions.listing import parse
from graph.definitions.standing import read


async def test_the_listing_is_what_the_migrations_and_the_lock_make(empty_url: str) -> None:
    # else: account-graph migrate, then account-graph definitions > graph/definitions/definitions.sql
    assert render(await read(empty_url), known_migrations()[-1]) == LISTING.read_text()
    assert last_listed() == known_migrations()[-1]


async def test_what_is_written_is_read_again(empty_url: str) -> None:
    definitions = await read(empty_url)
    assert parse(render(definitions, "0001_tables")) == {(each.kind, each.name): each for each in definitions}


async def test_there_is_something_of_every_kind(empty_url: str) -> None:
    assert {each.kind for each in await read(empty_url)} == {*Kind}


def test_a_check_is_the_same_after_a_restore_and_another_one_is_not() -> None:
    def check(text: str) -> Definition:
        return Definition(Kind.CHECK, "file.file_kind_known", text)

    made = check("CHECK (((kind)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[])))")
    restored = check(
        "CHECK (((kind)::text = ANY (ARRAY[('A'::character varying)::text, ('B'::character varying)::text])))"
    )
    assert made.same(restored)
    assert not made.same(check(made.text.replace("'B'", "'C'")))


def test_a_function_is_compared_to_the_letter() -> None:
    def function(body: str) -> Definition:
        return Definition(Kind.FUNCTION, "f()", f"CREATE FUNCTION f() AS $$ {body} $$")

    assert not function("(a OR b) AND c").same(function("a OR (b AND c)"))
