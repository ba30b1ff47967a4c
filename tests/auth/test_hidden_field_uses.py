"""A hidden field is of no use: it sorts nothing, filters nothing, and opens no cursor."""

from dataclasses import replace

import pytest

from graph.auth import field_rules
from graph.errors import FieldHidden
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.resolvers.compiler.order import Key, RelatedSortKey
from graph.resolvers.nouns.registry import ENTITIES
from tests.asking import Asking
from tests.auth.hidden_fields import HIDDEN, is_shipped


def shown(noun: str, key: Key | RelatedSortKey) -> set[tuple[str, str]]:
    """The fields whose value a sort key shows."""
    return set(key.shows) if isinstance(key, RelatedSortKey) else {(noun, str(key.field))}


HIDDEN_KEYS = sorted(
    (noun, name)
    for noun, entity in ENTITIES.items()
    for name, key in entity.sort_keys.items()
    if shown(noun, key) & set(HIDDEN)
)


def test_the_keys_that_show_a_hidden_field_are_known() -> None:
    assert [(noun, key) for noun, key in HIDDEN_KEYS if is_shipped(noun)] == [
        ("Account", "ANNUAL_REVENUE"),
        ("Account", "FIGURES_AT"),
        ("Account", "TOTAL_OPPORTUNITY_AMOUNT"),
        ("Account", "WON_OPPORTUNITY_AMOUNT"),
        ("Contract", "VALUE"),
        ("Opportunity", "AMOUNT"),
        ("Opportunity", "EXPECTED_REVENUE"),
        ("Opportunity", "PROBABILITY"),
    ]


def test_every_sort_key_says_which_field_it_shows() -> None:
    for noun, entity in ENTITIES.items():
        if noun not in ("AccountTeamMember", "ExternalId", "SharingCondition", "Viewer"):  # which come in no pages
            for key in (*entity.sort_keys.values(), *entity.order.keys):
                assert all(field in field_rules.RULES[type_name] for type_name, field in shown(noun, key)), (noun, key)


@pytest.mark.parametrize(("noun", "key"), HIDDEN_KEYS)
@pytest.mark.parametrize("others", ["", "{field: %s}, "])
async def test_no_hidden_field_sorts(ask: Asking, noun: str, key: str, others: str) -> None:
    lists = [f"{NOUNS[noun].plural}(first: 1, %s) {{ totalCount }}"]
    if noun == "Account":
        lists.append("accounts { nodes { children(%s) { totalCount } } }")
    else:
        lists.append(
            f"accounts {{ nodes {{ {NOUNS[noun].plural}(%s) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }} }} }}"
        )
    open_key = next(name for name in ENTITIES[noun].sort_keys if (noun, name) not in HIDDEN_KEYS)
    order = f"orderBy: [{others % open_key if others else ''}{{field: {key}, direction: DESC}}]"
    for asked in lists:
        code, message = await ask.refusal("pat", "{ " + asked % order + " }")
        assert (code, noun in message) == ("FIELD_HIDDEN", True)
        await ask("ada", "{ " + asked % order + " }")


async def test_no_view_sorts_by_a_hidden_field(ask: Asking) -> None:
    asked = "{ accounts(view: TOP_BY_REVENUE, first: 1%s) { nodes { name } } }"
    assert (await ask.refusal("pat", asked % ""))[0] == "FIELD_HIDDEN"
    assert await ask("ada", asked % "")
    # sorted anew, it shows nothing hidden
    assert await ask("pat", asked % ", orderBy: [{field: NAME}]")


async def test_the_keys_of_a_cursor_open_no_hidden_order(ask: Asking) -> None:
    order = "orderBy: [{field: ANNUAL_REVENUE}]"
    found = await ask("ada", f"{{ accounts(first: 1, {order}) {{ pageInfo {{ endCursor }} }} }}")
    cursor = found["accounts"]["pageInfo"]["endCursor"]
    for argument in ("after", "before"):
        asked = f'{{ accounts(first: 1, {argument}: "{cursor}", {order}) {{ nodes {{ id }} }} }}'
        assert await ask.codes("pat", asked) == ["FIELD_HIDDEN"]
        assert await ask.codes("pat", asked.replace(order, "view: RECENTLY_UPDATED")) == ["BAD_INPUT"]


async def test_what_may_be_used_is_asked_of_the_very_rules(ask: Asking) -> None:
    ada = await ask.viewer("ada")
    for profile in Profile:
        viewer = replace(ada, profile=profile)
        for type_name, rules in field_rules.RULES.items():
            for field, rule in rules.items():
                hidden = profile in rule.hidden_from
                assert field_rules.hidden(viewer, type_name, field) is hidden
                if hidden:
                    with pytest.raises(FieldHidden, match=f"{type_name}.{field} is hidden from you"):
                        field_rules.require_usable(viewer, (type_name, field))
                else:
                    field_rules.require_usable(viewer, (type_name, field))


HIDDEN_FILTERS = sorted(
    (noun, name)
    for noun, entity in ENTITIES.items()
    for name, filter_ in entity.filters.items()
    if set(getattr(filter_, "shows", ())) & set(HIDDEN)
)
FILTERABLE = {noun for noun, entity in ENTITIES.items() if entity.filters}


def test_every_hidden_field_of_a_noun_is_a_filter_that_shows_it() -> None:
    assert set(HIDDEN_FILTERS) >= {
        (noun, field) for noun, field in HIDDEN if noun in FILTERABLE and field in ENTITIES[noun].filters
    }
    of_people = {"role", "groups", "partnerAccount"}  # by which no list of people is filtered: `roleName` does that
    assert {field for noun, field in HIDDEN if noun in FILTERABLE} - of_people <= {field for _, field in HIDDEN_FILTERS}


@pytest.mark.parametrize(("noun", "field"), HIDDEN_FILTERS)
async def test_no_hidden_field_filters(ask: Asking, noun: str, field: str) -> None:
    through = {
        "Account": ["%s", "parent: {%s}", "not: {or: [{%s}]}", "children: {none: {%s}}"],
        "User": ["owner: {%s}", "ultimateParent: {owner: {%s}}", "opportunities: {every: {owner: {%s}}}"],
        "Contact": ["primaryContact: {%s}", "contacts: {some: {%s}}"],
    }
    name = NOUNS[noun].plural
    where = [*through.get(noun, [f"{name}: {{some: {{%s}}}}", f"{name}: {{every: {{%s}}}}"])]
    asked = [f"{{ accounts(first: 1, where: {{{each % (field + ': {}')}}}) {{ totalCount }} }}" for each in where]
    if NOUNS[noun].root_list is not None:
        asked.append(f"{{ {name}(first: 1, where: {{{field}: {{}}}}) {{ totalCount }} }}")
    for question in asked:
        assert (await ask.refusal("pat", question))[0] == "FIELD_HIDDEN", question
        assert await ask("ada", question)
