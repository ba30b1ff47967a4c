"""Every mutation, by its name."""

from collections.abc import Mapping

from graph.resolvers.mutations import account, activity, case, contact, contract, group, opportunity, role, user
from graph.resolvers.mutations.mutation import Mutation

MUTATIONS: Mapping[str, Mutation] = {
    mutation.name: mutation
    for noun in (account, contact, opportunity, case, contract, activity, role, group, user)
    for mutation in noun.MUTATIONS
}
