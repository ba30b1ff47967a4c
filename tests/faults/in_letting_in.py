"""Faults in who is let in by whom: grants, teams, sharing rules and their previews."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
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
NO_FURTHER = "resolvers.mutations.grant:_require_no_further"
GRANTS = "tests/resolvers/test_grants.py"
PREVIEW = f"{MUTATIONS}/test_sharing_rule_preview.py"


def its_own_grant_counts(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda tx, account, values, _standing: sound(tx, account, values, ())


def long_ago_is_long_enough(sound: Callable[..., Any]) -> Callable[..., Any]:
    until = {"expires_at": datetime(2000, 1, 1, tzinfo=UTC)}
    return lambda tx, account, values, standing: sound(tx, account, {**values, **until}, standing)


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
    fault("owners-open-what-they-do-not-see", NO_FURTHER, doing_nothing, GRANT_REACH),
    fault(
        "a-grant-to-oneself-counts-for-itself",
        NO_FURTHER,
        its_own_grant_counts,
        GRANT_REACH,
    ),
    fault(
        "grants-outlast-what-they-rest-on",
        NO_FURTHER,
        long_ago_is_long_enough,
        GRANT_REACH,
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
