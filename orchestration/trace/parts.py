"""What a figure adds up from.

Here: the contributions of a value of finance, by the terms of its measure; for everything else,
where the rows are about people, the values of the organisations below and of the months, as counts.
Not here: what the figure means, and putting it all together (`trace`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from orchestration.figure import IS_KEY, FigureKey, shifted
from orchestration.marts import Marts

Role = Literal["value", "numerator", "denominator"]

# A person who leaves counts once, in the whole and in each organisation that she leaves, so that
# the organisations below do not add up to the one above, nor the months to the year.
_COUNTED_ONCE = ("staff_turnover", "staff_turnover_corrected", "staff_turnover_lowest")


@dataclass(frozen=True)
class Part:
    """A contribution to a figure, with the sign with which it counts.

    `amount` is in SEK, counts or hours; `subtracted` says that its sign was turned for that.
    `cost_centre`, `account` and `account_group` are None where the figure is not booked, `extract`
    and `delivery_period` where `kpi` itself is its source. `organisation_code` is None for what an
    organisation has beyond those below it that are shown.
    """

    role: Role
    what: str
    period: str
    organisation_code: str | None
    amount: Decimal
    subtracted: bool = False
    cost_centre: str | None = None
    account: str | None = None
    name: str | None = None
    account_group: str | None = None
    subject: str | None = None
    extract: str | None = None
    delivery_period: date | None = None
    source_rows: int | None = None


def parts_of(marts: Marts, key: FigureKey) -> list[Part]:
    """The parts of a value, none where it has none that are published."""
    if key.window == "target":
        return []
    terms = marts.rows(
        "from measure_term where measure = $measure and (applies_to = 'every'"
        " or (applies_to = 'total') = ($subject = 'total')) order by term",
        {"measure": key.measure, "subject": key.subject},
    )
    if terms:
        return [part for term in terms for part in _contributions(marts, key, term)]
    return list(_counts(marts, key))


def _contributions(marts: Marts, key: FigureKey, term: dict[str, Any]) -> Iterator[Part]:
    first, last = _periods(key, term["months"])
    group = key.subject if term["account_group"] == "subject" else term["account_group"]
    without = (
        key.subject.removeprefix("all_areas_but_")
        if term["organisations"] == "below_but_subject"
        else None
    )
    rows = marts.rows(
        """
        with recursive organisation_below as (
            select $organisation as organisation_code
            union all
            select organisation.organisation_code
            from organisation_below
            inner join organisation
                on organisation.parent_organisation_code = organisation_below.organisation_code
            where organisation.organisation_code is distinct from $without
        ),
        group_below as (
            select $group as account_group
            union all
            select account_group.account_group
            from group_below
            inner join account_group
                on account_group.parent_account_group = group_below.account_group
        )
        select
            period, organisation_code, $sign * amount as amount, cost_centre, account,
            name_sv as name, account_group, subject, extract, delivery_period, source_rows
        from contribution
        where part = $part and period between $first and $last
            and organisation_code in (from organisation_below)
            and ($group = 'any' or account_group in (from group_below))
            and ($subjects = 'any' or subject = $subject)
        order by all
        """,
        {
            "organisation": key.organisation_code,
            "without": without,
            "group": group,
            "sign": term["sign"],
            "part": term["part"],
            "first": first,
            "last": last,
            "subjects": term["subjects"],
            "subject": key.subject,
        },
    )
    what = term["part"] + ("_previous_year" if "previous_year" in term["months"] else "")
    subtracted = term["sign"] < 0
    return (Part(role=term["role"], what=what, subtracted=subtracted, **row) for row in rows)


def _periods(key: FigureKey, months: str) -> tuple[str, str]:
    """The first and the last period of the contributions that a term takes."""
    year = int(key.period[:4])
    if months == "period":
        return key.period, key.period
    if months == "year" or (months == "window" and key.window == "full_year"):
        return f"{year}-01", f"{year}-12"
    if months == "previous_year":
        return f"{year - 1}-01", f"{year - 1}-12"
    last = shifted(key.period, -12) if months == "window_previous_year" else key.period
    if key.window == "r12":
        return shifted(last, -11), last
    return (last if key.window == "month" else f"{last[:4]}-01"), last


def _counts(marts: Marts, key: FigureKey) -> Iterator[Part]:
    """The counts behind a value that is about people or patients."""
    for role, sign, counted, column in _counted(marts, key):
        for period, organisation_code, amount in _cells(marts, counted, column):
            yield Part(
                role=role,
                what=counted.measure,
                period=period,
                organisation_code=organisation_code,
                amount=sign * amount,
                subtracted=sign < 0,
                subject=counted.subject,
            )


_Counted = tuple[Role, int, FigureKey, str]


def _counted(marts: Marts, key: FigureKey) -> Iterator[_Counted]:
    """Which column of which value of `kpi` is counted, and how: role, sign, value, column."""
    if key.measure == "production_growth":
        measure, subject = (
            (key.subject, "total")
            if marts.rows("from kpi where measure = $measure limit 1", {"measure": key.subject})
            else ("production", key.subject)
        )
        now = FigureKey(measure, key.organisation_code, subject, key.period, key.window)
        before = FigureKey(
            measure, key.organisation_code, subject, shifted(key.period, -12), key.window
        )
        yield "numerator", 1, now, "value"
        yield "numerator", -1, before, "value"
        yield "denominator", 1, before, "value"
    elif key.measure in ("queue_length_peak", "queue_reduction"):
        peak, now = _queue(marts, key)
        if key.measure == "queue_length_peak":
            yield "value", 1, peak, "value"
        else:
            yield "numerator", 1, peak, "value"
            yield "numerator", -1, now, "value"
            yield "denominator", 1, peak, "value"
    else:
        (row,) = marts.rows(f"from kpi where {IS_KEY}", vars(key))
        if row["denominator"] is not None:
            yield "numerator", 1, key, "numerator"
            yield "denominator", 1, key, "denominator"
        elif row["unit"] != "percent":
            yield "value", 1, key, "value"


def _queue(marts: Marts, key: FigureKey) -> tuple[FigureKey, FigureKey]:
    """The queue in the month in which it was longest, the first of several, and in the period."""
    (row,) = marts.rows(
        "select period from kpi where measure = 'queue_length' and subject = $subject"
        " and organisation_code = $organisation_code and period <= $period"
        " order by value desc nulls last, period limit 1",
        {
            "subject": key.subject,
            "organisation_code": key.organisation_code,
            "period": key.period,
        },
    )
    peak, now = (
        FigureKey("queue_length", key.organisation_code, key.subject, period, "point_in_time")
        for period in (row["period"], key.period)
    )
    return peak, now


def _cells(marts: Marts, key: FigureKey, column: str) -> Iterator[tuple[str, str | None, Decimal]]:
    """What a value is the sum of: period, organisation, amount.

    The months of its window, where they add up to it, else the window itself; in each what the
    organisations right below have, and then, without an organisation, what there is beyond them.
    """
    first, _ = _periods(key, "window")
    rows = marts.rows(
        f"""
        select
            kpi.period, kpi."window", kpi.organisation_code, kpi.{column} as amount,
            kpi.organisation_code = $organisation_code as is_own
        from kpi
        inner join organisation using (organisation_code)
        where kpi.measure = $measure and kpi.subject = $subject and kpi.{column} is not null
            and $organisation_code in (organisation_code, organisation.parent_organisation_code)
            and (
                kpi.period = $period and kpi."window" = $window
                or kpi.period between $first and $period and kpi."window" = 'month'
            )
        order by kpi.period, organisation.sort_order
        """,
        {**vars(key), "first": first},
    )
    own = {(row["period"], row["window"]): row["amount"] for row in rows if row["is_own"]}
    whole = (key.period, key.window)
    months = [cell for cell in own if cell[1] == "month"]
    by_month = (
        key.window in ("ytd", "r12")
        and key.measure not in _COUNTED_ONCE
        and sum(own[month] for month in months) == own.get(whole)
    )
    for cell in months if by_month else [whole]:
        amount = own.get(cell, Decimal())
        below = [
            (row["organisation_code"], row["amount"])
            for row in rows
            if (row["period"], row["window"]) == cell and not row["is_own"]
        ]
        if not below or key.measure in _COUNTED_ONCE:
            yield cell[0], key.organisation_code, amount
            continue
        for organisation_code, part in below:
            yield cell[0], organisation_code, part
        if beyond := amount - sum(part for _, part in below):
            yield cell[0], None, beyond
