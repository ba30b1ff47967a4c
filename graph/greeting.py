"""What is printed to people who start the server, load the demo or ask for a token: addresses and commands to try."""

import difflib
import socket
import sys
from pathlib import Path

import asyncpg

from graph.auth.tokens import Tokens
from graph.connections import DatabaseUnavailable, connect

GREETED = ("rita@demo.example", "mia@demo.example", "pat@demo.example")
"""Three demo users who see the same accounts differently: a rep, her manager, and a partner."""


def called_as() -> str:
    """Returns the command that started this program, so that the commands it prints can be typed as they are."""
    return sys.argv[0] if Path(sys.argv[0]).name == "account-graph" else "account-graph"


async def startup_message(tokens: Tokens, url: str, listening: socket.socket) -> list[str]:
    """Returns the lines to print when the server has started: its address, and tokens or commands to try next."""
    host, port = listening.getsockname()[:2]
    name = "localhost" if host in {"0.0.0.0", "::", "127.0.0.1", "::1"} else host  # noqa: S104  # compared, not bound
    lines = [f"Account Graph: http://{name}:{port}/graphql (open it in a browser to run queries)"]
    greeted = [email for email in GREETED if email in await active_users(url)]
    if greeted and tokens.issued_here:
        lines.append("Sign in with one of these tokens; each of these demo users sees different accounts:")
        lines += [f"  {email}\n    {tokens.issue(email)}" for email in greeted]
        lines.append(f"For other users: {called_as()} token EMAIL")
    elif not greeted:
        lines.append(f"To load a demo company: {called_as()} demo")
    return lines


async def active_users(url: str) -> list[str]:
    """Returns the e-mail addresses of all active users; raises DatabaseUnavailable if there are no tables."""
    async with connect(url) as connection:
        try:
            rows = await connection.fetch("SELECT email FROM app_user WHERE is_active")
        except asyncpg.UndefinedTableError as error:
            raise DatabaseUnavailable("The database has no tables yet. Create them: account-graph migrate") from error
    return [row["email"] for row in rows]


def another_address(address: str, known: list[str]) -> str:
    """Returns the hint for a token request whose address is unknown: a similar address, or where to find one."""
    if close := _near(address, known):
        return f"Did you mean {close}?"
    if not known:
        return f"There are no users yet. To load demo users: {called_as()} demo"
    if set(GREETED) & set(known):
        return f"To list the demo users, which changes nothing: {called_as()} demo"
    return "To list the users, run the query `{ users { nodes { email } } }`."


def _near(address: str, known: list[str]) -> str | None:
    """Returns the known address whose part before the @ is most similar; None if none is similar enough."""
    by_name: dict[str, list[str]] = {}
    for each in known:
        by_name.setdefault(each.partition("@")[0], []).append(each)
    name, at, _ = address.partition("@")
    names = difflib.get_close_matches(name, by_name, n=3, cutoff=0.7)
    near = [each for found in names for each in sorted(by_name[found])]
    if not near or not at:
        return near[0] if near else None
    return max(near, key=lambda each: difflib.SequenceMatcher(None, address, each).ratio())
