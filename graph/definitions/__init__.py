"""The database's definitions: all that migrations and the second lock make beside rows.

`standing` reads them from a database, `wanted` from the listing that this program brings.
"""

from .definition import Definition, Kind
from .listing import LISTING, last_listed, render, wanted
from .standing import standing

__all__ = ["LISTING", "Definition", "Kind", "last_listed", "render", "standing", "wanted"]
