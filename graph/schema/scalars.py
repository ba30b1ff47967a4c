"""Strawberry's scalars, made of those that value types have.

Answers carry their values as the database wrote them; input is parsed by the scalar.
"""

from typing import Any

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph.models.values.scalars import CUSTOM

SCALARS: dict[str, Any] = {scalar.name: type(scalar.name, (), {}) for scalar in CUSTOM}
"""A class for each scalar, which stands for it in annotations, by the scalar's name."""

SCALAR_MAP: dict[object, ScalarDefinition] = {
    SCALARS[scalar.name]: strawberry.scalar(
        name=scalar.name, description=scalar.description, serialize=str, parse_value=scalar.parse
    )
    for scalar in CUSTOM
}
"""The definition of each, for Strawberry's configuration."""
