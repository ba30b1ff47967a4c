"""The account team: who works on an account, as its owner or an admin has it."""

from graph.models.sharing import AccessLevel, AccountTeamMember
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, making
from graph.resolvers.mutations.noun import Field, Noun, insert, store
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Choice, Reference, Text

NOUN = Noun(
    "AccountTeamMember",
    {
        "userId": Field(Reference("user_id", "User"), part="user", required=True, once=True),
        "level": Field(Choice("level", AccessLevel), required=True),
        "title": Field(Text("title", 255)),
    },
)


async def add(tx: Transaction, given: Given) -> Outcome:
    """Put a user on an account's team."""
    values = NOUN.values(tx, given, making=True)
    row = tx.row(given["accountId"], "Account", "accountId")
    await tx.account(row, "accountId")
    await NOUN.refer(tx, given, values)
    on_it = "SELECT FROM account_team WHERE account_id = $1 AND user_id = $2"
    if "user_id" in values and await tx.fetch(on_it, row, values["user_id"]):
        tx.wrong(UserErrorCode.TAKEN, "This user is on the team already: use `updateTeamMember`.", "userId")
    tx.require_right()
    member = await insert(tx, AccountTeamMember, {"account_id": row, **values})
    return tx.done("AccountTeamMember", member.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change someone's level or title on the team."""
    values = NOUN.values(tx, given, making=False)
    member, _ = await tx.record(AccountTeamMember, "AccountTeamMember", given["id"], "id")
    tx.require_right()
    await store(tx, member, values)
    return tx.done("AccountTeamMember", member.id)


async def remove(tx: Transaction, given: Given) -> Outcome:
    """Take a user off the team."""
    member, _ = await tx.record(AccountTeamMember, "AccountTeamMember", given["id"], "id")
    await member.delete(using_db=tx.db)
    return tx.deleted("AccountTeamMember", member.id)


_WHICH = Taken("ID", "Which member of a team, by the id of their place in it.", required=True)
_taken = making(NOUN)
MUTATIONS = (
    Mutation(
        "addTeamMember",
        "AccountTeamMember",
        add,
        {
            "accountId": Taken("ID", "On which account.", required=True),
            "userId": Taken("ID", "Who is to work on it.", required=True),
            "level": _taken["level"],
            "title": _taken["title"],
        },
        "Put a user on an account's team: for its owner, and for admins.",
    ),
    Mutation(
        "updateTeamMember",
        "AccountTeamMember",
        update,
        {"id": _WHICH, "level": Taken("AccessLevel", sets=("AccountTeamMember", "level")), "title": _taken["title"]},
        "Change what someone may do and is called on an account's team: for its owner, and for admins.",
    ),
    Mutation(
        "removeTeamMember",
        None,
        remove,
        {"id": _WHICH},
        "Take a user off an account's team: for its owner, and for admins. What else lets them in stays.",
    ),
)
