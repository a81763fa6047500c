"""A figure with all that is known of where it comes from.

Here: putting figure, definition, parts, deliveries and history together, and holding the sum of the
parts against the figure.
Not here: which parts there are (`parts`), and how it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from orchestration.figure import IS_KEY, FigureKey
from orchestration.marts import Marts
from orchestration.trace.parts import Part, Role, parts_of

_DECIMALS_OF_KPI = Decimal(1).scaleb(-10)


class DoesNotAddUp(Exception):
    """The parts do not make the figure. Nothing is shown then, for it would be wrong."""


@dataclass(frozen=True)
class Trace:
    """A figure and what it is made of.

    `figure` is its row of `marts.kpi`, `measure` that of `marts.measure`; `printed` are the
    published figures with this key, `restatements` what was published before under it, both as rows
    of their marts. `deliveries` has those that the figure was made from, each with extract, file,
    period, content_hash and row_count. `names` has the Swedish name of every code in the parts.
    """

    key: FigureKey
    figure: Mapping[str, Any]
    measure: Mapping[str, Any]
    printed: Sequence[Mapping[str, Any]]
    restatements: Sequence[Mapping[str, Any]]
    parts: Sequence[Part]
    deliveries: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]

    def sum_of(self, role: Role) -> Decimal:
        """What the parts of a role add up to."""
        return sum((part.amount for part in self.parts if part.role == role), Decimal())

    @cached_property
    def _delivery_of(self) -> Mapping[tuple[Any, Any], Mapping[str, Any]]:
        return {(delivery["extract"], delivery["period"]): delivery for delivery in self.deliveries}

    def delivery_of(self, part: Part) -> Mapping[str, Any] | None:
        """The delivery that a part comes from; None for a count, which may come from many."""
        return self._delivery_of.get((part.extract, part.delivery_period))

    @property
    def value_of_parts(self) -> Decimal | None:
        """What the parts make; None where there are none, or nothing to divide by."""
        if any(part.role == "value" for part in self.parts):
            return self.sum_of("value")
        denominator = self.sum_of("denominator")
        if not denominator:
            return None
        quotient = 100 * self.sum_of("numerator") / denominator
        return quotient.quantize(_DECIMALS_OF_KPI)


def trace(marts: Marts, key: FigureKey) -> Trace:
    """The trace of a figure.

    Raises:
        DoesNotAddUp: its parts make another value than `marts.kpi` has.
    """
    (figure,) = marts.rows(f"from kpi where {IS_KEY}", vars(key))
    (measure,) = marts.rows("from measure where measure = $measure", {"measure": key.measure})
    parts = parts_of(marts, key)
    traced = Trace(
        key=key,
        figure=figure,
        measure=measure,
        printed=marts.rows(
            f"from published_reconciliation where {IS_KEY} and kind <> 'chart' order by figure_id",
            vars(key),
        ),
        restatements=_restatements(marts, key),
        parts=parts,
        deliveries=_deliveries(marts, key, measure, parts),
        names=names(marts),
    )
    if parts and not _agree(traced.value_of_parts, figure["value"]):
        message = (
            f"{key}: delarna ger {traced.value_of_parts}, men marts.kpi har {figure['value']}."
            " Inget visas. Kör dbt test -s kpi_is_its_contributions"
        )
        raise DoesNotAddUp(message)
    return traced


def _agree(made: Decimal | None, value: Decimal | None) -> bool:
    """To the öre, and a quotient to the last but one of the decimals that `marts.kpi` keeps."""
    if made is None or value is None:
        return made is value
    return abs(made - value) <= _DECIMALS_OF_KPI


def _restatements(marts: Marts, key: FigureKey) -> list[dict[str, Any]]:
    if not marts.rows(
        "from duckdb_tables() where schema_name = 'marts' and table_name = 'restatement'"
    ):
        return []
    return marts.rows(f"from restatement where {IS_KEY} order by publication_id", vars(key))


def _deliveries(
    marts: Marts, key: FigureKey, measure: Mapping[str, Any], parts: Sequence[Part]
) -> list[dict[str, Any]]:
    """Those of the parts; of counts those of the measure's extracts in the months they are of."""
    booked = sorted({(part.extract, part.delivery_period) for part in parts if part.extract})
    if booked:
        return marts.rows(
            "select delivery.extract, delivery.file, delivery.period, delivery.content_hash,"
            " delivery.row_count"
            " from (select unnest($extracts) as extract, unnest($periods) as period) as booked"
            f" inner join ({marts.deliveries}) as delivery using (extract, period)"
            " order by delivery.extract, delivery.period",
            {
                "extracts": [extract for extract, _ in booked],
                "periods": [period for _, period in booked],
            },
        )
    months = [part.period for part in parts] or [key.period]
    return marts.rows(
        f"""
        select extract, file, period, content_hash, row_count from ({marts.deliveries})
        where list_contains(string_split($extracts, ', '), extract)
            and (
                period is null
                or list_contains($months, strftime(period, '%Y-%m'))
                and coalesce(extract = $counted, true)
            )
        order by extract, period
        """,
        {
            "extracts": measure["source_extracts"],
            "months": sorted(set(months)),
            "counted": _counted_extract(marts, parts),
        },
    )


def _counted_extract(marts: Marts, parts: Sequence[Part]) -> str | None:
    """Of care the one extract whose rows the parts count; a measure may have several."""
    if not parts:
        return None
    rows = marts.rows(
        """
        select extract from accessibility where measure = $measure and subject = $subject
        union
        select extract from production where measure = $measure and subject = $subject
        """,
        {"measure": parts[0].what, "subject": parts[0].subject},
    )
    return rows[0]["extract"] if rows else None


def names(marts: Marts) -> dict[str, str]:
    """What a code stands for; where one stands for several things, the last of them."""
    rows = marts.rows(
        """
        select organisation_code as code, name_sv from organisation
        union all
        select account_group, name_sv from account_group
        union all
        select subject, name_sv from subject
        union all
        select measure, name_sv from measure
        """
    )
    return {row["code"]: row["name_sv"] for row in rows}


def voucher_rows(
    marts: Marts, traced: Trace, cost_centre: str | None, account: str | None
) -> list[dict[str, Any]]:
    """The voucher rows behind the booked parts of a trace, with the line and file of each.

    `cost_centre` and `account` narrow them down. They add up to the parts of the ledger.
    """
    booked = {
        (part.period, part.cost_centre, part.account)
        for part in traced.parts
        if part.extract == "general_ledger"
        and cost_centre in (None, part.cost_centre)
        and account in (None, part.account)
    }
    periods, cost_centres, accounts = zip(*booked, strict=True) if booked else ((), (), ())
    return marts.rows(
        f"""
        with booked as (
            select
                unnest(cast($periods as varchar[])) as period,
                unnest(cast($cost_centres as varchar[])) as cost_centre,
                unnest(cast($accounts as varchar[])) as account
        )
        select voucher_row.*, delivery.file, delivery.content_hash
        from voucher_row
        inner join booked using (period, cost_centre, account)
        inner join ({marts.deliveries}) as delivery
            on delivery.extract = 'general_ledger'
            and strftime(delivery.period, '%Y-%m') = voucher_row.period
        order by voucher_row.period, cost_centre, account, line_number
        """,
        {"periods": list(periods), "cost_centres": list(cost_centres), "accounts": list(accounts)},
    )
