"""Values that a scalar took and the database then refused."""

import pytest

from tests.asking import Asking

SINCE = "query Q($at: DateTime!) { accounts(first: 0, where: { createdAt: { gt: $at } }) { totalCount } }"


@pytest.mark.parametrize("zone", ["+16:00", "-23:59", "+15:59:59.5"])
async def test_a_zone_that_is_none_is_told_of(ask: Asking, zone: str) -> None:
    assert await ask.codes("rita", SINCE, {"at": f"2026-01-31T09:00:00{zone}"}) == ["BAD_REQUEST"]


@pytest.mark.parametrize("zone", ["+15:59", "-15:59", "+00:00:30"])
async def test_the_farthest_zones_are_taken(ask: Asking, zone: str) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert await ask.codes("rita", SINCE, {"at": f"{day}T00:00:00{zone}"}) == []
