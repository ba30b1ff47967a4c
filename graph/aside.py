"""What takes long runs beside the event loop: one at a time, on a thread, so that other requests go on meanwhile."""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

SLICE = 0.001
"""Seconds after which the thread makes way for the event loop: Python's own 5 ms would be waited for at each step."""

_thread = ThreadPoolExecutor(max_workers=1, initializer=partial(sys.setswitchinterval, SLICE))


async def aside(
    function: Callable[Parameters, Returned], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Returned:
    """Returns what the function returns, or raises what it raises, when its turn has come."""
    return await asyncio.wrap_future(_thread.submit(function, *arguments, **named))
