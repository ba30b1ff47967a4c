"""Questions over the whole schema that look for what is hidden: names, ids and values of rows that nobody may see.

A document has a variable for each argument, so that one document asks with many values.
"""

import re
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
)

from tests import nouns

WHOLE = build_schema(nouns.schema_text())
REQUIRED = {"by", "id", "ids"}
ROOTS: tuple[str, ...] = (
    *("accounts", "accounts", "accounts", "account", "account", "node", "nodes", "contacts", "opportunities", "cases"),
    *("account", "contact", "opportunity", "case", "contract", "activity", "user", "role", "group"),
    *("contracts", "activities", "users", "viewer", "accountGroups", "accountGroups", "opportunityGroups"),
)
WORTHWHILE: tuple[str, ...] = (
    "parent",
    "ancestors",
    "children",
    "descendants",
    "rollup",
    "access",
    "history",
    "team",
    "ultimateParent",
)
TREE = ("parent", "ancestors", "children", "descendants", "ultimateParent")
WORTHWHILE += ("partner", "contact", "owner", "totalCount", "depth", "pageInfo", "grandTotal", "opportunitiesByStage")


@dataclass(frozen=True)
class Argument:
    """A variable, and what its values are drawn for."""

    variable: str
    name: str
    type: GraphQLInputType
    owner: str
    """The noun of the rows that it chooses among."""


@dataclass(frozen=True)
class Document:
    """A question with a variable for each argument."""

    text: str
    arguments: tuple[Argument, ...]


class Writing:
    """Writes one document."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.arguments: list[Argument] = []

    def document(self) -> Document:
        query = cast(GraphQLObjectType, WHOLE.query_type)
        fields = " ".join(
            self.field(query, self.random.choice(ROOTS), self.random.choice((1, 2, 2, 3)), n)
            for n in range(self.random.choice((1, 1, 2)))
        )
        declared = ", ".join(f"${each.variable}: {each.type}" for each in self.arguments)
        return Document(f"query Q{f'({declared})' if declared else ''} {{ {fields} }}", tuple(self.arguments))

    def field(self, parent: GraphQLObjectType, name: str, room: int, number: int = 0) -> str:
        definition = parent.fields[name]
        below = get_named_type(definition.type)
        noun = re.sub("(Group)?Connection$", "", below.name)
        given = []
        for argument, declared in definition.args.items():
            likely = 0.6 if argument in ("where", "orderBy", "maxDepth") else 0.35
            wanted = argument in REQUIRED or self.random.random() < likely
            if argument in ("last", "before"):
                wanted = wanted and self.random.random() < 0.3
            if argument in ("asUser", "userId"):
                wanted = self.random.random() < 0.08
            if wanted:
                variable = f"v{len(self.arguments)}"
                self.arguments.append(Argument(variable, argument, declared.type, noun))
                given.append(f"{argument}: ${variable}")
        text = f"{f'f{number}: ' if number else ''}{name}{'(' + ', '.join(given) + ')' if given else ''}"
        return text if is_leaf_type(below) else f"{text} {{ {self.selection(below, room)} }}"

    def selection(self, type_: Any, room: int) -> str:
        if isinstance(type_, GraphQLInterfaceType):
            types = [each.name for each in WHOLE.get_possible_types(type_)]
            chosen = dict.fromkeys(["Account", self.random.choice(types), self.random.choice(types)])
            return " ".join(f"... on {each} {{ {self.aliased(each, room)} }}" for each in chosen)
        return " ".join(self.fields(type_, room))

    def aliased(self, type_name: str, room: int) -> str:
        """Fields under aliases of the type's own, so that no two types' clash."""
        prefix = type_name.lower()
        fields = self.fields(cast(GraphQLObjectType, WHOLE.type_map[type_name]), room)
        return " ".join(f"{prefix}{n}: {field}" for n, field in enumerate(fields))

    def fields(self, type_: GraphQLObjectType, room: int) -> list[str]:
        leaves, branches = of_type(type_.name)
        wraps = type_.name.endswith(("Connection", "Edge"))
        chosen = self.random.sample(leaves, min(len(leaves), self.random.choice((1, 2, 4, len(leaves)))))
        if branches and (room > 0 or wraps):
            likely = [name for name in branches if name in WORTHWHILE] or branches
            if wraps:
                chosen += self.random.sample(branches, min(len(branches), self.random.choice((1, 1, 2))))
            else:
                chosen += dict.fromkeys(
                    self.random.choice((*branches, *likely)) for _ in range(self.random.choice((0, 1, 1, 2)))
                )
        if type_.name == "Account" and room > 0 and self.random.random() < 0.4:
            chosen.append(self.random.choice(TREE))
        made = [self.field(type_, name, room if wraps else room - 1) for name in dict.fromkeys(chosen)]
        return made or ["__typename"]


@cache
def of_type(type_name: str) -> tuple[list[str], list[str]]:
    fields = cast(GraphQLObjectType, WHOLE.type_map[type_name]).fields
    leaves = [name for name, field in fields.items() if is_leaf_type(get_named_type(field.type))]
    return leaves, [name for name in fields if name not in leaves]
