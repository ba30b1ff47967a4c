"""A provider that publishes its keys over HTTP, and does what providers may do: rotate, fail, hang, lead elsewhere."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.auth.providers import Signer, table

DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"


class Provider:
    """The provider's keys and behaviour, which a test may change while it runs."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.signers = [Signer(kid="one")]
        self.asked: Counter[str] = Counter()
        self.down = False
        self.free = threading.Event()
        """Cleared, the provider takes requests and answers none."""
        self.free.set()
        self.body: bytes | None = None
        """What it sends instead of keys."""
        self.leads_to: str | None = None
        """Where it redirects who asks for keys."""
        self.issuer = address

    def sign(self, **changed: object) -> str:
        return self.signers[-1].sign(iss=self.address, **changed)

    def rotate(self, kid: str) -> None:
        self.signers = [Signer(kid=kid)]

    def table(self, *lines: str, keys: str | None = None) -> str:
        """The provider's table: by discovery, unless an address of keys is given."""
        made = table("login", *lines, issuer=self.address, keys=keys or "")
        return made if keys else made.replace('keys = ""\n', "")

    def answer(self, path: str) -> bytes:
        if path == DISCOVERY:
            return json.dumps({"issuer": self.issuer, "jwks_uri": self.address + KEYS}).encode()
        return self.body or json.dumps({"keys": [signer.jwk() for signer in self.signers]}).encode()


@contextmanager
def publishing() -> Iterator[Provider]:
    """Runs a provider on a loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            provider.asked[self.path] += 1
            provider.free.wait(30)
            if provider.down:
                self.send_error(503)
                return
            if self.path == KEYS and provider.leads_to:
                self.send_response(302)
                self.send_header("location", provider.leads_to)
                self.end_headers()
                return
            body = provider.answer(self.path)
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the test's output is the test's."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:  # who asked has given up
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.free.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
