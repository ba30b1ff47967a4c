"""Why a user sees an account."""

from graph.schema.declarations import Field, ObjectType

ACCESS_REASON = ObjectType(
    "AccessReason",
    "One reason why a user sees an account.",
    {
        "kind": Field("AccessKind!", "The way in."),
        "level": Field("AccessLevel!", "How far it opens the account."),
        "name": Field(
            "String",
            "The name of the rule, of the group or role that a grant is for (none where it is for the user), or the"
            " title on the team.",
        ),
        "viaAccount": Field(
            "Account", "The account above that has the cascading grant; for partners, their partner account."
        ),
        "viaRole": Field("String", "The role of the account's owner, for ROLE."),
        "inheritedDepth": Field(
            "Int",
            "The number of levels from the account of the grant down to this one, for CASCADE. Only accounts that the"
            " viewer sees are counted.",
        ),
        "expiresAt": Field("DateTime", "The time of the grant's expiry, if it expires."),
    },
)

ACCOUNT_ACCESS = ObjectType(
    "AccountAccess",
    "What a user may do with an account, and why.",
    {
        "level": Field("AccessLevel!", "The highest level of all reasons."),
        "reasons": Field(
            "[AccessReason!]!", "All reasons that apply: in the order of the kinds, then by name, then by age."
        ),
    },
)
