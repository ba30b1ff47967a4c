"""The IDE: GraphiQL's page and files, served from this package, so that it works without internet access."""

from hashlib import sha256
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

FILES = Path(__file__).parent / "static"

_PAGE = (FILES / "index.html").read_bytes()
_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "etag": f'"{sha256(_PAGE).hexdigest()[:32]}"',
    "referrer-policy": "no-referrer",
    "vary": "accept",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application that serves the page. It needs no token; the page itself asks for one."""
    await Response(_PAGE, headers=_HEADERS, media_type="text/html")(scope, receive, send)


class _Assets(StaticFiles):
    """Static files that browsers revalidate on each use (by ETag), so that an upgrade takes effect at once."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed on unchanged
        response.headers["cache-control"] = "no-cache"
        response.headers["x-content-type-options"] = "nosniff"
        return response


assets = _Assets(directory=FILES)
