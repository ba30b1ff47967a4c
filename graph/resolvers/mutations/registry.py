"""Every mutation, by its name."""

from collections.abc import Mapping

from graph.resolvers.mutations import (
    account,
    activity,
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

MUTATIONS: Mapping[str, Mutation] = {
    mutation.name: mutation
    for noun in (
        account,
        contact,
        opportunity,
        case,
        contract,
        activity,
        grant,
        team_member,
        sharing_rule,
        role,
        group,
        user,
    )
    for mutation in noun.MUTATIONS
}
