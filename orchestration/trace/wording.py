"""A trace in Swedish words and tables, the same in the terminal and on a figure's page.

Not here: what is in the trace, and how the page or the terminal shows it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.figure import in_unit, number, with_unit
from orchestration.quality import in_swedish
from orchestration.trace.parts import Part
from orchestration.trace.trace import Trace

WINDOWS = {
    "month": "månad",
    "ytd": "ackumulerat från januari",
    "r12": "rullande tolv månader",
    "full_year": "helår",
    "point_in_time": "vid månadens slut",
    "history": "hela den följda tiden",
    "target": "målvärde",
}
STATUSES = {
    "agrees": "överensstämmer",
    "differs": "skiljer sig",
    "missing": "saknas",
    "extra": "skulle inte finnas",
}
QUALIFIERS = {"approx": "ca ", "just_under": "strax under ", "over": "över "}
ROLES = {"value": "Värde", "numerator": "Täljare", "denominator": "Nämnare"}
GROUPINGS = {
    "organisation": "Organisation",
    "account_group": "Kontogrupp",
    "account": "Konto",
    "cost_centre": "Ansvar",
    "period": "Månad",
    "file": "Leverans",
}

_EXPONENT_OF_MONEY = -2

WHAT = {
    "actual": "utfall",
    "actual_previous_year": "utfall föregående år",
    "budget": "budget",
    "budget_previous_year": "budget föregående år",
    "forecast": "prognos",
    "budget_grant": "tillskott",
    "action_effect": "effekt av tidigare åtgärdsplan",
    "action_plan_effect": "effekt av årets åtgärdsplan",
    "investment_budget": "investeringsbudget",
    "investment_forecast": "investeringsprognos",
    "investment_carry_over": "begärd överföring",
    "unpaid_reimbursement": "ej utbetald ersättning",
}


@dataclass(frozen=True)
class Grouped:
    """The parts of a trace by one thing: a table whose last row is the sum."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | Decimal, ...], ...]
    sums: tuple[Decimal, ...]


def title(traced: Trace) -> str:
    """Measure, subject, organisation, period and window."""
    key, names = traced.key, traced.names
    subject = [] if key.subject == "total" else [names.get(key.subject, key.subject)]
    parts = [
        str(traced.measure["name_sv"]),
        *subject,
        names.get(key.organisation_code, key.organisation_code),
        key.period,
        WINDOWS[key.window],
    ]
    return " · ".join(parts)


def value(traced: Trace) -> str:
    """The unrounded value with its unit: kronor to the öre, percent to six decimals."""
    amount, unit = traced.figure["value"], str(traced.figure["unit"])
    if amount is None:
        return f"inget värde. {' '.join(in_swedish(traced.figure['quality']))}"
    decimals = {"SEK": 2, "percent": 6}.get(unit, 0)
    return with_unit(number(in_unit(amount, unit), decimals), unit)


def formula(traced: Trace) -> str:
    """How the value is computed, with its numbers."""
    if not traced.parts:
        return "Värdet har inga delar: det är ett målvärde, eller noll för att inget har bokförts."
    if any(part.role == "value" for part in traced.parts):
        return f"{_added(traced, 'value')} = {value(traced)}"
    numerator, denominator = _added(traced, "numerator"), _added(traced, "denominator")
    return f"100 × ({numerator}) / ({denominator}) = {value(traced)}"


def _added(traced: Trace, role: str) -> str:
    sums: defaultdict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    for part in traced.parts:
        if part.role == role:
            sums[_name(traced, part), part.subtracted] += part.amount
    words = [
        f"{'−' if subtracted else '+'} {name} {_in_brackets(-amount if subtracted else amount)}"
        for (name, subtracted), amount in sums.items()
    ]
    return " ".join(words).removeprefix("+ ")


def _in_brackets(amount: Decimal) -> str:
    return f"({exact(amount)})" if amount < 0 else exact(amount)


def _name(traced: Trace, part: Part) -> str:
    if part.what == traced.key.measure and part.role != "value":
        return ROLES[part.role].lower()
    return WHAT.get(part.what) or traced.names.get(part.what, part.what).lower()


def what(traced: Trace, part: Part) -> str:
    """What a part is, in Swedish, and whether it is subtracted."""
    return ("avgår " if part.subtracted else "") + _name(traced, part)


def exact(amount: Decimal) -> str:
    """An amount with all the decimals it has: money in öre, counts without any."""
    exponent = amount.as_tuple().exponent
    if exponent != _EXPONENT_OF_MONEY:
        exponent = min(amount.normalize().as_tuple().exponent, 0)
    assert isinstance(exponent, int), "an amount is a number"
    return number(amount, -exponent)


def grouped(traced: Trace, by: str, parts: Sequence[Part] | None = None) -> Grouped:
    """The parts (all, if none are given) by one of `GROUPINGS`, a column for each role and term."""
    shown = traced.parts if parts is None else parts
    columns = list(dict.fromkeys((part.role, what(traced, part)) for part in shown))
    several = len({role for role, _ in columns}) > 1
    sums: defaultdict[tuple[str, ...], defaultdict[tuple[str, str], Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for part in shown:
        sums[_label(traced, part, by)][part.role, what(traced, part)] += part.amount
    labels = sorted(sums)
    total_column = not several and len(columns) > 1
    rows: tuple[tuple[str | Decimal, ...], ...] = tuple(
        (
            *label,
            *(sums[label][column] for column in columns),
            *([sum(sums[label].values(), Decimal())] if total_column else []),
        )
        for label in labels
    )
    totals = [sum((sums[label][column] for label in labels), Decimal()) for column in columns]
    return Grouped(
        header=(
            *_HEADERS.get(by, (GROUPINGS[by],)),
            *(
                f"{ROLES[role]}: {name}".removesuffix(f": {ROLES[role].lower()}")
                if several
                else name[:1].upper() + name[1:]
                for role, name in columns
            ),
            *(["Summa"] if total_column else []),
        ),
        rows=rows,
        sums=(*totals, *([sum(totals, Decimal())] if total_column else [])),
    )


_HEADERS = {
    "account": ("Konto", "Benämning"),
    "cost_centre": ("Ansvar", "Konto", "Benämning"),
    "file": ("Leverans", "Rader i filen", "SHA-256"),
}


def _label(traced: Trace, part: Part, by: str) -> tuple[str, ...]:
    if by == "organisation":
        code = part.organisation_code
        beyond = f"Övrigt inom {traced.key.organisation_code}, eller ej visat"
        return (beyond if code is None else f"{code} {traced.names.get(code, '')}".strip(),)
    if by == "account_group":
        group = part.account_group or part.subject or "-"
        return (traced.names.get(group, part.name or group),)
    if by == "account":
        return part.account or "-", part.name or "-"
    if by == "cost_centre":
        return part.cost_centre or "-", part.account or "-", part.name or "-"
    if by == "period":
        return (part.period,)
    delivery = traced.delivery_of(part)
    if delivery is None:
        return "-", "-", "-"
    rows = delivery["row_count"]
    return delivery["file"], "" if rows is None else str(rows), delivery["content_hash"]
