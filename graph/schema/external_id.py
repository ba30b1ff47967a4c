"""External ids: the keys by which other systems know records."""

from graph.schema.declarations import Field, ObjectType

EXTERNAL_ID = ObjectType(
    "ExternalId",
    "The key by which another system knows a record.",
    {
        "source": Field("String!", "The system, by the name that the mapping of its files gives it."),
        "key": Field("String!", "The key, unique among the source's records of one type."),
    },
)
