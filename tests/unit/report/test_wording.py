"""The words that rules put beside numbers."""

from decimal import Decimal

import pytest

from orchestration.figure import shifted
from orchestration.report.wording import (
    about,
    decimals_in_text,
    listed,
    month_name,
    months_so_far,
)


def test_months() -> None:
    assert month_name("2024-02") == "februari 2024"
    assert months_so_far("2024-02") == "jan–feb"
    assert months_so_far("2024-01") == "jan"
    assert shifted("2024-01", -1) == "2023-12"
    assert shifted("2023-12", 14) == "2025-02"


@pytest.mark.parametrize(
    ("value", "word"), [("-39.6", "knappt "), ("30.2", "drygt "), ("30", ""), ("-12.2", "drygt ")]
)
def test_how_a_value_lies_to_its_print(value: str, word: str) -> None:
    assert about(Decimal(value), 0, below="knappt ", above="drygt ") == word


def test_no_decimal_that_says_nothing() -> None:
    assert decimals_in_text(Decimal("-14.0000")) == 0
    assert decimals_in_text(Decimal("-1.5")) == 1
    assert decimals_in_text(Decimal("0.96")) == 0


def test_a_list_in_words() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b och c"
