"""The chapters on the economy: deviation, statements, development, forecast, plan, investments.

Each function gives the blocks of one chapter, none where the organisation has nothing of it.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from orchestration.figure import (
    MINUS,
    FigureKey,
    in_unit,
    number,
    rounded,
    shifted,
    with_unit,
)
from orchestration.quality import in_swedish
from orchestration.report.charts import Drawn, Series, by_month
from orchestration.report.document import (
    Block,
    Bullets,
    Figure,
    Notice,
    Paragraph,
    Rows,
    Run,
    Table,
    Text,
)
from orchestration.report.figures import Figures, Organisation
from orchestration.report.wording import (
    NONE,
    about,
    lower,
    month_name,
    month_only,
    months_of_year,
    months_so_far,
)


def deviation(figures: Figures) -> tuple[Block, ...]:
    """The accumulated deviation, and how it came about over the year."""
    result = figures.key("result", "ytd")
    if not figures.has(result):
        return ()
    table = Table(
        caption="Ackumulerad budgetavvikelse",
        header=("Indikator", "Ack resultat", "Ack budget", "Ack avvikelse"),
        rows=(
            (
                "Ackumulerad budgetavvikelse",
                figures.figure(result, 0),
                figures.figure(replace(result, measure="result_budget"), 0),
                figures.figure(replace(result, measure="budget_deviation"), 0),
            ),
        ),
    )
    month = figures.key("budget_deviation", "month")
    chart = by_month(
        figures,
        f"Utveckling budgetavvikelse, hela {figures.organisation.name}",
        [Series("Avvikelse i månaden", month), Series("Ackumulerad", replace(month, window="ytd"))],
        months_of_year(figures.month),
        Drawn("mnkr", 1, "mnkr", bars=True),
    )
    return (table, Paragraph(_deviation_sentence(figures, figures.organisation)), chart)


def _deviation_sentence(figures: Figures, organisation: Organisation) -> Text:
    now = figures.key("budget_deviation", "ytd", organisation.code)
    before = replace(now, period=shifted(figures.month, -1))
    sign = _sign_word(figures.value(now))
    runs: list[Run] = [
        f"{organisation.name}: {sign} ack. avvikelse på ",
        figures.figure(now, 1, "mnkr", plus=True),
        f" efter {month_only(figures.month)}",
    ]
    # In January there is no month before within the year.
    if before.period[:4] == now.period[:4]:
        runs += [
            " (",
            figures.figure(before, 1, "mnkr", plus=True),
            f" efter {month_only(before.period)})",
        ]
    return (*runs, ".")


def _sign_word(value: Decimal | None) -> str:
    return "negativ" if value is not None and value < 0 else "positiv"


def deviation_by_area(figures: Figures) -> tuple[Block, ...]:
    """For each area the account groups that deviate, and what is earned but not paid."""
    blocks: list[Block] = []
    for area in figures.below() or [figures.organisation]:
        total = figures.key("budget_deviation", "ytd", area.code)
        if not figures.has(total):
            continue
        before = shifted(figures.month, -1)
        with_before = before[:4] == figures.month[:4]
        blocks.append(
            Paragraph(
                (*_deviation_sentence(figures, area), " ", *_largest_deviations(figures, total))
            )
        )
        blocks += [Paragraph(sentence) for sentence in _unpaid(figures, area)]
        shown = [
            (group.name, group.depth, replace(total, subject=group.code))
            for group in figures.account_groups
            if group.depth == 0 or _is_printed(figures, replace(total, subject=group.code), before)
        ]
        rows: Rows = tuple(
            (
                _indented(name, depth),
                figures.figure(key, 1, "mnkr", plus=True, bare=True),
                *(
                    [figures.figure(replace(key, period=before), 1, "mnkr", plus=True, bare=True)]
                    if with_before
                    else []
                ),
            )
            for name, depth, key in [*shown, ("Totalt", 0, total)]
        )
        blocks.append(
            Table(
                caption=f"Budgetavvikelse per kontogrupp, {area.name}, mnkr ackumulerat",
                header=(
                    "Kontogrupp",
                    f"Efter {month_only(figures.month)}",
                    *([f"Efter {month_only(before)}"] if with_before else []),
                ),
                rows=rows,
                total=True,
            )
        )
    return tuple(blocks)


def _is_printed(figures: Figures, key: FigureKey, before: str) -> bool:
    """Whether a deviation is as large as what is printed, now or in the month before."""
    shown = (figures.value(key), figures.value(replace(key, period=before)))
    return any(value is not None and rounded(in_unit(value, "mnkr"), 1) for value in shown)


def _indented(name: str, depth: int) -> str:
    """A group below another, by dashes that a listener hears too."""
    return f"{'– ' * depth}{name}"


def _largest_deviations(figures: Figures, total: FigureKey) -> Text:
    """The group right below revenue or cost that deviates most upwards, and downwards."""
    values = {
        group: value
        for group in figures.account_groups
        if group.depth == 1 and (value := figures.value(replace(total, subject=group.code)))
    }
    if not values:
        return ()
    runs: list[Run] = []
    for words, group in (
        ("Störst överskott mot budget har ", max(values, key=lambda group: values[group])),
        ("störst underskott ", min(values, key=lambda group: values[group])),
    ):
        key = replace(total, subject=group.code)
        runs += [
            f"{', ' if runs else ''}{words}{lower(group.name)} med ",
            figures.figure(key, 1, "mnkr", plus=True),
        ]
    return (*runs, ".")


def _unpaid(figures: Figures, area: Organisation) -> list[Text]:
    sentences: list[Text] = []
    for key in figures.keys("unpaid_reimbursement", "month"):
        value = figures.value(key)
        if key.organisation_code == area.code and value:
            sentences.append(
                (
                    (
                        f"Ersättning för {lower(figures.subjects[key.subject])} under"
                        f" {month_only(figures.month)} är ännu inte utbetald: ca "
                    ),
                    figures.figure(key, 1, "mnkr"),
                    ".",
                )
            )
    return sentences


def income_statement(figures: Figures) -> tuple[Block, ...]:
    """The eight columns of the income statement, an area a row."""
    own = figures.key("result", "ytd")
    if not figures.has(own):
        return ()
    so_far = months_so_far(figures.month)
    rows: Rows = tuple(
        (
            f"{organisation.code} totalt"
            if organisation == figures.organisation
            else organisation.name,
            *(
                figures.figure(figures.key(measure, window, organisation.code), 0, "tkr", bare=True)
                for measure, window in (
                    ("result", "ytd"),
                    ("result_budget", "ytd"),
                    ("budget_deviation", "ytd"),
                    ("result", "r12"),
                    ("result_forecast", "full_year"),
                    ("result_budget", "full_year"),
                    ("forecast_deviation", "full_year"),
                )
            ),
        )
        for organisation in [*figures.below(), figures.organisation]
    )
    return (
        Table(
            caption="Resultaträkning, tkr",
            header=(
                "Område",
                f"Utfall {so_far}",
                f"Budget {so_far}",
                "Diff",
                "R12",
                "Prognos",
                "Budget helår",
                "Diff helår",
            ),
            rows=rows,
            total=True,
        ),
    )


def cost_development(figures: Figures) -> tuple[Block, ...]:
    """Cost against the year before and the budget."""
    return _development(figures, "cost", "Kostnad")


def revenue_development(figures: Figures) -> tuple[Block, ...]:
    """Revenue against the year before and the budget."""
    return _development(figures, "revenue", "Intäkt")


def _development(figures: Figures, measure: str, name: str) -> tuple[Block, ...]:
    actual = figures.key(measure, "ytd")
    change = replace(actual, measure=f"{measure}_change")
    if not figures.has(change):
        return ()
    development = replace(actual, measure=f"{measure}_development")
    budgeted = replace(actual, measure=f"{measure}_budgeted_development")
    difference = replace(actual, measure=f"{measure}_development_deviation")
    table = Table(
        caption=f"{name}sutveckling",
        header=(
            f"{name}er",
            "Ack utfall förra året",
            "Ack utfall i år",
            "Skillnad mot förra året",
            "Ack budget i år",
            "Diff mot budget",
            "Utveckling mot föregående år",
            "Budgeterad utveckling",
            "Skillnad mot budget",
        ),
        rows=(
            (
                figures.organisation.code,
                figures.figure(replace(actual, period=shifted(figures.month, -12)), 0),
                figures.figure(actual, 0),
                figures.figure(change, 0),
                figures.figure(replace(actual, measure=f"{measure}_budget"), 0),
                figures.figure(replace(actual, measure=f"{measure}_budget_deviation"), 0),
                figures.figure(development, 1),
                figures.figure(budgeted, 1),
                figures.figure(difference, 1),
            ),
        ),
    )
    value = figures.value(difference)
    better = "bättre" if value is not None and value >= 0 else "sämre"
    grown = figures.value(development)
    word = "ökat" if grown is not None and grown >= 0 else "minskat"
    shown = figures.figure(development, 1)
    size = None if shown.value is None else abs(shown.value)
    sentence: Text = (
        f"{name}erna har {word} med ",
        replace(shown, text=shown.text.removeprefix(MINUS), value=size),
        " mot föregående år, mot budgeterade ",
        figures.figure(budgeted, 1),
        f": {better} än budget. Ett positivt tal i sista kolumnen är gynnsamt.",
    )
    return (table, Paragraph(sentence))


def forecast(figures: Figures) -> tuple[Block, ...]:
    """The administration's own forecast, unit by unit, with what drives it."""
    own = figures.key("forecast_deviation", "full_year")
    if not figures.has(own):
        return ()
    table = Table(
        caption="Prognos budgetavvikelse",
        header=("Indikator", "Årsprognos", "Årsbudget", "Avvikelse"),
        rows=(
            (
                "Prognos budgetavvikelse",
                figures.figure(replace(own, measure="result_forecast"), 0),
                figures.figure(replace(own, measure="result_budget"), 0),
                figures.figure(own, 0),
            ),
        ),
    )
    items: list[Text] = []
    for organisation in figures.within():
        if organisation == figures.organisation:
            continue
        items += _unit_forecast(figures, organisation)
    grants = [
        (
            f"{figures.subjects[key.subject]}: ",
            figures.figure(key, None, "mnkr"),
            ".",
        )
        for key in _deepest(figures, figures.keys("budget_grant", "full_year"))
    ]
    total: Text = (
        f"{figures.organisation.name} prognostiserar totalt ",
        figures.figure(own, None, "mnkr"),
        " mot budget.",
    )
    blocks: list[Block] = [table, Paragraph(total), Bullets(tuple(items))]
    if grants:
        blocks += [Paragraph(("Prognosen räknar med dessa tillskott:",)), Bullets(tuple(grants))]
    blocks.append(Paragraph(_since_last_round(figures, own)))
    return tuple(blocks)


def _unit_forecast(figures: Figures, organisation: Organisation) -> list[Text]:
    """A unit's deviation with its drivers, what it had the year before, and how much less."""
    key = figures.key("forecast_deviation", "full_year", organisation.code)
    value = figures.value(key)
    if not value:
        return []
    runs: list[Run] = [
        f"{organisation.name}: {'överskott' if value > 0 else 'underskott'} ",
        figures.figure(key, None, "mnkr"),
    ]
    drivers = [
        driver
        for driver in figures.keys("forecast_deviation", "full_year")
        if driver.organisation_code == organisation.code
        and driver.subject != "total"
        and figures.value(driver)
    ]
    has_units = bool(figures.below(organisation.code))
    for place, driver in enumerate([] if has_units else drivers):
        runs += [
            ", varav " if place == 0 else ", ",
            f"{lower(figures.subjects[driver.subject])} ",
            figures.figure(driver, None, "mnkr"),
        ]
    year = str(int(figures.month[:4]) - 1)
    previous = replace(key, measure="budget_deviation", period=f"{year}-12")
    before = figures.value(previous)
    if before is not None and before < 0 and not has_units:
        word = about(in_unit(before, "mnkr"), 0, below="knappt ", above="ca ")
        runs += [f". Avvikelsen {year} var {word}", figures.figure(previous, 0, "mnkr")]
        reduction = replace(key, measure="deficit_reduction")
        share = figures.value(reduction)
        if share is not None and share > 0:
            runs += ["; underskottet minskar med ", figures.passed(reduction, 10, word="över ")]
    return [(*runs, ".")]


def _deepest(figures: Figures, keys: list[FigureKey]) -> list[FigureKey]:
    """Of the values of one subject that of the lowest organisation: the one it is meant for."""
    deepest: dict[str, FigureKey] = {}
    for key in keys:
        # An organisation stands before those below it.
        if figures.value(key) is not None:
            deepest[key.subject] = key
    return list(deepest.values())


def _since_last_round(figures: Figures, own: FigureKey) -> Text:
    (row,) = figures.marts.rows(
        "select previous_forecast_deviation as previous, change_since_previous_round as change"
        " from forecast where organisation_code = $code and subject = 'total' and period = $period",
        {"code": own.organisation_code, "period": own.period},
    )
    if row["previous"] is None:
        return ("Detta är årets första prognos.",)
    change = number(in_unit(row["change"], "mnkr"), 1, plus=True)
    return (f"Prognosen har ändrats med {with_unit(change, 'mnkr')} sedan föregående prognos.",)


def proposal(figures: Figures) -> tuple[Block, ...]:
    """The proposal that is computed from the bookings, beside the administration's own."""
    rows = figures.marts.rows(
        "from forecast_proposal where organisation_code = $code and period = $period",
        {"code": figures.organisation.code, "period": figures.month},
    )
    by_group = {row["account_group"]: row for row in rows}
    total = by_group.get("total")
    if total is None or total["proposal_full_year"] is None:
        return ()
    key = figures.key("result_forecast_proposal", "full_year")
    own = figures.key("result_forecast", "full_year")
    blocks: list[Block] = [
        Notice(
            "Ett förslag, beräknat ur bokföring, budget och R12. Det är inte förvaltningens egen"
            " prognos och ersätter den inte."
        ),
        Paragraph(
            (
                "Förslaget till helårsresultat är ",
                figures.figure(key, 0),
                *(
                    (", mot förvaltningens egen prognos ", figures.figure(own, 0))
                    if figures.has(own)
                    else ()
                ),
                ".",
            )
        ),
        Paragraph((_backtest_sentence(total),)),
    ]
    groups = [(group.code, group.name) for group in figures.account_groups if group.depth == 0]
    blocks.append(
        Table(
            caption="Prognosförslag per kontogrupp, tkr",
            header=(
                "Kontogrupp",
                "Utfall hittills",
                "Budget helår",
                "Förslag helår",
                "Lägst",
                "Högst",
                "Medelfel förslag",
                "Medelfel budgetmetod",
            ),
            rows=tuple(
                (
                    name,
                    *(
                        _thousands(by_group[code][column])
                        for column in (
                            "actual_ytd",
                            "budget_full_year",
                            "proposal_full_year",
                            "proposal_low",
                            "proposal_high",
                            "proposal_mean_absolute_error",
                            "naive_mean_absolute_error",
                        )
                    ),
                )
                for code, name in [*groups, ("total", "Resultat")]
                if code in by_group
            ),
            total=True,
        )
    )
    return tuple(blocks)


def _backtest_sentence(row: dict[str, Any]) -> str:
    notes = " ".join(in_swedish(row["quality"]))
    if not row["backtests"]:
        return f"{notes} Förslagets träffsäkerhet kan därför inte anges ännu."
    proposed, naive = (
        with_unit(number(in_unit(row[column], "mnkr"), 1), "mnkr")
        for column in ("proposal_mean_absolute_error", "naive_mean_absolute_error")
    )
    return (
        f"Prövat bakåt på {row['backtests']} månader med lika lång tid kvar har förslaget i"
        f" medeltal avvikit med {proposed}; att lägga resten av budgeten till utfallet hade avvikit"
        f" med {naive}. {notes}"
    ).strip()


def _thousands(value: Decimal | None) -> str:
    return NONE if value is None else number(in_unit(value, "tkr"), 0)


def action_plan(figures: Figures) -> tuple[Block, ...]:
    """What earlier plans gave, and tables 1 and 2 of this year's plan."""
    rows = figures.marts.rows(
        "from action_plan where list_contains($codes, organisation_code) and period = $period"
        " order by plan_year, action_code",
        {"codes": [o.code for o in figures.within()], "period": figures.month},
    )
    year = figures.month[:4]
    blocks: list[Block] = []
    earlier = figures.keys("action_effect", "full_year")
    if earlier:
        blocks += [
            Paragraph(("Från tidigare års åtgärdsplaner ses följande effekter:",)),
            Table(
                caption="Effekter av tidigare åtgärdsplaner",
                header=("Verksamhet och åtgärd", f"Effekt {year}"),
                rows=tuple(
                    (
                        (
                            f"{figures.organisations[key.organisation_code].name}:"
                            f" {figures.subjects[key.subject]}"
                        ),
                        figures.figure(key, None, "mnkr"),
                    )
                    for key in earlier
                ),
            ),
        ]
    blocks += [Paragraph(goal) for goal in _goals_of_earlier_plans(figures)]
    this_year = [row for row in rows if row["plan_year"] == year]
    if this_year:
        blocks += [_result_specified(figures), _plan_specified(figures, this_year)]
        unknown = [row for row in this_year if row["effect_status"] == "unknown"]
        if unknown:
            blocks.append(
                Notice(
                    f"{len(unknown)} av {len(this_year)} åtgärder har en effekt som är oklar."
                    " Summan omfattar bara de kända."
                )
            )
    return tuple(blocks)


def _goals_of_earlier_plans(figures: Figures) -> list[Text]:
    goals = figures.keys("production_growth", "target", str(int(figures.month[:4]) - 1))
    return [
        (
            (
                f"I åtgärdsplanen {key.period} gjordes en målsättning om en produktionsökning för"
                f" {figures.organisations[key.organisation_code].name.lower()} om "
            ),
            figures.figure(key, 1),
            ".",
        )
        for key in goals
        if key.subject == "action_plan_goal"
    ]


def _result_specified(figures: Figures) -> Table:
    plan = figures.key("action_plan_effect", "full_year")
    return Table(
        caption="Tabell 1. Specificering av resultat (mnkr)",
        header=("Resultat", f"Prognos efter {month_only(figures.month)}"),
        rows=(
            (
                "Nämndens prognostiserade resultat/underskott",
                figures.figure(
                    figures.key("forecast_deviation", "full_year"), 1, "mnkr", bare=True
                ),
            ),
            (
                "Summa nämndens åtgärdsplan (specificeras i tabell 2)",
                figures.figure(plan, 1, "mnkr", bare=True),
            ),
        ),
    )


def _plan_specified(figures: Figures, rows: list[dict[str, Any]]) -> Table:
    year = figures.month[:4]
    next_year = str(int(year) + 1)
    unknown = "Oklar"

    def effect(code: str, subject: str, period: str) -> Figure:
        key = figures.key("action_plan_effect", "full_year", code, subject, period)
        return figures.figure(key, 1, "mnkr", bare=True, none=unknown)

    return Table(
        caption="Tabell 2. Specificering av åtgärdsplan",
        header=(
            "Åtgärd",
            "Beslutad",
            f"Uppnådd effekt {year}, mnkr",
            f"Helårseffekt {next_year}, mnkr",
        ),
        rows=(
            *(
                (
                    f"{row['action_code']} {' '.join(row['action_text'].split())}",
                    "Ja" if row["decided"] else "Nej",
                    effect(row["organisation_code"], row["subject"], year),
                    effect(row["organisation_code"], row["subject"], next_year),
                )
                for row in rows
            ),
            (
                "Summa åtgärdsplan",
                None,
                effect(figures.organisation.code, "total", year),
                effect(figures.organisation.code, "total", next_year),
            ),
        ),
        numbers=False,
        total=True,
    )


def investment(figures: Figures) -> tuple[Block, ...]:
    """Investments against their budget, with what is applied for but not decided."""
    budget = figures.key("investment_budget", "full_year")
    if not figures.has(budget):
        return ()
    booked = figures.key("investment_booked", "ytd")
    expected = replace(budget, measure="investment_expected")
    carry_over = replace(budget, measure="investment_carry_over")
    table = Table(
        caption="Prognos investeringsbudgetavvikelse",
        header=("Indikator", "Årsprognos", "Årsbudget", "Budgetavvikelse"),
        rows=(
            (
                "Investeringar",
                figures.figure(replace(budget, measure="investment_forecast"), 0),
                figures.figure(budget, 0),
                figures.figure(replace(budget, measure="investment_deviation"), 0),
            ),
        ),
    )
    sentences: list[Text] = [
        (
            "Bokförda investeringar uppgår till ",
            figures.figure(booked, 1, "mnkr"),
            f" till och med {month_name(figures.month)}.",
        )
    ]
    if figures.value(carry_over):
        sentences.append(
            (
                "På helårsbasis förväntas investeringsvolymen uppgå till ",
                *_volume(figures, expected),
                ", med en begärd överföring från föregående år om ",
                figures.figure(carry_over, 1, "mnkr"),
                ".",
            )
        )
    return (table, *(Paragraph(sentence) for sentence in sentences))


def _volume(figures: Figures, key: FigureKey) -> Text:
    """A volume by the whole millions that it has passed, as drygt 115 mnkr."""
    value = figures.value(key)
    figure = figures.passed(key, 1, "mnkr")
    is_more = value is not None and in_unit(value, "mnkr") != figure.value
    return ("drygt " if is_more else "", figure)


def assistive_devices(figures: Figures) -> list[Text]:
    """The result of the assistive devices, which never reaches the result of the organisation."""
    areas = {organisation.code for organisation in figures.below()}
    return [
        (
            (
                "Hjälpmedelsuppdraget bedrivs enligt självkostnadsprincipen; till och med"
                f" {month_only(figures.month)} var dess resultat "
            ),
            figures.figure(key, 0, "mnkr"),
            ", som balanseras mot kunderna.",
        )
        for key in figures.keys("assistive_devices_balance", "ytd")
        if key.organisation_code in areas and figures.value(key)
    ]
