"""Faults in what an answer is made of: doors, fields, the viewer's tree, pages, groups, roll-ups, history."""

from . import PAIRS, Fault

QUERIES = "tests/resolvers/test_generated_queries.py"
FACTS = "tests/schema/test_facts.py"
GROUPS = "tests/resolvers/test_groups.py"
HISTORY = "tests/resolvers/test_history.py"
ROLLUP = "tests/resolvers/test_rollup.py"
EXECUTION = "tests/schema/test_execution.py"


def _in(file: str, name: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(name, f"graph/{file}.py", ((old, new),), tests)


DOORS = (
    _in(
        "resolvers/loading/loaders",
        "key-without-door",
        "ANY({keys}) AND {w.door(entity, x)}) k",
        "ANY({keys})) k",
        FACTS,
    ),
    _in(
        "resolvers/loading/loaders",
        "root-list-without-door",
        '"true", door=w.door(entity, x), arms=arms)',
        '"true", door="true")',
        FACTS,
        *PAIRS,
    ),
    _in("resolvers/compiler/connection", "page-without-door", "AND {door}{between} {end}", "{between} {end}", *PAIRS),
    _in(
        "resolvers/compiler/connection",
        "counted-before-the-door",
        "WHERE {self._where} AND {self._door})'",
        "WHERE {self._where})'",
        *PAIRS,
    ),
    _in(
        "resolvers/compiler/filters",
        "filter-through-a-relation-without-door",
        "relation.join(self.w, alias)",
        'Relation(relation.entity, relation.on, "true").join(self.w, alias)',
        *PAIRS,
    ),
    _in(
        "resolvers/compiler/filters", "under-a-hidden-account", 'return f"({seen} AND {below})"', "return below", FACTS
    ),
    _in(
        "resolvers/compiler/order",
        "sorted-through-a-relation-without-door",
        "self.relation.join(w, _ROW)",
        'Relation(self.relation.entity, self.relation.on, "true").join(w, _ROW)',
        *PAIRS,
    ),
    _in("auth/sharing", "team-shows-hidden-users", 'alias, form)} AND {user}"', 'alias, form)}"', *PAIRS, QUERIES),
    _in(
        "resolvers/nouns/account",
        "partner-without-door",
        'PARTNER = by_id("Account", "partner_id")',
        'PARTNER = by_id("Account", "partner_id", given="true")',
        *PAIRS,
    ),
    _in(
        "resolvers/tree/account_tree",
        "descendants-without-door",
        "is_descendant(w, a, x, most))",
        'is_descendant(w, a, x, most), given="true")',
        *PAIRS,
    ),
    _in(
        "resolvers/compiler/relation",
        "contact-of-another-account",
        'given="{x}.account_id = {a}.account_id"',
        'given="true"',
        *PAIRS,
    ),
)

TREE = (
    _in(
        "resolvers/tree/account_tree",
        "parent-in-the-real-tree",
        'if w.viewer.sees_everything:\n        return f"{x}.id = {a}.parent_id"',
        'if w.viewer.id:\n        return f"{x}.id = {a}.parent_id"',
        FACTS,
        *PAIRS,
    ),
    _in(
        "resolvers/tree/account_tree",
        "children-in-the-real-tree",
        'if w.viewer.sees_everything:\n        return f"{x}.parent_id = {a}.id"',
        'if w.viewer.id:\n        return f"{x}.parent_id = {a}.id"',
        FACTS,
        *PAIRS,
    ),
    _in("resolvers/tree/account_tree", "children-under-what-is-seen", "WHERE NOT {walk}.seen)", ")", FACTS, QUERIES),
    _in(
        "resolvers/tree/account_tree",
        "depth-counts-hidden-accounts",
        "return f\"({_above(w, a, 'count(*)')})\"",
        'return f"(SELECT count(*) FROM account_tree up WHERE up.descendant_id = {a}.id AND up.depth > 0)"',
        *PAIRS,
    ),
    _in(
        "resolvers/tree/account_tree",
        "max-depth-in-the-real-tree",
        "AND {levels} <= ",
        "AND {t}.depth <= ",
        FACTS,
        *PAIRS,
    ),
    _in(
        "resolvers/tree/account_tree",
        "ancestors-without-door",
        'AND {t}.depth > 0 AND {visible(w.viewer, w.p, x, w.form)}"\n        f" ORDER BY',
        'AND {t}.depth > 0"\n        f" ORDER BY',
        *PAIRS,
    ),
)

FIGURES = (
    _in(
        "resolvers/tree/extent",
        "rollup-counts-hidden-accounts",
        'seen = "true" if everything else',
        'seen = "true" if w.viewer.id else',
        ROLLUP,
    ),
    _in(
        "resolvers/tree/extent",
        "subtree-of-deals-without-door",
        "    if w.viewer.sees_everything:\n",
        "    if w.viewer.id:\n",
        *PAIRS,
        ROLLUP,
    ),
    _in(
        "resolvers/aggregates/rollup",
        "system-scope-for-all",
        "if everything and not w.viewer.may_roll_up_everything:",
        "if False:",
        ROLLUP,
    ),
    _in(
        "resolvers/aggregates/grouped_rows",
        "groups-without-door",
        "conditions = [self._door(), where]",
        "conditions = [where]",
        GROUPS,
    ),
    _in(
        "resolvers/aggregates/grouped_rows",
        "groups-by-hidden-partner",
        "        if self._w.viewer.sees_everything:\n            return column\n",
        "        if self._w.viewer.id:\n            return column\n",
        *PAIRS,
    ),
    _in(
        "resolvers/aggregates/grouped_rows",
        "groups-by-the-real-root",
        "if self._w.viewer.sees_everything:\n            t =",
        "if self._w.viewer.id:\n            t =",
        GROUPS,
    ),
    _in(
        "resolvers/aggregates/grouped_rows",
        "groups-by-a-hidden-ancestor",
        "{a}.parent_id AND {visible(self._w.viewer, self._w.p, v, 'bulk')}",
        "{a}.parent_id",
        GROUPS,
    ),
    _in(
        "resolvers/nouns/history",
        "history-names-hidden-rows",
        "WHERE {n}.id = {row} AND {door})",
        "WHERE {n}.id = {row})",
        HISTORY,
    ),
    _in(
        "resolvers/nouns/history",
        "history-of-hidden-fields",
        "if field_rules.hidden(w.viewer, type_name, field):",
        "if not type_name:",
        HISTORY,
    ),
    _in(
        "resolvers/nouns/history",
        "history-names-the-real-parent",
        " AND {visible(w.viewer, w.p, v, w.form)}",
        "",
        HISTORY,
    ),
    _in(
        "resolvers/nouns/history",
        "history-shows-that-something-changed",
        'return f"({field} = ANY({fields}) AND ({field} NOT IN ({named}) OR {differs}))"',
        'return f"({field} = ANY({fields}))"',
        HISTORY,
    ),
)

USE = (
    _in(
        "resolvers/compiler/statement",
        "hidden-field-shown",
        "if field_rules.hidden(self.viewer, shape.type_name, chosen.name):",
        "if False:",
        ROLLUP,
    ),
    _in(
        "resolvers/compiler/statement",
        "sorted-by-a-hidden-field",
        "field_rules.require_usable(self.viewer, (entity.name, key.field))",
        "pass",
        QUERIES,
    ),
    _in(
        "resolvers/compiler/filters",
        "filtered-by-a-hidden-field",
        '"""All operators that are given hold."""\n        field_rules.require_usable(f.w.viewer, *self.shows)',
        '"""All operators that are given hold."""',
        *PAIRS,
        QUERIES,
    ),
    _in(
        "resolvers/aggregates/groups",
        "hidden-number-totalled",
        "field_rules.require_usable(self._w.viewer, (self._grouping.noun, chosen.name))",
        "pass",
        GROUPS,
    ),
    _in(
        "resolvers/aggregates/groups",
        "grouped-by-a-hidden-field",
        "field_rules.require_usable(self._w.viewer, *self._grouping.dimensions[name].shows)",
        "pass",
        GROUPS,
    ),
    _in(
        "resolvers/aggregates/groups",
        "groups-sorted-by-a-hidden-total",
        "field_rules.require_usable(self._w.viewer, (self._grouping.noun, aggregate[0]))",
        "pass",
        GROUPS,
    ),
    _in(
        "resolvers/aggregates/groups",
        "groups-kept-by-a-hidden-total",
        "field_rules.require_usable(f.w.viewer, (self.noun, self.field))",
        "pass",
        GROUPS,
    ),
)

REMEMBERED = (
    _in(
        "schema/execution",
        "shapes-shared-across-variables",
        "context.shaping = (operation_name, values)",
        'context.shaping = (operation_name, b"")',
        EXECUTION,
    ),
    _in(
        "schema/execution",
        "shapes-shared-across-operations",
        "context.shaping = (operation_name, values)",
        "context.shaping = (None, values)",
        EXECUTION,
    ),
    _in(
        "resolvers/compiler/cursor",
        "cursor-signature-not-checked",
        "if not payload or not hmac.compare_digest(signature, self._sign(order, payload)):",
        "if not payload:",
        "tests/resolvers/test_cursor.py",
    ),
    Fault(
        "cursor-not-bound-to-an-order",
        "graph/resolvers/compiler/cursor.py",
        (
            ("convert_to({p.constant(order + _BORDER, 'text')} || c.payload, 'UTF8')", "convert_to(c.payload, 'UTF8')"),
            ("(order + _BORDER).encode() + payload", "payload"),
        ),
        ("tests/resolvers/test_cursor.py",),
    ),
)

FAULTS = (*DOORS, *TREE, *FIGURES, *USE, *REMEMBERED)
