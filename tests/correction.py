"""A corrected month that changes published values and no printed figure.

Here: deliveries of Hallands sjukhus and Psykiatrin, for which nothing is printed.
Not here: what a run makes of them.
"""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

MONTH = "2024-01"
_OF_HALLANDS_SJUKHUS = "32"
_OF_PSYKIATRIN = "PSY-"


def deliver_a_correction(raw: Path) -> None:
    """Deliver the month a second time: a voucher of twice the amount, a visit less.

    One more visit is of no municipality that there is, so that a row is set aside.
    """
    _double_a_voucher(raw / "ledger" / "general_ledger" / f"huvudbok_{MONTH}.csv")
    _drop_and_spoil_a_visit(raw / "care" / "visit" / f"besok_{MONTH}.csv")


def _second(delivery: Path) -> Path:
    return delivery.with_name(f"{delivery.stem}_2{delivery.suffix}")


def _double_a_voucher(delivery: Path) -> None:
    header, *rows = [line.split(";") for line in delivery.read_text("utf-8").splitlines()]
    cost_centre, amount = header.index("Ansvar"), header.index("Belopp")
    vouchers = defaultdict(list)
    for row in rows:
        vouchers[row[0]].append(row)
    voucher = next(
        rows
        for rows in vouchers.values()
        if all(row[cost_centre].startswith(_OF_HALLANDS_SJUKHUS) for row in rows)
    )
    for row in voucher:
        row[amount] = str(2 * Decimal(row[amount].replace(",", "."))).replace(".", ",")
    lines = [";".join(row) for row in (header, *rows)]
    _second(delivery).write_text("\n".join(lines) + "\n", "utf-8")


def _drop_and_spoil_a_visit(delivery: Path) -> None:
    lines = delivery.read_text("utf-8").splitlines()
    dropped, spoilt = [line for line in lines if f",{_OF_PSYKIATRIN}" in line][:2]
    lines.remove(dropped)
    lines[lines.index(spoilt)] = spoilt[: -len("1380")] + "0000"
    _second(delivery).write_text("\n".join(lines) + "\n", "utf-8")
