"""Plants a fault in the running program: the function itself changes, so whoever holds it has the faulty one."""

import importlib
from collections.abc import Callable
from types import FunctionType
from typing import Any

from . import Fault

PLANTED: dict[str, Callable[..., Any]] = {}
"""The faulty functions, by what they stand in for."""


def plant(fault: Fault) -> None:
    """Let each function that the fault changes do what the faulty one does, until the process ends."""
    for target, change in fault.changes.items():
        function = found(target)
        PLANTED[target] = change(sound_copy(function))
        stand_in(function, target)


def found(target: str) -> FunctionType:
    """The function "module:qualified.name"; LookupError where there is none. Of a property, what reads it."""
    module, _, path = target.partition(":")
    there: Any = importlib.import_module(module)
    for name in path.split("."):
        if not hasattr(there, name):
            raise LookupError(f"there is no {name} in {target}")
        there = getattr(there, name)
    if isinstance(there, property):
        there = there.fget
    there = getattr(there, "__wrapped__", there)
    if not isinstance(there, FunctionType) or there.__closure__:
        raise LookupError(f"{target} is no plain function")
    return there


def sound_copy(function: FunctionType) -> FunctionType:
    """A function that does what this one does, and goes on doing so."""
    copy = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__qualname__ = function.__qualname__
    return copy


def stand_in(function: FunctionType, target: str) -> None:
    """Let this very function call what is planted for it."""
    code = _through.__code__
    constants = tuple(target if constant == "TARGET" else constant for constant in code.co_consts)
    function.__globals__["__planted__"] = PLANTED
    function.__code__ = code.replace(co_consts=constants, co_name=function.__name__, co_qualname=function.__qualname__)
    function.__defaults__ = function.__kwdefaults__ = None


def _through(*given: Any, **named: Any) -> Any:
    return __planted__["TARGET"](*given, **named)  # type: ignore[name-defined]  # noqa: F821  # a global where it goes
