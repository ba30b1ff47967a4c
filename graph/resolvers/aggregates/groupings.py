"""The groupings: for each noun that declares groups, the dimensions and measures that follow from its fields."""

from collections.abc import Callable, Mapping

from graph.auth import field_rules
from graph.models.noun import NOUNS, Noun, camel_case, constant_case
from graph.models.rules import OPEN, FieldRule
from graph.models.spec import ComputedSpec, FieldSpec, GroupSpec
from graph.models.values import Choice, Day, Flag
from graph.resolvers.aggregates.dimensions import Dimension, Grouping, Measure
from graph.resolvers.aggregates.grouped_rows import GroupedRows, GroupKey
from graph.resolvers.aggregates.revenue_tier import TIER, RevenueTier
from graph.resolvers.compiler.filters import Shows, shows
from graph.resolvers.nouns import account  # noqa: F401  # it declares the rules of what accounts compute

NAME = shows("Account", "name")
ACCOUNT = NOUNS["Account"]


def _grouping(noun: Noun, spec: GroupSpec) -> Grouping:
    dimensions: dict[str, Dimension] = {}
    for attribute, field in noun.columns.items():
        if field.grouped:
            dimensions |= _dimensions(noun, attribute, field)
    if noun is ACCOUNT:
        dimensions["REVENUE_TIER"] = Dimension(
            "revenueTier",
            RevenueTier.__name__,
            "By REVENUE_TIER: the band of annual revenue.",
            shows("Account", "annualRevenue"),
            _of_row(TIER),
            ranks=tuple(RevenueTier),
        )
        dimensions["ULTIMATE_PARENT"] = _ultimate_parent(())
    elif noun.of_account:
        dimensions |= _of_its_account(noun)
    dimensions["CREATED_MONTH"] = Dimension(
        "createdMonth",
        "Date",
        "By CREATED_MONTH: the first day of the month of `createdAt`, in the time zone asked for.",
        shows(noun.name, "createdAt"),
        GroupedRows.created_month,
        "date",
        zoned=True,
    )
    return Grouping(noun, spec.description, spec.of or noun.labels, dimensions, _measures(noun))


def _dimensions(noun: Noun, attribute: str, spec: FieldSpec) -> dict[str, Dimension]:
    """The dimensions of one field: of a user their role too, of a day each unit that is declared."""
    shown = _shows(noun, attribute, spec)
    if isinstance(spec.grouped, tuple):
        return dict(_unit(noun, attribute, spec, unit) for unit in spec.grouped)
    if spec.reference is not None:
        return _along(noun, attribute, spec.reference.noun, spec.description, shown)
    field = noun.graphql_name(attribute)
    return {constant_case(field): _plain(field, spec, shown, _of_row(f"{{a}}.{attribute}{_cast(spec)}"))}


def _plain(field: str, spec: FieldSpec, shown: Shows, key: Callable[[GroupedRows], GroupKey]) -> Dimension:
    value = spec.value
    return Dimension(
        field,
        value.scalar.name,
        _by(field, spec.description),
        shown,
        key,
        "boolean" if isinstance(value, Flag) else "text",
        ranks=tuple(value.enum) if isinstance(value, Choice) and value.ranked else None,
    )


def _cast(spec: FieldSpec) -> str:
    return "::text" if isinstance(spec.value, Choice) and spec.value.ranked else ""


def _along(noun: Noun, attribute: str, target: str, description: str, shown: Shows) -> dict[str, Dimension]:
    named = (*shown, *shows(target, "name"))
    if (target, attribute) == ("User", "owner"):
        role = Dimension(
            "ownerRole",
            "String",
            "By OWNER_ROLE: the name of the owner's role.",
            (*shown, *shows("User", "roleName")),
            GroupedRows.owner_role,
        )
        owner = Dimension("owner", "User", _by("owner", description), named, GroupedRows.owner, "uuid", entity="User")
        return {"OWNER": owner, "OWNER_ROLE": role}
    if (noun, target, attribute) == (ACCOUNT, "Account", "partner"):
        return {"PARTNER": _partner(())}
    raise LookupError(f"{noun.name}.{attribute} can't be grouped by: of references, only owners and partners can.")


def _unit(noun: Noun, attribute: str, spec: FieldSpec, unit: str) -> tuple[str, Dimension]:
    if not isinstance(spec.value, Day):
        raise LookupError(f"{noun.name}.{attribute} can't be grouped by {unit}: only days can.")
    field, name = camel_case(f"{attribute.removesuffix('_date')}_{unit}"), noun.graphql_name(attribute)
    shown = shows(noun.name, name)
    if unit == "year":
        text = f"By {constant_case(field)}: the year of `{name}`."
        year = _of_row(f"extract(year FROM {{a}}.{attribute})::int")
        return constant_case(field), Dimension(field, "Int", text, shown, year, "int")
    text = f"By {constant_case(field)}: the first day of the {unit} of `{name}`."
    first = _of_row(f"date_trunc('{unit}', {{a}}.{attribute}::timestamp)::date")
    return constant_case(field), Dimension(field, "Date", text, shown, first, "date")


def _of_its_account(noun: Noun) -> dict[str, Dimension]:
    """The dimensions of the account that a record belongs to: itself, what it is, and the accounts around it."""
    along = shows(noun.name, "account")
    dimensions = {
        "ACCOUNT": Dimension(
            "account",
            "Account",
            "By ACCOUNT: the account that they belong to.",
            (*along, *NAME),
            _of_row("{a}.account_id"),
            "uuid",
            entity="Account",
        )
    }
    for attribute, spec in ACCOUNT.columns.items():
        if spec.grouped and spec.reference is None and not isinstance(spec.value, Flag):
            name = ACCOUNT.graphql_name(attribute)
            field = f"account{name[0].upper()}{name[1:]}"
            shown = (*along, *_shows(ACCOUNT, attribute, spec))
            dimensions[constant_case(field)] = _plain(
                field, spec, shown, _of_account(f"{{a}}.{attribute}{_cast(spec)}")
            )
    return dimensions | {"ULTIMATE_PARENT": _ultimate_parent(along), "PARTNER": _partner(along)}


def _ultimate_parent(along: Shows) -> Dimension:
    return Dimension(
        "ultimateParent",
        "Account",
        "By ULTIMATE_PARENT: the farthest account above the account that the viewer sees, or the account itself.",
        (*along, *shows("Account", "ultimateParent"), *NAME),
        GroupedRows.ultimate_parent,
        "uuid",
        entity="Account",
    )


def _partner(along: Shows) -> Dimension:
    return Dimension(
        "partner",
        "Account",
        "By PARTNER: the partner account that manages the account.",
        (*along, *shows("Account", "partner"), *NAME),
        GroupedRows.partner,
        "uuid",
        entity="Account",
    )


def _measures(noun: Noun) -> dict[str, Measure]:
    measures = {}
    for attribute, spec in noun.fields.items():
        if spec.totaled:
            template = spec.sql if isinstance(spec, ComputedSpec) else f"{{a}}.{attribute}"
            name = noun.graphql_name(attribute)
            rule = FieldRule(hidden_from=spec.rule.hidden_from)
            measures[name] = Measure(template, spec.value.scalar.name, f"The totals of `{name}`.", rule)
    return measures


def _shows(noun: Noun, attribute: str, spec: FieldSpec) -> Shows:
    name = noun.graphql_name(attribute)
    if spec.part_of is None:
        return shows(noun.name, name)
    return ((noun.name, camel_case(spec.part_of.attribute)), (spec.part_of.type_name, name))


def _of_row(template: str) -> Callable[[GroupedRows], GroupKey]:
    return lambda rows: rows.of_row(template)


def _of_account(template: str) -> Callable[[GroupedRows], GroupKey]:
    return lambda rows: rows.of_account(template)


def _by(field: str, description: str) -> str:
    return f"By {constant_case(field)}: {description[0].lower()}{description[1:]}"


GROUPINGS: Mapping[str, Grouping] = {
    f"{noun.name[0].lower()}{noun.name[1:]}Groups": _grouping(noun, noun.groups)
    for noun in NOUNS.values()
    if noun.groups is not None
}
"""The groupings, by the root field that asks for each."""


def _declare_rules(grouping: Grouping) -> None:
    """A dimension is hidden from whom one of the fields that it shows is hidden from; a total as its field is."""
    totals = {"count": OPEN, **{name: measure.rule for name, measure in grouping.measures.items()}}
    keys = {
        dimension.field: FieldRule(
            hidden_from=frozenset().union(*(field_rules.rule(*each).hidden_from for each in dimension.shows))
        )
        for dimension in grouping.dimensions.values()
    }
    field_rules.declare(f"{grouping.noun.name}Group", {**totals, **keys, grouping.noun.plural: OPEN})
    field_rules.declare(f"{grouping.noun.name}GroupTotal", totals)


for _each in GROUPINGS.values():
    _declare_rules(_each)
