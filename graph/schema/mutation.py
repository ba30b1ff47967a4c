"""The root of mutations, with an input and a payload each, made of `graph.resolvers.mutations.registry`."""

from collections.abc import Iterator, Mapping

from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.registry import MUTATIONS
from graph.resolvers.mutations.transfer import GOING
from graph.resolvers.nouns.computed import Argument
from graph.schema.declarations import Declaration, Field, InputType, InputValue, ObjectType

USER_ERROR = ObjectType(
    "UserError",
    "An error in an input, which the caller can correct. Nothing was done.",
    {
        "code": Field("UserErrorCode!", "The kind of error, for programs."),
        "message": Field("String!", "What is wrong and what to do about it, for people."),
        "field": Field("[String!]", "The path to the field of the input; empty where the error is about all of it."),
    },
    ruled=False,
)

KEY = InputField(
    "String",
    "A text of the caller's own, such as a UUID. Sent again with the same input within seven days, it does nothing"
    " more and returns the first outcome.",
)

NOTE = Field("String", "What else there is to know, such as that the viewer no longer sees the record.")
USER_ERRORS = Field("[UserError!]!", "The errors that the caller can correct. Where there is any, nothing was done.")


def input_types(name: str, description: str, fields: Mapping[str, InputField]) -> dict[str, InputType]:
    """The input type of this name and those nested in it, by name."""
    found: dict[str, InputType] = {}
    values = {}
    for field, given in fields.items():
        if given.nested is not None:
            found |= input_types(given.type_name, _nested_description(given), given.nested)
        type_ = f"[{given.type_name}!]" if given.many else given.type_name
        values[field] = InputValue(f"{type_}!" if given.required else type_, given.text, sets=given.sets)
    return found | {name: InputType(name, description, values)}


def _nested_description(field: InputField) -> str:
    text = f"The fields of a new {field.type_name.removesuffix('Input')}."
    # an update replaces all of a list
    return text if field.many else f"{text} In an update, a field that is left out keeps its value."


REMAINING = ObjectType(
    "RemainingRecords",
    "What stays with one user when accounts are handed over to another. Only what is going on counts.",
    {
        "ownerId": Field("ID!", "The user's ID."),
        "ownerName": Field("String!", "The user's name."),
        "seesAccount": Field("Boolean!", "Whether the user sees the account, now that it is handed over."),
        "accounts": Field("Int!", "The number of accounts below that the user owns and the viewer sees."),
        **{name: Field("Int!", f"The number of {going.many}.") for name, (_, going) in GOING.items()},
    },
    ruled=False,
)


def payload_type(shown: str | None, *, tells_remaining: bool = False) -> ObjectType:
    """The payload of mutations that show a record of this type; None for deletions."""
    if shown is None:
        name, description = "DeletePayload", "The outcome of a deletion."
        record = {"deletedId": Field("ID", "The ID of the deleted record; null where nothing was done.")}
    else:
        name, description = f"{shown}Payload", f"The outcome of a mutation, with the {shown} as it is now."
        text = (
            "The record as the viewer sees it now; null where nothing was done, or where the viewer no longer sees it."
            " With CONFLICT, the record as it is stored."
        )
        record = {shown[0].lower() + shown[1:]: Field(shown, text)}
    if tells_remaining:
        name, description = f"{shown}TransferPayload", f"The outcome of a hand-over, with the {shown} as it is now."
        record["remaining"] = Field("[RemainingRecords!]!", "What stays with others, by user.")
    return ObjectType(name, description, {**record, "note": NOTE, "userErrors": USER_ERRORS}, ruled=False)


def mutation_types() -> Iterator[Declaration]:
    """The root, and all inputs and payloads."""
    inputs: dict[str, InputType] = {}
    payloads: dict[str, ObjectType] = {}
    fields: dict[str, Field] = {}
    for name, mutation in MUTATIONS.items():
        input_name = f"{name[0].upper()}{name[1:]}Input"
        given = {**mutation.takes, "idempotencyKey": KEY}
        inputs |= input_types(input_name, f"The input of `{name}`.", given)
        payload = payload_type(mutation.payload, tells_remaining=mutation.tells_remaining)
        payloads[payload.name] = payload
        argument = Argument("input", f"{input_name}!", "The input.")
        fields[name] = Field(payload.name, mutation.text, (argument,))
    yield USER_ERROR
    yield REMAINING
    yield from inputs.values()
    yield from payloads.values()
    yield ObjectType(
        "Mutation",
        "All mutations. Each is a transaction of its own: it is done wholly or not at all, whatever becomes of the"
        " others in the request. A field is null only where there is an error.",
        fields,
        ruled=False,
    )
