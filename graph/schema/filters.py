"""The inputs of `where`: one for each noun and for lists of it, and one for each type of value."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from graph.models.values.comparison import COMPARISONS, NUMBER_OF, Comparison, choice
from graph.resolvers.compiler.filters import Compared, Filter, InSubtree, ToMany, ToOne
from graph.schema.declarations import InputType, InputValue

ALL_HOLD = "Conditions of which all that are given must hold."


def filter_input(name: str, of: str, filters: Mapping[str, InputValue]) -> InputType:
    """A filter input of this name: its own conditions, and and, or and not. ``of`` is what people call the records."""
    return InputType(
        name,
        f"Conditions on {of}, of which all that are given must hold.",
        {
            "and": InputValue(f"[{name}!]", "Conditions that must all hold."),
            "or": InputValue(f"[{name}!]", "Conditions of which at least one must hold."),
            "not": InputValue(name, "Conditions that must not hold."),
            **filters,
        },
    )


def noun_filters(noun: str, of: str, filters: Mapping[str, Filter]) -> tuple[InputType, ...]:
    """The filter inputs of a noun, of a list of it, and of how many of a list meet conditions."""
    one = filter_input(f"{noun}Filter", of, {field: _condition(filter_) for field, filter_ in filters.items()})
    count = InputType(
        f"{noun}CountFilter",
        f"Comparisons of a number of {of} that the viewer sees, of which all that are given must hold.",
        {
            "where": InputValue(one.name, "Conditions that those to count meet. All are counted unless given."),
            **{
                operator: InputValue("[Int!]" if operator in ("in", "notIn") else "Int", text)
                for operator, text in NUMBER_OF.items()
            },
        },
    )
    many = InputType(
        f"{noun}ListFilter",
        f"Conditions on the {of} that the viewer sees, of which all that are given must hold.",
        {
            "some": InputValue(one.name, "Conditions that at least one of them must meet."),
            "none": InputValue(one.name, "Conditions that none of them may meet."),
            "every": InputValue(one.name, "Conditions that each of them must meet. True where there are none."),
            "count": InputValue(count.name, "Comparisons of how many there are."),
        },
    )
    return one, many, count


def _condition(filter_: Filter) -> InputValue:
    match filter_:
        case Compared():
            return InputValue(f"{_comparison(filter_)}Filter", "Conditions on its value.")
        case ToOne(relation):
            text = "Conditions on the one that the viewer sees; false where there is none."
            return InputValue(f"{relation.entity}Filter", text)
        case ToMany(relation):
            return InputValue(f"{relation.entity}ListFilter", "Conditions on those that the viewer sees.")
        case InSubtree(itself=True):
            return InputValue("ID", "The account that it is, or that it is below in the viewer's tree.")
        case _:
            return InputValue("ID", "The account that it is below in the viewer's tree.")


def _comparison(compared: Compared) -> str:
    return compared.enum or {"Name": "String", "Number": "RecordNumber"}.get(compared.kind, compared.kind)


def value_filters(enums: Mapping[str, type[StrEnum]]) -> Iterator[InputType]:
    """The filter inputs of values: one for each comparison, enums among them."""
    for comparison in (*COMPARISONS, *map(choice, enums)):
        fields = {
            operator: InputValue(_operand(comparison, operator), text)
            for operator, text in comparison.operators.items()
        }
        yield InputType(f"{comparison.name}Filter", ALL_HOLD, fields)


def _operand(comparison: Comparison, operator: str) -> str:
    type_ = comparison.operand or comparison.name
    match operator:
        case "isNull":
            return "Boolean"
        case "in" | "notIn":
            return f"[{type_}!]"
        case _:
            return type_
