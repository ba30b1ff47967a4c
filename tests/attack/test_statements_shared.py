"""Written statements are shared between viewers; what one viewer's says must never answer another."""

import itertools
import random

from graph.resolvers.loading.statements import StatementCache
from tests.asking import CURSORS, Asking, data
from tests.world import PEOPLE

QUESTIONS = (
    "{ accounts(first: 100) { totalCount nodes { id annualRevenue owner { id email } createdBy { id } } } }",
    "{ viewer { email groups partnerAccount { name } user { id email } } }",
    '{ account(by: {name: "Acme Corp UK"}) { id depth ultimateParent { id } children { nodes { id } }'
    " pipeline(of: SUBTREE) { openCount openAmount } team { user { id } } } }",
    '{ account(by: {name: "Acme Corp Global"}) { descendants(maxDepth: 1) { totalCount nodes { id } }'
    " opportunitiesByStage(of: SUBTREE) { stage count amount } } }",
    "{ accounts(view: MY_ACCOUNTS) { totalCount edges { cursor node { parent { id } ancestors { id } } } } }",
)


async def test_an_answer_is_the_same_from_statements_that_others_had_kept(ask: Asking) -> None:
    shared = Asking(ask.database, StatementCache(CURSORS))
    asked = list(itertools.product(PEOPLE, QUESTIONS)) * 2
    random.Random(2).shuffle(asked)  # any order, the same every time
    for who, question in asked:
        alone = await Asking(ask.database, StatementCache(CURSORS)).result(who, question)
        together = await shared.result(who, question)
        assert (data(together), together.errors) == (data(alone), alone.errors)
    # and some were shared indeed
    assert len(shared.statements._kept) < len(PEOPLE) * len(QUESTIONS)
