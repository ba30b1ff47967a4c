"""The audit trail."""

from graph.schema.declarations import Field, ObjectType

CHANGE = ObjectType(
    "Change",
    "A change of one field of a record. A record's creation is a change of its `createdAt`. Changes of what the viewer"
    " may not see are left out.",
    {
        "at": Field("DateTime!", "The time of the change."),
        "by": Field("User", "The user who made it, if it was a user whom the viewer sees."),
        "recordType": Field("String!", "The type of the record that changed, such as `Account`."),
        "recordId": Field("ID", "The ID of the record that changed; the record may be deleted since."),
        "field": Field(
            "String!", "The name of the field that changed. A field of an object is written as `billingAddress.city`."
        ),
        "from": Field(
            "String",
            "The value before, as text: of a reference the ID; null for none, and for what the viewer doesn't see.",
        ),
        "to": Field("String", "The value after, in the same form."),
    },
)
