"""The subject: whose view a piece of SQL is written for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graph.auth.viewer import Viewer
from graph.sql import Parameter


@dataclass(frozen=True, slots=True)
class ViewerValue(Parameter):
    """An attribute of whoever asks, or of the user of this id, who comes with each run as one of ``users``."""

    attribute: str
    user: UUID | None

    def bind(self, viewer: Viewer, arguments: Mapping[str, Any]) -> Any:
        """The attribute's value for one run."""
        return getattr(viewer if self.user is None else arguments["users"][self.user], self.attribute)


@dataclass(frozen=True, slots=True)
class Subject:
    """A viewer as SQL knows them: who asks, or the other user of this id."""

    viewer: Viewer
    user: UUID | None = None
    few: bool = False
    """Whether only a few accounts are tested: their grants are looked up then, and the subject's are not listed."""

    def value(self, attribute: str, sql_type: str) -> ViewerValue:
        """The parameter of one of their attributes."""
        return ViewerValue(sql_type, attribute, self.user)

    @property
    def id(self) -> ViewerValue:
        """The parameter of their id."""
        return self.value("id", "uuid")
