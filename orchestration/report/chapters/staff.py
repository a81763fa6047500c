"""The chapters on staff: turnover, sick leave, hired staff.

Each function gives the blocks of one chapter, none where the organisation has nothing of it.
"""

from dataclasses import replace

from orchestration.figure import FigureKey, in_unit, shifted
from orchestration.report.charts import Drawn, Series, by_month
from orchestration.report.document import Block, Notice, Run, Table, Text, paragraph
from orchestration.report.figures import Figures
from orchestration.report.wording import about, month_only, months_of_year


def turnover(figures: Figures) -> tuple[Block, ...]:
    """Turnover on R12 as it is published, with the two measures that stand beside it."""
    key = figures.key("staff_turnover", "r12")
    if not figures.has(key):
        return ()
    corrected = replace(key, measure="staff_turnover_corrected")
    lowest = replace(key, measure="staff_turnover_lowest")
    sentences = [_indicator_sentence(figures, key, "Personalomsättningen")]
    published, without_pools = figures.value(key), figures.value(corrected)
    blocks: list[Block] = []
    if published is not None and without_pools is not None and published != without_pools:
        blocks.append(
            Notice(
                "Avslutade årspoolsavtal räknas som avgångar i det publicerade måttet, trots att"
                " medarbetarna stannade kvar. Det korrigerade måttet räknar dem inte."
            )
        )
        sentences.append(
            ("Utan avslutade årspoolsavtal är omsättningen ", figures.figure(corrected, 1), ".")
        )
    sentences += _compared_areas(figures, key)
    return (
        indicators(
            figures,
            "Personalomsättning, R12",
            [
                ("Personalomsättning", key),
                ("Personalomsättning, korrigerad för årspoolsavtal", corrected),
                ("Personalomsättning, lägsta av nyanställda och avgångar", lowest),
            ],
        ),
        paragraph(sentences),
        *blocks,
        _by_area(figures, "Personalomsättning per område, R12", key),
    )


def sick_leave(figures: Figures) -> tuple[Block, ...]:
    """Sick leave on R12 and by month, with what a faulty source makes of it."""
    key = figures.key("sick_leave", "r12")
    if not figures.has(key):
        return ()
    month = replace(key, window="month")
    before = replace(month, period=shifted(figures.month, -1))
    low = replace(key, measure="sick_leave_corrected_low")
    high = replace(key, measure="sick_leave_corrected_high")
    sentences = [_indicator_sentence(figures, key, "Sjukfrånvaron", "ca ")]
    now, then = figures.value(month), figures.value(before)
    if now is not None and then is not None:
        direction = "ökat" if now > then else "minskat" if now < then else "varit oförändrad"
        sentences.append(
            (
                f"Sjukfrånvaron har {direction} i {month_only(figures.month)}: ",
                figures.figure(month, 1),
                " mot ",
                figures.figure(before, 1),
                " månaden före.",
            )
        )
    blocks: list[Block] = []
    if figures.value(low) is not None:
        sentences.append(
            (
                "Justerad för underrapporteringen ligger den mellan ",
                figures.figure(low, 2),
                " och ",
                figures.figure(high, 2),
                ".",
            )
        )
    for fault in figures.keys("sick_leave_underreporting", "point_in_time"):
        unit = figures.organisations[fault.organisation_code].name
        source = figures.subjects[fault.subject]
        notes = " ".join(figures.figure(fault).notes)
        blocks.append(Notice(f"{source} ({unit}). {notes}"))
    return (
        indicators(
            figures,
            "Sjukfrånvaro",
            [("Sjukfrånvaro, R12", key), (f"Sjukfrånvaro, {month_only(figures.month)}", month)],
        ),
        paragraph(sentences),
        *blocks,
        _groups(figures, key),
        _by_area(figures, "Sjukfrånvaro per månad", month),
    )


def _groups(figures: Figures, key: FigureKey) -> Table:
    subjects = ("female", "male", "age_29_or_younger", "age_30_to_49", "age_50_or_older", "total")
    shown = [subject for subject in subjects if figures.has(replace(key, subject=subject))]
    return Table(
        caption="Sjukfrånvaro R12 efter kön och ålder",
        header=("Grupp", "Sjukfrånvaro", "Varav 60 dagar eller mer"),
        rows=tuple(
            (
                figures.subjects[subject],
                figures.figure(replace(key, subject=subject), 2),
                figures.figure(replace(key, subject=subject, measure="sick_leave_60_days"), 1),
            )
            for subject in shown
        ),
    )


def hired(figures: Figures) -> tuple[Block, ...]:
    """What hired staff cost, and both of its shares, each against its own target."""
    cost = figures.key("hired_staff_cost", "r12")
    value = figures.value(cost)
    if value is None:
        return ()
    share = figures.key("hired_staff_share_of_total", "r12")
    own = figures.key("hired_staff_share_of_own", "month")
    word = about(in_unit(value, "mnkr"), 0, below="strax under ", above="drygt ")
    sentences: list[Text] = [
        ("Kostnaden för bemanningspersonal är ", word, figures.figure(cost, 0, "mnkr"), " på R12."),
        _indicator_sentence(
            figures, share, "Andelen bemanningskostnader av total personalkostnad", "ca "
        ),
    ]
    only = [
        area
        for area in figures.below()
        if figures.value(replace(cost, window="month", subject=f"all_areas_but_{area.code}")) == 0
    ]
    for area in only:
        rest = replace(cost, window="month", subject=f"all_areas_but_{area.code}")
        sentences.append(
            (
                (
                    f"I {month_only(figures.month)} hade endast {area.name} kostnader för"
                    " bemanningspersonal; övriga områden hade "
                ),
                figures.figure(rest, 0, "mnkr"),
                ".",
            )
        )
    blocks: list[Block] = [
        indicators(
            figures,
            "Inhyrd personal",
            [
                ("Andel av total personalkostnad, R12", share),
                (
                    (
                        "Inhyrda läkare och sjuksköterskor i relation till egen personalkostnad,"
                        f" {month_only(figures.month)}"
                    ),
                    own,
                ),
            ],
        ),
        paragraph(sentences),
        _by_area(figures, "Kostnad för inhyrd personal", replace(cost, window="month"), "mnkr"),
        _all_administrations(figures, own),
    ]
    return tuple(blocks)


def _all_administrations(figures: Figures, own: FigureKey) -> Block:
    """The share of every administration against the target, which is one for all."""
    shown = [o for o in figures.administrations if figures.has(_at(own, o.code))]
    return by_month(
        figures,
        "Kostnad inhyrd personal (läkare, SSK) genom egna personalkostnader",
        [
            *(Series(o.name, _at(own, o.code)) for o in shown),
            Series("Målvärde", figures.target(own)),
        ],
        months_of_year(figures.month),
        Drawn("procent", 1),
    )


def _at(key: FigureKey, organisation_code: str) -> FigureKey:
    return replace(key, organisation_code=organisation_code)


def _by_area(figures: Figures, title: str, key: FigureKey, unit: str | None = None) -> Block:
    """A line for the organisation and one for each area that has the measure."""
    shown = [o for o in [figures.organisation, *figures.below()] if figures.has(_at(key, o.code))]
    months = [
        month
        for back in reversed(range(12))
        if figures.has(replace(key, period=(month := shifted(figures.month, -back))))
    ]
    return by_month(
        figures,
        title,
        [Series(o.name, _at(key, o.code)) for o in shown],
        months,
        Drawn(unit or "procent", 2 if unit else 1, unit),
    )


def indicators(
    figures: Figures, caption: str, rows: list[tuple[str, FigureKey]], decimals: int = 2
) -> Table:
    """Outcome, target and status, one row an indicator that there is."""
    return Table(
        caption=caption,
        header=("Indikator", "Utfall", "Målvärde", "Status"),
        rows=tuple(
            (
                name,
                figures.figure(key, decimals),
                figures.figure(figures.target(key)),
                figures.status(key),
            )
            for name, key in rows
            if figures.has(key)
        ),
        numbers=False,
    )


def _indicator_sentence(figures: Figures, key: FigureKey, name: str, about_it: str = "") -> Text:
    """A value against its target: under, över, or lika med målvärdet."""
    value, target = figures.value(key), figures.value(figures.target(key))
    runs: list[Run] = [f"{name} uppgår till {about_it}", figures.figure(key, 1)]
    if value is None or target is None:
        return (*runs, ".")
    place = "under" if value < target else "över" if value > target else "lika med"
    return (*runs, f", {place} målvärdet ", figures.figure(figures.target(key)), ".")


def _compared_areas(figures: Figures, key: FigureKey) -> list[Text]:
    """Which area has the lowest value and which the highest, where several have one."""
    values = {
        area: value
        for area in figures.below()
        if (value := figures.value(_at(key, area.code))) is not None
    }
    if len(values) <= 1:
        return []
    lowest = min(values, key=lambda area: values[area])
    highest = max(values, key=lambda area: values[area])
    return [
        (
            f"Den är lägst på {lowest.name} (",
            figures.figure(_at(key, lowest.code), 1),
            f") och högst på {highest.name} (",
            figures.figure(_at(key, highest.code), 1),
            ").",
        )
    ]
