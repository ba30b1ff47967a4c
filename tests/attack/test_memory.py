"""What is remembered between requests stays small, whatever is asked: it is counted in letters, not only in pieces."""

import pytest

from graph.resolvers.loading.statements import StatementCache
from graph.schema import execution, limits
from graph.schema.execution import DOCUMENTS, LONGEST_REMEMBERED, Documents
from tests.asking import CURSORS, Asking

NAMES = " ".join(f"a{number}: name" for number in range(200))


def test_long_documents_are_not_remembered() -> None:
    documents = Documents()
    for number in range(5):
        question = f"#{number}{'x' * LONGEST_REMEMBERED}\n{{ currency }}"
        assert documents.read(question) is not documents.read(question)


async def test_a_document_past_the_limit_is_not_even_read(ask: Asking) -> None:
    assert not isinstance(Documents().read("{ currency }".ljust(limits.MOST_LETTERS)), list)
    for question in ("{ currency }".ljust(limits.MOST_LETTERS + 1), "#" * 1_000_000 + "\n{ currency }"):
        code, message = await ask.refusal("rita", question)
        assert (code, "letters: at most 200,000" in message) == ("TOO_COMPLEX", True)


def test_documents_are_forgotten_before_they_are_too_long_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "REMEMBERED_LETTERS", 1_000)
    documents = Documents()
    for number in range(100):
        assert not isinstance(documents.read(f"{{ a{number}: currency }}".ljust(300)), list)
        assert sum(map(len, documents._known)) <= 1_000
    assert documents._known


async def test_shapes_of_long_variables_are_not_remembered(ask: Asking) -> None:
    question = "query($c: String) { accounts(after: $c) { totalCount } }"
    for number in range(5):
        assert await ask.codes("rita", question, {"c": f"{number}{'y' * LONGEST_REMEMBERED}"}) == ["BAD_INPUT"]
    document = DOCUMENTS.read(question)
    assert not isinstance(document, list)
    assert not document.shapes


async def test_shapes_of_all_documents_are_forgotten_before_they_are_too_many(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "REMEMBERED_LETTERS", 50_000)
    documents = Documents()
    monkeypatch.setattr(execution, "DOCUMENTS", documents)
    for number in range(4):
        question = f"query($n: Int) {{ accounts(first: $n) {{ nodes {{ b{number}: name {NAMES} }} }} }}"
        for first in range(1, 20):
            await ask("pat", question, {"n": first})
            letters = sum(len(text) * len(known.shapes) for text, known in documents._known.items())
            assert letters <= 50_000
    assert letters > 0


async def test_statements_are_forgotten_before_they_are_too_long_together(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.resolvers.loading.statements.CACHE_CHARACTERS", 100_000)
    asking = Asking(ask.database, StatementCache(CURSORS))
    for number in range(20):
        await asking("pat", f"{{ accounts(first: 1) {{ nodes {{ b{number}: name {NAMES} }} }} }}")
        assert 0 < sum(len(known.text) for known in asking.statements._kept.values()) <= 100_000
