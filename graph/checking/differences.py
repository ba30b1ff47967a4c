"""What of the database's definitions isn't as the program wants it, and the statements that make it so."""

import re
from collections.abc import Collection
from dataclasses import dataclass

import asyncpg

from graph.definitions import Definition, Kind, standing, wanted

from .check import Finder, Found, Mended, Repair, named

OWNER_OF_ALL = "SELECT relowner::regrole::text FROM pg_class WHERE oid = to_regclass('public.account')"


@dataclass(frozen=True, slots=True)
class Difference:
    """A definition that is missing (``found`` is None) or is another than the wanted one."""

    wanted: Definition
    found: Definition | None
    owner: str
    """The role that owns the tables."""

    @property
    def statement(self) -> str | None:
        """What mends it; None where no statement does, since rows are lost or have to be changed."""
        text = self.wanted.text.replace("OWNER TO OWNER", f"OWNER TO {self.owner}")
        name = self.wanted.name.rpartition(".")[2]
        match self.wanted.kind:
            case Kind.TYPE | Kind.COLUMN:
                return None
            case Kind.TABLE:
                return None if self.found is None else f"ALTER TABLE public.{name} SET LOGGED"
            case Kind.SEQUENCE if self.found is not None:
                return text.replace("CREATE", "ALTER", 1)
            case Kind.ROLE if self.found is not None:
                return f"{text.replace('CREATE', 'ALTER', 1)} NOSUPERUSER NOBYPASSRLS"
            case Kind.CHECK | Kind.KEY if self.found is not None:
                return f"ALTER TABLE public.{self._table} DROP CONSTRAINT {name}; {text}"
            case Kind.INDEX if self.found is not None:
                return f"DROP INDEX public.{name}; {text}"
            case Kind.TRIGGER if self.found is not None:
                return f"DROP TRIGGER {name} ON public.{self._table}; {text}"
        return text

    @property
    def _table(self) -> str:
        base = _base(self.wanted)
        return base[1] if base else ""

    @property
    def words(self) -> str:
        """What is told of it: the statement that mends it, or what is wrong where that is none, or too long a one."""
        wanted, found = self.wanted, self.found
        if wanted.kind is Kind.FUNCTION:
            return f"{wanted.name} {'is missing' if found is None else 'is another than the one that migrations made'}"
        if wanted.kind is Kind.OWNER and found is not None:
            owner, due = (each.text.rpartition(" ")[2].replace("OWNER", self.owner) for each in (found, wanted))
            return f"{wanted.name} belongs to {owner}, not to {due}"
        if self.statement is not None:
            return self.statement
        name = f"{wanted.kind} {wanted.name}"
        return name if found is None else f"{name} is {found.text}, not {wanted.text}"


async def differences(
    connection: asyncpg.Connection, kinds: Collection[Kind], *, of_the_lock: bool = False
) -> list[Difference]:
    """The definitions of these kinds that aren't as they are wanted, those of lost tables left out."""
    found = await standing(connection, {*kinds, Kind.TABLE, Kind.FUNCTION})
    owner = await connection.fetchval(OWNER_OF_ALL)
    return [
        Difference(due, found.get(key), owner or "CURRENT_USER")
        for key, due in wanted().items()
        if due.kind in kinds
        and due.of_the_lock is of_the_lock
        and not (key in found and due.same(found[key]))
        and ((base := _base(due)) is None or base in found)
    ]


def _base(definition: Definition) -> tuple[Kind, str] | None:
    """The table or function that a definition hangs on; None where it hangs on none."""
    kind, name, text = definition.kind, definition.name, definition.text
    if kind is Kind.COLUMN:
        return Kind.TABLE, name.partition(".")[0]
    if kind in {Kind.CHECK, Kind.KEY, Kind.INDEX, Kind.TRIGGER, Kind.POLICY, Kind.ROW_SECURITY}:
        first = re.search(r"public\.(\w+)", text)
        return (Kind.TABLE, first[1]) if first else None
    if kind in {Kind.OWNER, Kind.GRANT}:
        of = re.match(r"(TABLE|FUNCTION) (?:public\.)?(\w+\(.*?\)|\w+)", name)
        return (Kind(of[1].lower()), of[2]) if of else None
    return None


def different(*kinds: Kind) -> Finder:
    """Finds the definitions of these kinds that aren't as they are wanted."""

    async def find(connection: asyncpg.Connection) -> Found:
        return named([difference.words for difference in await differences(connection, kinds)])

    return find


def define_again(*kinds: Kind) -> Repair:
    """Runs the statements that mend these kinds, each by itself: what fails leaves the others done."""

    async def repair(connection: asyncpg.Connection) -> Mended:
        found = await differences(connection, kinds)
        statements = [difference.statement for difference in found if difference.statement is not None]
        return await run_each(connection, statements)

    return repair


async def run_each(connection: asyncpg.Connection, statements: Collection[str]) -> Mended:
    """Runs statements, each in a savepoint, and says which were done and which failed."""
    done, failed = [], []
    for statement in statements:
        told = next(line for line in statement.splitlines() if line.strip())
        try:
            async with connection.transaction():
                await connection.execute(statement)
        except asyncpg.PostgresError as error:
            failed.append(f"not done: {told}: {error}")
        else:
            done.append(told)
    return Mended(tuple(done), tuple(failed))
