"""The keys by which other systems know records of a world."""

from collections.abc import Mapping

from tests.rows import IDENTIFIED

from .draw import ODD, Draw, Records

SOURCES = ("crm", "ERP", "erp", ODD[2])


def external_ids(draw: Draw, tables: Mapping[str, Records]) -> Records:
    """No key for many records, several for some. Of a source, each key is one record's of its type."""
    return [
        an_external_id(draw, record_type, row["id"])
        for record_type, table in IDENTIFIED.items()
        for row in tables[table]
        for _ in range(draw.one((0, 0, 0, 1, 2)))
    ]


def an_external_id(draw: Draw, record_type: str, record_id: object) -> dict[str, object]:
    """A key that no other record has."""
    return {
        "id": draw.id(),
        "source": draw.one(SOURCES),
        "record_type": record_type,
        "key": f"{draw.one(('A', 'a', *ODD[:9]))} {draw.random.getrandbits(48)}",
        "record_id": record_id,
    }
