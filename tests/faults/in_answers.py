"""Faults in what an answer is made of: row filters, fields, the viewer's tree, pages, groups, roll-ups, history."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graph.auth.sharing import visible
from graph.sql import TRUE, Alias, sql

from . import PAIRS, Change, Fault, fault
from .changes import Instead, calling, given, returning

QUERIES = "tests/resolvers/test_generated_queries.py"
FACTS = "tests/schema/test_facts.py"
GROUPS = "tests/resolvers/test_groups.py"
HISTORY = "tests/resolvers/test_history.py"
ROLLUP = "tests/resolvers/test_rollup.py"
EXECUTION = "tests/schema/test_execution.py"
INTROSPECTION = "tests/schema/test_introspection.py"
CURSOR = "tests/resolvers/test_cursor.py"

SEEN = returning(TRUE)
TREE = "resolvers.tree.account_tree"
ROWS = "resolvers.aggregates.grouped_rows:GroupedRows"
PLANNER = "resolvers.compiler.planner:Planner"
GROUPS_PLANNER = "resolvers.aggregates.groups:_GroupsPlanner"


def all_pass(*_row: Any) -> Any:
    """A row filter that lets every row through."""
    return TRUE


def module(**functions: Callable[..., Any]) -> Callable[[Any], Instead]:
    """A module, but for these functions."""
    return lambda sound: Instead(sound, **functions)


ANYTHING_USABLE = calling(field_rules=module(require_usable=lambda *_of: None))
NOTHING_HIDDEN = calling(field_rules=module(hidden=lambda *_of: False))


def behind_no_filter(sound: Callable[..., Any]) -> Callable[..., Any]:
    """Its first argument writes row filters that let every row through."""

    def faulty(compiler: Any, *more: Any) -> Any:
        return sound(Instead(compiler, scope=Instead(compiler.scope, sees=all_pass)), *more)

    return faulty


def lists_behind_no_filter(sound: Callable[..., Any]) -> Callable[..., Any]:
    def faulty(plan: Any, scope: Any, origin: Any) -> Any:
        found = sound(plan, scope, origin)
        return replace(found, seen=TRUE, arms=()) if plan.relation is None else found

    return faulty


def rows_all_pass(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda page, *more: sound(Instead(page, _rows=replace(page._rows, seen=TRUE, arms=())), *more)


def relation_all_seen(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda key, *more: sound(Instead(key, relation=replace(key.relation, visible_if="true")), *more)


def exists_all_seen(sound: Callable[..., Any]) -> Callable[..., Any]:
    def faulty(condition: Any, *more: Any) -> Any:
        if hasattr(condition, "relation"):
            condition = replace(condition, relation=replace(condition.relation, visible_if="true"))
        return sound(condition, *more)

    return faulty


def relations_seen(attribute: str = "", entity: str = "") -> Change:
    """The relation along this attribute, or to this entity, leads to what is seen."""

    def change(sound: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(noun: Any, name: str) -> Any:
            found = sound(noun, name)
            return replace(found, visible_if="true") if attribute == name or found.entity == entity else found

        return faulty

    return change


def descendants_seen(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda selection: replace(sound(selection), visible_if="true")


def real_parent(_scope: Any, row: Any, other: Any) -> Any:
    return sql("{x}.id = {a}.parent_id", x=other, a=row)


def real_child(_scope: Any, row: Any, other: Any) -> Any:
    return sql("{x}.parent_id = {a}.id", x=other, a=row)


def all_below(scope: Any, row: Any, other: Any) -> Any:
    v = Alias("v")
    return sql(
        "{x}.id = ANY(ARRAY(SELECT {v}.id FROM account {v} JOIN account_tree {t} ON {t}.descendant_id = {v}.id"
        " WHERE {t}.ancestor_id = {a}.id AND {t}.depth > 0 AND {seen}))",
        x=other,
        a=row,
        v=v,
        t=Alias("t"),
        seen=visible(scope.subject, v, scope.strategy),
    )


def real_depth(_scope: Any, row: Any) -> Any:
    return sql("(SELECT count(*) FROM account_tree up WHERE up.descendant_id = {a}.id AND up.depth > 0)", a=row)


def everything(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda scope, account, row, **_how: sound(scope, account, row, everything=True)


def of_who_sees_everything(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda scope, *more: sound(Instead(scope, viewer=Instead(scope.viewer, sees_everything=True)), *more)


def scope_of(**attributes: Any) -> Change:
    """The viewer in the scope of its first argument is taken to have these attributes."""

    def change(sound: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(planning: Any, *more: Any) -> Any:
            viewer = Instead(planning.scope.viewer, **attributes)
            return sound(Instead(planning, scope=Instead(planning.scope, viewer=viewer)), *more)

        return faulty

    return change


def whatever_changed(sound: Callable[..., Any]) -> Callable[..., Any]:
    from graph.resolvers.nouns import history
    from graph.sql import constant

    def faulty(scope: Any, change: Any) -> Any:
        if history._sees_all(scope.viewer):
            return sound(scope, change)
        fields = constant(history.readable(scope), "text[]")
        return sql("({field} = ANY({fields}))", field=history._field(change), fields=fields)

    return faulty


def shows_nothing(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *of: replace(sound(*of), shows=())


def shared_across(name: str, part: int, value: Any) -> Fault:
    """Selections are kept as if this part of what they depend on were always the same."""

    def shared(shaping: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*shaping[:part], value, *shaping[part + 1 :])

    def of_request(sound: Callable[..., Any]) -> Callable[..., Any]:
        return lambda context, *more: sound(Instead(context, shaping=shared(context.shaping)), *more)

    def of_document(sound: Callable[..., Any]) -> Callable[..., Any]:
        return lambda documents, document, shaping, *more: sound(documents, document, shared(shaping), *more)

    changes = {
        "graph.context:Context.select": of_request,
        "graph.schema.documents:Documents.shapes": of_document,
        "graph.schema.documents:Documents.keep": of_document,
        "graph.schema.documents:Documents.answer": of_document,
        "graph.schema.documents:Documents.keep_answer": of_document,
    }
    return Fault(name, changes, (EXECUTION, INTROSPECTION))


def for_any_order(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda key, _order, *more: sound(key, "", *more)


FILTERS = (
    fault("key-without-door", "resolvers.loading.statements:_by_key", behind_no_filter, FACTS),
    fault("root-list-without-door", "resolvers.compiler.rows:rows_sql", lists_behind_no_filter, FACTS, *PAIRS),
    fault("page-without-door", "resolvers.compiler.connection:ConnectionSql._page", rows_all_pass, *PAIRS),
    fault("counted-before-the-door", "resolvers.compiler.connection:ConnectionSql._value", rows_all_pass, *PAIRS),
    fault(
        "filter-through-a-relation-without-door",
        "resolvers.compiler.condition_sql:condition_sql",
        exists_all_seen,
        *PAIRS,
    ),
    fault("under-a-hidden-account", "resolvers.compiler.condition_sql:_below_account", given(1, sees=all_pass), FACTS),
    fault(
        "sorted-through-a-relation-without-door",
        "resolvers.compiler.order:_Related.__call__",
        relation_all_seen,
        *PAIRS,
    ),
    fault("team-shows-hidden-users", "auth.sharing:visible_team_member", calling(visible_user=SEEN), *PAIRS, QUERIES),
    fault("partner-without-door", "resolvers.nouns.derive:relation", relations_seen("partner"), *PAIRS),
    fault("descendants-without-door", f"{TREE}:descendants", descendants_seen, *PAIRS),
    fault("contact-of-another-account", "resolvers.nouns.derive:relation", relations_seen(entity="Contact"), *PAIRS),
)

IN_TREE = (
    fault("parent-in-the-real-tree", f"{TREE}:is_parent", lambda _sound: real_parent, FACTS, *PAIRS),
    fault("children-in-the-real-tree", f"{TREE}:is_child", lambda _sound: real_child, FACTS, *PAIRS),
    fault("children-under-what-is-seen", f"{TREE}:is_child", lambda _sound: all_below, FACTS, QUERIES),
    fault("depth-counts-hidden-accounts", f"{TREE}:depth", lambda _sound: real_depth, *PAIRS),
    fault("max-depth-in-the-real-tree", f"{TREE}:IsDescendant.__call__", calling(visible=SEEN), FACTS, *PAIRS),
    fault("ancestors-without-door", f"{TREE}:AncestorsPlan.compile", calling(visible=SEEN), *PAIRS),
)

FIGURES = (
    fault("rollup-counts-hidden-accounts", "resolvers.tree.extent:subtree", everything, ROLLUP),
    fault("subtree-of-deals-without-door", "resolvers.tree.extent:counts_for", of_who_sees_everything, *PAIRS, ROLLUP),
    fault("system-scope-for-all", "resolvers.aggregates.rollup:rollup", scope_of(may_roll_up_everything=True), ROLLUP),
    fault("groups-without-door", f"{ROWS}.source", given(0, _visible=all_pass), GROUPS),
    fault("groups-by-hidden-partner", f"{ROWS}.partner", scope_of(sees_everything=True), *PAIRS),
    fault("groups-by-the-real-root", f"{ROWS}.ultimate_parent", scope_of(sees_everything=True), GROUPS),
    fault("groups-by-a-hidden-ancestor", f"{ROWS}._top", calling(visible=SEEN), GROUPS),
    fault("history-names-hidden-rows", "resolvers.nouns.history:_named", given(0, sees=all_pass), HISTORY),
    fault("history-of-hidden-fields", "resolvers.nouns.history:readable", NOTHING_HIDDEN, HISTORY),
    fault("history-names-the-real-parent", "resolvers.nouns.history:_nearest", calling(visible=SEEN), HISTORY),
    fault("history-shows-that-something-changed", "resolvers.nouns.history:shown", whatever_changed, HISTORY),
)

USE = (
    fault("hidden-field-shown", f"{PLANNER}._field", NOTHING_HIDDEN, ROLLUP),
    fault("sorted-by-a-hidden-field", f"{PLANNER}._require_sortable", returning(None), QUERIES),
    fault(
        "filtered-by-a-hidden-field",
        "resolvers.compiler.conditions:FilterPlanner._field",
        ANYTHING_USABLE,
        *PAIRS,
        QUERIES,
    ),
    fault("hidden-number-totalled", f"{GROUPS_PLANNER}.plan", ANYTHING_USABLE, GROUPS),
    fault("grouped-by-a-hidden-field", f"{GROUPS_PLANNER}._dimensions", ANYTHING_USABLE, GROUPS),
    fault("groups-sorted-by-a-hidden-total", f"{GROUPS_PLANNER}._sort_keys", ANYTHING_USABLE, GROUPS),
    fault("groups-kept-by-a-hidden-total", "resolvers.aggregates.groups:_totals_filter", shows_nothing, GROUPS),
)

KEPT = (
    shared_across("shapes-shared-across-variables", 1, b""),
    shared_across("shapes-shared-across-operations", 0, None),
    fault(
        "cursor-signature-not-checked",
        "resolvers.compiler.cursor:CursorKey._is_signed",
        calling(hmac=module(compare_digest=lambda *_both: True)),
        CURSOR,
    ),
    Fault(
        "cursor-not-bound-to-an-order",
        {
            "graph.resolvers.compiler.cursor:CursorKey.expression": for_any_order,
            "graph.resolvers.compiler.cursor:_signature": for_any_order,
        },
        (CURSOR,),
    ),
)

FAULTS = (*FILTERS, *IN_TREE, *FIGURES, *USE, *KEPT)
