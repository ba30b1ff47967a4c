"""Which profile may do what, said by hand: a row for each mutation, a column for each profile.

The source is docs/writing.md ("Who may"), docs/sharing.md ("What is shared, and how to change it") and the decisions
on letting others in and on administration, and never `graph.auth.permissions`, which is held against this.
"""

HIDDEN, READ, EDIT_FOR_A_TIME, EDIT, BELOW, OWNED = "hidden", "READ", "EDIT for a time", "EDIT", "below", "owned"
"""How a record's account stands to who asks: by a grant, by the role tree below them, or because it is theirs."""

MARKS = {
    "-": set[str](),  # never: FORBIDDEN before anything is looked at
    "yes": {HIDDEN, READ, EDIT_FOR_A_TIME, EDIT, BELOW, OWNED},  # whatever is seen: on no account, or for admins
    "read": {READ, EDIT_FOR_A_TIME, EDIT, BELOW, OWNED},  # where the account is seen
    "edit": {EDIT_FOR_A_TIME, EDIT, BELOW, OWNED},  # where the account may be edited
    "lasts": {EDIT, BELOW, OWNED},  # where it may be edited by a way that doesn't run out
    "above": {BELOW, OWNED},  # for its owner, and for who stands above the owner in the role tree
    "own": {OWNED},  # for its owner
    "own+": {OWNED},  # for its owner; it isn't there for anyone else, as a grant isn't
}
"""What each mark of the table says: where the mutation is done. Elsewhere it is FORBIDDEN, or NOT_FOUND if hidden."""

PROFILES = (
    "SALES_REP", "SALES_MANAGER", "SALES_DIRECTOR", "EXECUTIVE", "SERVICE_AGENT", "SERVICE_MANAGER", "PARTNER",
    "INTEGRATION", "ADMIN",
)  # fmt: skip
"""The columns of the table."""

TABLE = """
                         REP    MANAGER DIRECTOR EXECUTIVE AGENT  SERVICE-M PARTNER INTEGRATION ADMIN

createAccount            yes    yes     yes      yes       yes    yes       -       -           yes
updateAccount            edit   edit    edit     edit      edit   edit      edit    edit        yes
updateAccount:description read  read    read     read      read   read      read    read        yes
moveAccount              edit   edit    edit     edit      edit   edit      -       edit        yes
transferAccount          above  lasts   lasts    lasts     above  lasts     -       above       yes
deleteAccount            edit   edit    edit     edit      edit   edit      -       edit        yes

createContact            edit   edit    edit     edit      edit   edit      edit    edit        yes
updateContact            edit   edit    edit     edit      edit   edit      edit    edit        yes
setPrimaryContact        edit   edit    edit     edit      edit   edit      edit    edit        yes
deleteContact            edit   edit    edit     edit      edit   edit      -       edit        yes

createOpportunity        edit   edit    edit     edit      edit   edit      -       edit        yes
updateOpportunity        edit   edit    edit     edit      edit   edit      -       edit        yes
advanceOpportunity       edit   edit    edit     edit      edit   edit      -       edit        yes
reopenOpportunity        edit   edit    edit     edit      edit   edit      -       edit        yes
deleteOpportunity        edit   edit    edit     edit      edit   edit      -       edit        yes

createCase               edit   edit    edit     edit      edit   edit      edit    edit        yes
updateCase               edit   edit    edit     edit      edit   edit      edit    edit        yes
closeCase                edit   edit    edit     edit      edit   edit      edit    edit        yes
reopenCase               edit   edit    edit     edit      edit   edit      edit    edit        yes
deleteCase               edit   edit    edit     edit      edit   edit      -       edit        yes

createContract           edit   edit    edit     edit      edit   edit      -       edit        yes
updateContract           edit   edit    edit     edit      edit   edit      -       edit        yes
activateContract         edit   edit    edit     edit      edit   edit      -       edit        yes
terminateContract        edit   edit    edit     edit      edit   edit      -       edit        yes
deleteContract           edit   edit    edit     edit      edit   edit      -       edit        yes

logActivity              edit   edit    edit     edit      edit   edit      edit    edit        yes
updateActivity           edit   edit    edit     edit      edit   edit      edit    edit        yes
deleteActivity           edit   edit    edit     edit      edit   edit      -       edit        yes

grantAccess              own    own     own      own       own    own       -       -           yes
revokeAccess             own+   own+    own+     own+      own+   own+      -       -           yes
addTeamMember            own    own     own      own       own    own       -       -           yes
updateTeamMember         own    own     own      own       own    own       -       -           yes
removeTeamMember         own    own     own      own       own    own       -       -           yes

createSharingRule        -      -       -        -         -      -         -       -           yes
updateSharingRule        -      -       -        -         -      -         -       -           yes
deleteSharingRule        -      -       -        -         -      -         -       -           yes

createRole               -      -       -        -         -      -         -       -           yes
renameRole               -      -       -        -         -      -         -       -           yes
moveRole                 -      -       -        -         -      -         -       -           yes
deleteRole               -      -       -        -         -      -         -       -           yes
createGroup              -      -       -        -         -      -         -       -           yes
renameGroup              -      -       -        -         -      -         -       -           yes
deleteGroup              -      -       -        -         -      -         -       -           yes
addGroupMember           -      -       -        -         -      -         -       -           yes
removeGroupMember        -      -       -        -         -      -         -       -           yes
createUser               -      -       -        -         -      -         -       -           yes
updateUser               -      -       -        -         -      -         -       -           yes
signOutEverywhere        -      -       -        -         -      -         -       -           yes
"""

FACTS: dict[str, dict[str, str]] = {
    mutation: dict(zip(PROFILES, marks, strict=True))
    for mutation, *marks in (line.split() for line in TABLE.strip().splitlines()[1:] if line)
}
"""The mark of each profile, by mutation."""


def outcome(mutation: str, profile: str, place: str) -> str:
    """MAY, FORBIDDEN or NOT_FOUND: what a profile is answered where the account stands so to it."""
    mark = FACTS[mutation][profile]
    if place in MARKS[mark]:
        return "MAY"
    if mark == "own+" or (mark != "-" and place == HIDDEN):
        return "NOT_FOUND"
    return "FORBIDDEN"
