"""The chapters on care: accessibility, digital services, telephone, volumes, dental care.

Each function gives the blocks of one chapter, none where the organisation has nothing of it.
"""

from dataclasses import replace

from orchestration.figure import FigureKey, shifted
from orchestration.report.charts import Drawn, Series, by_month
from orchestration.report.document import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    Run,
    Table,
    Text,
    paragraph,
)
from orchestration.report.figures import Figures
from orchestration.report.wording import (
    listed,
    lower,
    month_name,
    month_only,
    month_short,
    months_of_two_years,
    months_of_year,
)


def against_target(figures: Figures, key: FigureKey, decimals: int) -> Figure:
    """A value that has a status beside it; where its print hides why, a note tells."""
    figure = figures.figure(key, decimals)
    if figures.attained(key) is False and figure.value == figures.value(figures.target(key)):
        note = f"Oavrundat {figures.figure(key, decimals + 1).text}, som inte når målvärdet."
        return replace(figure, notes=(*figure.notes, note))
    return figure


def _followed(figures: Figures, measure: str) -> list[FigureKey]:
    """The values that have a target, in the order of the tree."""
    return [key for key in figures.keys(measure, "month") if figures.has(figures.target(key))]


def _limit(figures: Figures) -> dict[tuple[str, str], str]:
    """The time limit of every subject, in words."""
    rows = figures.marts.rows(
        "select distinct measure, subject, time_limit, time_limit_unit from accessibility"
        " where time_limit is not null"
    )
    words = {
        "minutes": "inom {} minuter",
        "days": "inom {} dagar",
        "hour_of_next_day": "svar klockan {} dagen efter",
    }
    return {
        (row["measure"], row["subject"]): words[row["time_limit_unit"]].format(row["time_limit"])
        for row in rows
    }


def access(figures: Figures) -> tuple[Block, ...]:
    """The shares within their time limits against the targets, and the queues."""
    followed = _followed(figures, "share_within_time")
    if not followed:
        return ()
    limits = _limit(figures)
    names = {key: figures.subjects[key.subject] for key in followed}
    met = [key for key in followed if figures.attained(key)]
    missed = [key for key in followed if figures.attained(key) is False]
    sentences: list[Text] = [
        (
            f"{len(met)} av {len(followed)} mått når målvärdet i {month_only(figures.month)}"
            + (f": {listed([names[key] for key in met])}." if met else "."),
        )
    ]
    sentences += _moved_targets(figures, followed)
    sentences += _queues(figures)
    misses: list[Block] = []
    if missed:
        items = tuple(_against_target(figures, key, names[key]) for key in missed)
        misses = [Paragraph(("Under målvärdet ligger:",)), Bullets(items)]
    table = Table(
        caption=f"Tillgänglighetsmått, {month_name(figures.month)}",
        header=("Mått", "Gräns", "Mål", month_only(figures.month).capitalize(), "R12", "Status"),
        rows=tuple(
            (
                names[key],
                limits.get((key.measure, key.subject)),
                figures.figure(figures.target(key), 0),
                against_target(figures, key, 0),
                figures.figure(replace(key, window="r12"), 0),
                figures.status(key),
            )
            for key in followed
        ),
        numbers=False,
    )
    last_year = [shifted(figures.month, -back) for back in reversed(range(12))]
    charts = [
        by_month(
            figures,
            f"Andel inom tidsgräns per månad, {area.name}",
            [Series(names[key], key) for key in followed if key.organisation_code in within],
            last_year,
            Drawn("procent", 0),
        )
        for area in figures.below() or [figures.organisation]
        if (within := {organisation.code for organisation in figures.within(area.code)})
        & {key.organisation_code for key in followed}
    ]
    return (paragraph(sentences), *misses, table, *charts)


def _against_target(figures: Figures, key: FigureKey, name: str) -> Text:
    value = figures.figure(key)
    target = figures.figure(figures.target(key), 0)
    near = figures.figure(key, 0)
    # Rounded to the same number it would seem to reach what it does not reach.
    shown = value if near.text == target.text else near
    return (f"{name}: ", shown, " mot målvärdet ", target, ".")


def _moved_targets(figures: Figures, followed: list[FigureKey]) -> list[Text]:
    sentences: list[Text] = []
    for key in followed:
        target = figures.target(key)
        before = replace(target, period=str(int(figures.month[:4]) - 1))
        old, new = figures.value(before), figures.value(target)
        if old is not None and new is not None and old != new:
            sentences.append(
                (
                    (
                        f"Målvärdet för {lower(figures.subjects[key.subject])} har"
                        f" {'höjts' if new > old else 'sänkts'} från tidigare "
                    ),
                    figures.figure(before, 0),
                    " till ",
                    figures.figure(target, 0),
                    ".",
                )
            )
    return sentences


def _queues(figures: Figures) -> list[Text]:
    """The queues that have more than halved since they were longest."""
    sentences: list[Text] = []
    below = {organisation.code for organisation in figures.below()}
    for key in figures.keys("queue_length", "point_in_time"):
        if key.organisation_code not in below:
            continue
        peak = replace(key, measure="queue_length_peak", window="history")
        reduction = replace(key, measure="queue_reduction", window="history")
        share = figures.value(reduction)
        if share is None or share < _MORE_THAN_HALVED:
            continue
        sentences.append(
            (
                f"{figures.subjects[key.subject]}: kön är nu nere i ",
                figures.figure(key, 0),
                " mot ",
                figures.figure(peak, 0),
                " som mest, en minskning med ",
                figures.passed(reduction, 10, word="över "),
                ".",
            )
        )
    return sentences


_MORE_THAN_HALVED = 50


def digital(figures: Figures) -> tuple[Block, ...]:
    """The digital services against their targets."""
    followed = _followed(figures, "digital_share")
    if not followed:
        return ()
    last_two = months_of_year(figures.month)[-2:]
    met = sum(figures.attained(key) is True for key in followed)
    young = [
        lower(figures.subjects[key.subject])
        for key in followed
        if not figures.has(replace(key, window="r12"))
    ]
    sentences: list[Text] = [
        (
            (
                f"{met} av {len(followed)} digitala tjänster når målvärdet i"
                f" {month_only(figures.month)}."
            ),
        )
    ]
    if young:
        sentences.append(
            (f"R12 saknas för {listed(young)}, som har följts kortare tid än tolv månader.",)
        )
    table = Table(
        caption="Digital tillgänglighet",
        header=(
            "Digitalt",
            "Mål",
            "R12",
            *(month_short(m).capitalize() for m in last_two),
            "Status",
        ),
        rows=tuple(
            (
                figures.subjects[key.subject],
                figures.figure(figures.target(key), 0),
                figures.figure(replace(key, window="r12"), 0),
                *(figures.figure(replace(key, period=month), 0) for month in last_two[:-1]),
                against_target(figures, key, 0),
                figures.status(key),
            )
            for key in followed
        ),
        numbers=False,
    )
    return (paragraph(sentences), table)


def phone(figures: Figures) -> tuple[Block, ...]:
    """Contact on the day of the call, against its targets."""
    followed = _followed(figures, "phone_contact_same_day")
    if not followed:
        return ()
    names = {key: figures.organisations[key.organisation_code].name for key in followed}
    sentences = [_against_target(figures, key, names[key]) for key in followed]
    chart = by_month(
        figures,
        "Telefontillgänglighet, kontakt inom 0 dagar",
        [
            *(Series(names[key], key) for key in followed),
            *(Series(f"Målvärde {names[key]}", figures.target(key)) for key in followed),
        ],
        months_of_year(figures.month),
        Drawn("procent", 1),
    )
    return (Bullets(tuple(sentences)), chart)


def visits(figures: Figures) -> tuple[Block, ...]:
    """Visits by how they are made, and how many more or fewer than the year before."""
    keys = [key for key in _of_areas(figures, "visits", "month") if key.subject == "total"]
    blocks: list[Block] = []
    for key in keys:
        name = figures.organisations[key.organisation_code].name
        forms = [
            replace(key, subject=subject)
            for subject in ("physical", "remote", "digital")
            if figures.has(replace(key, subject=subject))
        ]
        blocks += [
            Paragraph(_volume(figures, key, f"{name}: antal besök")),
            by_month(
                figures,
                f"Antal besök inklusive distans, {name}",
                [Series(figures.subjects[form.subject], form) for form in forms]
                + [Series("Alla besök", key)],
                months_of_year(figures.month),
                Drawn("antal", 0),
            ),
        ]
    return tuple(blocks)


def _of_areas(figures: Figures, measure: str, window: str) -> list[FigureKey]:
    """The values of the areas right below; of the organisation itself where it has no areas."""
    below = {organisation.code for organisation in figures.below()} or {figures.organisation.code}
    return [key for key in figures.keys(measure, window) if key.organisation_code in below]


def _volume(figures: Figures, key: FigureKey, words: str) -> Text:
    """A volume and its growth against the same month a year before."""
    growth = replace(key, measure="production_growth", subject=_growth_subject(key))
    month = month_only(figures.month)
    if figures.value(growth) is None:
        return (f"{words} i {month}: ", figures.figure(key, 0), ".")
    return (
        f"{words} i {month}: ",
        figures.figure(key, 0),
        ", ",
        figures.figure(growth, 1, plus=True),
        " mot motsvarande månad föregående år.",
    )


def _growth_subject(key: FigureKey) -> str:
    return key.subject if key.measure == "production" else key.measure


def chats(figures: Figures) -> tuple[Block, ...]:
    """Chats that were started, against the target of their growth."""
    blocks: list[Block] = []
    for key in _of_areas(figures, "chats_started", "month"):
        name = figures.organisations[key.organisation_code].name
        growth = replace(key, measure="production_growth", subject="chats_started")
        target = figures.target(growth)
        sentence: list[Run] = list(_volume(figures, key, f"{name}: startade chattar"))
        if figures.has(target):
            sentence += [
                " Målvärdet är att öka med ",
                figures.figure(target, 0),
                " jämfört med motsvarande månad föregående år.",
            ]
        blocks += [
            Paragraph(tuple(sentence)),
            by_month(
                figures,
                f"Antal startade chattar, {name}",
                [Series(name, key)],
                months_of_year(figures.month),
                Drawn("antal", 0, bars=True),
            ),
        ]
    return tuple(blocks)


def production(figures: Figures) -> tuple[Block, ...]:
    """What was produced, against the year before and the target of its growth."""
    growing = [
        key
        for key in figures.keys("production_growth", "ytd")
        if figures.organisations[key.organisation_code].level == "unit"
        and key.subject not in ("visits", "chats_started", "orthodontic_new_patients", "total")
    ]
    if not growing:
        return ()
    sentences: list[Text] = []
    for key in growing:
        growth = figures.value(key)
        if growth is None:
            continue
        sentences.append(
            (
                f"{figures.subjects[key.subject]} har till och med {month_only(figures.month)}",
                " ökat med " if growth >= 0 else " förändrats med ",
                figures.figure(key, 1),
                " jämfört med motsvarande period föregående år.",
            )
        )
    targets = {
        replace(figures.target(key), subject="total")
        for key in growing
        if figures.has(replace(figures.target(key), subject="total"))
    }
    sentences += [
        ("Målsättningen är en ökning av produktionen med ", figures.figure(target, 0), ".")
        for target in sorted(targets)
    ]
    months = months_of_two_years(figures.month)
    chart = by_month(
        figures,
        "Produktion per månad, mot föregående år",
        [
            Series(
                figures.subjects[key.subject], replace(key, measure="production", window="month")
            )
            for key in growing
        ],
        months,
        Drawn("antal undersökningar", 0),
    )
    return (paragraph(sentences), chart)


def listing(figures: Figures) -> tuple[Block, ...]:
    """Listed patients by municipality."""
    keys = _of_areas(figures, "listed_patients", "point_in_time")
    if not keys:
        return ()
    (total,) = [key for key in keys if key.subject == "total"]
    by_municipality = [key for key in keys if key.subject != "total"]
    name = figures.organisations[total.organisation_code].name
    start = f"{int(figures.month[:4]) - 1}-12"
    january = months_of_year(figures.month)[0]
    table = Table(
        caption=f"Listade patienter per kommun, {name}",
        header=("Kommun", month_name(start), month_name(january), month_name(figures.month)),
        rows=tuple(
            (
                figures.subjects[key.subject],
                *(
                    figures.figure(replace(key, period=month), 0)
                    for month in (start, january, figures.month)
                ),
            )
            for key in [*by_municipality, total]
        ),
        total=True,
    )
    chart = by_month(
        figures,
        f"Listningsutveckling per kommun, {name}",
        [Series(figures.subjects[key.subject], key) for key in by_municipality],
        months_of_year(figures.month),
        Drawn("antal listade", 0),
    )
    return (Paragraph(("Listade patienter: ", figures.figure(total, 0), ".")), table, chart)


def dental(figures: Figures) -> tuple[Block, ...]:
    """Dental examinations that were made in time, of children and adults."""
    keys = _of_areas(figures, "dental_exams_on_time", "month")
    if not keys:
        return ()
    sentences = [
        (f"{figures.subjects[key.subject]}: ", figures.figure(key, 1), " genomfördes i tid.")
        for key in keys
    ]
    chart = by_month(
        figures,
        "Undersökningar som genomförs i tid",
        [Series(figures.subjects[key.subject], key) for key in keys],
        months_of_year(figures.month),
        Drawn("procent", 1),
    )
    return (Bullets(tuple(sentences)), chart)


def orthodontics(figures: Figures) -> tuple[Block, ...]:
    """New patients of orthodontics."""
    keys = _of_areas(figures, "orthodontic_new_patients", "month")
    return tuple(
        block
        for key in keys
        for block in (
            Paragraph(_volume(figures, key, "Nya patienter till tandregleringen")),
            by_month(
                figures,
                "Nya patienter till tandregleringen",
                [Series("Nya patienter", key)],
                months_of_year(figures.month),
                Drawn("antal", 0, bars=True),
            ),
        )
    )
