"""Conditions in SQL."""

from graph.resolvers.compiler.conditions import (
    All,
    AnyOf,
    BelowAccount,
    Comparison,
    Condition,
    Counted,
    Exists,
    IsNull,
    Like,
    Not,
)
from graph.resolvers.compiler.scope import Scope, over
from graph.sql import TRUE, Alias, Fragment, Identifier, SqlType, any_of, constant, join, sql

COMPARISONS = {
    "eq": "{column} = {operand}::{type}",
    "ne": "{column} IS DISTINCT FROM {operand}::{type}",
    "in": "{column} = ANY({operand}::{type}[])",
    "notIn": "({column} = ANY({operand}::{type}[])) IS NOT TRUE",
    "gt": "{column} > {operand}::{type}",
    "gte": "{column} >= {operand}::{type}",
    "lt": "{column} < {operand}::{type}",
    "lte": "{column} <= {operand}::{type}",
}


def condition_sql(condition: Condition, scope: Scope, row: Alias) -> Fragment:
    """The condition over the row of this alias."""
    match condition:
        case All(conditions):
            found = [one for one in (condition_sql(each, scope, row) for each in conditions) if one != TRUE]
            return sql("({all})", all=join(" AND ", found)) if found else TRUE
        case AnyOf(conditions):
            return any_of(condition_sql(each, scope, row) for each in conditions)
        case Not(inner):
            return _not(inner, scope, row)
        case IsNull(value, empty):
            return sql("{column} IS NULL" if empty else "{column} IS NOT NULL", column=over(value, scope, row))
        case Comparison(value, operator, operand, sql_type):
            return _compared(over(value, scope, row), sql_type, operator, operand)
        case Like(value, pattern, lowered):
            return sql(
                'lower({column} COLLATE "C") LIKE {pattern}' if lowered else "{column} LIKE {pattern}",
                column=over(value, scope, row),
                pattern=constant(pattern, "text"),
            )
        case Exists() | Counted():
            return _related(condition, scope, row)
        case BelowAccount(account, itself):
            return _below_account(account, scope, row, itself=itself)
    raise TypeError(f"{condition!r} is no condition")


def _related(condition: Exists | Counted, scope: Scope, row: Alias) -> Fragment:
    joined = condition.relation.join(scope, row)
    table, kept = Identifier(joined.table.table), condition_sql(condition.condition, scope, joined.row)
    if isinstance(condition, Exists):
        return sql(
            "EXISTS (SELECT FROM {table} {x} WHERE {joined} AND {kept})",
            table=table,
            x=joined.row,
            joined=joined.condition,
            kept=kept if condition.holds else sql("({kept}) IS NOT TRUE", kept=kept),
        )
    return sql(
        "(SELECT {comparisons} FROM (SELECT FROM {table} {x} WHERE {joined} AND {kept} LIMIT {most}) {counted})",
        comparisons=join(" AND ", [_compared(sql("count(*)"), "bigint", *each) for each in condition.comparisons]),
        table=table,
        x=joined.row,
        joined=joined.condition,
        kept=kept,
        most=constant(condition.most, "bigint"),
        counted=Alias("counted"),
    )


def _compared(value: Fragment, sql_type: str, operator: str, operand: str | tuple[str, ...]) -> Fragment:
    return sql(
        COMPARISONS[operator],
        column=value,
        operand=constant(operand, "text" if isinstance(operand, str) else "text[]"),
        type=SqlType(sql_type),
    )


def _not(inner: Condition, scope: Scope, row: Alias) -> Fragment:
    condition = condition_sql(inner, scope, row)
    # what exists or not is never null, nor is a number of rows
    return sql("NOT {it}" if isinstance(inner, Exists | Counted) else "({it} IS NOT TRUE)", it=condition)


def _below_account(account: str, scope: Scope, row: Alias, *, itself: bool) -> Fragment:
    table = scope.entities["Account"]
    top, place = Alias(table.stem), sql("{id}::uuid", id=constant(account, "text"))
    below = (
        "{row}.id IN (SELECT {t}.descendant_id FROM account_tree {t} WHERE {t}.ancestor_id = {place})"
        if itself
        else "{row}.id IN (SELECT {t}.descendant_id FROM account_tree {t} WHERE {t}.ancestor_id = {place}"
        " AND {t}.depth > 0)"
    )
    return sql(
        "(EXISTS (SELECT FROM account {top} WHERE {top}.id = {place} AND {seen}) AND {below})",
        top=top,
        place=place,
        seen=scope.sees(table, top),
        below=sql(below, row=row, t=Alias("t"), place=place),
    )
