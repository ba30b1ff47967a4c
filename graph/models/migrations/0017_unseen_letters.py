"""Names are the same whatever of them isn't seen: the keys of those that have some of it are made again without it."""

# ruff: noqa: S608  # the tables are named here

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

Key = Callable[[str], str]


def key_before(name: str) -> str:
    """A name's key, as it was until now."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", folded)).strip()


def key_after(name: str) -> str:
    """A name's key from now on."""
    return key_before(re.sub(UNSEEN, "", name))


async def _write_keys(_apps: Any, editor: Any, *, key: Key) -> None:
    """Write the keys. Of accounts whose names are now the same, one has it; the others keep theirs, and are told of."""
    fetch = editor.client.execute_query_dict
    for table in ("account", "contact"):
        await fetch(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        for row in await fetch(f"SELECT * FROM {table} WHERE name ~ $1 ORDER BY id", [UNSEEN]):
            new = key(row["name"])
            other = await fetch("SELECT number FROM account WHERE name_key = $1 AND id <> $2", [new, row["id"]])
            if table == "contact" or not other:
                await fetch(f"UPDATE {table} SET name_key = $1 WHERE id = $2", [new, row["id"]])
            else:
                print(  # noqa: T201  # who migrates can mend it
                    f"ACC-{other[0]['number']:06} and ACC-{row['number']:06} have names that look the same,"
                    f" {re.sub(UNSEEN, '', row['name'])}. Nothing is lost: rename one of them, then run"
                    " account-graph check --repair.",
                    file=sys.stderr,
                )


class Migration(migrations.Migration):
    """The keys alone; names stay as they were written."""

    dependencies = [("models", "0016_opened_by_a_move")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunPython(partial(_write_keys, key=key_after), partial(_write_keys, key=key_before)),
    ]
