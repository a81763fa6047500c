"""The sample's tree of cost centres (ansvar), with dates of validity.

Belongs here: which cost centres there are, what they are called, where each hangs when. What is
booked on them belongs in ``economy`` and ``ledger``.
"""

from dataclasses import dataclass, replace
from datetime import date

START = date(2023, 1, 1)
TOWNS = ["Halmstad", "Varberg", "Kungsbacka", "Falkenberg", "Laholm", "Hylte"]

# The node of each unit that the economy is built for, and its name and parent in the tree.
NODES = {
    "10000": ("Region Halland", None),
    "31000": ("Ambulans, diagnostik och hälsa", "10000"),
    "31100": ("Lednings- och verksamhetsstöd", "31000"),
    "31200": ("Ambulans och sjukresor", "31000"),
    "31210": ("Ambulans", "31200"),
    "31220": ("Sjukresor", "31200"),
    "31230": ("1177 på telefon", "31200"),
    "31300": ("Medicinsk diagnostik", "31000"),
    "31310": ("Röntgen", "31300"),
    "31320": ("Laboratorier", "31300"),
    "31400": ("Hälsa och funktionsstöd", "31000"),
    "32000": ("Hallands sjukhus", "10000"),
    "33000": ("Närsjukvården Halland", "10000"),
    "33100": ("Vårdcentralen Halland", "33000"),
    "33200": ("Folktandvården Halland", "33000"),
    "34000": ("Psykiatrin Halland", "10000"),
}
UNIT_NODES = {
    "ADH-LVS": "31100",
    "ADH-AS-AMB": "31210",
    "ADH-AS-SJR": "31220",
    "ADH-AS-1177": "31230",
    "ADH-MD-RTG": "31310",
    "ADH-MD-LAB": "31320",
    "ADH-HF": "31400",
    "HS": "32000",
    "NSVH": "33000",
    "NSVH-VC": "33100",
    "NSVH-FTV": "33200",
    "PSH": "34000",
}

# The departments of a unit: each becomes a node of its own where it has sections, else a leaf.
# fmt: off
DEPARTMENTS: dict[str, list[str]] = {
    "ADH-LVS": ["Förvaltningsledning", "HR-stöd", "Ekonomistöd", "Kommunikation", "Utveckling",
                "Medicinsk rådgivning", "Vårdutveckling", "Administrativ service"],
    "ADH-AS-AMB": [f"Ambulansstation {town}" for town in TOWNS]
    + ["Akutbil", "Ledningsfunktion ambulans", "Utbildning ambulans", "Fordon ambulans"],
    "ADH-AS-SJR": ["Beställningscentral", "Sjukresor taxi", "Liggande sjukresor", "Egen bil",
                   "Serviceresor"],
    "ADH-AS-1177": ["1177 dag", "1177 natt", "1177 ledning", "1177 barn"],
    "ADH-MD-RTG": [f"Röntgen {town}" for town in TOWNS[:4]]
    + ["Mammografi", "Screening", "Magnetkamera", "Datortomografi", "Ultraljud",
       "Nuklearmedicin", "Röntgen ledning"],
    "ADH-MD-LAB": ["Klinisk kemi", "Klinisk mikrobiologi", "Patologi", "Transfusionsmedicin",
                   "Provtagning Halmstad", "Provtagning Varberg", "Laboratorier ledning"],
    "ADH-HF": [f"Hörselmottagning {town}" for town in TOWNS[:4]]
    + [f"Synenhet {town}" for town in TOWNS[:2]]
    + [f"Hjälpmedelscentral {town}" for town in TOWNS[:3]]
    + [f"Kvinnohälsovård {town}" for town in TOWNS]
    + [f"Ungdomsmottagning {town}" for town in TOWNS]
    + [f"Habilitering {town}" for town in TOWNS[:4]]
    + ["Dietist och nutrition", "Tolkcentral", "Hälsa och funktionsstöd ledning"],
    "HS": ["Medicin", "Kirurgi", "Ortopedi", "Kvinnosjukvård", "Barn och ungdom", "Akutmottagning",
           "Anestesi och intensivvård", "Ögon", "Öron, näsa, hals", "Hud", "Infektion",
           "Rehabilitering", "Kardiologi", "Njurmedicin", "Onkologi", "Urologi", "Operation",
           "Sjukhusledning"],
    "NSVH": ["Närsjukvårdens ledning", "Närsjukvårdens verksamhetsstöd", "Läkarchefer",
             "Vårdval och avtal", "Palliativ vård", "Rehabilitering Närsjukvård"],
    "NSVH-VC": [f"Vårdcentralen {town}" for town in
                ["Halmstad Norr", "Halmstad Söder", "Varberg", "Kungsbacka", "Falkenberg", "Laholm",
                 "Hylte"]] + ["Närakuten"],
    "NSVH-FTV": [f"Folktandvården {town}" for town in TOWNS]
    + ["Tandreglering", "Specialisttandvård"],
    "PSH": ["Vuxenpsykiatri Halmstad", "Vuxenpsykiatri Varberg", "Vuxenpsykiatri Kungsbacka",
            "Barn- och ungdomspsykiatri", "Psykiatrisk heldygnsvård", "Rättspsykiatri",
            "Psykiatrins ledning"],
}
SECTIONS: dict[str, list[str]] = {
    "HS": ["avdelning 1", "avdelning 2", "mottagning Halmstad", "mottagning Varberg",
           "mottagning Kungsbacka", "läkare", "medicinska sekreterare", "dagvård", "ledning",
           "forskning och utbildning"],
    "NSVH-VC": ["läkare", "sjuksköterskor", "rehab", "psykosocial resurs", "laboratorium", "BVC",
                "vaccination", "medicinska sekreterare", "distans", "ledning"],
    "NSVH-FTV": ["tandläkare", "tandhygienister", "tandsköterskor", "reception", "ledning"],
    "PSH": ["öppenvård", "heldygnsvård", "läkare", "psykologer", "mobilt team", "ledning",
            "medicinska sekreterare", "beroendevård"],
    "ADH-AS-AMB": ["ambulanssjuksköterskor", "ambulanssjukvårdare"],
    "ADH-MD-RTG": ["röntgensjuksköterskor", "röntgenläkare"],
    "ADH-MD-LAB": ["biomedicinska analytiker", "läkare"],
}
# fmt: on

# The number of the first department's node, for the units whose departments have sections.
FIRST_DEPARTMENT = {
    "ADH-AS-AMB": 31501,
    "ADH-MD-RTG": 31601,
    "ADH-MD-LAB": 31701,
    "HS": 32101,
    "NSVH-VC": 33301,
    "NSVH-FTV": 33401,
    "PSH": 34101,
}

# Cost centres that moved or were closed: (name of the cost centre, last day there, new unit or
# None where it was closed). R12 spans these days, so a tree without dates gives other figures.
REORGANISATIONS = [
    ("Vårdutveckling", date(2023, 12, 31), "ADH-HF"),
    ("Tolkcentral", date(2023, 9, 30), "ADH-LVS"),
    ("Provtagning Varberg, läkare", date(2023, 12, 31), "ADH-MD-RTG"),
    ("Palliativ vård", date(2023, 6, 30), "NSVH-VC"),
    ("Hud, forskning och utbildning", date(2023, 12, 31), None),
    ("1177 barn", date(2023, 8, 31), None),
]


@dataclass(frozen=True)
class CostCentre:
    """A cost centre while it hangs in one place of the tree; ``unit`` is what it is booked for."""

    code: str
    name: str
    parent: str | None
    unit: str | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it hangs here on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def cost_centres() -> list[CostCentre]:
    """Every node and leaf, one entry a place it hangs in; leaves are those with a unit."""
    nodes = [
        CostCentre(code, name, parent, None, START, None) for code, (name, parent) in NODES.items()
    ]
    leaves: list[CostCentre] = []
    for unit, departments in DEPARTMENTS.items():
        unit_nodes, unit_leaves = _unit_tree(unit, departments)
        nodes += unit_nodes
        leaves += unit_leaves
    return nodes + [place for leaf in leaves for place in _reorganised(leaf)]


def _unit_tree(unit: str, departments: list[str]) -> tuple[list[CostCentre], list[CostCentre]]:
    """The nodes and leaves below a unit's node: a department with sections is a node."""
    top = UNIT_NODES[unit]
    if unit not in SECTIONS:
        return [], [
            CostCentre(f"{top[:4]}{number:02d}", name, top, unit, START, None)
            for number, name in enumerate(departments, start=1)
        ]
    nodes = [
        CostCentre(f"{FIRST_DEPARTMENT[unit] + number}", department, top, None, START, None)
        for number, department in enumerate(departments)
    ]
    leaves = [
        CostCentre(f"{node.code}{number}", f"{node.name}, {name}", node.code, unit, START, None)
        for node in nodes
        for number, name in enumerate(SECTIONS[unit])
    ]
    return nodes, leaves


def _reorganised(leaf: CostCentre) -> list[CostCentre]:
    """The places of a leaf over time."""
    for name, last_day, new_unit in REORGANISATIONS:
        if leaf.name != name:
            continue
        places = [replace(leaf, valid_to=last_day)]
        if new_unit is not None:
            first_day = date.fromordinal(last_day.toordinal() + 1)
            places.append(
                replace(leaf, parent=UNIT_NODES[new_unit], unit=new_unit, valid_from=first_day)
            )
        return places
    return [leaf]
