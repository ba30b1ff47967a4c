"""The tables: one noun a file. Nothing here knows a viewer."""

from .account import Account
from .activity import Activity
from .case import Case
from .contact import Contact
from .contract import Contract
from .external_id import ExternalId
from .file import File
from .group import Group, GroupMember
from .history import FieldChange
from .invoice import Invoice
from .opportunity import Opportunity
from .role import Role
from .sharing import AccountGrant, AccountTeamMember, SharingCondition, SharingRule
from .user import User

__all__ = [
    "Account",
    "AccountGrant",
    "AccountTeamMember",
    "Activity",
    "Case",
    "Contact",
    "Contract",
    "ExternalId",
    "FieldChange",
    "File",
    "Group",
    "GroupMember",
    "Invoice",
    "Opportunity",
    "Role",
    "SharingCondition",
    "SharingRule",
    "User",
]
