"""How a number is printed in Swedish."""

from decimal import Decimal

import pytest

from orchestration.figure import in_unit, number, rounded, with_unit


@pytest.mark.parametrize(
    ("value", "decimals", "plus", "printed"),
    [
        ("-135252962.98", 0, False, "−135\u202f252\u202f963"),
        ("1464.5", 0, False, "1\u202f465"),
        ("-1464.5", 0, False, "−1\u202f465"),
        ("0.5", 0, False, "1"),
        ("2.345", 2, False, "2,35"),
        ("10.27001", 2, False, "10,27"),
        ("5.8", 1, True, "+5,8"),
        ("-5.8", 1, True, "−5,8"),
        ("0.04", 1, True, "0,0"),
        ("-0.04", 1, False, "0,0"),
        ("999999.95", 1, False, "1\u202f000\u202f000,0"),
    ],
)
def test_a_number(value: str, decimals: int, *, plus: bool, printed: str) -> None:
    assert number(Decimal(value), decimals, plus=plus) == printed


def test_a_number_with_its_unit_is_never_parted() -> None:
    assert with_unit("−1,5", "mnkr") == "−1,5\u202fmnkr"
    assert with_unit("10,3", "percent") == "10,3\u202f%"
    assert with_unit("279", "persons") == "279\u202fpersoner"
    assert with_unit("6\u202f555", "count") == "6\u202f555"


def test_money_is_shown_in_thousands_or_millions_and_rounded_once() -> None:
    assert in_unit(Decimal("-1464454.98"), "tkr") == Decimal("-1464.45498")
    assert in_unit(Decimal("-1464454.98"), "mnkr") == Decimal("-1.46445498")
    assert in_unit(Decimal("95.3"), "percent") == Decimal("95.3")
    assert rounded(Decimal("0.45"), 1) == Decimal("0.5")
