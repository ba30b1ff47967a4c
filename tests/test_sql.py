"""Fragments keep values out of the text, and are named once, when a statement is rendered."""

from typing import Any

import pytest

from graph.sql import (
    FALSE,
    TRUE,
    Alias,
    Argument,
    Cte,
    Identifier,
    Scalar,
    SqlType,
    all_of,
    any_of,
    array,
    constant,
    join,
    literal,
    number,
    sql,
    statement,
)
from graph.sql_layout import WIDTH, laid_out


def test_a_place_takes_no_string() -> None:
    places: dict[str, Any] = {"value": "1 OR true"}
    with pytest.raises(TypeError, match="value takes SQL, a name or a parameter, not str"):
        sql("SELECT {value}", **places)
    texts: list[Any] = ["true"]
    with pytest.raises(TypeError, match="only SQL can be joined"):
        join(" OR ", texts)


def test_a_template_has_plain_places_only() -> None:
    for template in ("{a.b}", "{0}", "{}", "{a!r}", "{a:>5}", "{a[0]}"):
        with pytest.raises(ValueError, match="no plain place"):
            sql(template, a=TRUE)
    with pytest.raises(KeyError):
        sql("{a} {b}", a=TRUE)


def test_equal_parameters_share_a_place_and_others_do_not() -> None:
    places = [constant(1, "int"), constant(1, "int"), constant(True, "int"), constant(1, "bigint")]
    keys = Argument("uuid[]", "keys")
    made = statement(join(", ", [*places, keys]), sql("somewhere"))
    assert made.text == "SELECT $1::int, $1::int, $2::int, $3::bigint, $4::uuid[] FROM somewhere"
    values = made.values(None, {"keys": ["a", "b"]})
    assert values == [1, True, 1, ["a", "b"]]
    assert values[1] is True


def test_a_list_can_be_a_constant() -> None:
    made = statement(constant(["a", "b"], "text[]"), sql("somewhere"))
    assert (made.text, made.values(None, {})) == ("SELECT $1::text[] FROM somewhere", [("a", "b")])


def test_aliases_are_named_in_order_of_appearance_by_stem() -> None:
    first, second, other = Alias("a"), Alias("a"), Alias("b")
    assert str(sql("{x} {y} {z} {x}", x=second, y=first, z=other)) == "a1 a2 b1 a1"


def test_names_that_could_be_mistaken_are_refused() -> None:
    for stem in ("a1", "once", "", "a b"):
        with pytest.raises(ValueError, match="stem"):
            Alias(stem)
    for name in ('a"b', "", "\0"):
        with pytest.raises(ValueError, match="identifier"):
            Identifier(name)
    with pytest.raises(ValueError, match="type"):
        SqlType("text; DROP")
    assert str(SqlType("uuid[]")) != ""


def test_literals_are_quoted() -> None:
    assert str(literal("it's")) == "'it''s'"
    assert str(literal("{a}")) == "'{a}'"
    assert str(array(["a", "b"])) == "ARRAY['a', 'b']"
    assert str(number(-3)) == "-3"
    assert str(sql("{t}", t=Identifier("order"))) == '"order"'


def test_a_cte_is_written_once_and_after_what_it_names() -> None:
    def one() -> Cte:
        return Cte("one", sql("SELECT {v}", v=constant(1, "int")))

    two = Cte("two", sql("SELECT FROM {one}", one=one()))
    made = statement(sql("*"), sql("{two}, {one}", two=two, one=one()))
    assert made.text == (
        "WITH one1 AS MATERIALIZED (SELECT $1::int), two1 AS MATERIALIZED (SELECT FROM one1) SELECT * FROM two1, one1"
    )


def test_ctes_of_one_stem_and_other_bodies_are_two() -> None:
    made = statement(sql("*"), sql("{a}, {b}", a=Cte("hit", sql("SELECT 1")), b=Cte("hit", sql("SELECT 2"))))
    assert made.text == (
        "WITH hit1 AS MATERIALIZED (SELECT 1), hit2 AS MATERIALIZED (SELECT 2) SELECT * FROM hit1, hit2"
    )


def test_scalars_are_found_once_those_that_name_others_after_them() -> None:
    seen = Scalar("seen", sql("ARRAY(SELECT 1)"))
    later = Scalar("found", sql("ARRAY(SELECT {seen})", seen=seen))
    made = statement(sql("{later}, {seen}", later=later, seen=seen), sql("somewhere"))
    assert made.text == (
        "SELECT once2.found1, once1.seen1 FROM LATERAL (SELECT (ARRAY(SELECT 1)) AS seen1 OFFSET 0) once1,"
        " LATERAL (SELECT (ARRAY(SELECT once1.seen1)) AS found1 OFFSET 0) once2, somewhere"
    )


def test_a_cte_can_not_name_a_scalar() -> None:
    seen = Scalar("seen", sql("1"))
    with pytest.raises(ValueError, match="can't name a scalar"):
        statement(sql("*"), sql("{c}", c=Cte("c", sql("SELECT {seen}", seen=seen))))


def test_conditions_are_joined() -> None:
    a, b = sql("a"), sql("b")
    assert str(all_of(a, TRUE, b)) == "a AND b"
    assert all_of(TRUE, TRUE) == TRUE
    assert str(any_of([a, b])) == "(a OR b)"
    assert str(any_of([])) == f"({FALSE})"


def test_equal_fragments_are_equal() -> None:
    alias = Alias("a")
    assert sql("{a}.id", a=alias) == sql("{a}.id", a=alias)
    assert sql("{a}.id", a=alias) != sql("{a}.id", a=Alias("a"))
    assert len({sql("x"), sql("x"), sql("y")}) == 2


def test_a_statement_is_laid_out_in_lines_and_says_the_same() -> None:
    text = (
        "SELECT a.id, (SELECT count(*) FROM contact c WHERE c.account_id = a.id AND c.name_key LIKE '% AND (%') AS n"
        " FROM account a WHERE a.is_active AND a.number BETWEEN 1 AND 5 AND (a.type = 'X' OR a.type = 'Y')"
        ' ORDER BY a.name_key COLLATE "C" ASC LIMIT $1::int'
    )
    shown = laid_out(text)
    assert shown.splitlines() == [
        "SELECT a.id, (SELECT count(*) FROM contact c WHERE c.account_id = a.id AND c.name_key LIKE '% AND (%') AS n",
        "FROM account a",
        "WHERE a.is_active AND a.number BETWEEN 1 AND 5 AND (a.type = 'X' OR a.type = 'Y')",
        'ORDER BY a.name_key COLLATE "C" ASC',
        "LIMIT $1::int",
    ]
    assert all(len(line) <= WIDTH for line in shown.splitlines())
    assert "".join(shown.split()) == "".join(text.split())
