"""The chapters of the report, in their order, and which blocks stand in each.

Here: the order and the numbers. A chapter of which the organisation has nothing is left out, and
the next one takes its number. Not here: what a chapter says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestration.report.chapters import activity, economy, staff, summary
from orchestration.report.document import Block, Chapter
from orchestration.report.figures import Figures

_Content = Callable[[Figures], tuple[Block, ...]]


@dataclass(frozen=True)
class _Place:
    name: str
    heading: str
    content: _Content | None = None
    below: tuple["_Place", ...] = ()


_ORDER = (
    _Place("sammanfattning", "Sammanfattning", summary.summary),
    _Place(
        "verksamhet",
        "Verksamhet",
        below=(
            _Place("tillganglighet", "Tillgänglighet", activity.access),
            _Place("digital-tillganglighet", "Digital tillgänglighet", activity.digital),
            _Place("telefon", "Telefontillgänglighet", activity.phone),
            _Place("produktion", "Produktion", activity.production),
            _Place("besok", "Besök", activity.visits),
            _Place("chattar", "Startade chattar", activity.chats),
            _Place("listning", "Listning", activity.listing),
            _Place("tandvard", "Undersökningar i tid", activity.dental),
            _Place("tandreglering", "Tandreglering", activity.orthodontics),
        ),
    ),
    _Place(
        "medarbetare",
        "Medarbetare",
        below=(
            _Place("personalomsattning", "Personalomsättning", staff.turnover),
            _Place("sjukfranvaro", "Sjukfrånvaro", staff.sick_leave),
            _Place("inhyrd-personal", "Inhyrd personal", staff.hired),
        ),
    ),
    _Place(
        "ekonomi",
        "Ekonomi",
        below=(
            _Place("budgetavvikelse", "Ackumulerad budgetavvikelse", economy.deviation),
            _Place("resultatrakning", "Resultaträkning", economy.income_statement),
            _Place("avvikelse-per-omrade", "Avvikelse per område", economy.deviation_by_area),
            _Place("kostnadsutveckling", "Kostnadsutveckling", economy.cost_development),
            _Place("intaktsutveckling", "Intäktsutveckling", economy.revenue_development),
            _Place("prognos", "Prognos budgetavvikelse", economy.forecast),
            _Place("prognosforslag", "Prognosförslag", economy.proposal),
            _Place("atgardsplan", "Åtgärdsplan", economy.action_plan),
            _Place("investeringar", "Investeringar", economy.investment),
        ),
    ),
    _Place("om-rapporten", "Om rapporten", summary.about),
)


def chapters(figures: Figures, own_words: Mapping[str, tuple[Block, ...]]) -> tuple[Chapter, ...]:
    """The chapters with what follows from the data and then what was written for them.

    `own_words` has the blocks of the controller's own, by the name of their chapter.
    """
    made: list[Chapter] = []
    for place in _ORDER:
        below = [
            (sub, blocks)
            for sub in place.below
            if sub.content is not None and (blocks := sub.content(figures))
        ]
        blocks = place.content(figures) if place.content else ()
        if not blocks and not below:
            continue
        number = str(1 + sum(chapter.level == 1 for chapter in made))
        made.append(_chapter(place, number, 1, blocks, own_words))
        made += [
            _chapter(sub, f"{number}.{index}", 2, sub_blocks, own_words)
            for index, (sub, sub_blocks) in enumerate(below, start=1)
        ]
    return tuple(made)


def _chapter(
    place: _Place,
    number: str,
    level: int,
    blocks: tuple[Block, ...],
    own_words: Mapping[str, tuple[Block, ...]],
) -> Chapter:
    own = own_words.get(place.name, ())
    return Chapter(place.name, number, place.heading, level, (*blocks, *own))
