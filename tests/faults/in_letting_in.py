"""Faults in who is let in by whom: grants, teams, sharing rules and their previews."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graph.auth.permissions import can_edit
from graph.auth.sharing import visible_through_account
from graph.models.profile import Profile
from graph.sql import TRUE, sql

from . import fault
from .changes import Instead, calling, doing_nothing, given, returning
from .in_sharing import any_epoch

MUTATIONS = "tests/resolvers/mutations"
GRANT_REACH = f"{MUTATIONS}/test_grant_reach.py"
GRANTS = "tests/resolvers/test_grants.py"
PREVIEW = f"{MUTATIONS}/test_sharing_rule_preview.py"


def edit_is_enough(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda viewer, kinds, **_named: sound(viewer, kinds, or_edits=True)


def a_while_is_for_good(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda viewer, access: sound(viewer, replace(access, edits_for_good=can_edit(access)))


def every_record_seen(_sound: Callable[..., Any]) -> Callable[..., Any]:
    async def sees(*_of: Any) -> bool:
        return True

    return sees


def for_any_profile(sound: Callable[..., Any]) -> Callable[..., Any]:
    def faulty(tx: Any) -> Any:
        return sound(Instead(tx, permission=replace(tx.permission, profiles=frozenset(Profile))))

    return faulty


def rules_seen_by_anyone(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda scope, table, *more: TRUE if table.name == "SharingRule" else sound(scope, table, *more)


def as_the_account(_sound: Callable[..., Any]) -> Callable[..., Any]:
    return visible_through_account


FAULTS = (
    fault("grants-shown-to-whoever-sees-the-account", "auth.sharing:visible_grant", as_the_account, GRANTS),
    fault("grants-shown-on-hidden-accounts", "auth.sharing:visible_grant", calling(visible=returning(TRUE)), GRANTS),
    fault(
        "a-preview-forgets-other-ways-in",
        "auth.access_queries:changed_levels_statement",
        calling(opened=returning(sql("SELECT NULL::uuid, NULL::text"))),
        PREVIEW,
    ),
    fault(
        "what-a-viewer-was-is-believed-for-the-next-request",
        "resolvers.loading.loader:RequestLoader._run",
        any_epoch,
        f"{MUTATIONS}/test_next_request.py",
    ),
    fault(
        "rules-read-by-anyone",
        "resolvers.compiler.scope:Scope.sees",
        rules_seen_by_anyone,
        "tests/resolvers/test_grants.py",
    ),
    fault(
        "owners-open-what-they-do-not-own",
        "resolvers.mutations.grant:_require_grants_below",
        doing_nothing,
        GRANT_REACH,
    ),
    fault(
        "owners-open-what-they-edit",
        "auth.access_queries:allowed_below_statement",
        edit_is_enough,
        "tests/attack/test_chains.py",
    ),
    fault(
        "editors-move-accounts-below-grants",
        "resolvers.mutations.account:_require_hands_over",
        doing_nothing,
        "tests/attack/test_chains.py",
    ),
    fault(
        "editors-open-accounts-by-rules",
        "resolvers.mutations.rule_opening:require_opens_no_further",
        doing_nothing,
        "tests/attack/test_chains.py",
    ),
    fault(
        "nobody-counts-who-asks-for-names",
        "resolvers.mutations.account_name:count_refusal",
        doing_nothing,
        "tests/attack/test_taken_names.py",
    ),
    fault(
        "who-was-let-in-for-a-time-hands-over",
        "auth.permissions:can_hand_over",
        a_while_is_for_good,
        "tests/attack/test_writes.py",
    ),
    fault(
        "partners-named-by-any-editor",
        "resolvers.mutations.account:_keep_partner",
        calling(can_hand_over=returning(True)),
        f"{MUTATIONS}/test_account_hand_over.py",
    ),
    fault(
        "hidden-references-told-by-a-guess",
        "resolvers.mutations.record_mutations:RecordMutations._require_references",
        calling(sees=every_record_seen, require_reference=calling(sees=every_record_seen)),
        "tests/attack/test_references.py",
    ),
    fault(
        "rules-changed-by-who-is-no-admin-any-more",
        "resolvers.mutations.administration:serialize_admin_changes",
        for_any_profile,
        f"{MUTATIONS}/test_sharing_rule.py",
    ),
    fault(
        "a-preview-counts-the-rule-among-other-ways",
        "resolvers.nouns.sharing_rule_preview:Comparison._compare",
        given(0, _id=None),
        PREVIEW,
    ),
)
