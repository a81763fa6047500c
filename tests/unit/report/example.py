"""A small report with everything in it that a format must cope with."""

from decimal import Decimal

from orchestration.figure import FigureKey
from orchestration.report.document import (
    Bullets,
    Chapter,
    Chart,
    Figure,
    Notice,
    Paragraph,
    Report,
    Strong,
    Table,
)

SPECIAL = r"#strong[x] $a_1$ *stjärna* _under_ @hänvisning <etikett> [klam] \ `kod` // & < >"
LONG_WORD = "hörselhjälpmedelsförskrivningsverksamhetsutvecklingssamordnarbefattningsbeskrivning"
FORMULAS = ('=HYPERLINK("http://example.invalid","x")', "+1", "@x", "-1", "http://example.invalid")
WITHHELD = "Gruppen är för liten för att visas."
FAULT = "Sjukfrånvaron är 20\u201330 % för låg där schemat läggs i Tessa."


def figure(
    text: str, value: str | None, unit: str = "tkr", subject: str = "", notes: tuple[str, ...] = ()
) -> Figure:
    number = None if value is None else Decimal(value)
    return Figure(
        key=FigureKey("budget_deviation", "ADH", subject, "2024-02", "ytd"),
        text=text,
        value=number,
        unit=unit,
        decimals=0 if number is None else -int(number.as_tuple().exponent),
        notes=notes,
    )


def thousands(value: int, notes: tuple[str, ...] = ()) -> Figure:
    text = f"{value:,}".replace(",", "\u202f").replace("-", "\u2212")
    return figure(text, str(value), notes=notes)


INCOME_STATEMENT = Table(
    caption="Resultaträkning, tkr",
    header=(
        "Verksamhet",
        "Utfall jan\u2013feb",
        "Budget jan\u2013feb",
        "Avvikelse",
        "R12",
        "Prognos",
        "Budget helår",
        "Avvikelse helår",
    ),
    rows=tuple(
        (name, *(thousands(value) for value in values))
        for name, *values in (
            ("Lednings- & verksamhetsstöd", -1561, -2462, 901, -2733, -13998, -15998, 2000),
            ("Ambulans & sjukresor", -64596, -65060, 463, -387138, -402606, -404606, 2000),
            ("Medicinsk diagnostik", -8896, -7544, -1352, -60122, -62790, -52790, -10000),
            ("Hälsa & funktionsstöd", -60200, -58723, -1477, -358083, -369894, -361894, -8000),
            ("ADH totalt", -135253, -133789, -1464, -808076, -849288, -835288, -14000),
        )
    ),
    total=True,
)

DIGITAL = Table(
    caption="Digital tillgänglighet",
    header=("Indikator", "Mål", "R12", "Jan", "Feb"),
    rows=(
        (
            "Digitala besök kvinnohälsovård",
            figure("5\u00a0%", "5", "percent"),
            figure("5,2\u00a0%", "5.2", "percent"),
            figure("6,0\u00a0%", "6.0", "percent", notes=(FAULT,)),
            figure("+5,1\u00a0%", "5.1", "percent"),
        ),
        (
            "Andel digitala ansökningar av sjukreseersättning",
            figure("30\u00a0%", "30", "percent"),
            None,
            figure("\u2013", None, "percent", notes=(WITHHELD, FAULT)),
            figure("28,4\u00a0%", "28.4", "percent", notes=(WITHHELD,)),
        ),
        ("= Personer som väntar", figure("279", "279", "persons"), None, None, None),
    ),
)

ACTIONS = Table(
    caption="Åtgärdsplan",
    header=("Nr", "Åtgärd", "Beslutad", "Beskrivning"),
    rows=(
        ("1", "Ambulans: Resursstyrning/schemaplanering", "Ja", "Effekt 6,0 mnkr 2024."),
        (
            "2",
            "Röntgen: Prismodell, inväntar återkoppling RK",
            "Nej",
            f"Oklar effekt. {SPECIAL} {LONG_WORD} och ytterligare ord som fyller flera rader.",
        ),
        *((formula, formula, "Nej", None) for formula in FORMULAS),
    ),
    numbers=False,
)

VACCINATIONS = Table(
    caption="Vårdcentraler, antal listade",
    header=("Vårdcentral", "Jan", "Feb"),
    rows=tuple(
        (f"Vårdcentralen Ångström {number}", thousands(9000 + number), thousands(9100 - number))
        for number in range(1, 71)
    ),
)

TREND = Chart(
    title="Utveckling av budgetavvikelsen 2024, mnkr",
    description="Avvikelsen gick från \u22120,4 mnkr i januari till \u22121,5 mnkr i februari.",
    specification={
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 480,
        "height": 180,
        "data": {
            "values": [
                {"månad": "jan", "mnkr": -0.4, "område": "Ambulans & sjukresor"},
                {"månad": "feb", "mnkr": -1.5, "område": "Ambulans & sjukresor"},
                {"månad": "jan", "mnkr": 0.4, "område": "Hälsa & funktionsstöd"},
                {"månad": "feb", "mnkr": 1.1, "område": "Hälsa & funktionsstöd"},
            ]
        },
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "månad", "type": "ordinal", "sort": None, "axis": {"labelAngle": 0}},
            "y": {"field": "mnkr", "type": "quantitative"},
            "color": {
                "field": "område",
                "type": "nominal",
                "title": "Område, \u22121\u202f234 ÅÄÖ",
            },
        },
    },
    table=Table(
        caption="Utveckling av budgetavvikelsen 2024, mnkr",
        header=("Månad", "Avvikelse"),
        rows=(
            ("Januari", figure("\u22120,4", "-0.4", "mnkr")),
            ("Februari", figure("\u22121,5", "-1.5", "mnkr", notes=(FAULT,))),
        ),
    ),
)

EXAMPLE = Report(
    title="Månadsrapport till och med februari 2024",
    subtitle="Ambulans, diagnostik och hälsa",
    organisation_code="ADH",
    month="2024-02",
    publication="2024-03-11T021500.000Z",
    statement="Underlaget är syntetiskt: ingen rad är verklig, men summorna är de publicerade.",
    chapters=(
        Chapter(
            "summary",
            "1",
            "Sammanfattning",
            1,
            (
                Paragraph(
                    (
                        "Den ekonomiska avvikelsen till och med februari är ",
                        figure("\u22121\u202f464 tkr", "-1464"),
                        " och prognosen för helåret ",
                        Strong("minus"),
                        " ",
                        figure("14,0 mnkr", "14.0", "mnkr", notes=(FAULT, WITHHELD)),
                        ".",
                    )
                ),
                Paragraph(
                    ("Verksamheternas arbete har fortlöpt på ett bra sätt årets två månader.",),
                    origin="own",
                ),
                Paragraph((SPECIAL, " ", Strong(SPECIAL), " ", LONG_WORD), origin="own"),
                Bullets(
                    (
                        ("Övertidshanteringen ger ", figure("2,0 mnkr", "2.0", "mnkr"), "."),
                        (SPECIAL,),
                    ),
                    origin="own",
                ),
                Bullets(
                    (("Röntgen: ", figure("\u221210,0 mnkr", "-10.0", "mnkr", notes=(FAULT,))),)
                ),
                Notice(f"Sjukfrånvaron är osäker. {SPECIAL}"),
            ),
        ),
        Chapter("activity", "2", "Verksamhet", 1),
        Chapter("accessibility", "2.1", "Tillgänglighet", 2, (DIGITAL, VACCINATIONS)),
        Chapter("economy", "3", "Ekonomi", 1),
        Chapter("deviation", "3.1", "Ackumulerad budgetavvikelse", 2, (TREND,)),
        Chapter("income_statement", "3.1.1", "Resultaträkning", 3, (INCOME_STATEMENT,)),
        Chapter("action_plan", "3.2", f"Åtgärdsplan {SPECIAL}", 2, (ACTIONS,)),
    ),
)


def tables() -> list[Table]:
    """The tables of the example, also those of its charts, in their order."""
    blocks = [block for chapter in EXAMPLE.chapters for block in chapter.blocks]
    return [
        block.table if isinstance(block, Chart) else block
        for block in blocks
        if isinstance(block, Table | Chart)
    ]


def figures() -> list[Figure]:
    """The figures of the example, wherever they stand."""
    lines: list[tuple[object, ...]] = [row for table in tables() for row in table.rows]
    for chapter in EXAMPLE.chapters:
        for block in chapter.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            if isinstance(block, Bullets):
                lines.extend(block.items)
    return [part for line in lines for part in line if isinstance(part, Figure)]
