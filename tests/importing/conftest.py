"""An importer's desk: files and a mapping in a folder, a database of the test's own."""

import csv
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from graph.importing import ImportSummary, run
from tests.waiting import eventually

ACCOUNTS = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "name"
parent = "parent"
"""


MEND = re.compile(
    r"[:,] (at most|bring|choose|close|correct|fill|give|hand|leave|mend|name|put|remove|say|send|write)\b"
)
"""Where a reason says what is to be done."""


@dataclass
class Desk:
    """Where a test imports."""

    folder: Path
    url: str

    def put(self, file: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / file).write_bytes(data)

    async def run(self, mapping: str = ACCOUNTS, **options: Any) -> ImportSummary:
        self.put("mapping.toml", mapping)
        options = {"rejects": self.folder / "rejects"} | options
        return await run(self.url, self.folder / "mapping.toml", **options)

    def put_rejects(self, reason: str) -> None:
        """Leaves a reject of accounts.csv as a run before this one would."""
        (self.folder / "rejects").mkdir()
        self.put("rejects/accounts.csv", f"(line),(reason),id\n2,{reason},1\n")

    def rejects(self, *, checked: bool = True) -> list[dict[Any, Any]]:
        """The rows of the files of rejects in the order of these, each with what is to be done."""
        files = sorted(path.name for path in (self.folder / "rejects").iterdir())
        rejects = [{"(file)": name} | row for name in files for row in self._listed(f"rejects/{name}")]
        assert not checked or [row["(reason)"] for row in rejects if not MEND.search(row["(reason)"])] == []
        return rejects

    def _listed(self, name: str) -> list[dict[str, str]]:
        text = (self.folder / name).read_text(encoding="utf-8-sig", errors="replace")
        text = re.sub(r'^"?sep=.+\n', "", text)
        delimiter = text[len("(line)")] if text.startswith("(line)") else ","
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))

    def reasons(self) -> dict[int, str]:
        return {int(row["(line)"]): row["(reason)"] for row in self.rejects()}

    def warnings(self) -> dict[tuple[str, int], str]:
        """What was told of each row that came in, by file and line."""
        return {(row["file"], int(row["line"])): row["warning"] for row in self._listed("warnings.csv")}

    async def rows(self, query: str, *args: object) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(self.url)
        try:
            return [tuple(row) for row in await connection.fetch(query, *args)]
        finally:
            await connection.close()

    async def value(self, query: str, *args: object) -> Any:
        [[value]] = await self.rows(query, *args)
        return value

    async def rows_read(self) -> int:
        """How many rows and entries of indexes were read in the database, ever, by sessions that have ended."""
        clients = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type LIKE 'client%'"
        )

        async def alone() -> bool:
            return bool(await self.value(clients) == 1)

        await eventually(alone)  # a session counts what it read when it ends
        return int(await self.value("SELECT tup_returned FROM pg_stat_database WHERE datname = current_database()"))

    async def tree(self) -> dict[str, str | None]:
        """Each account's name and its parent's."""
        rows = await self.rows("SELECT a.name, p.name FROM account a LEFT JOIN account p ON p.id = a.parent_id")
        return dict(rows)

    async def checksums(self) -> dict[str, str]:
        """A fingerprint of every table and sequence: equal ones mean that nothing at all changed."""
        kinds = await self.rows(
            "SELECT relname, relkind FROM pg_class"
            " WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace"
        )
        content = "md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
        state = "last_value || ' ' || is_called"
        queries = {name: f"SELECT {content if kind == b'r' else state} FROM {name} t" for name, kind in kinds}
        return {name: await self.value(query) for name, query in queries.items()}


@pytest.fixture
def desk(tmp_path: Path, empty_url: str) -> Desk:
    return Desk(tmp_path, empty_url)


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The sample data folder, with crm_sales and bank_hierarchies in it."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("ACCOUNT_GRAPH_SAMPLE_DATA", root.parent / "shared" / "data"))
    if not (folder / "crm_sales").is_dir():
        pytest.skip("the sample data folder is not here; ACCOUNT_GRAPH_SAMPLE_DATA says where it is")
    return folder
