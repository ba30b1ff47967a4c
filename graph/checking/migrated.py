"""What the migrations made, read from them: indexes, triggers, constraints, functions, tables and extensions."""

import pkgutil
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from tortoise.migrations.operations import RunSQL

from graph.models import migrations

FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\s*\(.*?AS (\$\w*\$)(.*?)\2[^;]*", re.DOTALL)
EXTENSION = re.compile(r"CREATE EXTENSION (?:IF NOT EXISTS )?(\w+)")
INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX (\w+) ON ")
TRIGGER = re.compile(r'CREATE (?:CONSTRAINT )?TRIGGER (\w+) .*? ON "?(\w+)"?', re.DOTALL)
TABLE = re.compile(r"CREATE TABLE (\w+)")
CONSTRAINT = re.compile(r'ALTER TABLE "?(\w+)"? ADD CONSTRAINT (\w+)')
DROPPED = re.compile(r'DROP (INDEX|TRIGGER|TABLE|FUNCTION) "?(\w+)"?(?: ON "?(\w+)"?)?')
UNBOUND = re.compile(r'ALTER TABLE "?(\w+)"? DROP CONSTRAINT (\w+)')


@dataclass(slots=True)
class Made:
    """What stands after all migrations, by name; with it the statement that makes it, where one alone does."""

    indexes: dict[str, str] = field(default_factory=dict)
    triggers: dict[tuple[str, str], str] = field(default_factory=dict)
    """By table and name."""
    constraints: dict[tuple[str, str], str] = field(default_factory=dict)
    """By table and name. Keys and references that the models declare are not among them."""
    functions: dict[str, str] = field(default_factory=dict)
    """Their bodies."""
    tables: set[str] = field(default_factory=set)
    """Those that no model has."""
    extensions: set[str] = field(default_factory=set)

    def follow(self, text: str) -> None:
        """Takes in what a migration's SQL makes and drops, statement by statement."""
        self.functions |= {found[1]: found[3] for found in FUNCTION.finditer(text)}
        self.extensions |= set(EXTENSION.findall(text))
        for written in re.sub(r"--[^\n]*", "", FUNCTION.sub("", text)).split(";"):
            statement = " ".join(written.split())
            if found := INDEX.match(statement):
                self.indexes[found[1]] = statement
            elif found := TRIGGER.match(statement):
                self.triggers[found[2], found[1]] = statement
            elif found := CONSTRAINT.match(statement):
                self.constraints[found[1], found[2]] = statement
            elif found := TABLE.match(statement):
                self.tables.add(found[1])
            elif found := UNBOUND.match(statement):
                self.constraints.pop((found[1], found[2]), None)
            elif found := DROPPED.match(statement):
                self._drop(found[1], found[2], found[3])

    def _drop(self, what: str, name: str, table: str | None) -> None:
        match what:
            case "INDEX":
                self.indexes.pop(name, None)
            case "TRIGGER":
                self.triggers.pop((table or "", name), None)
            case "TABLE":
                self.tables.discard(name)
            case _:
                self.functions.pop(name, None)


@cache
def made() -> Made:
    """What this program's migrations, all of them, leave behind."""
    left = Made()
    for name in sorted(module.name for module in pkgutil.iter_modules(migrations.__path__)):
        migration = import_module(f"{migrations.__name__}.{name}").Migration
        for operation in migration.operations:
            if isinstance(operation, RunSQL):
                texts = [operation.sql] if isinstance(operation.sql, str) else operation.sql
                for text in texts:
                    left.follow(text if isinstance(text, str) else text[0])
    return left
