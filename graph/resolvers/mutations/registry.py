"""Every mutation, by its name."""

from collections.abc import Mapping

from graph.resolvers.mutations import account, grant, sharing_rule, team_member
from graph.resolvers.mutations.mutation import Mutation

MUTATIONS: Mapping[str, Mutation] = {
    mutation.name: mutation for noun in (account, grant, team_member, sharing_rule) for mutation in noun.MUTATIONS
}
