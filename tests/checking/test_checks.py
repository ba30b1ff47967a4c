"""Each check: a company in which exactly one thing is broken, by hands that go past every trigger, is told so."""

import asyncpg
import pytest

from graph.checking import CHECKS, Verdict, structure
from graph.checking.structure import FIRST
from tests.checking.breakage import Breakage
from tests.checking.structure_breakages import STRUCTURE
from tests.world import generate

from .breakages import ALL, MENDED, NOT_OURS, UK_ABOVE
from .conftest import Company, that_are


def named(breakages: list[Breakage]) -> list[object]:
    return [pytest.param(each, id=f"{each.check}: {each.words}") for each in breakages]


async def test_nothing_is_wrong_with_the_demo_company(company: Company) -> None:
    outcomes = await company.look()
    assert [*outcomes] == [check.name for check in (*FIRST, *CHECKS)]
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.OK, Verdict.NOTE}
    assert that_are(Verdict.NOTE, outcomes) == {"expired grants"}
    assert await company.repair() == {}


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_wrong_with_a_generated_world(empty_url: str, seed: int) -> None:
    connection = await asyncpg.connect(empty_url)
    await generate(seed).store(connection)
    # these worlds hold every odd condition, on purpose
    await connection.execute("DELETE FROM sharing_condition")
    await connection.close()
    outcomes = await Company(empty_url).look()
    assert that_are(Verdict.WRONG, outcomes) | that_are(Verdict.SKIPPED, outcomes) == set()


def test_every_check_is_broken_here_and_has_a_name_of_its_own() -> None:
    names = [check.name for check in (*FIRST, *CHECKS)]
    assert {each.check for each in ALL} == {*names} - {"version of PostgreSQL"}
    assert len(names) == len({*names})
    assert {check.name for check in CHECKS if check.repair} == {each.check for each in MENDED}


async def broken_is_named_and_derived_again_or_left(company: Company, breakage: Breakage) -> None:
    """One check says so and no other; then a repair mends what is derived, and leaves the rest as it is."""
    await company.quietly(breakage.statements)
    outcomes = await company.look()
    outcome = outcomes[breakage.check]
    assert (outcome.verdict, outcome.found.count) == (breakage.verdict, breakage.found)
    assert breakage.words in "\n".join(outcome.found.examples)
    for verdict in (Verdict.WRONG, Verdict.WARNING):
        expected = {breakage.check, *breakage.also} if breakage.verdict is verdict else set()
        assert that_are(verdict, outcomes) == expected

    done = await company.repair(outcomes)
    after = await company.look()
    if breakage in MENDED:
        assert {*done} == {breakage.check, *breakage.also}
        assert [(each.why, each.failed) for each in done.values()] == [(None, ())] * len(done)
        assert done[breakage.check].rows >= 1
        assert that_are(Verdict.WRONG, after) == set()
    else:
        assert breakage.check not in done
        assert after[breakage.check] == outcome


@pytest.mark.parametrize("breakage", named([*STRUCTURE, *NOT_OURS]))
async def test_a_broken_definition_is_named_alone_and_derived_again_or_left(
    company: Company, breakage: Breakage
) -> None:
    await broken_is_named_and_derived_again_or_left(company, breakage)


@pytest.mark.once
@pytest.mark.parametrize("breakage", named([each for each in ALL if each not in (*STRUCTURE, *NOT_OURS)]))
async def test_broken_data_are_named_alone_and_derived_again_or_left(company: Company, breakage: Breakage) -> None:
    await broken_is_named_and_derived_again_or_left(company, breakage)


@pytest.mark.once
@pytest.mark.parametrize("breakage", named([each for each in STRUCTURE if each.mended_as_told]))
async def test_the_statements_that_a_check_names_mend_it(company: Company, breakage: Breakage) -> None:
    await company.quietly(breakage.statements)
    for statement in (await company.look())[breakage.check].found.examples:
        await company.run(statement)
    assert that_are(Verdict.WRONG, await company.look()) == set()


@pytest.mark.parametrize("breakage", named(NOT_OURS))
async def test_of_a_database_of_another_version_no_more_is_said(company: Company, breakage: Breakage) -> None:
    await company.quietly(breakage.statements)
    assert [*await company.look()] == [check.name for check in FIRST]


async def test_an_old_server_is_named(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "OLDEST_POSTGRESQL", 99)
    outcomes = await company.look()
    assert that_are(Verdict.WRONG, outcomes) == {"version of PostgreSQL"}
    assert "this is PostgreSQL 1" in outcomes["version of PostgreSQL"].found.examples[0]


async def test_a_circle_is_told_from_end_to_end_and_its_links_wait(company: Company) -> None:
    await company.quietly(f"{UK_ABOVE}; DELETE FROM account_tree")
    outcomes = await company.look()
    [circle] = outcomes["account tree"].found.examples
    members = [each.partition(" (")[0] for each in circle.split(" -> ")]
    assert sorted(members[:-1]) == ["Acme Corp EMEA", "Acme Corp UK"]
    assert members[0] == members[-1]
    assert outcomes["account tree's closure"].verdict is Verdict.SKIPPED
    assert await company.repair() == {}
    await company.quietly("UPDATE account SET parent_id = NULL WHERE name = 'Acme Corp EMEA'")
    await company.repair()
    assert that_are(Verdict.WRONG, await company.look()) == set()


async def test_many_things_are_counted_and_the_first_are_named(company: Company) -> None:
    await company.quietly("DELETE FROM account_tree")
    outcome = (await company.look())["account tree's closure"]
    links = await company.value("SELECT count(*) FROM account")
    assert isinstance(links, int)
    assert outcome.found.count > links > 5
    assert len(outcome.found.examples) == 5
    assert (await company.repair())["account tree's closure"].rows == outcome.found.count


async def test_names_that_would_move_the_cursor_are_told_without_that(company: Company) -> None:
    await company.quietly("UPDATE account SET name = E'A\\x1b[2J\\nB' WHERE name = 'Acme Corp UK'")
    [told] = (await company.look())["name keys of accounts"].found.examples
    assert told.startswith("A\ufffd[2J\ufffdB: ")


async def test_a_new_epoch_is_one_that_was_never_used(company: Company) -> None:
    await company.quietly("UPDATE sharing_epoch SET value = 1000000; DELETE FROM sharing_epoch")
    await company.repair()
    epoch = await company.value("SELECT value FROM sharing_epoch")
    assert isinstance(epoch, int)
    assert epoch > 1_000_000_000


async def test_rules_that_are_switched_off_are_not_looked_at(company: Company) -> None:
    await company.quietly("UPDATE sharing_rule SET is_active = false; UPDATE sharing_condition SET values = '{}'")
    assert that_are(Verdict.WRONG, await company.look()) == set()


async def test_a_role_without_people_has_those_below_it(company: Company) -> None:
    await company.quietly("UPDATE app_user SET role_id = NULL WHERE email = 'dan@demo.example'")
    made = "INSERT INTO sharing_rule (id, name, level, role_id, include_below) SELECT gen_random_uuid(), 'Below', "
    await company.quietly(f"{made} 'READ', id, true FROM role WHERE name = 'vp-sales'")
    assert (await company.look())["targets of sharing rules"].verdict is Verdict.OK
    await company.quietly("UPDATE sharing_rule SET include_below = false WHERE name = 'Below'")
    assert (await company.look())["targets of sharing rules"].found.examples == ('rule "Below" for role vp-sales',)


async def test_a_check_that_fails_is_told_and_stops_no_other(company: Company) -> None:
    await company.quietly("ALTER TABLE support_case DROP COLUMN closed_at CASCADE")
    outcomes = await company.look()
    assert outcomes["states"].verdict is Verdict.WRONG
    assert str(outcomes["states"].why).startswith("could not be checked: column r.closed_at does not exist")
    assert len(outcomes) == len(FIRST) + len(CHECKS)
    assert outcomes["kept totals"].verdict is Verdict.OK
