"""The root of mutations, with an input and a payload each, made of `graph.resolvers.mutations.registry`."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.utils.str_converters import to_snake_case

from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.mutation import Mutation as Declared
from graph.resolvers.mutations.registry import MUTATIONS
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.schema import enums
from graph.schema.directives import directives_of
from graph.schema.fields import answered_elsewhere, part
from graph.schema.filters import TYPES

strawberry.enum(
    UserErrorCode,
    description="What is wrong with an input. REQUIRED: a field is missing or empty. INVALID: a value can't be used."
    " TOO_LONG: it is too long. NOT_FOUND: an id names nothing that the viewer sees. CONFLICT: the record has changed"
    " since. NAME_TAKEN: another has the name. TAKEN: another has the e-mail address, or the user is on the team"
    " already. FIELD_READ_ONLY, FIELD_HIDDEN: the viewer's profile may not set it. INVALID_TRANSITION: the record's"
    " state doesn't lead there. CLOSED: the deal is closed, reopen it first; or the contract is agreed, and this of it"
    " stays. IN_USE: something still depends on it. CYCLE: an account or a role would stand above itself. KEY_REUSED:"
    " the idempotency key belongs to another request.",
)


@strawberry.type(description="What is wrong with an input, for a caller who can mend it. Nothing was done.")
class UserError:
    """One thing that is wrong."""

    code: UserErrorCode = strawberry.field(description="What is wrong, for programs.")
    message: str = strawberry.field(description="What is wrong and what to do about it, for people.")
    field: list[str] | None = strawberry.field(description="Where in the input; empty where it is about all of it.")


KEY = InputField(
    "String",
    "A text of the caller's own, such as a UUID. Sent again with the same input within seven days, it does nothing"
    " more and tells the first outcome.",
)

_inputs: dict[str, Any] = {}
_payloads: dict[str | None, Any] = {}


def input_type(name: str, fields: Mapping[str, InputField], types: Mapping[str, Any], text: str) -> Any:
    """The input type of this name, made once."""
    if name not in _inputs:
        annotations: dict[str, Any] = {}
        namespace: dict[str, Any] = {"__annotations__": annotations, "__doc__": text}
        for field, taken in fields.items():
            type_ = _type(taken, types)
            annotations[field] = type_ if taken.required else type_ | None
            namespace[field] = strawberry.field(
                name=field,
                description=taken.text,
                directives=directives_of(*taken.sets) if taken.sets else (),
                **({} if taken.required else {"default": UNSET}),
            )
        # what must be given comes first: dataclasses have it so
        ordered = dict(sorted(annotations.items(), key=lambda item: not fields[item[0]].required))
        namespace["__annotations__"] = ordered
        _inputs[name] = strawberry.input(type(name, (), namespace), description=text)
    return _inputs[name]


def _type(taken: InputField, types: Mapping[str, Any]) -> Any:
    if taken.nested is not None:
        what = taken.type_name.removesuffix("Input")
        text = f"{what} as it is written."
        if not taken.many:  # of which a change replaces them all
            text += " In a change, what is left out stays as it is."
        one = input_type(taken.type_name, taken.nested, types, text)
    else:
        one = TYPES.get(taken.type_name.removesuffix("Code")) or getattr(enums, taken.type_name)
    return list[one] if taken.many else one  # type: ignore[valid-type]  # made of the registry


def _payload(declared: Declared, types: Mapping[str, Any]) -> Any:
    """The payload type of what the mutation shows, made once."""
    shown = declared.payload
    if shown not in _payloads:
        namespace: dict[str, Any]
        if shown is None:
            name, text = "DeletePayload", "What became of a deletion."
            namespace = {
                "__annotations__": {"deleted_id": strawberry.ID | None},
                "deleted_id": part("The id of what is gone; null where nothing was done."),
            }
        else:
            name, text = f"{shown}Payload", f"What became of a mutation, with the {shown} as it is now."
            field = to_snake_case(shown)
            namespace = {
                "__annotations__": {field: types[shown] | None},
                field: part(
                    "The record as the viewer sees it now; null where nothing was done, or they see it no longer."
                    " Beside CONFLICT, what stands."
                ),
            }
        namespace["__annotations__"] |= {"note": str | None, "user_errors": list[UserError]}
        namespace |= {
            "note": part("What else there is to know, such as that the viewer no longer sees the record."),
            "user_errors": part("What the caller can mend. Where there is any, nothing was done."),
        }
        _payloads[shown] = strawberry.type(type(name, (), namespace), description=text)
    return _payloads[shown]


def _arguments(input_type: Any) -> Any:
    def arguments(
        input: Annotated[input_type, strawberry.argument(description="What to do it with.")],  # noqa: A002  # as in GraphQL
    ) -> Any:
        return answered_elsewhere()

    return arguments


def mutation_type(types: Mapping[str, Any]) -> type:
    """The root, for these record types by name."""
    annotations: dict[str, Any] = {}
    namespace: dict[str, Any] = {"__annotations__": annotations}
    for name, declared in MUTATIONS.items():
        title = name[0].upper() + name[1:]
        taken = input_type(f"{title}Input", {**declared.takes, "idempotencyKey": KEY}, types, f"For `{name}`.")
        attribute = to_snake_case(name)
        annotations[attribute] = _payload(declared, types) | None
        namespace[attribute] = part(declared.text, _arguments(taken))
    return strawberry.type(
        type("Mutation", (), namespace),
        description="All changes. Each is a transaction of its own: it is done wholly or not at all, whatever becomes"
        " of the others of a request. A field is null only beside an error.",
    )
