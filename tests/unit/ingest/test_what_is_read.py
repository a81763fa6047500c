"""Whatever amounts, dates, texts and dialects are written, what is read is equal.

Every expectation is computed here, by means that share nothing with the SQL that reads.
"""

import csv
import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from tests.unit.ingest.landing import BOOKING, HEADER, Landing, open_landing, render, row

EXAMPLES = settings(max_examples=80, deadline=None)

NO_BREAK, NARROW, THIN, MINUS = "\u00a0", "\u202f", "\u2009", "\u2212"
SWEDISH = "åäöÅÄÖéü€\u2013"
CSV_SIGNS = ';,|\t" \r\n\\#'


def ends_in_its_own_line(text: str) -> bool:
    """Not of a text that, unquoted at the end of a record, would make its LF a CRLF."""
    return not text.endswith("\r")


any_text = st.text(
    st.one_of(
        st.sampled_from(SWEDISH + CSV_SIGNS + NO_BREAK + NARROW + "a1"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
).filter(ends_in_its_own_line)
cp1252_text = st.text(st.sampled_from(SWEDISH + CSV_SIGNS + NO_BREAK + "a1ÿŠ"), max_size=12).filter(
    ends_in_its_own_line
)


def without_outer_blanks(text: str) -> str | None:
    characters = list(text)
    for end in (0, -1):
        while characters and unicodedata.category(characters[end]) == "Zs":
            characters.pop(end)
    return "".join(characters) or None


@st.composite
def amounts(draw: st.DrawFn, decimal_sign: str = ",") -> tuple[Decimal, str]:
    """An amount and one of the ways to write it."""
    amount = Decimal(draw(st.integers(-(10**18) + 1, 10**18 - 1))).scaleb(-2)
    whole, cents = divmod(int(abs(amount) * 100), 100)
    separator = draw(st.sampled_from(["", " ", NO_BREAK, NARROW, THIN]))
    text = f"{whole:,}".replace(",", separator)
    decimals = [f"{cents:02d}"]
    if cents % 10 == 0:
        decimals.append(str(cents // 10))
    if cents == 0:
        decimals.append("")
    written = draw(st.sampled_from(decimals))
    text += f"{decimal_sign}{written}" if written else ""
    if amount < 0:
        minus = draw(st.sampled_from("-" + MINUS))
        text = draw(st.sampled_from([minus + text, text + minus]))
    blanks = st.sampled_from(["", " ", NO_BREAK])
    return amount, draw(blanks) + text + draw(blanks)


@st.composite
def dialects(draw: st.DrawFn) -> tuple[Contract, str, str]:
    """A contract in one of the dialects, the encoding to write it in, and the line end."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    contract = replace(
        BOOKING,
        encoding="cp1252" if encoding == "cp1252" else "utf-8",
        delimiter=draw(st.sampled_from(";,\t|")),
        decimal_sign=draw(st.sampled_from(",.")),
    )
    return contract, encoding, draw(st.sampled_from(["\n", "\r\n"]))


@EXAMPLES
@given(dialects(), st.data(), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_texts_and_amounts_in_every_dialect(
    shared_landing: Landing,
    dialect: tuple[Contract, str, str],
    data: st.DataObject,
    quoting: int,
) -> None:
    contract, encoding, line_end = dialect
    text = cp1252_text if encoding == "cp1252" else any_text
    entries = data.draw(
        st.lists(st.tuples(text, amounts(contract.decimal_sign)), min_size=1, max_size=6)
    )
    if encoding == "cp1252":
        plain = {MINUS: "-", NARROW: " ", THIN: " "}
        table = str.maketrans(plain)
        entries = [(txt, (amount, form.translate(table))) for txt, (amount, form) in entries]
    content = render(
        (
            row(number, booking_text=written, amount=form)
            for number, (written, (_, form)) in enumerate(entries, 1)
        ),
        contract=contract,
        line_end=line_end,
        quoting=csv.QUOTE_ALL if quoting == csv.QUOTE_ALL else csv.QUOTE_MINIMAL,
    )

    outcome = shared_landing.outcome(content.encode(encoding), contract)

    # Amounts of 13,00 kr break the quality rule of the contract.
    if any(amount == 13 for _, (amount, _) in entries):
        assert outcome.status == "rejected"
        return
    assert outcome.reason is None
    assert shared_landing.column("booking_text") == [
        without_outer_blanks(written) for written, _ in entries
    ]
    assert shared_landing.column("amount") == [amount for _, (amount, _) in entries]
    lines = (1 + written.count("\n") for written, _ in entries)
    assert shared_landing.column("line_number") == list(accumulate(lines, initial=2))[:-1]
    assert outcome.counts is not None
    assert outcome.counts.control_sum == sum(amount for _, (amount, _) in entries)


def amount_of(text: str) -> Decimal | None:
    """The amount that a text holds by the rules of the landing zone; None where it holds none."""
    text = "".join(" " if sign in (NO_BREAK, NARROW, THIN) else sign for sign in text).strip(" ")
    text = text.replace(MINUS, "-")
    negative = text.startswith("-") != text.endswith("-")
    if negative:
        text = text.strip("-") if text.count("-") == 1 else ""
    whole, comma, decimals = text.partition(",")
    groups = whole.split(" ")
    grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    )
    digits = "".join(groups) + decimals
    if not (grouped and whole and digits.isascii() and digits.isdigit()):
        return None
    if (
        (comma and not decimals)
        or len(decimals) > 2
        or len(whole.replace(" ", "").lstrip("0")) > 16
    ):
        return None
    amount = Decimal(f"{''.join(groups)}.{decimals or 0}").quantize(Decimal("0.01"))
    return -amount if negative else amount


amount_like = st.one_of(
    st.text("0123456789 -,.+eE_" + NO_BREAK + NARROW + THIN + MINUS, min_size=1, max_size=10),
    st.from_regex(r"[-\u2212]?[0-9]{1,4}([ \u00a0][0-9]{2,4})?([,.][0-9]{0,3})?-?", fullmatch=True),
    st.sampled_from(
        ["1e5", "0x1", "1_000", "inf", "NaN", "12,345", "1 00", "1  000", "- 5", "5 -"]
    ),
)


@EXAMPLES
@given(st.lists(amount_like, min_size=1, max_size=12))
def test_every_other_amount_is_a_bad_value(shared_landing: Landing, texts: list[str]) -> None:
    contract = replace(BOOKING, tolerated_bad_row_share=Decimal(1), quality_rules=())
    texts = [text for text in texts if without_outer_blanks(text)] or ["1"]
    expected = [amount_of(text) for text in texts]
    content = render(row(number, amount=text) for number, text in enumerate(texts, 1))

    outcome = shared_landing.outcome(content, contract)

    assert outcome.status == "accepted"
    assert shared_landing.column("amount") == [value for value in expected if value is not None]
    bad = shared_landing.rows(
        f"select line_number, value from quarantine.bad_row"
        f" where delivery_id = '{outcome.delivery_id}' order by line_number"
    )
    assert bad == [
        (line, without_outer_blanks(text))
        for line, (text, value) in enumerate(zip(texts, expected, strict=True), 2)
        if value is None
    ]


def date_of(text: str, column: str) -> date | None:
    iso = text if column == "day" else f"{text}-01-01"
    parts = iso.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not re.fullmatch("[1-9][0-9-]*", iso):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


date_like = st.one_of(
    st.dates(date(1000, 1, 1)).map(str),
    st.from_regex(r"(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]", fullmatch=True),
    st.integers(1000, 9999).map(str),
    st.text("0123456789-/ ", min_size=1, max_size=11),
    st.sampled_from(["2024-02-30", "2024-1-5", "24-01-05", "20240105", "infinity", "0000-01-01"]),
)


@EXAMPLES
@given(st.lists(date_like, min_size=1, max_size=12), st.sampled_from(["day", "year"]))
def test_dates_are_real_and_in_their_form(
    shared_landing: Landing, texts: list[str], column: str
) -> None:
    contract = replace(BOOKING, tolerated_bad_row_share=Decimal(1))
    texts = [text.strip(" ") for text in texts if text.strip(" ")] or ["2024"]
    expected = [date_of(text, column) for text in texts]
    content = render(row(number, **{column: text}) for number, text in enumerate(texts, 1))

    shared_landing.outcome(content, contract)

    assert shared_landing.column(column) == [value for value in expected if value is not None]


@EXAMPLES
@given(
    st.lists(st.tuples(any_text, st.booleans()), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_bad_row_keeps_its_raw_text_and_line(
    shared_landing: Landing, entries: list[tuple[str, bool]], line_end: str
) -> None:
    contract = replace(BOOKING, tolerated_bad_row_share=Decimal(1))
    header = render([], line_end=line_end)
    content, expected = header, []
    for number, (text, good) in enumerate(entries, 1):
        values = row(number, booking_text=text, amount="1,00" if good else "1,001")
        record = render([values], line_end=line_end).removeprefix(header)
        if not good:
            line = content.count("\n") + 1
            expected.append((line, record.removesuffix(line_end), "Belopp", "1,001"))
        content += record

    outcome = shared_landing.outcome(content, contract)

    assert (
        shared_landing.rows(
            "select line_number, raw_text, column_name, value from quarantine.bad_row"
            f" where delivery_id = '{outcome.delivery_id}' order by line_number"
        )
        == expected
    )
    assert shared_landing.column("booking_text") == [
        without_outer_blanks(text) for text, good in entries if good
    ]


def test_columns_in_any_order_and_without_the_optional_values(landing: Landing) -> None:
    reordered = HEADER[::-1]
    values = row(7, booking_text="hyra", effect="Oklar", kind="LÖN", code="Å12", amount="-3,5")
    fields = [values.get(column.name, "") for column in BOOKING.columns][::-1]

    outcome = landing.outcome(f"{';'.join(reordered)}\n{';'.join(fields)}\n")

    assert outcome.status == "accepted"
    assert landing.rows("select * exclude (delivery_id) from raw.booking") == [
        (7, date(2024, 1, 1), "4011", Decimal("-3.50"), None, None, "LÖN", None, "Å12", "hyra", 2)
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('1;202401;4011;1;;;;;; "a;b" \n', "a;b"),
        ('1;202401;4011;1;;;;;;5" rör\n', '5" rör'),
        ("1;202401;4011;1;;;;;;x;\n", "x"),
        ("\n1;202401;4011;1;;;;;;x\n\n", "x"),
    ],
    ids=["blanks around quotes", "quote inside a plain field", "empty field at the end", "blank"],
)
@pytest.mark.parametrize("with_bad_row", [False, True], ids=["fast", "exact"])
def test_both_readings_take_a_file_the_same_way(
    landing: Landing,
    *,
    content: str,
    text: str,
    with_bad_row: bool,
) -> None:
    bad_row = "2;202401;4011;x;;;;;;\n" if with_bad_row else ""

    outcome = landing.outcome(f"{';'.join(HEADER)}\n{content}{bad_row}")

    assert outcome.status == "accepted"
    assert landing.column("booking_text") == [text]
    assert landing.column("line_number") == [3 if content.startswith("\n") else 2]


@pytest.mark.parametrize("line_ends", ["\r\n", "\n"])
def test_mixed_line_ends(landing: Landing, line_ends: str) -> None:
    content = render([row(1), row(2)]) + "3;202401;4011;1;;;;;;x" + line_ends

    assert landing.outcome(content).status == "accepted"
    assert landing.column("booking") == [1, 2, 3]


def test_a_folder_whose_name_looks_like_a_pattern_or_a_partition(tmp_path: Path) -> None:
    landing = open_landing(tmp_path / "month=3" / "a[b]*?")

    assert landing.outcome(render([row(1), row(2, amount="x")])).status == "accepted"
    assert landing.column("month") == [date(2024, 1, 1)]
    landing.connection.close()


def test_a_file_of_many_buffers_with_line_breaks_that_look_like_rows(landing: Landing) -> None:
    decoy = "\n9;202401;4011;9;;;;;;\n" * 20
    count = 50_000
    content = render(
        row(number, booking_text=f"{number}{decoy if number % 2 else ''}")
        for number in range(1, count + 1)
    )
    assert len(content) > 10_000_000

    assert landing.outcome(content).status == "accepted"
    assert landing.column("booking") == list(range(1, count + 1))
    expected = accumulate((41 if number % 2 else 1 for number in range(1, count)), initial=2)
    assert landing.column("line_number") == list(expected)


def test_a_row_of_a_large_file_keeps_its_line(landing: Landing) -> None:
    """Of a file that is large enough for several threads, under a rule that DuckDB makes a join."""
    columns = tuple(
        replace(column, enum=tuple(f"SORT{number}" for number in range(50)))
        if column.name == "kind"
        else column
        for column in BOOKING.columns
    )
    padding = "x" * 800
    rows = (row(number, kind="SORT7", booking_text=padding) for number in range(2, 100_002))

    outcome = landing.outcome(render(rows), replace(BOOKING, columns=columns))

    assert outcome.status == "accepted"
    assert landing.rows(
        "select count(*), count(*) filter (booking <> line_number) from raw.booking"
    ) == [(100_000, 0)]
