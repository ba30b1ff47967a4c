"""The times of a record's creation and last update as files bring them: never in the future, and in their order."""

from collections.abc import Container, Iterator

from graph.models.spec import Rejection


def stamp_rejections(fields: Container[str]) -> Iterator[Rejection]:
    """The rows that are stamped with times that can't be, of a record type with these fields."""
    for stamp, verb in (("created_at", "created"), ("updated_at", "updated")):
        if stamp in fields:
            yield Rejection(
                where=f"{{{stamp}}} > now() AND t.{stamp} IS DISTINCT FROM {{{stamp}}}",
                reason=f"was {verb} in the future: correct `{stamp}`",
                because_of=stamp,
            )
    if "created_at" in fields and "updated_at" in fields:
        yield Rejection(
            where="t.id IS NULL AND {updated_at} < {created_at}",
            reason="was updated before it was created: say `created_at` too, or correct one of the times",
            because_of="updated_at",
        )
