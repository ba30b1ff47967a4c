"""Dates and times in the formats of files, of which a column may have several."""

from datetime import UTC, date, datetime

import pytest

from graph.models.values import Day, InvalidValue, Moment, Reading

from .conftest import ACCOUNTS, Desk

GERMAN_AND_ISO = Reading(formats=("%d.%m.%Y", "%Y-%m-%d"))


async def test_a_column_may_have_several_formats(desk: Desk) -> None:
    desk.put("accounts.csv", "id,name,parent,since\n1,A,,31.12.2020\n2,B,,2020-12-31\n3,C,,12/31/2020\n4,D,,\n")
    await desk.run(ACCOUNTS + 'customer_since = { column = "since", format = ["%d.%m.%Y", "%Y-%m-%d"] }\n')
    assert await desk.rows("SELECT name, customer_since FROM account ORDER BY name") == [
        ("A", date(2020, 12, 31)),
        ("B", date(2020, 12, 31)),
        ("D", None),
    ]
    assert desk.reasons() == {4: 'column "since": "12/31/2020" is not a date: send one like 31.12.2026 or 2026-12-31'}


def test_a_date_that_two_formats_read_as_two_days_is_neither() -> None:
    either = Reading(formats=("%d/%m/%Y", "%m/%d/%Y"))
    assert Day().read_cell("31/12/2020", either) == Day().read_cell("12/31/2020", either) == date(2020, 12, 31)
    assert Day().read_cell("05/05/2020", either) == date(2020, 5, 5)
    with pytest.raises(InvalidValue) as invalid:
        Day().read_cell("01/02/2020", either)
    assert invalid.value.message == (
        "could be 2020-01-02 or 2020-02-01, by two of the formats in the mapping: leave one out"
    )


def test_a_time_has_the_offset_of_the_format_that_fits() -> None:
    reading = Reading(formats=("%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%S.%f%z"))
    assert Moment().read_cell("31.12.2020 09:30", reading) == datetime(2020, 12, 31, 9, 30, tzinfo=UTC)
    assert Moment().read_cell("2020-12-31T09:30:00.000+0100", reading) == datetime(2020, 12, 31, 8, 30, tzinfo=UTC)
    morning = Reading(formats=("%d.%m.%Y %H:%M", "%d.%m.%Y %I:%M"))
    assert Day().read_cell("31.12.2020 09:30", morning) == date(2020, 12, 31)
    with pytest.raises(InvalidValue, match=r"is not a time: send one like 31\.12\.2026 23:59 or 2026-12-31T23:59:59"):
        Moment().read_cell("yesterday", reading)


def test_a_time_that_two_formats_read_as_two_is_neither() -> None:
    either = Reading(formats=("%H:%M %d/%m/%Y", "%H:%M %m/%d/%Y"))
    with pytest.raises(InvalidValue, match="could be 2020-01-02 09:30:00 or 2020-02-01 09:30:00, by two"):
        Moment().read_cell("09:30 01/02/2020", either)


def test_a_format_that_reads_a_day_that_is_none_fits_not() -> None:
    with pytest.raises(InvalidValue, match=r"is not a date: send one like 31\.12\.2026 or 2026-12-31"):
        Day().read_cell("31.02.2020", GERMAN_AND_ISO)
