"""The books month by month: rows that add up to the economy, each voucher to zero.

Belongs here: the accruals, reversals and corrections that tie one month to the next, and what is
left for ordinary rows (``drawing``). File format belongs in ``writing``.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from orchestration.synthesis.accounts import accounts_by_group
from orchestration.synthesis.drawing import (
    SCHEMA,
    VOUCHER_TYPES,
    Cell,
    DrawnRows,
    Row,
    draw_rows,
    month_end,
    next_month,
)
from orchestration.synthesis.economy import (
    DELIVERED_MONTHS,
    GROUPS,
    MONTHS,
    UNITS,
    URGENT_CARE_ACCRUED,
    URGENT_CARE_REVERSED,
    Economy,
)
from orchestration.synthesis.figures import share_out
from orchestration.synthesis.tree import CostCentre

ACCRUED_SHARE = 0.03
CORRECTED_A_MONTH = 60
# Where the rows of a group are booked, where not on any cost centre of the unit: words of its name.
WHERE_BOOKED = {
    "vision_hearing_devices": ("Hörsel", "Syn"),
    "assistive_devices_revenue": ("Hjälpmedel",),
    "other_assistive_devices": ("Hjälpmedel",),
    "assistive_devices_settlement": ("Hjälpmedel",),
    "nutrition": ("nutrition",),
}

ACCRUED_GROUPS = ["medical_material", "operations", "patient_transport", "premises"]


@dataclass(frozen=True)
class SpecialVoucher:
    """An accrual, a reversal or a correction: booked on chosen rows, and known to later months.

    The rows add up to zero together with one row on ``counter_account``, where there is one.
    """

    voucher_type: str
    rows: tuple[Row, ...]
    counter_account: str | None
    corrected_voucher: str | None
    text: str
    voucher_date: date


class Ledger:
    """Writes the books month by month; what one month leaves to the next is kept here."""

    def __init__(self, economy: Economy, tree: list[CostCentre], scale: float, seed: int) -> None:
        self._economy = economy
        self._tree = tree
        self._scale = scale
        self._seed = seed
        self._accounts = accounts_by_group()
        self._due: dict[date, list[SpecialVoucher]] = {month: [] for month in MONTHS}

    def months(self) -> Iterator[tuple[date, pa.Table]]:
        """Each month's rows: the columns of the contract, the voucher split in type and number."""
        for number, month in enumerate(DELIVERED_MONTHS):
            rng = np.random.default_rng([self._seed, 1, number])
            cost_centres = self._cost_centres(month)
            lasting = {
                key: [code for code in codes if code in cost_centres[key]]
                for key, codes in self._cost_centres(next_month(month)).items()
            }
            accruals = self._accruals(rng, month, lasting)
            specials = accruals + self._due[month]
            drawn = self._drawn_rows(rng, month, cost_centres, specials)
            yield month, pa.concat_tables([_special_rows(specials, month), drawn.table(month)])
            self._reverse_later(month, accruals)
            self._correct_next_month(rng, month, lasting, drawn)

    def _cost_centres(self, month: date) -> dict[tuple[str, str], list[str]]:
        """Codes of the cost centres that may bear each group of each unit in a month."""
        leaves = [leaf for leaf in self._tree if leaf.unit is not None and leaf.holds_on(month)]
        return {
            (unit, group): [
                leaf.code
                for leaf in leaves
                if leaf.unit == unit
                and any(word in leaf.name for word in WHERE_BOOKED.get(group, ("",)))
            ]
            for unit in UNITS
            for group in GROUPS
        }

    def _amount(self, unit: str, group: str, month: date) -> int:
        """What the economy says, in ledger sign."""
        amounts = self._economy.actual.amounts
        return -int(amounts[UNITS.index(unit), GROUPS.index(group), MONTHS.index(month)])

    def _accruals(
        self, rng: np.random.Generator, month: date, lasting: dict[tuple[str, str], list[str]]
    ) -> list[SpecialVoucher]:
        """What is used but not invoiced at the month's end, on cost centres that last longer."""
        last_day = month_end(month)
        accruals = []
        for unit in UNITS:
            for group in ACCRUED_GROUPS:
                total = round(self._amount(unit, group, month) * ACCRUED_SHARE)
                if not total:
                    continue
                chosen = rng.choice(lasting[unit, group], size=3)
                parts = share_out(total, rng.lognormal(0, 0.5, size=3))
                account = self._accounts[group][0].number
                rows = tuple(
                    Row(unit, group, str(code), account, int(part))
                    for code, part in zip(chosen, parts, strict=True)
                )
                accruals.append(SpecialVoucher("PER", rows, "2910", None, "Uppbokning", last_day))
        if month == URGENT_CARE_ACCRUED:
            accruals += self._urgent_care_accruals(rng, last_day)
        return accruals

    def _urgent_care_accruals(
        self, rng: np.random.Generator, last_day: date
    ) -> list[SpecialVoucher]:
        """The accruals at Närakuten, of which November's deviations are the reversal."""
        unit = "NSVH-VC"
        codes = [leaf.code for leaf in self._tree if leaf.name.startswith("Närakuten,")]
        vouchers = []
        for group, accrual in self._economy.urgent_care_accruals.items():
            parts = share_out(-accrual, rng.lognormal(0, 0.4, size=len(codes)))
            account = self._accounts[group][0].number
            rows = tuple(
                Row(unit, group, code, account, int(part))
                for code, part in zip(codes, parts, strict=True)
            )
            text = "Uppbokning Närakuten"
            vouchers.append(SpecialVoucher("PER", rows, "1790", None, text, last_day))
        return vouchers

    def _reverse_later(self, month: date, accruals: list[SpecialVoucher]) -> None:
        """Put each accrual's reversal on the books of the month in which it is due."""
        for number, accrual in enumerate(accruals, start=1):
            urgent_care = accrual.text == "Uppbokning Närakuten"
            due = URGENT_CARE_REVERSED if urgent_care else next_month(month)
            if due not in self._due:
                continue
            self._due[due].append(
                replace(
                    accrual,
                    rows=tuple(replace(row, amount=-row.amount) for row in accrual.rows),
                    corrected_voucher=f"PER{month:%Y%m}-{number:06d}",
                    text=f"Återföring av {accrual.text[0].lower()}{accrual.text[1:]}",
                    # A reversal bears the date of the accrual it undoes: an earlier month.
                    voucher_date=accrual.voucher_date,
                )
            )

    def _correct_next_month(
        self,
        rng: np.random.Generator,
        month: date,
        lasting: dict[tuple[str, str], list[str]],
        drawn: DrawnRows,
    ) -> None:
        """Choose rows that turn out to stand on the wrong cost centre, and move them next month."""
        due = next_month(month)
        if due not in self._due:
            return
        invoices = np.flatnonzero(
            (drawn.voucher_type == VOUCHER_TYPES.index("LEV")) & (drawn.cell < len(drawn.cells))
        )
        for number in rng.choice(
            invoices, size=min(CORRECTED_A_MONTH, len(invoices)), replace=False
        ):
            wrong, voucher = drawn.row(int(number))
            choices = lasting[wrong.unit, wrong.group]
            if wrong.cost_centre not in choices:
                continue
            right = str(rng.choice(choices))
            self._due[due].append(
                SpecialVoucher(
                    "RÄT",
                    (replace(wrong, amount=-wrong.amount), replace(wrong, cost_centre=right)),
                    None,
                    f"LEV{month:%Y%m}-{voucher:06d}",
                    "Rättelse av ansvar",
                    month_end(month),
                )
            )

    def _drawn_rows(
        self,
        rng: np.random.Generator,
        month: date,
        cost_centres: dict[tuple[str, str], list[str]],
        specials: list[SpecialVoucher],
    ) -> DrawnRows:
        """Ordinary rows: what the economy says, less what the special vouchers already hold."""
        remaining = {
            (unit, group): self._amount(unit, group, month) for unit in UNITS for group in GROUPS
        }
        for special in specials:
            for row in special.rows:
                remaining[row.unit, row.group] -= row.amount
        cells = [
            Cell(unit, group, amount, cost_centres[unit, group])
            for (unit, group), amount in remaining.items()
            if amount
        ]
        return draw_rows(rng, month, cells, self._accounts, self._scale)


def _special_rows(specials: list[SpecialVoucher], month: date) -> pa.Table:
    """The rows of the special vouchers; they are the only ones of their types."""
    rows = []
    numbers: Counter[str] = Counter()
    for special in specials:
        numbers[special.voucher_type] += 1
        booked = [(row.cost_centre, row.account, row.amount) for row in special.rows]
        if special.counter_account is not None:
            total = sum(amount for _, _, amount in booked)
            booked.append((special.rows[0].cost_centre, special.counter_account, -total))
        for number, (cost_centre, account, amount) in enumerate(booked, start=1):
            rows.append(
                {
                    "voucher_type": special.voucher_type,
                    "voucher_number": numbers[special.voucher_type],
                    "voucher_row": number,
                    "accounting_period": month,
                    "voucher_date": special.voucher_date,
                    "booked_date": max(special.voucher_date, month),
                    "cost_centre": cost_centre,
                    "account": account,
                    "counterparty": None,
                    "corrected_voucher": special.corrected_voucher,
                    "row_text": special.text,
                    "amount": amount,
                }
            )
    return pa.Table.from_pylist(rows, SCHEMA)
