"""Every mutation, by its name."""

from collections.abc import Mapping

from graph.resolvers.mutations import account
from graph.resolvers.mutations.mutation import Mutation

MUTATIONS: Mapping[str, Mutation] = {mutation.name: mutation for mutation in (*account.MUTATIONS,)}
