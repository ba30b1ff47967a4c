"""Keys of the answer are the caller's choice; none may be mistaken for a name of ours in SQL."""

import pytest

from tests.asking import Asking

UK = "Acme Corp UK"
STEMS = ("r", "ac", "app", "co", "op", "t", "v", "u", "a", "walk", "c", "d", "g", "k", "o", "s", "m", "page")
"""What the statement's own aliases begin with."""
WORDS = ("e", "mine", "place", "node", "key", "keys", "nodes", "seen", "granted", "value", "payload", "id", "stage")
"""Its other names."""


@pytest.mark.parametrize("who", ["ada", "rosa", "pat"])
@pytest.mark.parametrize("stem", STEMS)
async def test_a_key_may_be_called_as_the_statement_calls_its_own_rows(ask: Asking, who: str, stem: str) -> None:
    await _same_under_every_key(ask, who, [f"{stem}{number}" for number in range(1, 60)])


@pytest.mark.parametrize("who", ["ada", "rosa", "pat"])
async def test_a_key_may_be_called_as_the_statement_calls_its_parts(ask: Asking, who: str) -> None:
    await _same_under_every_key(ask, who, list(WORDS))


async def _same_under_every_key(ask: Asking, who: str, keys: list[str]) -> None:
    names, ids = (" ".join(f"{key}: {field}" for key in keys) for field in ("name", "id"))
    data = await ask(
        who,
        f'{{ account(by: {{name: "{UK}"}}) {{ {names} _contacts: contacts(first: 2) {{ nodes {{ {ids} }} }}'
        f" _stages: opportunitiesByStage {{ {' '.join(f'{key}: stage' for key in keys)} }}"
        f" _pages: contacts(first: 1) {{ {' '.join(f'{key}: totalCount' for key in keys)} }}"
        f" _team: team {{ {' '.join(f'{key}: level' for key in keys)} }} }} }}",
    )
    account = data["account"]
    assert {key: account[key] for key in keys} == dict.fromkeys(keys, UK)
    for row in (*account["_contacts"]["nodes"], *account["_stages"], *account["_team"], account["_pages"]):
        assert list(row) == keys
        assert len(set(row.values())) == 1
