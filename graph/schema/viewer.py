"""The viewer."""

from graph.schema.declarations import Field, ObjectType

VIEWER = ObjectType(
    "Viewer",
    "The signed-in user, with what they may know of themselves.",
    {
        "user": Field("User!", "The viewer as a user."),
        "email": Field("String!", "The e-mail address that the token names."),
        "profile": Field("Profile!", "The viewer's profile, which field rules go by."),
        "roleName": Field("String", "The name of the viewer's role in the role tree, if there is one."),
        "groups": Field("[String!]!", "The names of the groups that the viewer is in."),
        "partnerAccount": Field("Account", "The partner account that the viewer works for."),
        "canViewAll": Field("Boolean!", "Whether the viewer, an integration, may read every account."),
    },
)
