"""Which files a noun is named in: where it is declared, and where it is meant."""

import ast
import re
from pathlib import Path

import pytest

from graph.models.noun import NOUNS
from tests.program_files import PARTS, parts_of


@pytest.mark.parametrize("noun", [noun.model.__name__ for noun in NOUNS.values()])
def test_a_noun_is_declared_in_one_file_of_the_models(noun: str) -> None:
    declaring = [
        part
        for part, file in PARTS.items()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef) and node.name == noun and node.decorator_list
    ]
    assert len(declaring) == 1
    assert declaring[0].startswith("graph/models/")
    assert declaring[0] in {f"graph/models/{noun.lower()}.py", "graph/models/sharing.py"}


WORDS = {
    "Activity": "[aA]ctivity|[aA]ctivities",
    "Contact": "[cC]ontacts?",
    "Opportunity": "[oO]pportunity|[oO]pportunities",
    "Case": "Case|support_case",
    "Contract": "[cC]ontracts?",
    "Invoice": "[iI]nvoices?",
}
"""What names a noun whose word means nothing else in the program, or little. That leaves out accounts, users and what
lets someone in, which the program is about, and files, groups and roles, whose words have other meanings."""

MEANT: dict[str, dict[str, str]] = {
    "Activity": {"models/contact.py": "what a deleted contact leaves"},
    "Contact": {
        "checking/names.py": "names that are searched by their keys: those of accounts and contacts",
        "importing/one_per_account.py": "an example",
        "models/activity.py": "refers to one",
        "models/case.py": "refers to one",
        "models/contract.py": "refers to one",
        "models/fields.py": "why a contact of another account is hidden",
        "models/noun.py": "an example",
        "resolvers/compiler/search.py": "an account is found by its contacts",
        "resolvers/compiler/search_sql.py": "likewise",
        "resolvers/nouns/account.py": "the primary contact of an account",
        "schema/order.py": "an example",
        "cli_developing.py": "an example",
    },
    "Opportunity": {
        "auth/field_rules.py": "rules of the groups by stage, which are no noun's",
        "checking/totals.py": "the kept totals of an account",
        "models/activity.py": "may be about one",
        "models/noun.py": "an example",
        "resolvers/aggregates/stages.py": "the pipeline of an account",
        "schema/rollup.py": "totals that count deals which the viewer doesn't see",
        "schema/stages.py": "the pipeline of an account",
    },
    "Case": {
        "checking/records.py": "what holds of a case's state",
        "checking/totals.py": "the kept totals of an account",
        "models/activity.py": "may be about one",
        "models/country.py": "upper and lower case",
        "models/names.py": "likewise",
        "resolvers/nouns/keys.py": "likewise",
    },
    "Contract": {
        "checking/records.py": "what holds of a contract's state",
        "models/account.py": "contracts that aren't past keep their account from being deleted",
        "models/contact.py": "what a deleted contact leaves",
        "resolvers/aggregates/rollup.py": "a figure of the roll-up",
        "schema/enums.py": "the meaning of the code of an error",
        "schema/rollup.py": "a figure of the roll-up",
    },
    "Invoice": {
        "checking/records.py": "what holds of an invoice's state",
        "resolvers/aggregates/rollup.py": "a figure of the roll-up",
        "schema/rollup.py": "likewise",
    },
}
"""The files that name a noun because they mean it, each with what it means, beside those that every noun may have."""


def own(noun: str) -> set[str]:
    """The files that may name a noun: its declaration, the line that registers it, and those of its verbs."""
    stem = noun.lower()
    return {
        f"models/{stem}.py",
        "models/__init__.py",
        f"resolvers/mutations/{stem}.py",
        "resolvers/mutations/registry.py",
    }


def naming(words: str) -> set[str]:
    """The files of the program that have one of these words, in comments too; not the demo, not migrations."""
    return {
        part.removeprefix("graph/")
        for part, file in PARTS.items()
        if not part.startswith("graph/demo/") and re.search(rf"\b(?:{words})\b", file.read_text())
    }


@pytest.mark.parametrize("noun", MEANT)
def test_a_noun_is_named_where_it_is_declared_and_where_it_is_meant(noun: str) -> None:
    found = naming(WORDS[noun])
    assert found - own(noun) == MEANT[noun].keys()
    assert f"models/{noun.lower()}.py" in found


def test_at_most_eight_files_name_the_activity() -> None:
    assert 2 < len(naming(WORDS["Activity"])) <= 8


def test_no_file_of_the_program_names_what_only_the_tests_declare() -> None:
    assert naming("[vV]ehicles?") == set()


def test_types_of_nouns_are_derived_and_have_no_file_in_the_schema() -> None:
    stems = {re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower() for name in NOUNS}
    assert [part for part in parts_of("graph.schema") if Path(part).stem in stems] == []
