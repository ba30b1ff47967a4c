"""A running server of the small schema."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from graph.graphql_http import GraphQLEndpoint
from graph.logs import RequestLog
from tests.graphql_http.small_schema import BODY_TIMEOUT, LIMIT, ask, verify
from tests.serving import serving


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    app = Starlette(
        routes=[
            Route(
                "/graphql",
                GraphQLEndpoint(
                    ask, verify, PlainTextResponse("the page"), body_limit=LIMIT, body_timeout=BODY_TIMEOUT
                ),
            )
        ],
        middleware=[Middleware(RequestLog)],
    )
    with serving(app) as address, httpx.Client(base_url=address) as client:
        yield client
