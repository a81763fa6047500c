"""The first chapter, which draws on the others, and the last, on the report itself."""

from orchestration.report.chapters.economy import assistive_devices
from orchestration.report.chapters.staff import indicators
from orchestration.report.document import Block, Bullets, Paragraph, Text
from orchestration.report.figures import Figures
from orchestration.report.wording import month_name, month_only


def summary(figures: Figures) -> tuple[Block, ...]:
    """The deviation, the forecast, and how the measures with a target stand."""
    deviation = figures.key("budget_deviation", "ytd")
    forecast = figures.key("forecast_deviation", "full_year")
    sentences: list[Text] = []
    if figures.has(deviation):
        sentence: Text = (
            f"Den ekonomiska avvikelsen till och med {month_only(figures.month)} är ",
            figures.figure(deviation, 1, "mnkr"),
        )
        if figures.has(forecast):
            sentence = (
                *sentence,
                " och prognosen för helåret är ",
                figures.figure(forecast, None, "mnkr"),
            )
        sentences.append((*sentence, "."))
    sentences += assistive_devices(figures)
    table = indicators(
        figures,
        f"Medarbetare i korthet, {month_name(figures.month)}",
        [
            ("Personalomsättning, R12", figures.key("staff_turnover", "r12")),
            ("Sjukfrånvaro, R12", figures.key("sick_leave", "r12")),
            (
                "Inhyrd personal av total personalkostnad, R12",
                figures.key("hired_staff_share_of_total", "r12"),
            ),
        ],
        decimals=1,
    )
    return (*(Paragraph(sentence) for sentence in sentences), *([table] if table.rows else []))


def about(figures: Figures) -> tuple[Block, ...]:
    """How the report came about and how it is to be read."""
    measures = figures.marts.rows("select count(*) as number from measure")
    items: tuple[Text, ...] = (
        ("Alla tal kommer ur de publicerade tabellerna (marts.kpi) och avrundas en gång, sist.",),
        (
            (
                "Tal i tabeller är avrundade var för sig; en summa kan därför skilja sig från sina"
                " avrundade delar."
            ),
        ),
        ("R12 avser de tolv månader som slutar med rapportens månad.",),
        ("Intäkter är positiva och kostnader negativa; en positiv avvikelse är gynnsam.",),
        (
            (
                "Meningar utan rubriken Förvaltningens kommentar är härledda ur talen enligt fasta"
                " regler."
            ),
        ),
        (
            (
                f"Definitionerna av de {measures[0]['number']} måtten står i marts.measure. Varje"
                " tal kan spåras till sina verifikationer: python -m orchestration.trace."
            ),
        ),
    )
    return (Bullets(items),)
