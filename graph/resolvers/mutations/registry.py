"""Every mutation, by its name."""

from collections.abc import Iterator, Mapping

from graph.models.noun import NOUNS
from graph.resolvers.mutations import (
    account,
    case,
    contact,
    contract,
    grant,
    group,
    opportunity,
    role,
    sharing_rule,
    team_member,
    user,
)
from graph.resolvers.mutations.mutation import Mutation
from graph.resolvers.mutations.record_mutations import RecordMutations

RECORDS = {
    "Contact": contact.MUTATIONS,
    "Opportunity": opportunity.MUTATIONS,
    "Case": case.MUTATIONS,
    "Contract": contract.MUTATIONS,
}
"""The mutations of the nouns of an account that have rules or verbs of their own."""


def _all() -> Iterator[Mutation]:
    yield from account.MUTATIONS
    for mutations in RECORDS.values():
        yield from mutations
    for noun in NOUNS.values():
        if noun.of_account and noun.mutations is not None and noun.name not in RECORDS:
            yield from RecordMutations(noun).mutations()
    for administered in (grant, team_member, sharing_rule, role, group, user):
        yield from administered.MUTATIONS


MUTATIONS: Mapping[str, Mutation] = {mutation.name: mutation for mutation in _all()}
