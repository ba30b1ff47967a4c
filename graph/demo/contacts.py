"""The contacts of the accounts."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from graph.models.contact import BuyingRole
from graph.models.names import name_key

from .accounts import Firm
from .chance import NOW, Chance, Row, record
from .people import user_id

# given names and family names, by the prevailing language
_NAMES = {
    "en": (
        "Alice Beatrix Callum Delphine Edmund Fiona Gareth Harriet Imogen Jasper Keziah Leon Maeve Nathaniel Orla "
        "Priya Quentin Rosalind Silas Tamsin Ursula Vivian Winston Yasmin Zachary Marcus Naomi Theo",
        "Abernathy Blackwood Carrow Dunmore Ellery Fairbairn Garside Hollis Ingleby Jessop Kirkby Lockhart "
        "Merriweather Norwood Ormsby Pemberton Quayle Rowntree Stapleton Thackeray Underhill Wainwright Yardley O'Dowd",
    ),
    "de": (
        "Anneliese Bernd Clara Dörte Emil Friederike Günther Hannelore Ilse Jürgen Käthe Lorenz Märit Nikolaus",
        "Albrecht Bäumler Dörfler Eichhorn Färber Großmann Hölzl Jäger Köhler Löffler Müller-Weiß Öttinger Rößler",
    ),
    "fr": (
        "Aurélie Benoît Chloé Désiré Élodie François Gaëlle Hélène Jérôme Maëlys Noémie Rémi Zoé",
        "Beauséjour Cœurdevey Desrosiers Étienne Fauché Lefèvre Montclair Pâquet Quenneville Sévigny Thévenot",
    ),
    "es": (
        "Adrián Begoña César Dolores Íñigo Joaquín Lucía Martín Núria Óscar Rocío Sofía Tomás Ximena",
        "Álvarez Bermúdez Castaño Domínguez Echeverría Fuentes Ibáñez Muñoz Ordóñez Peña Quiñones Zúñiga",
    ),
    "nordic": (
        "Astrid Bjørn Dagny Eyvind Frøydis Gunnar Hjördis Ingrid Jørgen Märta Nils Øyvind Sölve Tuva Åsa",
        "Ålund Bjørkli Dahlström Ekelöf Fjeldstad Grønvold Hägg Lindgård Nygård Sjöberg Tømmerås Østby",
    ),
    "it": (
        "Alessia Bruno Chiara Donatella Elio Fabrizio Giulia Niccolò Ottavia Raffaele Silvio",
        "Baldovini Cantalupi D'Amelio Ferrucci Gherardi Lombroso Marchesan Niccolini Santorelli Travaglia",
    ),
    "pl": ("Agnieszka Bożena Łukasz Małgorzata Paweł Stanisław Zdzisława", "Błaszczak Gołąb Kłosowski Ostrówka Żurek"),
    "ja": ("美咲 健太 さくら 翔太 陽子 直樹 恵", "青木 石田 小林 高橋 中村 藤原 山本 渡辺"),
    "asia": (
        "Anjali Arjun Chen Divya Farid Huimin Kavya Lakshmi Mei Nikhil Rahul Siti Wei Yuto Hana",
        "Achari Banerjee Chowdhury Goh Iyer Khatun Lim Nair Ong Rao Subramaniam Tan Watanabe Yeo",
    ),
}
_LANGUAGES = {
    **dict.fromkeys(("DE", "CH"), "de"),
    **dict.fromkeys(("FR",), "fr"),
    **dict.fromkeys(("ES", "MX", "BR"), "es"),
    **dict.fromkeys(("SE", "NO"), "nordic"),
    **dict.fromkeys(("SG", "IN"), "asia"),
    "IT": "it",
    "PL": "pl",
    "JP": "ja",
}
_TITLES = {
    BuyingRole.DECISION_MAKER: ("Chief Operating Officer", "Managing Director", "Chief Information Officer"),
    BuyingRole.CHAMPION: ("Head of Service", "Head of Digital", "Plant Manager"),
    BuyingRole.BUDGET_OWNER: ("Chief Financial Officer", "Head of Controlling"),
    BuyingRole.PROCUREMENT: ("Head of Procurement", "Strategic Buyer", "Purchasing Manager"),
    BuyingRole.END_USER: ("Service Engineer", "Shift Lead", "Data Analyst", "Team Lead, Support"),
    BuyingRole.OTHER: ("Legal Counsel", "Executive Assistant", "Works Council"),
}

# the contacts of Acme and Brightline, which docs and screenshots show; the first is the primary contact
_KNOWN = {
    "Acme Corp Global": "Helena Voss:DECISION_MAKER Marcus Ellery:BUDGET_OWNER Priya Nair:CHAMPION "
    "Owen Garside:PROCUREMENT Lena Köhler:OTHER",
    "Acme Corp US": "Jordan Blackwood:DECISION_MAKER Naomi Fuentes:CHAMPION Theo Lockhart:PROCUREMENT "
    "Alice Ormsby:END_USER Silas Underhill:BUDGET_OWNER Grace Yeo:END_USER",
    "Acme Corp EMEA": "Sanne Verhoef:DECISION_MAKER Benoît Lefèvre:BUDGET_OWNER Astrid Dahlström:CHAMPION",
    "Acme Corp UK": "Imogen Thackeray:CHAMPION Callum Rowntree:DECISION_MAKER Harriet Jessop:PROCUREMENT "
    "Gareth Ingleby:END_USER Zoë Pemberton:BUDGET_OWNER",
    "Acme Corp Germany": "Jürgen Großmann:DECISION_MAKER Friederike Jäger:END_USER Dörte Öttinger:PROCUREMENT",
    "Acme Corp APAC": "渡辺 健太:DECISION_MAKER Hana Watanabe:CHAMPION",
    "Brightline Resellers": "Fiona Kirkby:DECISION_MAKER Edmund Carrow:OTHER Yasmin Hollis:CHAMPION",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The contacts of one account; the primary contact, if any, comes first."""

    firm: Firm
    rows: list[Row]

    def anyone(self, chance: Chance, else_nobody: float = 0.15) -> object:
        """Returns the id of a random contact, or None."""
        if not self.rows or chance.maybe(else_nobody):
            return None
        return chance.choice(self.rows)["id"]


def cast(firm: Firm) -> Cast:
    """Returns the contacts of this account."""
    chance = Chance("contacts", firm.name)
    known = firm.name in _KNOWN
    people = _known(firm) if known else _invented(firm, chance)
    has_primary = known or chance.maybe(0.9)
    return Cast(
        firm,
        [
            _contact(firm, chance, name, role, is_primary=has_primary and index == 0, complete=known)
            for index, (name, role) in enumerate(people)
        ],
    )


def _known(firm: Firm) -> list[tuple[str, BuyingRole | None]]:
    found = re.findall(r"\s*(.+?):([A-Z_]+)", _KNOWN[firm.name])
    return [(name, BuyingRole(role)) for name, role in found]


def _invented(firm: Firm, chance: Chance) -> list[tuple[str, BuyingRole | None]]:
    language = _LANGUAGES.get(firm.place.country, "en")
    people: dict[str, BuyingRole | None] = {}
    for _ in range(chance.weighted({0: 2, 1: 5, 2: 12, 3: 18, 4: 22, 5: 19, 6: 13, 8: 8, 11: 3})):
        # one in eight has a name from another language
        given, family = _NAMES[language if chance.maybe(0.88) else chance.choice(list(_NAMES))]
        first, last = chance.choice(given.split()), chance.choice(family.split())
        name = f"{last} {first}" if given in _NAMES["ja"] else f"{first} {last}"
        people[name] = chance.choice(list(BuyingRole)) if chance.maybe(0.88) else None
    return list(people.items())


def _contact(
    firm: Firm, chance: Chance, name: str, role: BuyingRole | None, *, is_primary: bool, complete: bool
) -> Row:
    at = chance.moment(firm.created_at, min(NOW, firm.created_at + timedelta(days=700)))
    row = record(chance, at, firm.owner_id or user_id("ada"))
    title = chance.choice(_TITLES[role]) if role else None
    return row | {
        "account_id": firm.id,
        "name": name,
        "name_key": name_key(name),
        "email": _email(firm, name, chance) if complete or chance.maybe(0.93) else None,
        "phone": firm.place.telephone(chance) if complete or chance.maybe(0.75) else None,
        "title": title if complete or chance.maybe(0.92) else None,
        "buying_role": role,
        "is_primary": is_primary,
    }


def _email(firm: Firm, name: str, chance: Chance) -> str:
    letters = name.replace("ø", "o").replace("Ø", "O").replace("ß", "ss").replace("œ", "oe").replace("ł", "l")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z-]+", plain.replace("'", ""))
    mailbox = ".".join(words) if words else f"contact.{chance.randint(100, 999)}"
    return f"{mailbox}@{firm.domain}"
