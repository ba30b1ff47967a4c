"""What mutations derive from the declarations of nouns, held against what is written here by hand."""

from dataclasses import fields

import pytest

from graph.auth.sharing import ROW_FILTERS
from graph.models.noun import NOUNS
from graph.models.spec import RowFilter
from graph.resolvers.mutations.delete_blockers import BLOCKERS
from graph.resolvers.mutations.mutation import Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.record_mutations import RecordMutations, optional_references
from graph.resolvers.mutations.registry import MUTATIONS
from graph.resolvers.node import PREFIXES, RECORDED

SET_ONCE = {
    "Account": {"ownerId", "parentId"},
    "AccountTeamMember": {"userId"},
    "Case": {"openedAt"},
    "Role": {"parentId"},
}
"""The fields that are set when a record is created, and by no update, beside the account that it belongs to."""


def test_no_mutation_can_be_declared_without_a_permission() -> None:
    given = {field.name: None for field in fields(Mutation) if field.name != "permission"}
    with pytest.raises(TypeError, match="permission"):
        Mutation(**given)  # type: ignore[arg-type]  # that is what is tried


def test_a_deleted_contact_leaves_every_reference_to_it_empty() -> None:
    found = {(noun.table, column) for noun, column in optional_references(NOUNS["Contact"])}
    assert found >= {("support_case", "contact_id"), ("contract", "signed_by_id"), ("activity", "contact_id")}
    assert not list(optional_references(NOUNS["Account"]))


def test_open_deals_and_contracts_that_are_not_past_keep_their_account() -> None:
    assert {table: (blocker.one, blocker.many) for table, blocker in BLOCKERS.items()} == {
        "opportunity": ("open opportunity", "open opportunities"),
        "contract": ("active or upcoming contract", "active or upcoming contracts"),
    }


def test_every_row_filter_has_its_predicate() -> None:
    assert ROW_FILTERS.keys() == set(RowFilter)


def test_every_noun_has_ids_of_its_own() -> None:
    assert len(PREFIXES) + len(RECORDED) == len(NOUNS)
    assert RECORDED == {"inv": "Invoice"}


def test_a_noun_without_rules_of_its_own_has_its_mutations_all_the_same() -> None:
    derived = {mutation.name: mutation for mutation in RecordMutations(NOUNS["Activity"]).mutations()}
    assert list(derived) == ["logActivity", "updateActivity", "deleteActivity"]
    assert derived.keys() <= MUTATIONS.keys()
    named = ["contactId", "opportunityId", "caseId", "ownerId"]
    assert list(derived["logActivity"].takes) == ["accountId", "kind", "subject", "at", *named]
    required = [name for name, field in derived["logActivity"].takes.items() if field.required]
    assert required == ["accountId", "kind", "subject"]
    assert list(derived["deleteActivity"].takes) == ["id", "expectedVersion"]


@pytest.mark.parametrize("name", sorted(noun.name for noun in NOUNS.values() if noun.exposed))
def test_an_update_sets_what_a_creation_sets_but_what_is_set_once(name: str) -> None:
    written = NounInput(NOUNS[name])
    created, updated = written.create_input(), written.update_input()
    assert [field for field, taken in updated.items() if taken.required] == ["id"]
    of_account = {"accountId"} if NOUNS[name].of_account else set()
    assert created.keys() - updated.keys() == of_account | SET_ONCE.get(name, set())
    later = updated.keys() - created.keys() - {"id", "expectedVersion"}
    assert later == ({"status"} if name == "Contract" else set())
