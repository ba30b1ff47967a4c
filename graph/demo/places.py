"""The places of the accounts: cities with streets, coordinates and telephone numbers reserved for fiction."""

from dataclasses import dataclass
from decimal import Decimal

from .chance import Chance


@dataclass(frozen=True, slots=True)
class Place:
    """A city. In ``phone`` each # stands for a digit; it is empty if the country reserves no numbers for fiction."""

    city: str
    state: str | None
    country: str
    postal_code: str
    latitude: Decimal
    longitude: Decimal
    streets: tuple[str, ...]
    phone: str

    def street(self, chance: Chance) -> str:
        """Returns a street and house number in the local order."""
        street = chance.choice(self.streets)
        number = chance.randint(1, 240)
        return f"{number} {street}" if self.country in _NUMBER_FIRST else f"{street} {number}"

    def telephone(self, chance: Chance) -> str | None:
        """Returns a fictional telephone number, or None."""
        if not self.phone:
            return None
        return "".join(str(chance.randint(0, 9)) if sign == "#" else sign for sign in self.phone)


_NUMBER_FIRST = frozenset({"US", "CA", "GB", "IE", "FR", "AU", "IN", "SG", "NZ", "ZA"})

_STREETS = {
    "US": ("Juniper Street", "Harbor Avenue", "Foundry Road", "Prairie Boulevard", "Second Street"),
    "CA": ("Maple Crescent", "Portage Street", "Lakeshore Road", "Rue des Érables"),
    "MX": ("Calle de los Jacarandas", "Avenida del Lago", "Calle Cobre"),
    "GB": ("Tanner Row", "Ropewalk", "Canal Street", "Mill Lane", "Copperfield Yard"),
    "IE": ("Harbour Row", "Weaver's Lane"),
    "DE": ("Lindenallee", "Werkstraße", "Am Speicher", "Gießereiweg", "Königsufer"),
    "FR": ("rue des Tanneurs", "quai des Brumes", "avenue des Tilleuls"),
    "IT": ("Via dei Mulini", "Corso delle Ancore", "Via della Seta"),
    "ES": ("Calle del Olivar", "Paseo de los Almendros", "Calle Ancha"),
    "NL": ("Kuiperskade", "Zeilmakersgracht", "Molenpad"),
    "SE": ("Björkgatan", "Hamnstråket"),
    "NO": ("Fjordveien", "Tømmergata"),
    "PL": ("ulica Lipowa", "ulica Żeglarska"),
    "CH": ("Seeuferweg", "Uhrmachergasse"),
    "JP": ("Sakurazaka", "Minato-dori", "Aoba-dori"),
    "AU": ("Wattle Street", "Jetty Road", "Kookaburra Parade"),
    "NZ": ("Kauri Street", "Tūī Terrace"),
    "SG": ("Rain Tree Walk", "Old Quay Road"),
    "IN": ("Banyan Road", "Lake View Marg"),
    "BR": ("Rua das Laranjeiras Velhas", "Avenida do Porto"),
    "ZA": ("Protea Road", "Signal Street"),
}

# key | city | state | country | postal code | latitude | longitude | phone
_PLACES = """
boston      | Boston        | MA | US | 02110    |  42.357100 |  -71.057500 | +1 617 555 01##
new-york    | New York      | NY | US | 10013    |  40.719100 |  -74.007300 | +1 212 555 01##
chicago     | Chicago       | IL | US | 60607    |  41.874400 |  -87.654200 | +1 312 555 01##
austin      | Austin        | TX | US | 78702    |  30.263800 |  -97.716600 | +1 512 555 01##
denver      | Denver        | CO | US | 80205    |  39.758900 | -104.964700 | +1 303 555 01##
seattle     | Seattle       | WA | US | 98109    |  47.634200 | -122.342200 | +1 206 555 01##
atlanta     | Atlanta       | GA | US | 30308    |  33.771300 |  -84.377600 | +1 404 555 01##
toronto     | Toronto       | ON | CA | M5V 2T6  |  43.644200 |  -79.397500 | +1 416 555 01##
montreal    | Montréal      | QC | CA | H2Y 1C6  |  45.504500 |  -73.555700 | +1 514 555 01##
mexico      | Ciudad de México |  | MX | 06700    |  19.418400 |  -99.161400 |
london      | London        |    | GB | SE1 3ER  |  51.499700 |   -0.079500 | +44 20 7946 0###
manchester  | Manchester    |    | GB | M4 6AG   |  53.483600 |   -2.225100 | +44 161 496 0###
leeds       | Leeds         |    | GB | LS9 8AG  |  53.793700 |   -1.530300 | +44 113 496 0###
glasgow     | Glasgow       |    | GB | G3 8QQ   |  55.859800 |   -4.282800 | +44 141 496 0###
dublin      | Dublin        |    | IE | D08 X2A3 |  53.340600 |   -6.289300 |
berlin      | Berlin        |    | DE | 10999    |  52.501800 |   13.425900 | +49 30 23125 ###
hamburg     | Hamburg       |    | DE | 20457    |  53.543200 |    9.993500 | +49 40 66969 ###
munich      | München       |    | DE | 80807    |  48.187400 |   11.585500 | +49 89 99998 ###
frankfurt   | Frankfurt am Main | | DE | 60314   |  50.112200 |    8.714300 | +49 69 90009 ###
cologne     | Köln          |    | DE | 50825    |  50.953100 |    6.917400 | +49 221 4710 ###
paris       | Paris         |    | FR | 75011    |  48.859900 |    2.378200 | +33 1 99 00 ## ##
lyon        | Lyon          |    | FR | 69007    |  45.738800 |    4.840500 | +33 4 65 71 ## ##
milan       | Milano        | MI | IT | 20144    |  45.452500 |    9.164200 |
madrid      | Madrid        |    | ES | 28005    |  40.409800 |   -3.711900 |
amsterdam   | Amsterdam     |    | NL | 1019 AB  |  52.374500 |    4.935400 |
stockholm   | Stockholm     |    | SE | 116 30   |  59.312800 |   18.086500 | +46 8 465 004 ##
oslo        | Oslo          |    | NO | 0191     |  59.907500 |   10.760900 |
gdansk      | Gdańsk        |    | PL | 80-748   |  54.349000 |   18.658700 |
zurich      | Zürich        | ZH | CH | 8005     |  47.388700 |    8.519600 |
tokyo       | Tokyo         |    | JP | 105-0021 |  35.657200 |  139.756700 |
osaka       | Osaka         |    | JP | 541-0041 |  34.691200 |  135.500100 |
sydney      | Sydney        | NSW | AU | 2009    | -33.867900 |  151.195200 | +61 2 5550 ####
melbourne   | Melbourne     | VIC | AU | 3006    | -37.823100 |  144.963600 | +61 3 7010 ####
auckland    | Auckland      |    | NZ | 1010     | -36.843900 |  174.766300 |
singapore   | Singapore     |    | SG | 049315   |   1.283300 |  103.852200 |
bengaluru   | Bengaluru     | KA | IN | 560038   |  12.978400 |   77.640800 |
sao-paulo   | São Paulo     | SP | BR | 05425    | -23.566300 |  -46.692100 |
cape-town   | Cape Town     |    | ZA | 8001     | -33.918600 |   18.423300 |
"""


def _place(line: str) -> tuple[str, Place]:
    key, city, state, country, postal_code, latitude, longitude, phone = (part.strip() for part in line.split("|"))
    place = Place(
        city, state or None, country, postal_code, Decimal(latitude), Decimal(longitude), _STREETS[country], phone
    )
    return key, place


PLACES = dict(_place(line) for line in _PLACES.strip().splitlines())
