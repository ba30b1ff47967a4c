"""Request bodies that are made to cost a server much, and a caller little: each a sort of its own."""

from typing import Any

import orjson
from graphql import get_introspection_query

FILTERED = "query Q($where: AccountFilter) { %s }"
COUNTED = "accounts(first: 1, where: $where) { totalCount }"
LONG = 100_000


def each(times: int, field: str) -> str:
    """Returns the field so many times under different aliases, with its number in place of #."""
    return " ".join(f"a{number}: {field.replace('#', str(number + 1))}" for number in range(times))


def body(query: str, **variables: Any) -> bytes:
    """Returns the request body."""
    return orjson.dumps({"query": query, "variables": variables})


def filtered(fields: str, where: dict[str, Any]) -> bytes:
    """Returns the body that asks for these fields, with a filter in a variable."""
    return body(FILTERED % fields, where=where)


def through(path: list[str], name: str) -> dict[str, Any]:
    """Returns a filter that goes through these relations."""
    where: dict[str, Any] = {"name": {"contains": name}}
    for relation in reversed(path):
        where = {relation: {"some": where}}
    return where


TYPES = "name fields { name args { name type { name } } type { name ofType { name } } } inputFields { name }"

REFUSED = {
    "empty filters without end": filtered(COUNTED, {"or": [{}] * 230_000}),
    "filters in filters": filtered(COUNTED, {"and": [{"or": [{}] * 100}] * 2_000}),
    "lists in lists": body("{ currency }", x=[[[]] * 900] * 300),
    "names without end": body("{ currency }", **{f"v{number}": number for number in range(60_000)}),
    "escaped colons": b'{"query": "{ currency }", "x": "\\u003a", "variables": {"x": [%s0]}}' % (b'{"a":1},' * LONG),
    "a filter used often": filtered(each(40, COUNTED), {"or": [{"name": {"ne": f"n{n}"}} for n in range(50)]}),
    "a long text": filtered(COUNTED, {"name": {"contains": "\u212a" * 250_000}}),
    "a long name": body("{ " + "n" * 150_000 + " }"),
    "a comment": body("#" * 900_000 + "\n{ currency }"),
    "literals": body("{ accounts(where: {or: [" + "{} " * 2_000 + "]}) { totalCount } }"),
    "types": body("{ " + each(60, '__type(name: "Account") { ...T }') + " } fragment T on __Type { " + TYPES + " }"),
    "the schema often": body(
        "{ "
        + each(40, "__schema { types { ...T } }")
        + " } fragment T on __Type { fields { name } enumValues { name } }"
    ),
    "searches of letters": body(
        "{ " + each(11, 'accounts(first: #, search: "a e i o u n r s t d") { totalCount }') + " }"
    ),
    "counts": body("{ " + each(80, "accounts(first: #) { totalCount }") + " }"),
    "groups": body("{ " + each(40, "opportunityGroups(first: #, by: [STAGE, ACCOUNT_INDUSTRY]) { totalCount }") + " }"),
    "lists in a list": body(
        "{ accounts(first: 1) { nodes { " + each(240, "children(first: 1) { totalCount nodes { name } }") + " } } }"
    ),
    "relations of many lists": filtered(
        each(9, "accounts(first: #, where: $where) { totalCount }"),
        {"or": [through(["children"] * 5, f"n{number}") for number in range(12)]},
    ),
}
"""What is refused."""

PERMITTED = {
    "one search of letters": body('{ accounts(first: 1, search: "a e i o u n r s t d") { totalCount } }'),
    "sixteen counts": body("{ " + each(16, "accounts(first: #) { totalCount }") + " }"),
    "ten groups": body(
        "{ " + each(10, "opportunityGroups(first: #, by: [STAGE, ACCOUNT_INDUSTRY]) { totalCount }") + " }"
    ),
    "relations": filtered(COUNTED, {"or": [through(["children"] * 5, f"n{number}") for number in range(14)]}),
    "relations back and forth": filtered(
        COUNTED,
        {
            "or": [
                {"opportunities": {"none": {"account": {"contacts": {"some": {"account": {"name": {"ne": f"n{n}"}}}}}}}}
                for n in range(14)
            ]
        },
    ),
    "many lists": body(
        "{ accounts(first: 1) { nodes { " + each(45, "children(first: 1) { totalCount nodes { name } }") + " } } }"
    ),
    "sorted lists": body(
        "{ " + each(31, "opportunities(first: #, orderBy: [{field: AMOUNT, direction: DESC}]) { nodes { id } }") + " }"
    ),
    "the whole schema": body(get_introspection_query()),
}
"""What is allowed, and costs as much as anything that is."""
