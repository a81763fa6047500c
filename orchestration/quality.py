"""What a reader must know about a figure, in Swedish.

Here: the texts of the column `quality`, as warehouse/README.md explains them.
Not here: which figure has which; that is decided where it is computed (dbt).
"""

import re

_SWEDISH = {
    r"withheld: fewer than (\d+) persons would be shown or given away": (
        r"Visas inte av integritetsskäl: gruppen har färre än \1 anställda, eller skulle röja en"
        " sådan grupp."
    ),
    r"withheld: fewer than (\d+) patients would be shown or given away": (
        r"Visas inte av integritetsskäl: uppgiften avser färre än \1 patienter, eller skulle röja"
        " en sådan uppgift."
    ),
    r"not delivered: a month of the window is missing": (
        "Underlag saknas för minst en av mätperiodens månader; värdet är okänt, inte noll."
    ),
    r"nothing to measure in the window": "Inget att mäta under mätperioden.",
    r"units on the scheduling system (\w+) report (\d+)-(\d+) % too low": (
        r"Felmarginal: enheter i schemasystemet \1 rapporterar ca \2–\3 % för låg sjukfrånvaro."
    ),
    r"assumes a grant that is not yet decided": (
        "Räknar med ett tillskott som ännu inte är beslutat."
    ),
    r"not yet decided": "Ännu inte beslutat.",
    r"assumes a carry-over that is not yet decided": (
        "Räknar med en överföring som är begärd men ännu inte beslutad."
    ),
    r"leaves out effects that are unknown": (
        "Omfattar bara de kända effekterna; de som anges som Oklar ingår inte."
    ),
    r"computed from the bookings, not the administration's own forecast": (
        "Beräknat ur bokföringen; inte förvaltningens egen prognos."
    ),
    r"no interval: too few back-tests": "Inget intervall: för få prövade månader bakåt.",
    r"no proposal: fewer than twelve months are booked": (
        "Inget förslag: färre än tolv månader är bokförda."
    ),
}


def in_swedish(quality: str | None) -> tuple[str, ...]:
    """Each text of a value's quality; none where there is none.

    What another region's reference data say of its own systems is shown as they say it.
    """
    return tuple(_sentence(text) for text in (quality or "").split("; ") if text)


def _sentence(text: str) -> str:
    for pattern, words in _SWEDISH.items():
        if re.fullmatch(pattern, text):
            return re.sub(pattern, words, text)
    return text
