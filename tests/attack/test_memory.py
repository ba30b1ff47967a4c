"""What is cached between requests stays small, whatever is asked: it is counted in characters, not only in pieces."""

import orjson
import pytest

from graph.resolvers.loading.statements import StatementCache
from graph.schema import documents as caches
from graph.schema import execution, limits
from graph.schema.documents import MAX_CACHED_CHARACTERS, MIN_COUNTED_CHARACTERS, Document, Documents
from graph.schema.execution import DOCUMENTS
from tests.asking import CURSORS, Asking

NAMES = " ".join(f"a{number}: name" for number in range(200))


def read(documents: Documents, text: str) -> Document:
    document = documents.read(text)
    assert isinstance(document, Document)
    return document


def test_long_documents_are_not_cached() -> None:
    documents = Documents()
    for number in range(5):
        question = f"#{number}{'x' * MAX_CACHED_CHARACTERS}\n{{ currency }}"
        assert documents.read(question) is not documents.read(question)


async def test_a_document_past_the_limit_is_not_even_read(ask: Asking) -> None:
    assert not isinstance(Documents().read("{ currency }".ljust(limits.MAX_CHARACTERS)), list)
    for question in ("{ currency }".ljust(limits.MAX_CHARACTERS + 1), "#" * 1_000_000 + "\n{ currency }"):
        code, message = await ask.refusal("rita", question)
        assert (code, "characters: at most 200,000" in message) == ("TOO_COMPLEX", True)


def test_the_document_used_least_recently_makes_room_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "CACHE_SIZE", 6_000)
    documents = Documents()
    texts = [f"{{ a{number}: currency }}".ljust(2_000) for number in range(4)]
    known = [read(documents, text) for text in texts[:3]]
    assert read(documents, texts[0]) is known[0]
    read(documents, texts[3])
    assert read(documents, texts[0]) is known[0]
    assert read(documents, texts[2]) is known[2]
    assert read(documents, texts[1]) is not known[1]


def test_documents_are_cached_up_to_so_many_characters_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "CACHE_SIZE", 6_000)
    for length, kept in ((30, 6_000 // MIN_COUNTED_CHARACTERS), (2_000, 3), (2_001, 2)):
        documents = Documents()
        texts = [f"{{ a{number}: currency }}".ljust(length) for number in range(100)]
        known = [read(documents, text) for text in texts]
        again = [read(documents, text) for text in reversed(texts[-kept:])]
        assert again == known[: -kept - 1 : -1]
        assert read(documents, texts[-kept - 1]) is not known[-kept - 1]


async def test_shapes_of_long_variables_are_not_cached(ask: Asking) -> None:
    question = "query($c: String) { accounts(after: $c) { totalCount } }"
    for length, cached in ((10, True), (MAX_CACHED_CHARACTERS, False)):
        cursor = "y" * length
        assert await ask.codes("rita", question, {"c": cursor}) == ["BAD_INPUT"]
        shapes = DOCUMENTS.shapes(read(DOCUMENTS, question), (None, orjson.dumps({"c": cursor})))
        assert bool(shapes.of_fields) is cached


async def test_shapes_are_cached_up_to_so_many_characters_of_all_documents(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "CACHE_SIZE", 50_000)
    documents = Documents()
    monkeypatch.setattr(execution, "DOCUMENTS", documents)
    for number in range(4):
        question = f"query($n: Int) {{ accounts(first: $n) {{ nodes {{ b{number}: name {NAMES} }} }} }}"
        for first in range(1, 20):
            await ask("pat", question, {"n": first})
            cached = [len(text) * len(shapes.of_fields) for (text, _), shapes in documents._shapes.items()]
            assert 0 < sum(cached) <= 50_000
    assert sum(cached) > 40_000


async def test_statements_are_forgotten_before_they_are_too_long_together(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.resolvers.loading.statements.CACHE_CHARACTERS", 100_000)
    asking = Asking(ask.database, StatementCache(CURSORS))
    for number in range(20):
        await asking("pat", f"{{ accounts(first: 1) {{ nodes {{ b{number}: name {NAMES} }} }} }}")
        assert 0 < sum(len(known.text) for known in asking.statements._kept.values()) <= 100_000
