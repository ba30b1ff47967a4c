"""Do all servers give the same answers? Before anything is measured."""

from collections.abc import Iterable
from typing import Any

import orjson

from bench.questions import Question
from bench.servers import SERVERS, BenchError, running

SAMPLES = 12
"""Bodies of each question that are compared."""


def require_equal_answers(url: str, token: str, questions: Iterable[Question]) -> None:
    """BenchError where a server answers something else than the first, or with errors."""
    samples = [body for question in questions for body in question.bodies[:: max(1, len(question.bodies) // SAMPLES)]]
    answers: dict[str, list[Any]] = {}
    for server in SERVERS:
        with running(server, url, token) as up:
            answers[server.name] = [orjson.loads(up.ask(body)) for body in samples]
    first, *others = answers
    for name in others:
        for body, expected, given in zip(samples, answers[first], answers[name], strict=True):
            if given != expected:
                where = difference(expected, given)
                raise BenchError(f"`{name}` answers otherwise than `{first}`, {where}, to {body.decode()[:2000]}")
    for body, answer in zip(samples, answers[first], strict=True):
        if answer.get("errors") or None in answer["data"].values():
            raise BenchError(f"There is no whole answer to {body.decode()}: {str(answer)[:500]}")


def difference(expected: Any, given: Any, path: str = "") -> str:
    """Where two different answers part, and how."""
    if isinstance(expected, dict) and isinstance(given, dict) and expected.keys() == given.keys():
        key = next(key for key in expected if expected[key] != given[key])
        return difference(expected[key], given[key], f"{path}.{key}".lstrip("."))
    if isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        index = next(index for index in range(len(expected)) if expected[index] != given[index])
        return difference(expected[index], given[index], f"{path}[{index}]")
    return f"`{path}`: {str(given)[:80]} instead of {str(expected)[:80]}"
