"""Every mutation as every profile, over accounts that stand to them in every way, held against the written table."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.models.profile import Profile
from graph.resolvers.mutations.registry import MUTATIONS
from graph.schema import CORE
from tests.asking import Asking
from tests.conftest import Opener, Postgres
from tests.models import records as make
from tests.oracle import Oracle
from tests.resolvers.mutations.hanging import CREATE, PREFIX, ROWS, TABLE
from tests.resolvers.mutations.permission_facts import (
    BELOW,
    EDIT,
    EDIT_FOR_A_TIME,
    FACTS,
    HIDDEN,
    OWNED,
    PROFILES,
    READ,
    outcome,
)
from tests.resolvers.mutations.probes import DONE, PROBES, Place, answered
from tests.rows import Rows
from tests.world import PEOPLE

NOUN = os.environ.get("ACCOUNT_GRAPH_TEST_NOUN", "")
"""Only mutations whose name has this word are tried over the places made for each profile; all, unless it is set."""
TRIED = {name: probe for name, probe in (PROBES | DONE).items() if NOUN in name}

PLACES = (HIDDEN, READ, EDIT_FOR_A_TIME, EDIT, BELOW, OWNED)
NOW = datetime.now(UTC)
OWN_NONE = ("PARTNER", "INTEGRATION")
"""The profiles to whom accounts open by grants, and never because they own them or stand above who does."""


def test_every_mutation_has_a_row_and_a_probe_and_every_profile_a_column() -> None:
    assert CORE.mutation_type is not None
    assert {name.partition(":")[0] for name in FACTS} == set(CORE.mutation_type.fields) == set(MUTATIONS)
    assert FACTS.keys() == PROBES.keys() | DONE.keys()
    assert set(PROFILES) == set(Profile)


# -- the demo's people, over its accounts


@pytest.fixture(scope="module")
async def rows(demo_url: str) -> Rows:
    connection = await asyncpg.connect(demo_url)
    try:
        return await Rows.load(connection)
    finally:
        await connection.close()


def demo_places(rows: Rows, oracle: Oracle) -> list[Place]:
    """Accounts that are open to this person in every way that the demo has, with a record of each kind."""
    found: dict[tuple[Any, ...], Place] = {}
    for account in rows.accounts.values():
        records = {"account": f"acc_{account.id}"}
        for noun in CREATE:
            of_account = rows.of_account(TABLE[noun], account.id)
            if of_account:
                records[noun] = f"{PREFIX[noun]}_{of_account[0].id}"
        if len(records) == len(CREATE) + 1:
            ways = frozenset(reason.kind for reason in oracle.reasons(account.id))
            found.setdefault((oracle.level(account.id), ways), Place(f"acc_{account.id}", records))
    return list(found.values())


def stands(oracle: Oracle, account: UUID) -> str:
    """How the account stands to the oracle's viewer. Nothing runs out in the demo."""
    kinds = {reason.kind for reason in oracle.reasons(account)}
    if "OWNED" in kinds:
        return OWNED
    if "BELOW_IN_ROLE_TREE" in kinds:
        return BELOW
    return {None: HIDDEN, "READ": READ, "EDIT": EDIT}[oracle.level(account)]


@pytest.mark.parametrize("who", sorted(PEOPLE))
async def test_each_person_may_do_what_the_policies_say_and_nothing_else(
    ask: Asking, rows: Rows, demo_url: str, who: str
) -> None:
    connection = await asyncpg.connect(demo_url)
    try:
        now = await connection.fetchval("SELECT now()")
    finally:
        await connection.close()
    oracle = Oracle(rows, next(row for row, user in rows.users.items() if user.email == PEOPLE[who]), now)
    found, told = {}, {}
    for place in demo_places(rows, oracle):
        standing = stands(oracle, UUID(place.account.removeprefix("acc_")))
        for mutation, probe in PROBES.items():
            found[place.account, mutation] = await answered(ask, who, mutation, probe(place))
            told[place.account, mutation] = outcome(mutation, oracle.viewer.profile, standing)
    assert found == told
    assert len(found) >= len(PROBES)


# -- one of each profile, over accounts made for them


async def company(connection: asyncpg.Connection) -> dict[str, dict[str, Place]]:
    """By profile, an account for each way in which one can stand to whoever has the profile; they name no one else."""
    made: dict[str, dict[str, Place]] = {}
    brightline = await make.account(connection, "Brightline")
    for profile in PROFILES:
        above = await make.insert(connection, "role", name=f"{profile} above")
        below = await make.insert(connection, "role", name=f"{profile} below", parent_id=above)
        of = {"partner_account_id": brightline} if profile == "PARTNER" else {}
        of |= {} if profile in OWN_NONE else {"role_id": above}
        me = await make.user(connection, f"{profile.lower()}@demo.example", profile=profile, **of)
        rep = await make.user(connection, f"below.{profile.lower()}@demo.example", role_id=below)
        other = await make.user(connection, f"other.{profile.lower()}@demo.example")
        owners = {OWNED: me, BELOW: rep}
        made[profile] = {}
        for place in PLACES[:4] if profile in OWN_NONE else PLACES:
            account = await make.account(connection, f"{profile} {place}", owner_id=owners.get(place))
            made[profile][place] = Place(f"acc_{account}", await records(connection, account, other))
            if place in (READ, EDIT, EDIT_FOR_A_TIME):
                until = NOW + timedelta(days=1) if place == EDIT_FOR_A_TIME else None
                level = "READ" if place == READ else "EDIT"
                await make.insert(
                    connection, "account_grant", account_id=account, user_id=me, level=level, expires_at=until
                )
    return made


async def records(connection: asyncpg.Connection, account: UUID, other: UUID) -> dict[str, str]:
    """The ids of an account and of one record of each kind on it; the grant and the team's member are someone else."""
    of = {"account_id": account}
    return {
        "account": f"acc_{account}",
        **{
            noun: f"{PREFIX[noun]}_{await make.insert(connection, TABLE[noun], **row, **of)}"
            for noun, row in ROWS.items()
        },
        "grant": f"grt_{await make.insert(connection, 'account_grant', user_id=other, level='READ', **of)}",
        "member": f"tea_{await make.insert(connection, 'account_team', user_id=other, level='READ', **of)}",
    }


@pytest.fixture(scope="module")
async def made(postgres: Postgres, database: Opener) -> AsyncIterator[tuple[Asking, dict[str, dict[str, Place]]]]:
    url = await postgres.make_database()
    connection = await asyncpg.connect(url)
    places = await company(connection)
    await connection.close()
    async with database(url) as opened:
        yield Asking(opened), places
    await postgres.drop_database(url)


@pytest.mark.parametrize("profile", PROFILES)
async def test_each_profile_may_do_what_the_table_says_and_nothing_else(
    made: tuple[Asking, dict[str, dict[str, Place]]], profile: str
) -> None:
    asking, places = made
    found, told = {}, {}
    for place, records_there in places[profile].items():
        for mutation, probe in TRIED.items():
            found[place, mutation] = await answered(asking, profile.lower(), mutation, probe(records_there))
            told[place, mutation] = outcome(mutation, profile, place)
    assert found == told
