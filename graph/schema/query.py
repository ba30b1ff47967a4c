"""The root of queries. `graph.resolvers.root` answers its fields."""

from graph.models.noun import NOUNS
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.nouns.computed import Argument
from graph.resolvers.nouns.lists import FIRST_AND_AFTER, list_arguments, where
from graph.schema import groups
from graph.schema.declarations import Field, InputType, InputValue, ObjectType

ACCOUNT_KEY = InputType(
    "AccountKey",
    "A key that names one account: exactly one of these fields.",
    {
        "id": InputValue("ID", "The ID."),
        "number": InputValue("String", "The number, such as `ACC-000001`."),
        "name": InputValue("String", "The name. Case, spacing and invisible characters don't matter."),
    },
    one_of=True,
)


def _list(noun: str, before: tuple[Argument, ...] = (), after: tuple[Argument, ...] = ()) -> Field:
    """The root list of a noun, with arguments of its own before and after those of all lists."""
    declared = NOUNS[noun]
    listing = declared.root_list
    if listing is None:
        raise LookupError(f"{noun} has no list at the root: declare its `root_list`.")
    arguments = (*before, *list_arguments(declared, listing), *after)
    return Field(f"{noun}Connection!", listing.description, arguments)


VIEW = Argument("view", "AccountView", "A list view. All accounts unless given.")
AS_USER = Argument(
    "asUser", "ID", "The user as whom to look, at the accounts and all that is asked of them. For admins, and logged."
)

QUERY = ObjectType(
    "Query",
    "All queries. No answer shows what its viewer may not see.",
    {
        "viewer": Field("Viewer!", "The signed-in user."),
        "currency": Field("String!", "The currency of all amounts: its ISO 4217 code."),
        "node": Field("Node", "The object with this ID, if the viewer sees it.", (Argument("id", "ID!", "The ID."),)),
        "nodes": Field(
            "[Node]!",
            "The objects with these IDs, in their order; null for each that the viewer doesn't see.",
            (Argument("ids", "[ID!]!", "The IDs, at most 100."),),
        ),
        "account": Field(
            "Account",
            "The account that the key names, if the viewer sees it.",
            (Argument("by", "AccountKey!", "The key."),),
        ),
        **{noun.plural: _list(noun.name) for noun in NOUNS.values() if noun.root_list is not None},
        "accounts": _list("Account", before=(VIEW,), after=(AS_USER,)),
        "changes": Field(
            "ChangeConnection!",
            "All changes of all records, the latest first. For admins.",
            (where("Change"), *FIRST_AND_AFTER),
        ),
        "sharingRules": Field(
            "[SharingRule!]!", "All sharing rules, by name. For admins; for anyone else the error FORBIDDEN."
        ),
        "previewSharingRule": Field(
            "SharingRulePreview!",
            "What saving a sharing rule would do: a new rule, an update of the rule with the `id`, or its deletion."
            " Nothing is written. For admins; for anyone else the error FORBIDDEN.",
            (Argument("input", "PreviewSharingRuleInput!", "The rule to preview."),),
        ),
        **{field: groups.root_field(grouping) for field, grouping in GROUPINGS.items()},
    },
    ruled=False,
)
