"""A headless Chromium over the DevTools protocol: opens a page, presses and types, hears all it asks for and says."""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tests.waiting import until

TIMEOUT = 30.0
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
    "--remote-debugging-pipe",
    # The network is cut for every name but our own server's.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def page(executable: str) -> Iterator["Page"]:
    """One empty page in a new browser that knows nothing from before."""
    with tempfile.TemporaryDirectory(prefix="account-graph-browser-", ignore_cleanup_errors=True) as profile:
        to_browser, ours_to_write = os.pipe()
        ours_to_read, from_browser = os.pipe()
        # The browser reads commands from descriptor 3 and writes to 4; from 10 on, neither is overwritten on the way.
        reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_browser, from_browser))
        browser = os.posix_spawn(
            executable,
            [executable, *FLAGS, f"--user-data-dir={profile}"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, 1, 2),
                (os.POSIX_SPAWN_DUP2, reads, 3),
                (os.POSIX_SPAWN_DUP2, writes, 4),
            ],
            setpgroup=0,
        )
        for end in (to_browser, from_browser, reads, writes):
            os.close(end)
        with open(ours_to_write, "wb", buffering=0) as commands, open(ours_to_read, "rb", buffering=0) as events:
            try:
                yield Page(commands, events)
            finally:
                os.killpg(browser, signal.SIGKILL)
                os.waitpid(browser, 0)


class Page:
    """The page. `events` are all that the browser told of it, in order."""

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self.events: list[dict[str, Any]] = []
        self._commands = commands
        self._incoming = events
        self._unread = b""
        self._number = 0
        self._session: str | None = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: object) -> dict[str, Any]:
        """Runs one DevTools command; its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT
        while True:
            answer = self._next(deadline)
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _next(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._incoming], [], [], max(0, deadline - time.monotonic()))
            assert ready, "the browser did not answer in time"
            read = self._incoming.read(1 << 16)
            assert read, "the browser ended"
            self._unread += read
        message, _, self._unread = self._unread.partition(b"\0")
        parsed: dict[str, Any] = json.loads(message)
        return parsed

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)

    def value(self, expression: str) -> Any:
        """What this JavaScript expression is on the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """The first true value that this expression comes to have."""
        try:
            return until(lambda: self.value(expression), within=TIMEOUT)
        except AssertionError:
            raise AssertionError(f"never came true: {expression}; the page says: {self.text()}") from None

    def text(self) -> str:
        return str(self.value("document.body?.innerText ?? ''"))

    def wait_for_text(self, text: str) -> None:
        self.wait_for(f"document.body?.innerText.includes({json.dumps(text)})")

    def press(self, selector: str) -> None:
        self.wait_for(f"document.querySelector({json.dumps(selector)}) !== null")
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector: str, text: str) -> None:
        self.wait_for(f"document.querySelector({json.dumps(selector)}) !== null")
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")
        self.send("Input.insertText", text=text)

    def requested(self) -> list[str]:
        """The addresses of everything the page asked for, in order."""
        return [
            event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the console holds of errors and warnings, refusals by the content security policy among them."""
        found = []
        for event in self.events:
            match event:
                case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                    found.append(str(details.get("exception", details).get("description", details)))
                case {"method": "Runtime.consoleAPICalled", "params": {"type": "error" | "warning", "args": args}}:
                    found.append(" ".join(str(arg.get("value", arg.get("description"))) for arg in args))
                case {"method": "Log.entryAdded", "params": {"entry": {"level": "error" | "warning"} as entry}}:
                    found.append(f"{entry['text']} {entry.get('url', '')}")
        return found

    def screenshot(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))
