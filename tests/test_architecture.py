"""The shape of the house: which part may know which, and how large a part may grow."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.program_files import FILES, PARTS, ROOT, parts_of

LAYERS = ("graph.schema", "graph.resolvers", "graph.auth", "graph.models")
"""From the top: each may know those after it, none of those before it."""

HTTP = ("starlette", "uvicorn", "httptools", "http", "httpx")
KNOW_HTTP = {
    "graph/server.py",
    "graph/fetching.py",
    "graph/graphql_http.py",
    "graph/graphql_request.py",
    "graph/uvicorn_limits.py",
    "graph/ide",
    "graph/serving.py",
    "graph/logs.py",
    "graph/cli.py",
}

LONG = {
    "graph/embedded/server.py": "one server's life: start, join, stop, recover",
    "graph/cli.py": "the command line: each command with its options",
}
"""Files past 320 lines, and why each is one idea all the same."""


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file names, wherever it does, with the line: in functions and for type checking too."""
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    package = module.rpartition(".")[0] if file.name != "__init__.py" else module.removesuffix(".__init__")
    waiting: list[ast.AST] = [ast.parse(file.read_text())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, origin
            for name in node.names:
                yield node.lineno, f"{origin}.{name.name}"
        waiting += ast.iter_child_nodes(node)


MODULES = {
    str(file.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__"): file for file in FILES
}


def known(module: str) -> set[str]:
    """The modules of ours that a module names; of a package from which it takes a module, that module."""
    found: set[str] = set()
    for _, name in imports(MODULES[module]):
        if name not in MODULES:
            found.add(name.rpartition(".")[0])  # a class or a function: the module that has it
        elif not is_package(name):
            found.add(name)
    return {name for name in found if name in MODULES and name != module}


def is_package(name: str) -> bool:
    """Whether this is a package: what is taken from it follows."""
    return MODULES[name].name == "__init__.py"


def circles() -> list[list[str]]:
    """Modules that lead back to themselves, each with all that it goes round with (Tarjan's components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(known(module)):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            round_: list[str] = []
            while module not in round_:
                round_.append(stack.pop())
            if len(round_) > 1:
                found.append(sorted(round_))

    for module in MODULES:
        if module not in index:
            visit(module)
    return found


def within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def offences(parts: Iterable[str], *packages: str) -> list[str]:
    """Where any of these parts names any of these packages."""
    return [
        f"{part}:{line} imports {name}"
        for part in parts
        for line, name in imports(PARTS[part])
        if within(name, *packages)
    ]


def test_there_is_something_to_look_at() -> None:
    assert len(parts_of(*LAYERS)) > 40
    assert offences(["graph/schema/documents.py"], "graph.resolvers")
    assert offences(["graph/resolvers/tree/extent.py"], "graph.auth.sharing.visible")


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer: str) -> None:
    assert offences(parts_of(layer), *LAYERS[: LAYERS.index(layer)]) == []


def test_no_imports_go_in_a_circle() -> None:
    assert circles() == []


def test_nothing_is_imported_for_type_checking_alone() -> None:
    assert [part for part, file in PARTS.items() if "TYPE_CHECKING" in file.read_text()] == []


def test_no_layer_knows_who_serves_or_fills_it() -> None:
    outer = (
        "server",
        "graphql_http",
        "graphql_request",
        "serving",
        "cli",
        "ide",
        "logs",
        "demo",
        "importing",
        "checking",
        "explaining",
    )
    assert offences(parts_of(*LAYERS), *(f"graph.{name}" for name in outer)) == []


def test_only_the_server_knows_http() -> None:
    below = [part for part in PARTS if not any(part == known or part.startswith(f"{known}/") for known in KNOW_HTTP)]
    assert offences(below, *HTTP) == []


def test_models_know_nothing_of_ours_but_models() -> None:
    known = {name for part in parts_of("graph.models") for _, name in imports(PARTS[part]) if within(name, "graph")}
    assert {name for name in known if not within(name, "graph.models")} == set()


def test_who_may_see_what_knows_nothing_of_graphql() -> None:
    assert offences(parts_of("graph.auth"), "graphql", "strawberry") == []


def test_rows_are_read_by_statements_alone() -> None:
    # enums, and what makes a name's key, are all that the read side needs of the models
    reading = [
        part
        for part in parts_of("graph.auth", "graph.resolvers", "graph.schema")
        if not part.startswith("graph/resolvers/mutations/")
    ]
    assert offences(reading, "tortoise", "pypika_tortoise") == []


def test_only_the_settings_read_the_environment() -> None:
    words = {"environ", "environb", "getenv", "getenvb"}
    read = [
        f"{part}:{node.lineno}"
        for part, file in PARTS.items()
        if part != "graph/settings.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr in words) or (isinstance(node, ast.Name) and node.id in words)
    ]
    assert read == []


def test_a_file_is_one_idea() -> None:
    files = {file for folder in ("tests", "bench") for file in (ROOT / folder).rglob("*.py")}.union(FILES)
    lines = {str(file.relative_to(ROOT)): file.read_text().count("\n") for file in files}
    # two ideas, or say in LONG why it is one
    assert {part: count for part, count in lines.items() if count > 320 and part not in LONG} == {}


def test_no_file_is_named_for_being_useful() -> None:
    vague = {"util", "utils", "helper", "helpers", "common", "misc"}
    assert [part for part in PARTS if vague & {*Path(part).with_suffix("").parts}] == []


def test_every_file_says_what_it_is() -> None:
    assert [part for part, file in PARTS.items() if not ast.get_docstring(ast.parse(file.read_text()))] == []


def test_tests_wait_for_states_and_sleep_nowhere_else() -> None:
    may = {"tests/waiting.py": 3, "bench/servers.py": 1}
    sleep = [
        str(file.relative_to(ROOT))
        for folder in ("tests", "bench")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "sleep"
    ]
    assert Counter(sleep) == may
