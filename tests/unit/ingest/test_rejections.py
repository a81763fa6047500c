"""What makes a whole delivery be refused, and what people are told: file, line, column, value."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orchestration.contracts import Contract
from tests.unit.ingest.landing import (
    ACCOUNT,
    BOOKING,
    CONTRACTS,
    HEADER,
    PATH,
    Landing,
    render,
    row,
)

HEADER_LINE = ";".join(HEADER)
GOOD = render([row(1)])


@pytest.fixture(autouse=True)
def last_good_period(landing: Landing) -> None:
    """Every rejection below must leave this delivery in force."""
    landing.put(PATH.replace(".csv", "_0.csv"), render([row(1, amount="77,00")]))
    (outcome,) = landing.ingest()
    assert outcome.status == "accepted"


def rejection(landing: Landing, content: str | bytes, contract: Contract = BOOKING) -> str:
    landing.put(PATH, content)
    *_, outcome = landing.ingest(contract)
    assert (outcome.file, outcome.status) == (PATH, "rejected")
    assert outcome.reason is not None
    assert landing.column("amount") == [Decimal("77.00")]
    assert landing.rows(
        "select status, reason from deliveries.delivery"
        f" where delivery_id = '{outcome.delivery_id}'"
    ) == [("rejected", outcome.reason)]
    return outcome.reason


def test_empty_file(landing: Landing) -> None:
    assert rejection(landing, "") == f"{PATH}: the file is empty. Deliver it again."


def test_header_without_rows(landing: Landing) -> None:
    assert rejection(landing, HEADER_LINE + "\n\n") == (
        f"{PATH}: the file has a header and no rows. Deliver it again, whole."
    )


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (HEADER_LINE.replace(";Belopp", ""), "missing: 'Belopp'."),
        (HEADER_LINE.replace("Belopp", "Summa"), "missing: 'Belopp'; unknown: 'Summa'."),
        (HEADER_LINE + ";Belopp", "doubled: 'Belopp'."),
        (HEADER_LINE + ";Extra", "unknown: 'Extra'."),
        (HEADER_LINE.replace(";", ","), "missing: 'Bokning', 'Månad'"),
        ("\n" + HEADER_LINE, "missing: 'Bokning', 'Månad'"),
    ],
    ids=["missing", "renamed", "doubled", "unknown", "delimiter", "blank first line"],
)
def test_header_that_is_not_the_contracts(landing: Landing, header: str, found: str) -> None:
    reason = rejection(landing, f"{header}\n1;202401;4011;1,00;;;;;;\n")

    assert reason.startswith(
        f"{PATH}, line 1: the header is not that of the contract. {found[:-1]}"
    )
    assert "Expected, in any order and with ';' between: Bokning, Månad, Konto, Belopp" in reason


def test_header_with_a_stray_quote(landing: Landing) -> None:
    assert rejection(landing, GOOD.replace("Belopp", '"Bel"opp')).startswith(
        f"{PATH}, line 1: the header's field 4 has text behind its closing quote"
    )


def test_last_line_without_line_end(landing: Landing) -> None:
    assert rejection(landing, render([row(1), row(2)])[:-3]) == (
        f"{PATH}, line 3: the file is truncated: its last line has no line end."
        " Deliver it again, whole."
    )


def test_end_inside_quotes(landing: Landing) -> None:
    content = render([row(1), row(2, booking_text="a\nb\nc")]).removesuffix('c"\n')

    assert rejection(landing, content) == (
        f"{PATH}, line 3: the file is truncated: it ends inside the quotes that this record opens."
        " Deliver it again, whole."
    )


def test_utf_8_declared_but_not_delivered(landing: Landing) -> None:
    content = render([row(1), row(2, booking_text="hyra för å")])
    head, tail = content.encode().split(b"hyra")

    assert rejection(landing, head + b"hyra f\xf6r\n" + tail) == (
        f"{PATH}, line 3, byte 31 of the line: the encoding is not utf-8: byte 0xF6 is no text in"
        " this encoding. Deliver it in utf-8, or change the contract."
    )


def test_utf_16(landing: Landing) -> None:
    assert "line 1, byte 4 of the line: the encoding is not utf-8: byte 0x00" in rejection(
        landing, GOOD.encode("utf-16") + b"\n"
    )


def test_cp1252_declared_but_utf_8_delivered(landing: Landing) -> None:
    assert rejection(landing, GOOD, replace(BOOKING, encoding="cp1252")) == (
        f"{PATH}: the encoding is UTF-8, but the contract says cp1252. Deliver it in cp1252, or"
        " change the contract."
    )


def test_byte_that_cp1252_does_not_have(landing: Landing) -> None:
    content = GOOD.encode("cp1252").replace(b"4011", b"40\x811")

    assert "line 2, byte 12 of the line: the encoding is not cp1252: byte 0x81" in rejection(
        landing, content, replace(BOOKING, encoding="cp1252")
    )


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("rader;summa\n3;3,00\n", "line 2, column 'rader', value '3': {file} has 2 rows."),
        (
            "rader;summa\n2;3,01\n",
            "line 2, column 'summa', value '3.01': the column 'Belopp' of {file} adds up to 3.00,",
        ),
        ("2;3,00\n", "the control file holds '2;3,00', but must be two lines, 'rader;summa'"),
        ("antal;summa\n2;3,00\n", "the control file holds 'antal;summa / 2;3,00', but must be"),
        ("rader;summa\n2\n", "the control file holds 'rader;summa / 2', but must be two lines"),
        ("rader;summa\n2;3,001\n", "the control file holds 'rader;summa / 2;3,001', but must"),
        ("", "the control file holds '', but must be two lines"),
    ],
    ids=["rows", "sum", "no header", "other header", "no sum", "no amount", "empty"],
)
def test_control_file_that_disagrees(landing: Landing, control: str, expected: str) -> None:
    landing.put(PATH + ".kontroll", control)

    reason = rejection(landing, render([row(1), row(2, amount="2,00")]))

    assert reason.startswith(f"{PATH}.kontroll")
    assert expected.format(file=PATH) in reason


def test_control_file_that_agrees(landing: Landing) -> None:
    landing.put(PATH + ".kontroll", "\ufeffrader;summa\r\n2;\u22121\u00a0000,50\r\n")
    landing.put(PATH, render([row(1), row(2, amount="-1001,50")]))

    _, outcome = landing.ingest()

    assert outcome.status == "accepted"
    assert outcome.counts is not None
    assert (outcome.counts.row_count, outcome.counts.control_sum) == (2, Decimal("-1000.50"))


def test_control_rows_count_the_quarantined_ones(landing: Landing) -> None:
    landing.put(PATH + ".kontroll", "rader;summa\n2;2,00\n")
    landing.put(PATH, render([row(1), row(2, day="2024-02-30")]))

    _, outcome = landing.ingest()

    assert outcome.status == "accepted"


def test_broken_quality_rule(landing: Landing) -> None:
    content = render([row(1), row(4, amount="13,00"), row(5, amount="13,00")])

    assert rejection(landing, content) == (
        f"{PATH}: the rule no_booking_of_13_kronor is broken in 2 places: Nothing costs 13,00 kr."
        " The first, '4': costs 13.00 kr. Correct it and deliver again."
    )


def test_primary_key_twice(landing: Landing) -> None:
    content = render([row(1), row(7, booking_text="a\nb"), row(2), row(7)])

    assert rejection(landing, content) == (
        f"{PATH}, line 6, column 'Bokning', value '7': the primary key stands already on line 3."
        " Deliver each row once."
    )


def test_primary_key_of_another_period(landing: Landing) -> None:
    landing.put(PATH.replace("2024-01", "2023-12"), render([row(8, month="202312")]))
    first, *_ = landing.ingest()
    assert first.status == "accepted"
    landing.put(PATH, render([row(5), row(8)]))

    *_, outcome = landing.ingest()

    assert outcome.reason == (
        f"{PATH}, line 3, column 'Bokning', value '8': the primary key stands already in the period"
        " 2023-12-01. Deliver each row in one period."
    )


def test_row_of_another_period(landing: Landing) -> None:
    content = render([row(1), row(2, month="202402")])

    assert rejection(landing, content) == (
        f"{PATH}, line 3, column 'Månad', value '2024-02-01': the row is not of the period"
        " 2024-01-01 that the file is named after. Deliver each period in a file of its own."
    )


def test_more_bad_rows_than_tolerated(landing: Landing) -> None:
    content = render([row(1), row(2, amount="x"), row(3, day="y")])

    assert rejection(landing, content) == (
        f"{PATH}: 2 of 3 rows are bad, more than the tolerated share of 0.5. The first, line 3:"
        " column 'Belopp', value 'x' is no number of at most 16 digits, with at most 2 decimals"
        " after ',' (rule: number). All are in quarantine.bad_row. Correct them and deliver again."
    )
    assert landing.rows(
        "select file, line_number, column_name, value from quarantine.bad_row order by 2"
    ) == [(PATH, 3, "Belopp", "x"), (PATH, 4, "Dag", "y")]


def test_reference_that_was_never_delivered(landing: Landing) -> None:
    landing.connection.execute("delete from raw.account")

    assert rejection(landing, GOOD) == (
        f"{PATH}: column 'Konto' refers to the extract account, of which no delivery is in force."
        " Deliver that first; this file is tried again on every run."
    )


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("bokning_2024-13.csv", "the period '2024-13' in its name is no real month"),
        ("bokningar.csv", "no file of this name directly under books/booking/ is agreed"),
        ("bokning_2024-01.csv.gz", "no file of this name directly under books/booking/ is agreed"),
        ("old/bokning_2024-01.csv", "no file of this name directly under books/booking/ is agreed"),
        ("bokning_2024-05.csv.kontroll", "no file of this name directly under books/booking/"),
    ],
    ids=["month 13", "other name", "other ending", "subfolder", "control file alone"],
)
def test_file_that_is_not_recognised(landing: Landing, name: str, finding: str) -> None:
    landing.put(f"books/booking/{name}", GOOD)

    stray, good = landing.ingest()

    assert (stray.status, stray.period, good.status) == ("rejected", None, "accepted")
    assert stray.reason is not None
    assert stray.reason.startswith(f"books/booking/{name}: is not recognised: {finding}")
    landing.ingest()
    assert landing.statuses().count((f"books/booking/{name}", "rejected")) == 1


def test_hidden_files_are_not_looked_at(landing: Landing) -> None:
    landing.put("books/booking/.gitignore", "*.csv")

    assert len(landing.ingest()) == 1


def test_nothing_delivered(landing: Landing) -> None:
    elsewhere = Landing(landing.raw / "elsewhere", landing.connection)

    assert not any(elsewhere.ingest(contract) for contract in CONTRACTS.values())


def test_snapshot_is_replaced_whole(landing: Landing) -> None:
    landing.put("books/account/konto_2.csv", "Konto;Benämning\n6000;Å\n".encode("cp1252"))

    landing.ingest(ACCOUNT)

    assert landing.rows("select account, account_name from raw.account") == [("6000", "Å")]
