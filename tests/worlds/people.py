"""Roles, groups and users of every profile: with and without role, partner account, group, and sign-in."""

from graph.models.profile import Profile

from .draw import ODD, Draw, Records


def roles(draw: Draw) -> Records:
    made: Records = []
    for n, parent in enumerate(draw.tree_parents(draw.random.randint(3, 6 + draw.size // 8))):
        parent_id = None if parent is None else made[parent]["id"]
        made.append({"id": draw.id(), "name": draw.name("role", n), "parent_id": parent_id})
    return made


def groups(draw: Draw) -> Records:
    return [{"id": draw.id(), "name": draw.name("group", n)} for n in range(draw.random.randint(2, 7))]


def group_members(draw: Draw, groups: Records, users: Records) -> Records:
    peopled = groups[1:]  # the first stays empty
    return [
        {"id": draw.id(), "group_id": group["id"], "user_id": user["id"]}
        for group in peopled
        for user in users
        if draw.chance(15)
    ]


def users(draw: Draw, roles: Records) -> Records:
    made: Records = []
    for n in range(max(len(Profile), draw.size // 2)):
        # each profile once, and then mostly those that see a part
        profile = list(Profile)[n] if n < len(Profile) else draw.one((*Profile, *Profile, Profile.SALES_REP))
        if profile == Profile.ADMIN and n >= len(Profile) and draw.chance(75):
            profile = Profile.PARTNER
        has_role = draw.chance(30 if profile in (Profile.PARTNER, Profile.INTEGRATION, Profile.ADMIN) else 85)
        made.append(
            {
                "id": draw.id(),
                "email": f"u{n}.{draw.seed}@world.example",
                "name": f"{draw.one(ODD)} {n}",
                "profile": str(profile),
                "role_id": draw.id_of(roles) if has_role else None,
                "partner_account_id": None,
                "is_active": not draw.chance(10),
                # the permission opens nothing to other profiles
                "can_view_all": draw.chance(50 if profile == Profile.INTEGRATION else 10),
                "can_roll_up_all": draw.chance(20),
                "created_at": draw.one(draw.moments),
            }
        )
    return made


def name_partner_accounts(draw: Draw, users: Records, accounts: Records) -> None:
    """Gives most partner users an account, mostly one that manages others."""
    for user in users:
        if user["profile"] == Profile.PARTNER and draw.chance(80):
            managing = [account for account in accounts if account["partner_id"]]
            partner_id = draw.one(managing)["partner_id"] if managing and draw.chance(75) else None
            user["partner_account_id"] = partner_id or draw.id_of(accounts)
