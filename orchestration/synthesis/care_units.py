"""The care units: what each does, which cost centre it belongs to, how large it is.

Belongs here: which units there are. What they do month by month belongs in ``care_counts``,
``response_times`` and ``waiting``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from orchestration.synthesis.figures import Floats
from orchestration.synthesis.tree import CostCentre
from orchestration.synthesis.writing import Value

# Code and inhabitants of each municipality.
MUNICIPALITIES = {
    "Halmstad": ("1380", 105_000),
    "Varberg": ("1383", 68_000),
    "Kungsbacka": ("1384", 85_000),
    "Falkenberg": ("1382", 47_000),
    "Laholm": ("1381", 26_000),
    "Hylte": ("1315", 10_400),
}
# Inhabitants for whom a unit is there that is named after no town.
WITHOUT_A_TOWN = 60_000

# The cost centres whose names match have a unit of the service; the last group is its name.
# Where samples are only taken nobody answers them; one such place hangs under radiology from 2024.
COST_CENTRES_OF_SERVICE = {
    "KHV": r"Kvinnohälsovård \w+",
    "UM": r"Ungdomsmottagning \w+",
    "HAB": r"Habilitering \w+",
    "NUT": r"Dietist och nutrition",
    "HÖR": r"Hörselmottagning \w+",
    "SYN": r"Synenhet \w+",
    "LAB": r"(Klinisk kemi|Klinisk mikrobiologi|Patologi|Transfusionsmedicin|Provtagning Halmstad)"
    r", biomedicinska analytiker|(Provtagning Varberg), läkare",
    "RTG": r"(Röntgen [HVKF]\w+|Mammografi|Screening|Magnetkamera|Datortomografi|Ultraljud)"
    r", röntgensjuksköterskor",
    "AMB": r"(Ambulansstation \w+), ambulanssjuksköterskor",
    "SJR": r"Beställningscentral|Liggande sjukresor|Egen bil",
    "1177": r"1177 (?:dag|natt)",
    "VC": r"(Vårdcentralen .+|Närakuten), sjuksköterskor",
    "FTV": r"(Folktandvården .+|Specialisttandvård), tandläkare",
    "TREG": r"(Tandreglering), tandläkare",
    "SJH": r"(?!Sjukhusledning|Operation).+, mottagning \w+",
    "PSY": r"(Vuxenpsykiatri .+|Barn- och ungdomspsykiatri), öppenvård",
}


@dataclass(frozen=True)
class CareUnit:
    """A care unit; ``town`` is empty where it is there for the whole region."""

    code: str
    name: str
    service: str
    cost_centre: str
    town: str


class CareUnits:
    """All care units, in the order in which tables number them."""

    def __init__(self, tree: Iterable[CostCentre]) -> None:
        name_of = {place.code: place.name for place in tree if place.unit is not None}
        self.all = [
            unit
            for service, pattern in COST_CENTRES_OF_SERVICE.items()
            for unit in _units(service, pattern, name_of)
        ]
        self.codes = [unit.code for unit in self.all]

    def of(self, service: str, words: str = "") -> list[int]:
        """The numbers of a service's units, of those alone whose names match ``words``."""
        return [
            number
            for number, unit in enumerate(self.all)
            if unit.service == service and re.search(words, unit.name)
        ]

    def weights(self, numbers: list[int]) -> Floats:
        """The share of their work that each of some units does, adding up to one."""
        towns = [self.all[number].town for number in numbers]
        size = [
            MUNICIPALITIES[town][1] / towns.count(town) if town else WITHOUT_A_TOWN
            for town in towns
        ]
        weights: Floats = np.array(size) / sum(size)
        return weights

    def rows(self) -> Iterator[Mapping[str, Value]]:
        """The rows of the extract."""
        for unit in self.all:
            yield {
                "care_unit": unit.code,
                "care_unit_name": unit.name,
                "service": unit.service,
                "cost_centre": unit.cost_centre,
            }


def _units(service: str, pattern: str, name_of: Mapping[str, str]) -> Iterator[CareUnit]:
    matches = {code: re.fullmatch(pattern, name) for code, name in name_of.items()}
    found = [(code, match) for code, match in matches.items() if match]
    for number, (code, match) in enumerate(found, start=1):
        name = match[match.lastindex or 0]
        town = next((town for town in MUNICIPALITIES if town in name), "")
        yield CareUnit(f"{service}-{number:02d}", name, service, code, town)
