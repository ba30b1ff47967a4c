"""Users whom an issuer names by an external id."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph.auth.authenticator import Authenticator
from graph.auth.claims import ProfileRefused
from graph.errors import Unauthenticated
from graph.models.base import uuid7
from tests.auth.providers import Signer, table, tokens, write_keys
from tests.conftest import Opener

EXTERNAL = 'match = "external_id"'
LINKING = (EXTERNAL, "link_by_email = true")
SUBJECT = "auth0|5f"


class Door:
    """An authenticator over a demo of its own, and the issuer whose tokens it takes."""

    def __init__(self, pool: Any, folder: Path) -> None:
        self.pool = pool
        self.folder = folder
        self.signer = Signer()
        write_keys(folder, self.signer)
        self.lines: tuple[str, ...] = (EXTERNAL,)
        self._opened: tuple[tuple[str, ...], Authenticator] | None = None

    async def who(self, subject: str = SUBJECT, **claims: Any) -> str:
        """The name of the user before the @ whom a token signs in; nothing if it signs in nobody."""
        if self._opened is None or self._opened[0] != self.lines:
            self._opened = self.lines, Authenticator(self.pool, tokens(self.folder, table("login", *self.lines)))
        try:
            viewer = await self._opened[1].viewer(f"Bearer {self.signer.sign(sub=subject, **claims)}")
        except Unauthenticated:
            return ""
        return viewer.email.partition("@")[0]

    async def give(self, who: str, key: str = SUBJECT, source: str = "login") -> None:
        await self.pool.execute(
            "INSERT INTO external_id (id, source, record_type, key, record_id) SELECT $1, $2, 'user', $3, id"
            " FROM app_user WHERE email = $4",
            uuid7(),
            source,
            key,
            f"{who}@demo.example",
        )

    async def given(self) -> list[str]:
        rows = await self.pool.fetch("SELECT key FROM external_id WHERE source = 'login' ORDER BY key")
        return [row["key"] for row in rows]


@pytest.fixture
async def door(own_demo_url: str, database: Opener, tmp_path: Path) -> AsyncIterator[Door]:
    async with database(own_demo_url) as opened:
        yield Door(opened.pool, tmp_path)


async def test_a_subject_signs_in_the_user_with_that_external_id_whatever_its_address_says(door: Door) -> None:
    await door.give("max")
    assert await door.who() == "max"
    assert await door.who(email=None) == "max"
    assert await door.who(SUBJECT.upper()) == ""


async def test_an_external_id_of_another_source_or_type_signs_nobody_in(door: Door) -> None:
    await door.give("max", source="crm")
    await door.pool.execute(
        "INSERT INTO external_id (id, source, record_type, key, record_id) SELECT $1, 'login', 'account', $2, id"
        " FROM account LIMIT 1",
        uuid7(),
        SUBJECT,
    )
    assert await door.who() == ""


@pytest.mark.parametrize("change", ["UPDATE external_id SET key = 'else'", "DELETE FROM external_id"])
async def test_an_external_id_that_is_changed_signs_nobody_in_any_more(door: Door, change: str) -> None:
    await door.give("max")
    assert await door.who() == "max"
    epoch = await door.pool.fetchval("SELECT value FROM sharing_epoch")
    await door.pool.execute(f"{change} WHERE source = 'login'")
    # by which each server finds out at the next request
    assert await door.pool.fetchval("SELECT value FROM sharing_epoch") > epoch
    door.lines = (EXTERNAL, "leeway = 1")
    assert await door.who() == ""


async def test_external_ids_of_other_records_leave_the_epoch_alone(door: Door) -> None:
    epoch = await door.pool.fetchval("SELECT value FROM sharing_epoch")
    for change in ("SET source = 'x'", "SET source = 'y'"):
        await door.pool.execute(f"UPDATE external_id {change} WHERE record_type = 'account'")
    assert await door.pool.fetchval("SELECT value FROM sharing_epoch") == epoch


async def test_a_verified_address_links_the_user_at_the_first_sign_in(door: Door) -> None:
    assert await door.who() == ""
    door.lines = LINKING
    assert await door.who() == "rita"
    assert await door.given() == [SUBJECT]
    assert await door.who(email="max@demo.example") == "rita"
    assert await door.given() == [SUBJECT]


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": None}, {"email": None}, {"email": "nobody@demo.example"}],
)
async def test_nothing_else_links(door: Door, claims: dict[str, Any]) -> None:
    door.lines = LINKING
    assert await door.who(**claims) == ""
    assert await door.given() == []


async def test_who_has_an_external_id_of_the_issuer_is_linked_to_no_second_one(door: Door) -> None:
    door.lines = LINKING
    assert await door.who() == "rita"
    assert await door.who("auth0|stranger") == ""
    assert await door.given() == [SUBJECT]


async def test_nobody_is_linked_for_whom_the_issuer_may_not_speak(door: Door) -> None:
    door.lines = (*LINKING, 'profiles = ["PARTNER"]')
    with pytest.raises(ProfileRefused):
        await door.who(email="ada@demo.example")
    assert await door.given() == []
    assert await door.who(email="pat@demo.example") == "pat"


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\nb"])
async def test_a_subject_that_is_no_key_is_refused(door: Door, subject: str) -> None:
    assert await door.who(subject) == ""
