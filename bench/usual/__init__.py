"""The usual way: Strawberry types over Tortoise instances, a dataloader for each relation, Strawberry's own view.

It is written as an expert in both would write it: rows are loaded by the page, statements are prepared, no relation is
queried once per parent, and documents are parsed and validated once. Each relation applies the same row filter as ours.
It does less than our server in two respects, both to its advantage: parents and children are those of the account tree
instead of the viewer's tree, and viewers are cached without a check for changes.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from tortoise.context import TortoiseContext

from bench.usual.loaders import Loaders
from bench.usual.schema import schema
from graph.auth.authenticator import Authenticator
from graph.auth.tokens import Tokens
from graph.connections import database_url
from graph.database import open_database, tortoise_config
from graph.settings import Settings


class View(GraphQL[Loaders, None]):
    """Strawberry's view, with the viewer in the context."""

    authenticator: Authenticator

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Loaders:
        """Returns the loaders of one request."""
        return Loaders(await self.authenticator.viewer(request.headers.get("authorization")))


def app() -> Starlette:
    """Returns the application, set up from the environment."""
    settings = Settings.from_environment()
    view = View(schema, graphql_ide=None)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with database_url(settings) as url:
            config = tortoise_config(url, settings)
            # as in our pool: planning and compiling these statements takes longer than running them
            settings_of_server = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
            config["connections"]["default"]["credentials"]["server_settings"] = settings_of_server
            async with TortoiseContext() as orm:
                # before open_database's context: requests run outside this task, and find the context that was first
                await orm.init(config, _enable_global_fallback=True)
                async with open_database(settings, url) as database:
                    view.authenticator = Authenticator(database.pool, Tokens(settings))
                    yield

    starlette = Starlette(lifespan=lifespan)
    starlette.add_route("/graphql", view)  # type: ignore[arg-type]  # Starlette accepts ASGI applications here
    return starlette
