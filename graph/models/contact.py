"""The contact: a person at an account."""

from enum import StrEnum

from . import fields
from .base import OfAccount
from .noun import noun
from .profile import EVERYONE, INTERNAL
from .spec import ImportSpec, Listing, Mutations, RowFilter


class BuyingRole(StrEnum):
    """The part that a person plays in a purchase."""

    DECISION_MAKER = "DECISION_MAKER"
    CHAMPION = "CHAMPION"
    BUDGET_OWNER = "BUDGET_OWNER"
    PROCUREMENT = "PROCUREMENT"
    END_USER = "END_USER"
    OTHER = "OTHER"


@noun(
    prefix="con",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-is_primary", "name"),
    root_list=Listing("The contacts of all accounts that the viewer sees, primary ones first.", search=True),
    account_list=Listing("The people at this account, the primary contact first."),
    mutations=Mutations(
        create=EVERYONE,
        update=EVERYONE,
        # partners delete nothing: it may be more than they see
        delete=INTERNAL,
        create_text="Create a contact of an account. A primary one takes the place of the primary contact before.",
        delete_text="Delete a contact. Cases, contracts and activities that name it stay, and name no contact.",
    ),
    imports=ImportSpec(lookups=("name", "email")),
)
class Contact(OfAccount):
    """A person at an account."""

    name = fields.folded_name("The full name.", sorted=True, searched=True)
    name_key = fields.folded()
    email = fields.email("The e-mail address.", searched=True)
    phone = fields.phone("The telephone number.")
    title = fields.text("The position, as on a business card.")
    buying_role = fields.choice(BuyingRole, "The part played in a purchase.")
    is_primary = fields.flag(
        "Whether this is the account's primary contact. An account has at most one.",
        default=False,
        sorted=True,
        one_per_account=True,
    )

    class Meta:
        table = "contact"
