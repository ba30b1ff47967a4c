"""`account-graph new-migration`, on a copy of the program in which a noun, a field or a name of an enum is new."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from graph.database import known_migrations
from tests.conftest import Postgres

ROOT = Path(__file__).parents[2]

VEHICLE = '''
"""The vehicle."""

from enum import StrEnum

from . import fields
from .base import OfAccount, belongs_to
from .noun import noun
from .spec import Listing, RowFilter


class Fuel(StrEnum):
    """What makes it go."""

    PETROL = "PETROL"
    ELECTRICITY = "ELECTRICITY"


@noun(
    prefix="veh",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-bought_on",),
    root_list=Listing("All vehicles."),
    account_list=Listing("The vehicles of this account."),
    exposed=False,
)
class Vehicle(OfAccount):
    """A vehicle."""

    number = fields.number("VEH", "vehicle_number", "The number.")
    name = fields.folded_name("The name.")
    name_key = fields.folded()
    fuel = fields.choice(Fuel, "What makes it go.", default=Fuel.PETROL)
    price = fields.money("The price.", sorted=True)
    is_pool_car = fields.flag("Whether anyone may take it.", default=False, one_per_account=True)
    bought_on = fields.day("The day when it was bought.")
    driver = fields.reference("Contact", "Who drives it.", same_account=True)
    seller = belongs_to("User", null=True, bound=False)

    class Meta:
        table = "vehicle"
'''


TAKE_BACK = """
import asyncio, sys
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate
from graph.database import tortoise_config

async def main():
    async with TortoiseContext():
        await migrate(config=tortoise_config(sys.argv[1]), target=sys.argv[2], direction="backward")

asyncio.run(main())
"""


class Program:
    """A copy of the program to change, and a database of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def run(self, *arguments: str, code: int = 0) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.folder),
            "DATABASE_URL": self.url,
            "ACCOUNT_GRAPH_SECRET": "s" * 32,
            "ACCOUNT_GRAPH_DATA": str(self.folder / "data"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "graph", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr if code == 0 else "") == (code, ""), done.stdout + done.stderr
        return done.stdout + (done.stderr if code else "")

    def take_back(self) -> None:
        """Takes the last migration back."""
        before = sorted((self.folder / "graph/models/migrations").glob("0*.py"))[-2].stem
        done = subprocess.run(
            [sys.executable, "-c", TAKE_BACK, self.url, f"models.{before}"],
            cwd=self.folder,
            env={"PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")

    def change(self, file: str, old: str, new: str) -> None:
        path = self.folder / "graph" / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    def written(self) -> str:
        """The text of the last migration."""
        return max((self.folder / "graph/models/migrations").glob("0*.py")).read_text()

    def apply(self) -> None:
        """Migrates the database, lists its definitions, and has nothing wrong with it."""
        self.run("migrate")
        (self.folder / "graph/definitions/definitions.sql").write_text(self.run("definitions"))
        assert self.run("check").endswith("Nothing is wrong.\n")
        assert self.run("new-migration", "more") == ("Nothing to migrate: the migrations match the models.\n")


@pytest.fixture
async def program(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Program]:
    shutil.copytree(ROOT / "graph", tmp_path / "graph", ignore=shutil.ignore_patterns("__pycache__"))
    url = await postgres.make_database()
    yield Program(tmp_path, url)
    await postgres.drop_database(url)


@pytest.mark.once
def test_where_nothing_changed_nothing_is_written(program: Program) -> None:
    before = known_migrations()
    assert program.run("new-migration", "nothing").startswith("Nothing to migrate")
    assert [file.stem for file in sorted((program.folder / "graph/models/migrations").glob("0*.py"))] == before


async def test_a_new_noun_is_one_file_away_from_a_database_in_which_nothing_is_wrong(program: Program) -> None:
    (program.folder / "graph/models/vehicle.py").write_text(VEHICLE.lstrip())
    program.change(
        "models/__init__.py", "from .user import User\n", "from .user import User\nfrom .vehicle import Vehicle\n"
    )
    program.change("models/__init__.py", '    "User",\n', '    "User",\n    "Vehicle",\n')
    path = Path(program.run("new-migration", "Add vehicles").strip())
    assert path.name == f"{int(known_migrations()[-1][:4]) + 1:04}_add_vehicles.py"
    program.apply()
    connection = await asyncpg.connect(program.url)
    account = await connection.fetchval("SELECT gen_random_uuid()")
    await connection.execute("INSERT INTO account (id, name, name_key) VALUES ($1, 'A', 'a')", account)
    made = "INSERT INTO vehicle (id, account_id, name, name_key, fuel) VALUES (gen_random_uuid(), $1, 'V', 'v', $2)"
    await connection.execute(made, account, "ELECTRICITY")
    with pytest.raises(asyncpg.CheckViolationError, match="vehicle_fuel_known"):
        await connection.execute(made, account, "STEAM")
    await connection.execute("UPDATE vehicle SET price = 5, number = 7, seller_id = gen_random_uuid()")
    told = await connection.fetch("SELECT field, new_value FROM field_change WHERE record_type = 'Vehicle' ORDER BY 1")
    assert [(row[0], row[1]) for row in told if row[0] != "createdAt"] == [("number", "VEH-000007"), ("price", "5.00")]
    indexes = await connection.fetch("SELECT indexname FROM pg_indexes WHERE tablename = 'vehicle' ORDER BY 1")
    names = {row[0] for row in indexes}
    assert names >= {"vehicle_of_account", "vehicle_in_order", "vehicle_of_driver", "vehicle_sorted_by_price"}
    await connection.execute("UPDATE vehicle SET is_pool_car = true")
    await connection.execute(made, account, "PETROL")
    with pytest.raises(asyncpg.UniqueViolationError, match="vehicle_pool_car_once"):
        await connection.execute("UPDATE vehicle SET is_pool_car = true")
    # nobody asks: the lock shows nothing
    async with connection.transaction():
        await connection.execute("SET LOCAL ROLE account_graph_app")
        assert await connection.fetchval("SELECT count(*) FROM vehicle") == 0
    await connection.close()
    program.take_back()
    program.run("migrate")
    assert program.run("check").endswith("Nothing is wrong.\n")


async def test_a_new_name_of_an_enum_a_flag_and_a_field_change_what_rests_on_them_and_no_more(program: Program) -> None:
    program.change("models/activity.py", '    TASK = "TASK"\n', '    TASK = "TASK"\n    VISIT = "VISIT"\n')
    program.change(
        "models/case.py", '    CRITICAL = "CRITICAL"\n', '    CRITICAL = "CRITICAL"\n    BLOCKING = "BLOCKING"\n'
    )
    flag = 'is_cover = fields.flag("Whether it is the cover.", default=False, one_per_account=True)'
    pages = 'pages = fields.count("The number of its pages.")'
    program.change("models/file.py", "    size = ", f"    {flag}\n    {pages}\n    size = ")
    program.run("new-migration", "visits")
    text = program.written()
    assert not re.search("^ *(from|import) graph", text, re.MULTILINE)
    assert "DROP CONSTRAINT activity_kind_known,\n    ADD CONSTRAINT activity_kind_known CHECK" in text
    assert "(kind IN ('CALL', 'EMAIL', 'MEETING', 'TASK', 'VISIT'))" in text
    assert "CREATE UNIQUE INDEX file_cover_once ON file (account_id) WHERE is_cover;" in text
    assert text.count("ops.AddField(") == 2
    assert "CREATE OR REPLACE FUNCTION audit_file()" in text
    assert """('pages', d."pages"::text, i."pages"::text)""" in text
    assert "DROP INDEX support_case_sorted_by_priority;\nCREATE INDEX support_case_sorted_by_priority" in text
    assert text.count("CREATE") == 5  # the flag's index; that of an order, and back; the function, and back
    assert program.run("new-migration", "twice", code=1).startswith("Error: graph/definitions/definitions.sql is of 00")
    program.apply()
    program.take_back()
    program.run("migrate")
    assert program.run("check").endswith("Nothing is wrong.\n")
