"""The vehicle: a noun that exists in tests only, for what must hold of any noun.

Like every noun it is declared in one file, made by one migration (`migrations/`) and registered by one line, in the
pytest plugin `tests.nouns.plugin`.
"""

from enum import StrEnum

from tortoise.fields import SET_NULL

from graph.models import fields
from graph.models.base import OfAccount
from graph.models.noun import noun
from graph.models.profile import EVERYONE, INTERNAL
from graph.models.rules import HIDDEN_FROM_PARTNERS
from graph.models.spec import GroupSpec, ImportSpec, Listing, Mutations, RowFilter


class VehicleKind(StrEnum):
    """The kind of a vehicle."""

    CAR = "CAR"
    VAN = "VAN"
    TRUCK = "TRUCK"


@noun(
    prefix="veh",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("name",),
    root_list=Listing("The vehicles of all accounts that the viewer sees, by name."),
    account_list=Listing("The vehicles of this account, by name."),
    mutations=Mutations(create=EVERYONE, update=EVERYONE, delete=INTERNAL),
    groups=GroupSpec("The vehicles of all accounts that the viewer sees, in groups."),
    imports=ImportSpec(),
)
class Vehicle(OfAccount):
    """A vehicle of an account."""

    name = fields.text("The name.", required=True, sorted=True)
    plate = fields.text("The number plate.", 16)
    kind = fields.choice(VehicleKind, "The kind.", default=VehicleKind.CAR, ranked=True, sorted=True, grouped=True)
    price = fields.money("The price.", rule=HIDDEN_FROM_PARTNERS, sorted=True, totaled=True)
    driver = fields.reference("Contact", "The contact who drives it.", on_delete=SET_NULL, same_account=True)

    class Meta:
        table = "vehicle"
