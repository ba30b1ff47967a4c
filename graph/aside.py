"""What takes long runs beside the event loop: one at a time, on a thread, so that other requests go on meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")


async def aside(
    function: Callable[Parameters, Returned], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Returned:
    """Returns what the function returns, or raises what it raises, when its turn has come."""
    return await asyncio.wrap_future(_thread.submit(function, *arguments, **named))
