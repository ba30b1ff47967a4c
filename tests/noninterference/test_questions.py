"""The questions that worlds are compared by."""

from collections.abc import Iterator
from random import Random

import pytest
from graphql import parse, validate

from tests.noninterference.comparison import SEED
from tests.resolvers.probing import WHOLE, Document, Writing


@pytest.mark.once
def test_every_document_is_valid() -> None:
    documents: Iterator[Document] = (Writing(Random(f"{SEED} {n}")).document() for n in range(200))
    wrong = [(document.text, errors) for document in documents if (errors := validate(WHOLE, parse(document.text)))]
    assert not wrong, f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {wrong[:1]}"
