"""One Context a request: who asks, and what answers them."""

from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
from graphql import GraphQLResolveInfo

from graph.auth.authenticator import load_viewer
from graph.auth.claims import Claims
from graph.auth.viewer import Viewer, ViewerChanged
from graph.errors import Forbidden, Unauthenticated
from graph.instance import Instance
from graph.resolvers.compiler.budget import Budget
from graph.resolvers.compiler.selection import Selection, require_fewer, select
from graph.resolvers.loading.loader import RequestLoader
from graph.resolvers.loading.statements import ByKey, StatementCache
from graph.tortoise_client import LimitedClient


@dataclass(slots=True)
class Context:
    """What a resolver finds in ``info.context``."""

    viewer: Viewer
    pool: asyncpg.Pool
    statements: StatementCache
    instance: Instance
    request_id: str = ""
    writer: LimitedClient | None = None
    """Tortoise's connections, for mutations."""
    lock_timeout: float = 5.0
    """Seconds that a mutation waits for what another one has locked."""
    planning: asyncpg.Pool | None = None
    """For statements whose best plan depends on their values; None: the pool is for all."""
    shapes: dict[Any, Selection] = field(default_factory=dict)
    """Fields read from this document before, kept with it between requests."""
    shaping: tuple[str | None, bytes] = (None, b"")
    """What shapes of this request depend on: the operation's name, and some variables as JSON."""
    objects: int = 0
    """How many objects the root fields resolved so far may return."""
    introspected: int = 0
    """How much introspection was answered so far, in fields."""
    may_introspect: int = 0
    """How much of it there may be."""
    large: bool = False
    """Whether the operation has so many fields that it is planned beside the event loop."""
    budget: Budget = field(default_factory=Budget)
    """What the request's statements may take, all together."""
    claims: Claims | None = None
    """What the caller's token says, for as long as which they may go on; None: there is no token."""
    _loader: RequestLoader | None = None

    def select(self, info: GraphQLResolveInfo[Any], times: int = 1) -> Selection:
        """The root field that is being resolved, with all that is below it; TooComplex when it asks for too much."""
        key = str(info.path.key)
        known = self.shapes.get((key, self.shaping))
        if known is None:
            known = self.shapes[key, self.shaping] = select(info)
        self.objects += known.objects * times
        require_fewer(self.objects)
        return known

    @property
    def loader(self) -> RequestLoader:
        """The request's loader, made when first wanted, in the request's own event loop."""
        if self._loader is None:
            self._loader = RequestLoader(
                self.viewer, self.pool, self.statements, self.request_id, self.planning, self.budget, large=self.large
            )
        return self._loader

    def renew(self, viewer: Viewer) -> None:
        """Go on as the viewer is now."""
        self.viewer = viewer
        self._loader = None

    async def read_back(self, request: ByKey) -> orjson.Fragment | None:
        """What a mutation has made, as the viewer sees it now; null where they don't, or may not sign in any more."""
        while True:  # ends: each turn reads the viewer as of a later change
            try:
                return await self.loader.get(request)
            except ViewerChanged:
                try:
                    viewer = await load_viewer(self.pool, self.viewer.id)
                    if self.claims is not None:
                        self.claims.admit(viewer)
                except (Unauthenticated, Forbidden):
                    return None
                self.renew(viewer)
