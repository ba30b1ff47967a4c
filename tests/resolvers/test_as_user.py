"""An admin looks as somebody else: what they are shown is what that user is shown, byte for byte."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from graph.auth.authenticator import load_viewer
from graph.auth.viewer import Viewer, ViewerChanged
from graph.resolvers.loading import loader
from tests.asking import REQUEST_ID, Asking
from tests.conftest import Opener, Postgres
from tests.resolvers.both import Both
from tests.resolvers.companies import SEED, SIZES, active, admin, company
from tests.world import PEOPLE

ACCOUNT = """id name annualRevenue totalOpportunityAmount depth
    owner { name email } parent { name } ultimateParent { name } ancestors { name }
    children(first: 3) { totalCount nodes { name depth } }
    descendants(first: 3) { totalCount nodes { name } pageInfo { endCursor } }
    opportunities(first: 2) { totalCount nodes { name amount owner { name } } }
    pipeline(of: SUBTREE) { openCount openAmount }
    cases(first: 1) { nodes { subject internalNotes } }
    team { user { name email } level }
    access { level reasons { kind level name viaAccount { name } viaRole inheritedDepth expiresAt } }
    history(first: 2) { totalCount nodes { at by { name } field from to } }"""

LISTS = {
    "all": "(%sfirst: 12)",
    "the last": "(%slast: 4)",
    "a view": "(%sview: MY_ACCOUNTS, first: 5)",
    "sorted by a relation": "(%sfirst: 8, orderBy: [{field: PARENT_NAME}, {field: CREATED_AT}])",
    "through relations": '(%sfirst: 8, where: {parent: {children: {some: {owner: {name: {contains: "r"}}}}}})',
    "by what is hidden from some": "(%sfirst: 8, view: TOP_BY_REVENUE)",
}


def question(arguments: str, user_id: str = "", fields: str = ACCOUNT) -> str:
    named = arguments % (f'asUser: "{user_id}", ' if user_id else "")
    return f"{{ accounts{named} {{ totalCount nodes {{ {fields} }} edges {{ cursor }} pageInfo {{ hasNextPage }} }} }}"


def whole(result: Any, who: str = "") -> bytes:
    """The answer, and what was refused, which says of whom it speaks."""
    said = f"As {who}@demo.example sees it: " if who else ""
    errors = []
    for error in result.errors or ():
        assert error["message"].startswith(said), error
        errors.append((error["message"].removeprefix(said), error["extensions"]))
    return orjson.dumps([result.data, errors])


async def user_id(ask: Asking, who: str) -> str:
    return f"usr_{(await ask.viewer(who)).id}"


@pytest.mark.parametrize("who", PEOPLE)
async def test_an_admin_sees_what_that_user_sees(ask: Asking, who: str) -> None:
    for arguments in LISTS.values():
        shown = await ask.result("ada", question(arguments, await user_id(ask, who)))
        assert whole(shown, who if who != "ada" else "") == whole(await ask.result(who, question(arguments)))


async def test_the_demos_people_do_not_all_see_the_same(ask: Asking) -> None:
    answers = {whole(await ask.result("ada", question(LISTS["all"], await user_id(ask, who)))) for who in PEOPLE}
    assert len(answers) > 8


async def test_several_users_and_oneself_are_kept_apart_in_one_question(ask: Asking) -> None:
    fields = "{ totalCount nodes { name annualRevenue parent { name } access { level reasons { kind name } } } }"
    people = ("pat", "ron", "rosa", "ray", "mia", "sam", "bi")  # rosa and ray are of one kind
    lists = [f'{who}: accounts(asUser: "{await user_id(ask, who)}", first: 9) {fields}' for who in people]
    lists.insert(3, f"ada: accounts(first: 9) {fields}")
    answer = await ask("ada", f"{{ {' '.join(lists)} }}")
    for who in (*people, "ada"):
        assert answer[who] == (await ask(who, f"{{ accounts(first: 9) {fields} }}"))["accounts"], who


async def test_in_generated_worlds_too(postgres: Postgres, database: Opener) -> None:
    fields = ACCOUNT.replace("pipeline(of: SUBTREE) { openCount openAmount }", "")
    async with company(postgres, database, SIZES[1]) as both:
        asks = admin(both)
        for user in active(both):
            shown = await both.program(asks.id, question(LISTS["all"], f"usr_{user.id}", fields))
            assert whole(shown) == whole(await both.program(user.id, question(LISTS["all"], "", fields))), SEED


async def test_only_an_admin_may(ask: Asking) -> None:
    fields = "id"
    for who in set(PEOPLE) - {"ada"}:
        others = [await user_id(ask, other) for other in ("ada", "bi", "ron") if other != who]
        others.append("usr_018f4c1e-0000-7000-8000-000000000000")
        for other in others:
            assert await ask.codes(who, question(LISTS["all"], other, fields)) == ["FORBIDDEN"]


async def test_a_user_as_whom_an_admin_looks_may_not_ask_of_others(ask: Asking) -> None:
    """As anyone else they would be refused, and so it is shown."""
    ron, rosa = await user_id(ask, "ron"), await user_id(ask, "rosa")
    of_other = f'access(userId: "{rosa}") {{ level }}'
    assert await ask.codes("ada", question(LISTS["all"], ron, of_other)) == ["FORBIDDEN"]


async def test_a_refusal_says_that_it_speaks_of_that_user(ask: Asking) -> None:
    pat = await user_id(ask, "pat")
    for arguments, fields, code in (
        ("orderBy: [{field: ANNUAL_REVENUE}]", "totalCount", "FIELD_HIDDEN"),
        ("first: 2", "nodes { rollup(scope: SYSTEM) { accountCount } }", "FORBIDDEN"),
    ):
        said = await ask.refusal("pat", f"{{ accounts({arguments}) {{ {fields} }} }}")
        assert said[0] == code
        shown = await ask.refusal("ada", f'{{ accounts(asUser: "{pat}", {arguments}) {{ {fields} }} }}')
        assert shown == (code, f"As pat@demo.example sees it: {said[1]}")
    # what is wrong with the question itself is said as ever
    code, told = await ask.refusal("ada", f'{{ accounts(asUser: "{pat}", first: 100000) {{ totalCount }} }}')
    assert (code, told.startswith("As")) == ("BAD_INPUT", False)


@pytest.mark.parametrize(
    "wrong", ["", "ron", "acc_018f4c1e-0000-7000-8000-000000000000", "usr_018f4c1e-0000-7000-8000-000000000000"]
)
async def test_who_is_nobody_is_refused(ask: Asking, wrong: str) -> None:
    asked = f'{{ currency accounts(asUser: "{wrong}") {{ totalCount }} }}'
    assert await ask.codes("ada", asked) == ["BAD_INPUT"]


async def test_an_inactive_user_is_nobody(empty_database: Both) -> None:
    pool = empty_database.database.pool
    gone = next(user for user in active(empty_database) if user.id != admin(empty_database).id)
    await pool.execute("UPDATE app_user SET is_active = false WHERE id = $1", gone.id)
    result = await empty_database.program(
        admin(empty_database).id, f'{{ accounts(asUser: "usr_{gone.id}") {{ totalCount }} }}'
    )
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["BAD_INPUT"]


@pytest.fixture
async def empty_database(postgres: Postgres, database: Opener) -> AsyncIterator[Both]:
    async with company(postgres, database, SIZES[0]) as made:
        yield made


async def test_null_and_left_out_are_the_same(ask: Asking) -> None:
    asked = "query Q($who: ID) { accounts(asUser: $who, first: 3) { totalCount nodes { name } } }"
    plain = await ask("ada", "{ accounts(first: 3) { totalCount nodes { name } } }")
    assert await ask("ada", asked, {"who": None}) == plain
    assert await ask("ada", asked) == plain
    ron = await ask("ada", asked, {"who": await user_id(ask, "ron")})
    assert ron == await ask("ron", asked)
    assert ron != plain


async def test_the_log_tells_who_looked_as_whom(ask: Asking) -> None:
    ada, ron = (await ask.viewer("ada")).id, (await ask.viewer("ron")).id
    with capture_logs() as lines:
        await ask("ada", f'{{ accounts(asUser: "usr_{ron}") {{ totalCount }} }}')
        await ask.codes("mia", f'{{ accounts(asUser: "usr_{ron}") {{ totalCount }} }}')
        await ask("mia", "{ accounts { totalCount } }")
    mia = (await ask.viewer("mia")).id
    assert lines == [
        {
            "event": "as_user",
            "log_level": "info",
            "request_id": REQUEST_ID,
            "viewer": str(asking),
            "as_user": str(ron),
            "allowed": allowed,
        }
        for asking, allowed in ((ada, True), (mia, False))
    ]


async def test_nothing_is_answered_by_what_that_user_was_before(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    async def outdated(connection: Any, who: Any) -> Viewer:
        viewer = await load_viewer(connection, who)
        return replace(viewer, epoch=viewer.epoch - 1)

    monkeypatch.setattr(loader, "load_viewer", outdated)
    with pytest.raises(ViewerChanged):
        await ask.result("ada", question(LISTS["all"], await user_id(ask, "ron"), "id"))
