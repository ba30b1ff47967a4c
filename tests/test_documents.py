"""What the documents say is so: their questions and answers, their commands, their links, and the names they use."""

import ast
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from graph import errors
from graph.cli import app
from graph.graphql_http import encode
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.schema import schema
from tests.asking import Asking
from tests.conftest import Opener
from tests.world import ACCOUNTS

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TEXTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in DOCUMENTS}

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SOMEONE = re.compile(r"(\w+)@demo\.example")


@dataclass
class Question:
    """A question in a document, and what it says that each of its people is answered."""

    document: str
    text: str
    answers: dict[str, Any] = field(default_factory=dict)


def questions() -> Iterator[Question]:
    """Each GraphQL block, with the JSON blocks that follow it: each names in the text before it who is answered so."""
    for document, text in TEXTS.items():
        asked: Question | None = None
        end = 0
        for block in FENCE.finditer(text):
            if block[1] == "graphql":
                if asked is not None:
                    yield asked
                asked = Question(document, block[2])
            elif block[1] == "json" and asked is not None:
                who = SOMEONE.findall(text, end, block.start())
                assert who, f"{document}: nobody is named before {block[2]}"
                asked.answers[who[-1]] = json.loads(block[2])
            end = block.end()
        if asked is not None:
            yield asked


def changes(question: Question) -> bool:
    """Is it a mutation?"""
    return question.text.lstrip().startswith("mutation")


QUESTIONS: list[Question] = []
"""Those that can be asked in any order, of the demo as it is loaded."""
CHANGING: dict[str, list[Question]] = {}
"""By document, those from its first mutation on: they are asked in their order, of a demo that is theirs alone."""
for each in questions():
    if changes(each) or each.document in CHANGING:
        CHANGING.setdefault(each.document, []).append(each)
    else:
        QUESTIONS.append(each)
ANSWERED = [(question, who) for question in QUESTIONS for who in question.answers]


@pytest.fixture(scope="module")
async def ask(database: Opener, demo_url: str) -> AsyncIterator[Asking]:
    async with database(demo_url) as opened:
        yield Asking(opened)


def canonical(value: Any) -> bytes:
    """The same bytes for the same JSON; the order of its keys is part of an answer."""
    return json.dumps(value).encode()


async def answer(ask: Asking, who: str, question: str, variables: dict[str, Any] | None = None) -> Any:
    """The whole answer as it goes over the wire."""
    result = await ask.result(who, question, variables)
    return json.loads(encode(result, "9f86d081884c7d65"))


@pytest.mark.parametrize(("question", "who"), ANSWERED, ids=[f"{q.document}: {who}" for q, who in ANSWERED])
async def test_a_documented_answer_is_the_answer(ask: Asking, question: Question, who: str) -> None:
    assert canonical(await answer(ask, who, question.text)) == canonical(question.answers[who])


@pytest.mark.parametrize("document", CHANGING)
async def test_documented_changes_answer_so_and_lead_to_what_is_said(writing: Asking, document: str) -> None:
    for question in CHANGING[document]:
        assert question.answers, f"{document}: nobody is answered {question.text}"
        assert len(question.answers) == 1 or not changes(question), f"{document}: it is done once: {question.text}"
        for who, said in question.answers.items():
            assert canonical(await answer(writing, who, question.text)) == canonical(said), question.text


async def test_the_readme_tells_of_someone_who_sees_nothing(ask: Asking) -> None:
    [question] = (question for question in QUESTIONS if question.document == "README.md")
    assert question.answers.keys() == {"max", "pat"}
    assert await answer(ask, "ron", question.text) == {"data": {"account": None}}


async def test_questions_without_an_answer_can_be_asked(ask: Asking) -> None:
    found = await ask("ada", f'{{ account(by: {{ name: "{ACCOUNTS["acme-uk"]}" }}) {{ id }} }}')
    rest = [question for question in QUESTIONS if not question.answers]
    assert rest
    for question in rest:
        named = re.findall(r"\$(\w+): ID!", question.text)
        variables = dict.fromkeys(named, found["account"]["id"])
        assert "errors" not in await answer(ask, "rosa", question.text, variables), question


@pytest.mark.parametrize(
    "body", [body for text in TEXTS.values() for body in re.findall(r"^\s*.*-d '(.*)'$", text, re.MULTILINE)]
)
async def test_the_bodies_that_curl_sends_are_answered(ask: Asking, body: str) -> None:
    assert "errors" not in await answer(ask, "max", json.loads(body)["query"])


async def test_the_documented_pages_pass_the_limit_on_objects_and_larger_ones_do_not(ask: Asking) -> None:
    question = "{ accounts(first: 100) { nodes { contacts(first: %d) { nodes { name } } } } }"
    assert await ask.codes("sam", question % 50) == []
    assert await ask.codes("sam", question % 100) == ["TOO_COMPLEX"]


def test_every_code_of_an_error_is_documented_and_no_other() -> None:
    table = TEXTS["docs/front-ends.md"].split("## Errors")[1].split("##")[0]
    documented = set(re.findall(r"`([A-Z_]{6,})`", "\n".join(re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE))))
    ours = {error.code for error in vars(errors).values() if isinstance(error, type) and hasattr(error, "code")}
    refused = set(re.findall(r'HttpError\(\s*\d+,\s*"([A-Z_]+)"', source()))
    assert refused <= documented
    assert ours - documented == set()
    assert {code for code in documented if f'"{code}"' not in source()} == set()


def test_every_code_of_a_user_error_has_its_row_and_no_other_has_one() -> None:
    section = TEXTS["docs/writing.md"].partition("## What can be wrong\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:2] == "| "]
    assert [row[0] for row in rows] == ["code", *(f"`{code}`" for code in UserErrorCode)]
    assert all(len(row) == 3 and all(row) for row in rows)
    described = schema._schema.type_map["UserErrorCode"].description or ""
    assert set(re.findall(r"\b[A-Z_]{5,}(?=[,:])", described)) == set(UserErrorCode)


# commands


def named(pattern: str) -> dict[str, str]:
    """What the pattern finds in code of the documents, each with a document where it stands."""
    found = {}
    for document, text in TEXTS.items():
        code = [block[2] for block in FENCE.finditer(text) if block[1] in ("", "sh")]
        code += re.findall(r"`([^`\n]+)`", FENCE.sub("", text)) + re.findall(r"^    (.+)$", text, re.MULTILINE)
        for each in code:
            found.update(dict.fromkeys(re.findall(pattern, each), document))
    return found


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wanted = named(r"(?:^|\s)make ([a-z]+)")
    assert {"run", "test"} <= wanted.keys()
    assert {name: document for name, document in wanted.items() if name not in targets} == {}


def test_every_command_and_option_named_exists() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group of commands
    wanted = named(r"account-graph ([a-z][a-z-]*)")
    assert {"serve", "token", "import", "migrate"} <= wanted.keys()
    assert {name: document for name, document in wanted.items() if name not in commands} == {}
    for name, command in commands.items():
        options = {option for parameter in command.params for option in parameter.opts}
        used = {each for line in named(rf"account-graph {name} ([^\n|>)]*)") for each in re.findall(r"--[a-z-]+", line)}
        assert used <= options, name


# links and names


@cache
def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", TEXTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    prose = FENCE.sub("", TEXTS[document])
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose)):
        if "://" in target:
            continue
        path, _, anchor = unquote(target).partition("#")
        there = ((ROOT / document).parent / path).resolve() if path else ROOT / document
        assert there.exists(), f"{document} links to {target}, which isn't there"
        assert not anchor or anchor in anchors(there), f"{document} links to {target}: there is no such heading"


@pytest.mark.parametrize("document", TEXTS)
def test_every_document_is_linked_from_another(document: str) -> None:
    if document == "README.md":
        return
    path = (ROOT / document).resolve()
    linked = {
        ((ROOT / other).parent / target.partition("#")[0]).resolve()
        for other, text in TEXTS.items()
        if other != document
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
    }
    assert path in linked or path.parent in linked, f"nothing leads to {document}"


@cache
def source() -> str:
    """The whole program as text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "graph").rglob("*.py")))


@cache
def names() -> set[str]:
    """Every name that the code defines, by its module and class: `loaders.Answers.get`, `Answers.get`."""
    found: set[str] = set()
    for path in [*(ROOT / "graph").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = [part for part in parts if part != "__init__"]
        for name in _defined(ast.parse(path.read_text(encoding="utf-8")), ()):
            whole = [*module, *name.split(".")]
            found.update(".".join(whole[start:]) for start in range(len(whole)))
    return found


def _defined(node: ast.AST, within: tuple[str, ...]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield ".".join((*within, child.name))
                if isinstance(child, ast.ClassDef):
                    yield from _defined(child, (*within, child.name))
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield ".".join((*within, name))


ARCHITECTURE = sorted(set(re.findall(r"`([^`\n]+)`", TEXTS["ARCHITECTURE.md"])))
PATHS = [name for name in ARCHITECTURE if re.fullmatch(r"[\w./]+(/|\.\w{2,7})|\w+/[\w./]+", name) and " " not in name]
PATHS = [name for name in PATHS if "/" in name or name.rpartition(".")[2] in ("py", "md", "graphql", "toml")]
SYMBOLS = [name for name in ARCHITECTURE if name not in PATHS and re.fullmatch(r"\w+(\.\w+)*", name)]


def test_the_architecture_names_files_and_symbols() -> None:
    assert len(PATHS) > 20
    assert len(SYMBOLS) > 40


@pytest.mark.parametrize("path", PATHS)
def test_every_file_named_in_the_architecture_exists(path: str) -> None:
    assert (ROOT / "graph" / path).exists() or (ROOT / path).exists()


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_symbol_named_in_the_architecture_exists(symbol: str) -> None:
    if "." in symbol or symbol[0].isupper():
        assert symbol in names() or symbol in OF_OTHERS or column(symbol)
    else:
        assert re.search(rf"\b{symbol}\b", source() + (ROOT / "schema.graphql").read_text())


OF_OTHERS = {"SELECT", "orjson.Fragment"}
"""What the architecture names and others define."""


def column(symbol: str) -> bool:
    """Whether this is a table's column: `account.parent_id`."""
    table, _, name = symbol.partition(".")
    first = (ROOT / "graph/models/migrations/0001_tables.py").read_text()
    return f'"table": "{table}"' in first and bool(re.search(rf"\b{name.removesuffix('_id')}\b", first))
