"""Every mutation, by its name."""

from collections.abc import Mapping

from graph.resolvers.mutations import account, group, role, user
from graph.resolvers.mutations.mutation import Mutation

MUTATIONS: Mapping[str, Mutation] = {
    mutation.name: mutation for noun in (account, role, group, user) for mutation in noun.MUTATIONS
}
