"""Everything derived from a noun can be read in one place."""

from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema
from typer.testing import CliRunner

from graph.cli import app
from graph.explaining import Table, explain, regenerate
from graph.models.noun import NOUNS

pytestmark = pytest.mark.once

CONTACT = Path(__file__).with_name("contact.txt")
SCHEMA = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text(encoding="utf-8"))


def test_contact_is_explained_as_the_golden_file_shows() -> None:
    # after a change of what is derived: account-graph explain-noun Contact > tests/explaining/contact.txt
    done = CliRunner().invoke(app, ["explain-noun", "Contact"])
    assert (done.exit_code, done.stdout) == (0, CONTACT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NOUNS)
def test_every_field_of_every_noun_is_explained(name: str) -> None:
    tables = {table.title: table for table in explain(name)}
    noun = NOUNS[name]
    columns = [row[0] for row in tables["Columns"].rows]
    assert columns == [noun.column(attribute) for attribute in noun.columns]
    if noun.exposed:
        shown = {row[0]: (row[1], row[2]) for row in tables["Fields in GraphQL"].rows if "." not in row[0]}
        type_ = SCHEMA.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        assert shown == {name: (str(field.type), ", ".join(field.args)) for name, field in type_.fields.items()}
    assert ("Groups" in tables) == (noun.groups is not None)
    policies = [row[1] for row in tables["Definitions in the database"].rows if row[0] == "policy"]
    assert {"insert_locked", "update_locked", "delete_locked"} <= set(policies)
    assert ("Fields in files" in tables) == (noun.imports is not None)
    assert all(table.text.startswith(table.title) for table in tables.values())


def test_a_noun_that_is_none_is_told_with_those_that_are() -> None:
    done = CliRunner().invoke(app, ["explain-noun", "Contcat"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: There is no noun Contcat (did you mean Contact?). There is: Account, ")


def test_a_table_is_written_in_columns_and_in_markdown() -> None:
    table = Table("Two", ("a", "b", "c"), (("1", "", "x|y"), ("22", "", "")))
    assert table.text == "Two\n  a   c\n  1   x|y\n  22"
    assert table.markdown == "| a | b | c |\n| --- | --- | --- |\n| 1 |  | x\\|y |\n| 22 |  |  |"


def test_a_part_of_a_document_that_nothing_makes_is_a_fault() -> None:
    assert regenerate("nothing to make") == "nothing to make"
    with pytest.raises(KeyError):
        regenerate("<!-- made: poems -->\n<!-- end -->")
