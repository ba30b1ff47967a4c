"""Messages that quote what a caller sent, which may be of any length."""

import re

from graph.models.quoted import MAX_VALUE

MAX_QUOTED = 100
"""The maximum number of characters quoted of one thing that was sent."""
MAX_MESSAGE = 1_000

_INVALID = re.compile(rf"(got invalid value )(.{{{MAX_QUOTED}}})(.+)(; )", re.DOTALL)
"""Matches graphql-core's message for a variable: the whole value, of which a part is quoted again and judged."""
_FOUND = re.compile(rf"(found: .{{{MAX_VALUE}}}).+", re.DOTALL)
_QUOTED = re.compile("|".join(rf"{mark}[^{mark}]{{{MAX_QUOTED}}}[^{mark}]+" for mark in "'\"`"))
_UNBROKEN = re.compile(rf"\S{{{MAX_QUOTED + 3},}}")


def shortened(message: str) -> str:
    """Returns a library's message with all that it quotes cut to 100 characters each."""
    if len(message) <= MAX_QUOTED:
        return message
    message = _INVALID.sub(r"\1\2…\4", message)
    message = _FOUND.sub(r"\1…", message)
    message = _QUOTED.sub(lambda found: found[0][: MAX_QUOTED + 1] + "…", message)
    message = _UNBROKEN.sub(lambda found: found[0][: MAX_QUOTED + 1] + "…", message)
    return message if len(message) <= MAX_MESSAGE else message[:MAX_MESSAGE] + "…"
