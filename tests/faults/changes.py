"""The usual changes: what a faulty function does instead of what the sound one does."""

import dis
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from . import Change


def returning(value: Any) -> Change:
    """It always returns this."""
    return lambda _sound: lambda *_given, **_named: value


def doing_nothing(_sound: Callable[..., Any]) -> Callable[..., Any]:
    """It is awaited, and does nothing."""

    async def faulty(*_given: Any, **_named: Any) -> None:
        """Nothing."""

    return faulty


def given(position: int, **attributes: Any) -> Change:
    """It takes the attributes of its argument in this position to be these."""

    def change(sound: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(*values: Any, **named: Any) -> Any:
            taken = Instead(values[position], **attributes)
            return sound(*values[:position], taken, *values[position + 1 :], **named)

        return faulty

    return change


def calling(**changes: Callable[[Any], Any]) -> Change:
    """What it calls by these global names is changed, for it alone. LookupError for one that it doesn't read."""

    def change(sound: Callable[..., Any]) -> Callable[..., Any]:
        if not isinstance(sound, FunctionType):
            raise LookupError(f"{sound} is no plain function")
        if unknown := changes.keys() - _globals(sound.__code__):
            raise LookupError(f"{sound.__qualname__} doesn't read {', '.join(unknown)}")
        there = {name: make(sound.__globals__[name]) for name, make in changes.items()}
        faulty = FunctionType(sound.__code__, {**sound.__globals__, **there}, sound.__name__, sound.__defaults__)
        faulty.__kwdefaults__ = sound.__kwdefaults__
        return faulty

    return change


def _globals(code: CodeType) -> set[str]:
    """The globals that the code reads, and those that functions in it read; attributes of these names don't count."""
    read = {each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"}
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return read.union(*map(_globals, inner))


class Instead:
    """Another object, but for some attributes. AttributeError for one that it doesn't have."""

    def __init__(self, other: Any, **attributes: Any) -> None:
        for name in attributes:
            getattr(other, name)
        object.__setattr__(self, "_other", other)
        object.__setattr__(self, "_attributes", attributes)

    def __getattr__(self, name: str) -> Any:
        attributes: dict[str, Any] = object.__getattribute__(self, "_attributes")
        return attributes[name] if name in attributes else getattr(object.__getattribute__(self, "_other"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "_other"), name, value)
