"""Lays a statement's text out for people: a line for each clause and condition, nested as it is."""

import re

WIDTH = 110
CLAUSES = (
    "WITH RECURSIVE",
    "WITH",
    "SELECT",
    "FROM",
    "LEFT JOIN LATERAL",
    "CROSS JOIN LATERAL",
    "LEFT JOIN",
    "CROSS JOIN",
    "JOIN",
    "WHERE",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT",
    "OFFSET",
    "UNION ALL",
    "UNION",
)
_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[()]|,|\b(?:" + "|".join((*CLAUSES, "AND", "OR")) + r")\b|[^\s()',\"]+|\s+"
)

Group = list["str | Group"]


def laid_out(text: str) -> str:
    """The same SQL, broken into lines no longer than need be."""
    group, _ = _nested(_TOKEN.findall(text), 0)
    return "\n".join(_lines(group, ""))


def _nested(tokens: list[str], at: int) -> tuple[Group, int]:
    """The tokens up to the parenthesis that closes this group, those of inner ones in lists, and where it ends."""
    group: Group = []
    while at < len(tokens) and tokens[at] != ")":
        if tokens[at] == "(":
            inner, at = _nested(tokens, at + 1)
            group.append(inner)
        else:
            group.append(" " if tokens[at].isspace() else tokens[at])
        at += 1
    return group, at


def _flat(group: Group) -> str:
    return "".join(each if isinstance(each, str) else f"({_flat(each)})" for each in group)


def _lines(group: Group, indent: str) -> list[str]:
    flat = _flat(group).strip()
    if len(indent) + len(flat) <= WIDTH:
        return [indent + flat]
    clauses = _split(group, CLAUSES)
    if len(clauses) > 1:
        return [line for clause in clauses for line in _lines(clause, indent)]
    head: Group = []
    if isinstance(group[0], str) and group[0] in CLAUSES:
        head, group = [group[0], " "], group[1:]
    parts = _split(group, (",",), after=True)
    if len(parts) == 1:
        parts = _split(group, ("AND", "OR"))
    if len(parts) > 1:
        inner = indent + "  " if head else indent
        first = [indent + _flat(head).strip()] if head else []
        return first + [line for part in parts for line in _lines(part, inner)]
    return _opened([*head, *group], indent)


def _split(group: Group, words: tuple[str, ...], *, after: bool = False) -> list[Group]:
    """The group in pieces that begin with one of the words, or end with it."""
    pieces: list[Group] = [[]]
    between = False
    for each in group:
        if each == "BETWEEN":
            between = True
        if each == "AND" and between:
            between = False
            pieces[-1].append(each)
            continue
        if isinstance(each, str) and each in words and not after and pieces[-1]:
            pieces.append([])
        if pieces[-1] or each != " ":
            pieces[-1].append(each)
        if isinstance(each, str) and each in words and after:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _opened(group: Group, indent: str) -> list[str]:
    """A group that can't be split, with its inner groups on lines of their own."""
    lines, current = [], ""
    for each in group:
        if isinstance(each, str) or len(indent) + len(current) + len(_flat(each)) + 2 <= WIDTH:
            current += each if isinstance(each, str) else f"({_flat(each)})"
        else:
            lines += [indent + current.lstrip() + "(", *_lines(each, indent + "  ")]
            current = ")"
    return [*lines, indent + current.strip()] if current.strip() else lines
