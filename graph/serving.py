"""Serving: a port to listen on, what a newcomer is told, and uvicorn with one worker or several."""

import difflib
import socket
import sys
from contextlib import suppress
from pathlib import Path

import asyncpg
import uvicorn
from uvicorn.supervisors import Multiprocess

from graph.auth.tokens import Tokens
from graph.database import DatabaseUnavailable, connect
from graph.settings import Settings
from graph.uvicorn_limits import BoundedHeadProtocol

GREETED = ("rita@demo.example", "mia@demo.example", "pat@demo.example")
"""Three of the demo's people who see the same accounts differently: a rep, her manager, and a partner."""

GRACE = 10  # seconds that answers under way get when the server is stopped


class ServingError(Exception):
    """The server can't serve. The message says why, and the mend."""


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there, before anything else is started. Raises ServingError where that can't be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise ServingError(
            f"Port {port} of {host} can't be listened on: {error.strerror or error}. Choose another by --port or PORT."
        ) from error
    listening.set_inheritable(True)
    return listening


def called_as() -> str:
    """How this program was started, so that what it tells people to type works where they are."""
    return sys.argv[0] if Path(sys.argv[0]).name == "account-graph" else "account-graph"


async def startup_message(settings: Settings, url: str, listening: socket.socket) -> list[str]:
    """What to do next, for someone who has just started the server."""
    host, port = listening.getsockname()[:2]
    name = "localhost" if host in {"0.0.0.0", "::", "127.0.0.1", "::1"} else host  # noqa: S104  # compared, not bound
    lines = [f"Account Graph: http://{name}:{port}/graphql (open it in a browser to ask questions)"]
    greeted = [email for email in GREETED if email in await active_users(url)]
    if greeted and settings.token_public_key_file is None:
        tokens = Tokens(settings)
        lines.append("Sign in with one of these tokens; each of the demo's people sees the accounts differently:")
        lines += [f"  {email}\n    {tokens.issue(email)}" for email in greeted]
        lines.append(f"For others: {called_as()} token EMAIL")
    elif not greeted:
        lines.append(f"To try it on an invented company: {called_as()} demo")
    return lines


async def active_users(url: str) -> list[str]:
    """The e-mail addresses that a token may be for."""
    async with connect(url) as connection:
        try:
            rows = await connection.fetch("SELECT email FROM app_user WHERE is_active")
        except asyncpg.UndefinedTableError as error:
            raise DatabaseUnavailable("The database has no tables yet. Make them: account-graph migrate") from error
    return [row["email"] for row in rows]


def another_address(address: str, known: list[str]) -> str:
    """What to say to who asks for a token for an address that nobody has."""
    if close := _near(address, known):
        return f"Did you mean {close}?"
    if not known:
        return f"There are no users yet: {called_as()} demo loads some."
    if set(GREETED) & set(known):
        return f"The demo's people are listed by {called_as()} demo, which changes nothing."
    return "Users are listed by the query `{ users { nodes { email } } }`."


def _near(address: str, known: list[str]) -> str | None:
    """The known address whose name, the part before the @, is nearly this one's; of several the most alike."""
    by_name: dict[str, list[str]] = {}
    for each in known:
        by_name.setdefault(each.partition("@")[0], []).append(each)
    name, at, _ = address.partition("@")
    names = difflib.get_close_matches(name, by_name, n=3, cutoff=0.7)
    near = [each for found in names for each in sorted(by_name[found])]
    if not near or not at:
        return near[0] if near else None
    return max(near, key=lambda each: difflib.SequenceMatcher(None, address, each).ratio())


def run(listening: socket.socket, workers: int) -> None:
    """Answers until SIGINT or SIGTERM. Raises ServingError if a worker does not come up."""
    config = uvicorn.Config(
        "graph.server:app_from_environment",
        factory=True,
        http=BoundedHeadProtocol,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    if workers > 1:
        listening.listen(config.backlog)
        Multiprocess(config, sockets=[listening]).run()
        return
    server = uvicorn.Server(config)
    # uvicorn raises the signal again that it stopped for, after everything under way was answered
    with suppress(KeyboardInterrupt, SystemExit):
        server.run(sockets=[listening])
    if not server.started:
        raise ServingError("The server did not start; what it logged above says why.")
