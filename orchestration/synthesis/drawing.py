"""The ordinary rows of a month, drawn so that they add up to the economy.

Belongs here: how many rows there are, how large, on which cost centre and account, under which
voucher and date. Accruals, reversals and corrections belong in ``ledger``.

Everything is columnar (numpy), a month at a time, so that any scale streams.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from orchestration.synthesis.accounts import CHART, Account
from orchestration.synthesis.economy import CLASS_OF_GROUP, GROUPS, INVESTMENT
from orchestration.synthesis.figures import Floats, Integers

RESULT_ROWS_A_MONTH = 31_500
CREDITED_SHARE = 0.03
LATE_SHARE = 0.06
MANY_ROWS = 8

VOUCHER_TYPES = ["LEV", "KUND", "LÖN", "PER", "RÄT", "AVS", "INV", "BOK"]
BALANCE_ACCOUNT = {"LEV": "2440", "KUND": "1510", "LÖN": "2710", "AVS": "1290", "INV": "2440",
                   "BOK": "1930"}  # fmt: skip
# What the assistive devices earn is owed to the customers.
BALANCE_ACCOUNT_OF_GROUP = {"assistive_devices_settlement": "2950"}
ROWS_OF_A_VOUCHER = {"LEV": 1.8, "KUND": 2.6, "LÖN": 24.0, "AVS": 8.0, "INV": 1.4, "BOK": 2.0}
TEXTS = {
    "LEV": ["Faktura", "Delfaktura", "Samlingsfaktura", "Kreditfaktura", "Leverans enligt avtal"],
    "KUND": ["Utfakturering", "Debitering", "Månadsdebitering", "Intäkt enligt underlag"],
    "LÖN": ["Lönekörning", "Lönekörning, rättning", "Semesterlöneskuld"],
    "AVS": ["Avskrivning"],
    "INV": ["Investering"],
    "BOK": ["Bokföringsorder", "Avräkning"],
}
ALL_TEXTS = [text for texts in TEXTS.values() for text in texts]
ACCOUNT_NUMBERS = [account.number for account in CHART]
SCHEMA = pa.schema(
    {
        "voucher_type": pa.string(),
        "voucher_number": pa.int64(),
        "voucher_row": pa.int64(),
        "accounting_period": pa.date32(),
        "voucher_date": pa.date32(),
        "booked_date": pa.date32(),
        "cost_centre": pa.string(),
        "account": pa.string(),
        "counterparty": pa.int64(),
        "corrected_voucher": pa.string(),
        "row_text": pa.string(),
        "amount": pa.int64(),
    }
)


@dataclass(frozen=True)
class Row:
    """A row of a special voucher, in ledger sign (öre)."""

    unit: str
    group: str
    cost_centre: str
    account: str
    amount: int


@dataclass(frozen=True)
class Cell:
    """What the ordinary rows of a unit and group add up to in a month, and where they may stand."""

    unit: str
    group: str
    amount: int
    cost_centres: list[str]


@dataclass(frozen=True)
class DrawnRows:
    """Ordinary rows as columns, each of shape (rows,); balance rows have the last cell number.

    Codes point into ``cost_centre_codes``, ``VOUCHER_TYPES``, ``ACCOUNT_NUMBERS``, ``ALL_TEXTS``.
    """

    cells: list[Cell]
    cost_centre_codes: list[str]
    cell: Integers
    voucher_type: Integers
    voucher_number: Integers
    voucher_row: Integers
    voucher_date: Integers
    booked_date: Integers
    cost_centre: Integers
    account: Integers
    counterparty: Integers
    text: Integers
    amount: Integers

    def row(self, number: int) -> tuple[Row, int]:
        """One result row, and the number of its voucher. Not for a row on a balance account."""
        cell = self.cells[int(self.cell[number])]
        row = Row(
            cell.unit,
            cell.group,
            self.cost_centre_codes[int(self.cost_centre[number])],
            ACCOUNT_NUMBERS[int(self.account[number])],
            int(self.amount[number]),
        )
        return row, int(self.voucher_number[number])

    def table(self, month: date) -> pa.Table:
        """The rows as ``SCHEMA`` has them."""
        rows = len(self.amount)
        counterparty = pa.array(self.counterparty, mask=self.counterparty == 0)
        return pa.table(
            {
                "voucher_type": _coded(self.voucher_type, VOUCHER_TYPES),
                "voucher_number": self.voucher_number,
                "voucher_row": self.voucher_row,
                "accounting_period": pa.array([month], pa.date32()).take(pa.array([0] * rows)),
                "voucher_date": pa.array(self.voucher_date.astype("datetime64[D]")),
                "booked_date": pa.array(self.booked_date.astype("datetime64[D]")),
                "cost_centre": _coded(self.cost_centre, self.cost_centre_codes),
                "account": _coded(self.account, ACCOUNT_NUMBERS),
                "counterparty": counterparty,
                "corrected_voucher": pa.nulls(rows, pa.string()),
                "row_text": _coded(self.text, ALL_TEXTS),
                "amount": self.amount,
            }
        ).cast(SCHEMA)


def voucher_type_of(group: str) -> str:
    """The kind of voucher that an account group is booked by."""
    if group == INVESTMENT:
        return "INV"
    if group == "depreciation":
        return "AVS"
    if group.startswith("personnel"):
        return "LÖN"
    if group == "assistive_devices_settlement":
        return "BOK"
    return {"revenue": "KUND", "cost": "LEV", "outside": "BOK"}[CLASS_OF_GROUP[group]]


def balance_account_of(group: str) -> str:
    """The balance sheet account that the vouchers of an account group are booked against."""
    return BALANCE_ACCOUNT_OF_GROUP.get(group, BALANCE_ACCOUNT[voucher_type_of(group)])


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - timedelta(days=1)


def draw_rows(
    rng: np.random.Generator,
    month: date,
    cells: list[Cell],
    accounts: dict[str, list[Account]],
    scale: float,
) -> DrawnRows:
    """Draw the ordinary rows of a month: each cell's rows add up to its amount to the öre."""
    cells = sorted(cells, key=lambda cell: (cell.unit, voucher_type_of(cell.group), cell.group))
    cell = _cell_of_row(cells, scale)
    rows = len(cell)
    amount = _amounts(rng, cells, cell)
    type_of_cell = np.array([VOUCHER_TYPES.index(voucher_type_of(each.group)) for each in cells])
    voucher_type = type_of_cell[cell]

    rows_of_type = np.array([ROWS_OF_A_VOUCHER.get(name, 1.0) for name in VOUCHER_TYPES])
    starts = np.r_[True, cell[1:] != cell[:-1]] | (
        rng.random(rows) < 1 / rows_of_type[voucher_type]
    )
    voucher = np.cumsum(starts) - 1
    first_row = np.flatnonzero(starts)
    vouchers = len(first_row)
    type_of_voucher = voucher_type[first_row]

    # Payroll is spread over the cost centres row by row; an invoice stands on one of them.
    spread = rng.random(rows) ** 1.6
    on_one = voucher_type != VOUCHER_TYPES.index("LÖN")
    spread[on_one] = spread[first_row][voucher][on_one]
    codes = sorted({code for each in cells for code in each.cost_centres})
    cost_centre = _chosen(spread, cell, [[codes.index(c) for c in x.cost_centres] for x in cells])
    account = _weighted_accounts(rng, cells, cell, accounts)
    voucher_date, booked_date = _dates(rng, month, type_of_voucher)
    has_counterparty = np.isin(type_of_voucher, [VOUCHER_TYPES.index(n) for n in ("LEV", "KUND")])
    counterparty = rng.integers(10_000, 99_999, size=vouchers) * has_counterparty
    texts = [[ALL_TEXTS.index(text) for text in TEXTS.get(name, [])] for name in VOUCHER_TYPES]
    text = _chosen(rng.random(vouchers), type_of_voucher, texts)

    balance_account = np.array(
        [ACCOUNT_NUMBERS.index(balance_account_of(each.group)) for each in cells]
    )
    balance = -np.bincount(voucher, weights=amount).astype(np.int64)
    # The balance row is the last of its voucher: sort by voucher, result rows first.
    of_voucher = np.r_[voucher, np.arange(vouchers)]
    order = np.argsort(of_voucher, kind="stable")
    size = np.bincount(of_voucher)
    voucher_row = np.arange(len(order)) - np.repeat(np.cumsum(size) - size, size) + 1
    in_order = of_voucher[order]
    return DrawnRows(
        cells=cells,
        cost_centre_codes=codes,
        cell=np.r_[cell, np.full(vouchers, len(cells))][order],
        voucher_type=type_of_voucher[in_order],
        voucher_number=_numbers_within(type_of_voucher)[in_order],
        voucher_row=voucher_row,
        voucher_date=voucher_date[in_order],
        booked_date=booked_date[in_order],
        cost_centre=np.r_[cost_centre, cost_centre[first_row]][order],
        account=np.r_[account, balance_account[cell[first_row]]][order],
        counterparty=counterparty[in_order],
        text=text[in_order],
        amount=np.r_[amount, balance][order],
    )


def _cell_of_row(cells: list[Cell], scale: float) -> Integers:
    """The number of rows of each cell grows with its amount; at least two."""
    size = np.array([abs(cell.amount) for cell in cells], dtype=float) ** 0.6
    rows = np.maximum(2, np.round(RESULT_ROWS_A_MONTH * scale * size / size.sum()))
    return np.repeat(np.arange(len(cells)), rows.astype(np.int64))


def _amounts(rng: np.random.Generator, cells: list[Cell], cell: Integers) -> Integers:
    """Share each cell's amount out over its rows, some of them credits."""
    rows_of_cell = np.bincount(cell)
    weight = rng.lognormal(0, 1.1, size=len(cell))
    credited = (rng.random(len(cell)) < CREDITED_SHARE) & (rows_of_cell[cell] >= MANY_ROWS)
    weight[credited] *= -0.3
    total = np.array([each.amount for each in cells], dtype=np.int64)
    exact = total[cell] * (weight / np.bincount(cell, weights=weight)[cell])
    amount = np.floor(exact).astype(np.int64)
    remaining = total - np.bincount(cell, weights=amount).astype(np.int64)
    rank = np.arange(len(cell)) - np.repeat(np.cumsum(rows_of_cell) - rows_of_cell, rows_of_cell)
    amount += np.sign(remaining)[cell] * (rank < np.abs(remaining)[cell])
    return amount


def _chosen(spread: Floats, owner: Integers, choices: list[list[int]]) -> Integers:
    """For each number from 0 to 1 the choice of its owner that lies that far down the list."""
    counts = np.array([len(each) for each in choices])
    offsets = np.cumsum(counts) - counts
    flat = np.array([choice for each in choices for choice in each], dtype=np.int64)
    chosen: Integers = flat[offsets[owner] + (spread * counts[owner]).astype(np.int64)]
    return chosen


def _weighted_accounts(
    rng: np.random.Generator,
    cells: list[Cell],
    cell: Integers,
    accounts: dict[str, list[Account]],
) -> Integers:
    """An account of the cell's group for each row, by the accounts' weights."""
    chosen = np.empty(len(cell), dtype=np.int64)
    group_of_cell = np.array([GROUPS.index(each.group) for each in cells])
    for group_number in np.unique(group_of_cell):
        rows = np.flatnonzero(group_of_cell[cell] == group_number)
        members = accounts[GROUPS[group_number]]
        weights = np.array([account.weight for account in members])
        numbers = np.array([ACCOUNT_NUMBERS.index(account.number) for account in members])
        chosen[rows] = rng.choice(numbers, size=len(rows), p=weights / weights.sum())
    return chosen


def _dates(
    rng: np.random.Generator, month: date, type_of_voucher: Integers
) -> tuple[Integers, Integers]:
    """Date and booking date of each voucher, as days since 1970; some invoices are dated before."""
    first = (month - date(1970, 1, 1)).days
    last = (month_end(month) - date(1970, 1, 1)).days
    vouchers = len(type_of_voucher)
    voucher_date = rng.integers(first, last + 1, size=vouchers)
    payroll = type_of_voucher == VOUCHER_TYPES.index("LÖN")
    voucher_date[payroll] = first + 24
    voucher_date[type_of_voucher == VOUCHER_TYPES.index("AVS")] = last
    late = (type_of_voucher == VOUCHER_TYPES.index("LEV")) & (rng.random(vouchers) < LATE_SHARE)
    voucher_date[late] -= rng.integers(1, 36, size=vouchers)[late]
    booked_date = np.clip(voucher_date + rng.integers(0, 7, size=vouchers), first, last + 5)
    return voucher_date, booked_date


def _numbers_within(type_of_voucher: Integers) -> Integers:
    """Number the vouchers of each type from 1, in their order."""
    numbers = np.empty(len(type_of_voucher), dtype=np.int64)
    for voucher_type in np.unique(type_of_voucher):
        of_type = np.flatnonzero(type_of_voucher == voucher_type)
        numbers[of_type] = np.arange(1, len(of_type) + 1)
    return numbers


def _coded(codes: Integers, values: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values)).cast(pa.string())
