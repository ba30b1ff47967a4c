"""The embedded server: started, shared, stopped, and none the worse for a crash."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from graph.connections import embedded_server
from graph.embedded import EmbeddedServerError, embedded_binaries, shared_server
from graph.embedded.server import SYSTEM_USER
from tests.server_folders import copied, open_folder
from tests.waiting import until

pytestmark = pytest.mark.once

HOLD = """
import sys
from pathlib import Path
from graph.connections import embedded_server
with embedded_server(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def run_before() -> Iterator[Path]:
    """A folder in which a server has run, to copy."""
    with open_folder() as path:
        with embedded_server(path):
            pass
        yield path


@pytest.fixture
def used_folder(run_before: Path) -> Iterator[Path]:
    """A folder of the test's own in which a server has run."""
    with copied(run_before) as path:
        yield path


def server_pid(folder: Path) -> int | None:
    try:
        first = (folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first) if first else None  # it is there for a moment before anything is in it


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its standard input ends."""
    process = start(folder)
    assert process.stdout
    assert process.stdout.readline().startswith("postgresql://")
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)
    assert process.returncode == 0


def ask(url: str, question: str) -> object:
    async def fetch() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def answers(url: str) -> bool:
    try:
        return ask(url, "SELECT 1") == 1
    except (OSError, asyncpg.PostgresError):
        return False


def is_back(folder: Path, url: str, killed: int) -> bool:
    return server_pid(folder) not in (killed, None) and answers(url)


def test_data_outlive_the_server_and_it_starts_in_no_time_again(folder: Path) -> None:
    with embedded_server(folder) as url:
        ask(url, "CREATE TABLE kept ()")
    assert server_pid(folder) is None
    began = time.monotonic()
    with embedded_server(folder) as url:
        assert ask(url, "SELECT count(*) FROM kept") == 0
    assert time.monotonic() - began < 15  # a second start; one second where nothing else is going on


def test_it_keeps_data_durably_and_listens_on_no_network(used_folder: Path) -> None:
    with embedded_server(used_folder) as url:
        assert [ask(url, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")] == ["on"] * 3
        assert ask(url, "SHOW listen_addresses") == ""
        assert (used_folder / "postgres").stat().st_mode & 0o077 == 0


def test_of_several_users_the_last_one_stops_it(used_folder: Path) -> None:
    first = hold(used_folder)
    pid = server_pid(used_folder)
    with embedded_server(used_folder) as url:
        let_go(first)
        assert ask(url, "SELECT 1") == 1
        assert server_pid(used_folder) == pid
    assert server_pid(used_folder) is None


def test_a_user_that_was_killed_holds_nothing_up(used_folder: Path) -> None:
    killed = hold(used_folder)
    killed.kill()
    killed.communicate()
    assert server_pid(used_folder) is not None
    with embedded_server(used_folder) as url:
        assert ask(url, "SELECT 1") == 1
    assert server_pid(used_folder) is None


def test_a_server_that_was_killed_starts_again(used_folder: Path) -> None:
    user = hold(used_folder)
    pid = server_pid(used_folder)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_running(pid))
    with embedded_server(used_folder) as url:
        assert ask(url, "SELECT 1") == 1
        assert server_pid(used_folder) != pid
        let_go(user)
    assert server_pid(used_folder) is None


def test_a_server_that_was_killed_is_started_again_by_whoever_keeps_it(used_folder: Path) -> None:
    with embedded_server(used_folder, kept=True) as url:
        for _ in range(2):
            killed = server_pid(used_folder)
            assert killed is not None
            os.kill(killed, signal.SIGKILL)
            until(partial(is_back, used_folder, url, killed))
    assert server_pid(used_folder) is None


def test_a_pid_given_to_another_program_holds_nothing_up(used_folder: Path) -> None:
    with embedded_server(used_folder):
        left_behind = (used_folder / "postgres" / "postmaster.pid").read_text().split("\n")
    left_behind[0] = str(os.getpid())
    (used_folder / "postgres" / "postmaster.pid").write_text("\n".join(left_behind))
    with embedded_server(used_folder) as url:
        assert ask(url, "SELECT 1") == 1


def test_an_interrupted_first_start_leaves_nothing_half_made(folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    with embedded_server(folder) as url:
        assert ask(url, "SELECT current_database()") == "account_graph"
    assert not (folder / "postgres.new").exists()


def test_many_at_once_get_one_server(folder: Path) -> None:
    users = [start(folder) for _ in range(4)]
    urls = {user.stdout.readline() for user in users if user.stdout}
    assert len(urls) == 1
    for user in users:
        let_go(user)
    assert server_pid(folder) is None


@pytest.mark.parametrize("name", ["long" * 50, "it's, a folder of mine; (Ärger) %20"])
def test_any_folder_will_do(folder: Path, name: str) -> None:
    with embedded_server(folder / name) as url:
        assert ask(url, "SELECT 1") == 1
        socket_folder = Path(str(ask(url, "SHOW unix_socket_directories")))
        assert socket_folder.stat().st_mode & 0o077 == 0
    assert not (socket_folder / ".s.PGSQL.5432").exists()


def test_data_of_another_major_version_are_left_alone(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("12\n")
    with (
        pytest.raises(EmbeddedServerError, match=r"was created by PostgreSQL 12, .* pg_dump of version 12"),
        embedded_server(folder),
    ):
        pass


def test_a_server_that_does_not_start_says_why(folder: Path) -> None:
    with (
        pytest.raises(EmbeddedServerError, match="shared_buffers"),
        shared_server(folder, options={"shared_buffers": "much"}),
    ):
        pass


def test_a_folder_whose_name_a_shell_would_read_is_refused(folder: Path) -> None:
    with pytest.raises(EmbeddedServerError, match="Choose another"), embedded_server(folder / "$HOME"):
        pass


def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").touch()
    with (
        pytest.raises(EmbeddedServerError, match=r"file/data can't be created .* ACCOUNT_GRAPH_DATA"),
        embedded_server(folder / "file" / "data"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="about root")
def test_as_root_a_closed_folder_above_the_data_is_opened_for_passing_only(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with embedded_server(closed / "data") as url:
        assert ask(url, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o701
    assert f"Other users can now traverse {closed}, because PostgreSQL runs as {SYSTEM_USER}" in capfd.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="about root")
def test_as_root_programs_in_a_closed_folder_are_copied_and_the_folder_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = embedded_binaries().parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    with shared_server(folder / "data", binaries=closed / package.name / "pginstall" / "bin"):
        assert server_pid(folder / "data")
    assert closed.stat().st_mode & 0o777 == 0o700
    assert len(list((folder / "data").glob("programs-*"))) == 1


def test_a_new_cluster_knows_the_letters_of_all_scripts(folder: Path) -> None:
    with embedded_server(folder) as url:
        assert ask(url, "SELECT lower('ЖÉ')") == "жé"
        ask(url, "CREATE EXTENSION pg_trgm")
        # a word of three letters: two beginnings, itself and its end
        assert ask(url, "SELECT cardinality(show_trgm('Ж株é'))") == 4
