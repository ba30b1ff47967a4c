"""The conditions of a sharing rule as one cell of a file, judged as those of a mutation are."""

import json
from dataclasses import dataclass

from graph.models.sharing import RuleColumn, RuleOperator
from graph.models.values import AS_IT_STANDS, InvalidValue, Reading, ValueType
from graph.models.values.scalars import STRING
from graph.resolvers.mutations import rule_conditions
from graph.resolvers.mutations.user_error import UserErrors

EXAMPLE = "TYPE EQ CUSTOMER; BILLING_COUNTRY IN US, CA"
"""How conditions are written: between them semicolons, between the values of a list commas."""


@dataclass(frozen=True)
class Conditions(ValueType):
    """Conditions of a sharing rule, staged as a list of column, operator and values."""

    scalar = STRING
    sql_type = "jsonb"

    def read_cell(self, text: str, reading: Reading = AS_IT_STANDS) -> str:
        """The conditions as JSON; InvalidValue for the first that can't be one."""
        errors = UserErrors()
        found = rule_conditions.read(errors, [_parsed(each) for each in text.split(";") if each.strip()])
        for error in errors.errors:
            told = error.message.removesuffix(".")
            raise InvalidValue(f"can't be used: {told}" + ("" if ": " in told else f": write them as in {EXAMPLE}"))
        return json.dumps([[each.column, each.operator, each.values] for each in found])


def _parsed(text: str) -> dict[str, object]:
    column, operator, rest = (*text.split(maxsplit=2), "", "")[:3]
    if column.upper() not in set(RuleColumn):
        raise InvalidValue(f'can\'t be used: "{column}" is no column of rules: name one of {", ".join(RuleColumn)}')
    if operator.upper() not in set(RuleOperator):
        raise InvalidValue(f'can\'t be used: "{operator}" is no operator: name one of {", ".join(RuleOperator)}')
    several = operator.upper() in rule_conditions.LISTS
    values = [each for each in (rest.split(",") if several else [rest]) if each.strip()]
    return {"column": column.upper(), "operator": operator.upper(), "values": [each.strip() for each in values]}
