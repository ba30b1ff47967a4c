"""Keys that a provider publishes: they rotate, and go on while it is down."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import fetching
from graph.auth import remote_keys
from graph.auth.authenticator import Authenticator
from graph.auth.tokens import Tokens
from graph.errors import Unauthenticated, Unavailable
from tests.auth.providers import Signer, tokens
from tests.auth.publishing import DISCOVERY, KEYS, Provider, publishing
from tests.waiting import eventually


@pytest.fixture
def provider() -> Iterator[Provider]:
    with publishing() as running:
        yield running


class Clock:
    """The seconds that keys are dated by."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(remote_keys, "time", made)
    return made


class Door:
    """An authenticator without a database: it is asked for claims alone."""

    def __init__(self, known: Tokens) -> None:
        self.tokens = known
        self.authenticator = Authenticator(None, known)  # nobody is looked up

    async def enters(self, token: str) -> bool:
        try:
            return bool(await self.authenticator.claims(f"Bearer {token}"))
        except Unauthenticated:
            return False


@pytest.fixture
def door(tmp_path: Path, provider: Provider, clock: Clock) -> Door:
    return Door(tokens(tmp_path, provider.table()))


@pytest.mark.parametrize("keys", ["discovered", "named"])
async def test_keys_are_discovered_by_the_issuer_or_fetched_from_where_the_table_says(
    tmp_path: Path, provider: Provider, keys: str
) -> None:
    door = Door(tokens(tmp_path, provider.table(keys=provider.address + KEYS if keys == "named" else None)))
    assert await door.enters(provider.sign())
    assert provider.asked == ({KEYS: 1} if keys == "named" else {DISCOVERY: 1, KEYS: 1})


async def test_a_new_key_signs_in_at_once_by_one_fetch_for_all_who_come_with_it(door: Door, provider: Provider) -> None:
    assert await door.enters(provider.sign())
    provider.rotate("two")
    first = [provider.sign(email=f"user{number}@demo.example") for number in range(20)]
    assert all(await asyncio.gather(*map(door.enters, first)))
    assert provider.asked[KEYS] == 2
    assert await door.enters(provider.sign())
    assert provider.asked[KEYS] == 2


async def test_a_key_that_is_withdrawn_ends_the_tokens_that_it_verified(door: Door, provider: Provider) -> None:
    before = provider.sign()
    assert await door.enters(before)
    provider.rotate("two")
    assert await door.enters(provider.sign())
    assert not await door.enters(before)


async def test_unknown_keys_are_looked_for_once_a_minute(door: Door, provider: Provider, clock: Clock) -> None:
    assert await door.enters(provider.sign())
    strangers = [Signer(kid=f"stranger {number}") for number in range(5)]
    for seconds, fetches in ((61, 2), (1, 2), (58, 2), (2, 3)):
        clock.now += seconds
        for stranger in strangers:
            assert not await door.enters(stranger.sign(iss=provider.address))
        assert provider.asked[KEYS] == fetches
        assert await door.enters(provider.sign())


async def test_known_keys_go_on_for_a_day_while_the_provider_is_down(
    door: Door, provider: Provider, clock: Clock
) -> None:
    known = provider.sign()
    assert await door.enters(known)
    provider.down = True
    for hours in (0.5, 23):
        clock.now += hours * 3600
        await door.tokens.remote[0].refresh()
        assert await door.enters(provider.sign(email=f"after{hours}@demo.example"))
        assert not await door.enters(Signer(kid="stranger").sign(iss=provider.address))
        assert door.authenticator.key_problems() == [f"{provider.address}{DISCOVERY} answered with status 503"]
    clock.now += 3600
    with pytest.raises(Unavailable):
        await door.authenticator.claims(f"Bearer {provider.sign(email='late@demo.example')}")
    with pytest.raises(Unavailable):
        await door.authenticator.claims(f"Bearer {known}")
    provider.down = False
    clock.now += remote_keys.FIRST_AFTER
    assert await door.enters(known)
    assert door.authenticator.key_problems() == []


async def test_a_provider_that_was_never_reached_is_a_fault_of_the_moment_and_not_of_the_token(
    door: Door, provider: Provider, clock: Clock
) -> None:
    provider.down = True
    for _ in range(3):
        with pytest.raises(Unavailable):
            await door.authenticator.claims(f"Bearer {provider.sign()}")
    assert provider.asked[DISCOVERY] == 1
    provider.down = False
    clock.now += remote_keys.FIRST_AFTER
    assert await door.enters(provider.sign())


async def test_a_provider_that_hangs_keeps_nobody_waiting_who_has_a_known_key(door: Door, provider: Provider) -> None:
    assert await door.enters(provider.sign())
    provider.free.clear()
    waiting = asyncio.create_task(door.enters(Signer(kid="stranger").sign(iss=provider.address)))
    await eventually(lambda: provider.asked[KEYS] == 2)
    assert await door.enters(provider.sign(email="another@demo.example"))
    assert not waiting.done()
    provider.free.set()
    assert not await waiting


async def test_a_provider_that_hangs_is_given_up(
    door: Door, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.1)
    provider.free.clear()
    with pytest.raises(Unavailable):
        await door.authenticator.claims(f"Bearer {provider.sign()}")
    assert "did not answer within 0.1 seconds" in door.authenticator.key_problems()[0]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html>", "did not answer with JSON"),
        (b"[]", "the list `keys` is missing"),
        (b'{"keys": []}', "without a usable public key"),
        (b'{"keys": [' + b" " * 70_000 + b"]}", "larger than 64 KiB"),
    ],
)
async def test_what_is_no_set_of_keys_leaves_the_known_ones(
    door: Door, provider: Provider, body: bytes, told: str
) -> None:
    assert await door.enters(provider.sign())
    provider.body = body
    await door.tokens.remote[0].refresh()
    assert told in door.authenticator.key_problems()[0]
    assert await door.enters(provider.sign(email="another@demo.example"))


async def test_redirects_are_followed_within_the_host_and_nowhere_else(door: Door, provider: Provider) -> None:
    with publishing() as elsewhere:
        for target in (elsewhere.address + KEYS, "file:///etc/hostname", "http://10.0.0.1/keys"):
            provider.leads_to = target
            await door.tokens.remote[0].refresh()
            assert door.authenticator.key_problems(), target
        assert elsewhere.asked == {}
    provider.leads_to = f"{provider.address}/keys/there"
    await door.tokens.remote[0].refresh()
    assert door.authenticator.key_problems() == []
    assert await door.enters(provider.sign())


async def test_a_provider_that_speaks_for_another_issuer_is_not_believed(door: Door, provider: Provider) -> None:
    provider.issuer = "https://login.example.com"
    with pytest.raises(Unavailable):
        await door.authenticator.claims(f"Bearer {provider.sign()}")
    assert "is of the issuer 'https://login.example.com'" in door.authenticator.key_problems()[0]


async def test_keys_are_fetched_again_in_the_background(
    door: Door, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_keys, "REFRESHED_AFTER", 0.01)
    async with door.authenticator.keys_kept_fresh():
        await eventually(lambda: provider.asked[KEYS] >= 2)
        provider.rotate("two")
        asked = provider.asked[KEYS]
        await eventually(lambda: provider.asked[KEYS] >= asked + 2)
        door.tokens.claims(provider.sign())
    asked = provider.asked[KEYS]
    assert not [task for task in asyncio.all_tasks() if "keep" in repr(task.get_coro())]
