"""The root of queries. `graph.resolvers.root` answers its fields."""

from graph.models.noun import NOUNS, Noun
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.nouns.computed import Argument
from graph.resolvers.nouns.keys import KEYED, KEYS
from graph.resolvers.nouns.lists import FIRST_AND_AFTER, list_arguments, where
from graph.schema import groups
from graph.schema.declarations import Field, InputType, InputValue, ObjectType

EXTERNAL_KEY = InputType(
    "ExternalKey",
    "The key by which another system knows a record.",
    {
        "source": InputValue("String!", "The system, by the name that the mapping of its files gives it."),
        "key": InputValue("String!", "The key, exactly as it was imported."),
    },
)


def key_input(noun: Noun) -> InputType:
    """The input that names one record of a noun."""
    return InputType(
        f"{noun.name}Key",
        f"A key that names one {noun.label}: exactly one of these fields.",
        {name: InputValue(key.type, key.description) for name, key in KEYS[noun.name].items()},
        one_of=True,
    )


def _by_key(noun: Noun) -> Field:
    text = f"The {noun.label} that the key names, if the viewer sees it."
    return Field(noun.name, text, (Argument("by", f"{noun.name}Key!", "The key."),))


def _list(noun: str, before: tuple[Argument, ...] = (), after: tuple[Argument, ...] = ()) -> Field:
    """The root list of a noun, with arguments of its own before and after those of all lists."""
    declared = NOUNS[noun]
    listing = declared.root_list
    if listing is None:
        raise LookupError(f"{noun} has no list at the root: declare its `root_list`.")
    arguments = (*before, *list_arguments(declared, listing), *after)
    return Field(f"{noun}Connection", listing.description, arguments)


VIEW = Argument("view", "AccountView", "A list view. All accounts unless given.")
AS_USER = Argument(
    "asUser", "ID", "The user as whom to look, at the accounts and all that is asked of them. For admins, and logged."
)

QUERY = ObjectType(
    "Query",
    "All queries. No answer shows what its viewer may not see. A field that can fail is nullable: it is null where"
    " there is an error, and the other fields are answered.",
    {
        "viewer": Field("Viewer", "The signed-in user."),
        "currency": Field("String!", "The currency of all amounts: its ISO 4217 code."),
        "node": Field("Node", "The object with this ID, if the viewer sees it.", (Argument("id", "ID!", "The ID."),)),
        "nodes": Field(
            "[Node]",
            "The objects with these IDs, in their order; null for each that the viewer doesn't see.",
            (Argument("ids", "[ID!]!", "The IDs, at most 100."),),
        ),
        **{field: _by_key(noun) for field, noun in KEYED.items()},
        **{noun.plural: _list(noun.name) for noun in NOUNS.values() if noun.root_list is not None},
        "accounts": _list("Account", before=(VIEW,), after=(AS_USER,)),
        "changes": Field(
            "ChangeConnection",
            "All changes of all records, the latest first. For admins.",
            (where("Change"), *FIRST_AND_AFTER),
        ),
        "sharingRules": Field(
            "[SharingRule!]", "All sharing rules, by name. For admins; for anyone else the error FORBIDDEN."
        ),
        "previewSharingRule": Field(
            "SharingRulePreview",
            "What saving a sharing rule would do: a new rule, an update of the rule with the `id`, or its deletion."
            " Nothing is written. For admins; for anyone else the error FORBIDDEN.",
            (Argument("input", "PreviewSharingRuleInput!", "The rule to preview."),),
        ),
        **{field: groups.root_field(grouping) for field, grouping in GROUPINGS.items()},
    },
    ruled=False,
)
