"""Checks, before the measurements, that all servers return equal answers."""

from collections.abc import Iterable
from typing import Any

import orjson

from bench.questions import Question
from bench.servers import SERVERS, BenchError, Server, running

SAMPLES = 12
"""The number of request bodies compared for each question."""


def require_equal_answers(url: str, token: str, questions: Iterable[Question]) -> None:
    """Raises BenchError if a server's answer differs from the first server's, or has errors."""
    samples = [
        (question, body)
        for question in questions
        for body in question.bodies[:: max(1, len(question.bodies) // SAMPLES)]
    ]
    first, *others = SERVERS
    expected = _answers(first, url, token, [body for _, body in samples])
    for server in others:
        asked = [
            (body, answer)
            for (question, body), answer in zip(samples, expected, strict=True)
            if question.asked_of(server)
        ]
        for (body, answer), given in zip(asked, _answers(server, url, token, [body for body, _ in asked]), strict=True):
            if given != answer:
                where = difference(answer, given)
                raise BenchError(
                    f"`{server.name}` and `{first.name}` differ, {where}, in the answer to {body.decode()[:2000]}"
                )
    for (_, body), answer in zip(samples, expected, strict=True):
        if answer.get("errors") or None in answer["data"].values():
            raise BenchError(f"The answer to {body.decode()} is incomplete: {str(answer)[:500]}")


def _answers(server: Server, url: str, token: str, bodies: Iterable[bytes]) -> list[Any]:
    with running(server, url, token) as up:
        return [orjson.loads(up.ask(body)) for body in bodies]


def difference(expected: Any, given: Any, path: str = "") -> str:
    """Describes the first difference between two answers."""
    if isinstance(expected, dict) and isinstance(given, dict) and expected.keys() == given.keys():
        key = next(key for key in expected if expected[key] != given[key])
        return difference(expected[key], given[key], f"{path}.{key}".lstrip("."))
    if isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        index = next(index for index in range(len(expected)) if expected[index] != given[index])
        return difference(expected[index], given[index], f"{path}[{index}]")
    return f"`{path}`: {str(given)[:80]} instead of {str(expected)[:80]}"
