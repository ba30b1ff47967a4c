"""The instance: its currency and time zone are kept at the first start, and one place says what today is."""

from datetime import date, timedelta

import pytest

from graph.instance import Instance, InstanceMismatch, change, earliest_today, keep, latest_today
from graph.models.today import TODAY
from graph.settings import Settings, SettingsError
from tests.asking import Asking
from tests.conftest import Opener
from tests.resolvers.mutations.doing import do, done
from tests.resolvers.mutations.hanging import made_id, store, stored

EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
"""Where a day begins first, and where it ends last: their dates always differ."""


async def test_the_first_start_keeps_what_the_settings_say(empty_url: str) -> None:
    first = await keep(empty_url, Settings(currency="CHF", time_zone="Europe/Zurich"))
    assert first == Instance("CHF", "Europe/Zurich")
    assert await keep(empty_url, Settings()) == first
    assert await keep(empty_url, Settings(currency="CHF", time_zone="Europe/Zurich")) == first


async def test_without_settings_the_defaults_are_kept(empty_url: str) -> None:
    assert await keep(empty_url, Settings()) == Instance("USD", "UTC")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            Settings(currency="EUR"),
            "keeps amounts in USD, and ACCOUNT_GRAPH_CURRENCY is EUR. Unset it. If the amounts are in EUR, correct"
            " what is kept: account-graph instance --currency EUR",
        ),
        (
            Settings(time_zone="Asia/Tokyo"),
            "keeps the time zone UTC, and ACCOUNT_GRAPH_TIME_ZONE is Asia/Tokyo. Unset it, or change what is kept:"
            " account-graph instance --time-zone Asia/Tokyo",
        ),
    ],
    ids=["currency", "time zone"],
)
async def test_a_start_with_another_setting_is_refused_until_what_is_kept_is_changed(
    empty_url: str, settings: Settings, message: str
) -> None:
    await keep(empty_url, Settings())
    with pytest.raises(InstanceMismatch, match=message):
        await keep(empty_url, settings)
    await change(empty_url, settings.currency, settings.time_zone)
    assert await keep(empty_url, settings) == Instance.of(settings)


def test_a_setting_that_names_no_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"ACCOUNT_GRAPH_TIME_ZONE must be a name of the IANA database, such as"):
        Settings.from_environment({"ACCOUNT_GRAPH_TIME_ZONE": "Mars/Olympus"})


async def test_a_zone_that_postgresql_does_not_know_is_refused(empty_url: str) -> None:
    with pytest.raises(InstanceMismatch, match="PostgreSQL knows no time zone Mars/Olympus"):
        await change(empty_url, None, "Mars/Olympus")


@pytest.mark.parametrize("zone", [EAST, WEST])
async def test_the_database_and_the_program_agree_on_today(empty_url: str, database: Opener, zone: str) -> None:
    instance = await change(empty_url, None, zone)
    async with database(empty_url) as opened:
        before = instance.today()
        there = await opened.pool.fetchval(f"SELECT {TODAY}")
        assert before <= there <= instance.today()


async def at_home(writing: Asking, zone: str) -> date:
    """Moves the company to this time zone, and returns the date there."""
    writing.instance = await change(writing.database.url, "EUR", zone)
    return writing.instance.today()


async def test_what_begins_today_is_active_where_it_is_today_already(writing: Asking) -> None:
    contract = await made_id(writing, "contract")
    await done(writing, "rita", "activateContract", {"id": contract})
    await store(writing, "UPDATE contract SET start_date = $2, end_date = NULL WHERE id = $1", contract, latest_today())
    question = "query Q($id: ID!) { node(id: $id) { ... on Contract { isActive isUpcoming } } }"
    found = {}
    for zone in (EAST, WEST):
        await at_home(writing, zone)
        found[zone] = (await writing("rita", question, {"id": contract}))["node"]
    assert found == {
        EAST: {"isActive": True, "isUpcoming": False},
        WEST: {"isActive": False, "isUpcoming": True},
    }


@pytest.mark.parametrize("zone", [EAST, WEST])
async def test_a_deal_closes_and_a_contract_begins_on_the_instances_day(writing: Asking, zone: str) -> None:
    today = await at_home(writing, zone)
    deal, contract = await made_id(writing, "opportunity"), await made_id(writing, "contract")
    await done(writing, "rita", "advanceOpportunity", {"id": deal, "stage": "CLOSED_LOST"})
    await done(writing, "rita", "activateContract", {"id": contract})
    assert await stored(writing, "SELECT close_date FROM opportunity WHERE id = $1", deal) == today
    assert await stored(writing, "SELECT start_date FROM contract WHERE id = $1", contract) == today


@pytest.mark.parametrize("zone", [EAST, WEST])
async def test_a_callers_own_day_is_taken_wherever_they_are(writing: Asking, zone: str) -> None:
    await at_home(writing, zone)
    for day in (earliest_today(), latest_today()):
        deal = await made_id(writing, "opportunity")
        given = {"id": deal, "stage": "CLOSED_WON", "closeDate": day.isoformat()}
        await done(writing, "rita", "advanceOpportunity", given)
        contract = await made_id(writing, "contract", startDate="2020-01-01")
        await done(writing, "rita", "activateContract", {"id": contract})
        await done(writing, "rita", "updateContract", {"id": contract, "endDate": day.isoformat()})
    deal = await made_id(writing, "opportunity")
    later = (latest_today() + timedelta(days=1)).isoformat()
    payload = await do(writing, "rita", "advanceOpportunity", {"id": deal, "stage": "CLOSED_WON", "closeDate": later})
    assert [error["field"] for error in payload["userErrors"]] == [["closeDate"]]
