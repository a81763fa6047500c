"""No identity number gets past the landing zone, whatever is delivered and wherever it stands."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.contracts.contract import Encoding
from orchestration.ingest import DeliveryOutcome, render_outcomes
from orchestration.ingest.reading import drop_rows
from tests.unit.ingest.landing import (
    ACCOUNT,
    OTHER_PSEUDONYMISER,
    PSEUDONYMISER,
    SHIFT,
    SHIFT_PATH,
    STAFF,
    TREATMENT,
    TREATMENT_PATH,
    Landing,
    every_cell,
    open_landing,
    render,
    shift,
    treatment,
)

NUMBER = "19640823-3234"
DIGITS = "196408233234"
PATIENT = PSEUDONYMISER.pseudonym("patient", DIGITS)
EMPLOYEE = PSEUDONYMISER.pseudonym("employee", DIGITS)
STAFF_PATH = "ward/staff/personal.csv"
WITHHELD = "(withheld: personal data)"
HEADER = tuple(column.header for column in TREATMENT.columns)
HEADER_LINE = ";".join(HEADER) + "\n"
GOOD = f"B1;202401;{NUMBER};;;;;;\n"
HEADER_OF_SHIFT = {column.name: column.header for column in SHIFT.columns}
COLUMNS = tuple(column.name for column in TREATMENT.columns)


def deliver(
    landing: Landing, content: str | bytes, contract: Contract = TREATMENT
) -> DeliveryOutcome:
    paths = {"treatment": TREATMENT_PATH, "staff": STAFF_PATH, "shift": SHIFT_PATH}
    landing.put(paths[contract.name], content)
    (outcome,) = landing.ingest(contract)
    return outcome


def assert_hidden(landing: Landing, outcomes: Sequence[DeliveryOutcome], digits: str) -> None:
    """No text holds the ten digits, whatever stands between them."""
    texts = [*every_cell(landing.connection), render_outcomes(outcomes), repr(outcomes)]
    for text in texts:
        assert digits[-10:] not in re.sub("[^0-9]", "", text), text


def bad_rows(landing: Landing) -> list[tuple[object, ...]]:
    return landing.rows(
        "select line_number, raw_text, column_name, value, rule from quarantine.bad_row"
        " order by all"
    )


@pytest.mark.parametrize("written", [NUMBER, DIGITS, f" {NUMBER} ", f'"{NUMBER}"'])
def test_a_person_becomes_a_pseudonym(landing: Landing, written: str) -> None:
    content = render([treatment(1)], contract=TREATMENT).replace(NUMBER, written)

    outcome = deliver(landing, content)

    assert (outcome.status, bad_rows(landing)) == ("accepted", [])
    assert landing.rows("select patient from raw.treatment") == [(PATIENT,)]
    assert_hidden(landing, [outcome], DIGITS)


def test_an_employee_and_a_patient_cannot_be_linked(landing: Landing) -> None:
    deliver(landing, render([treatment(1)], contract=TREATMENT))
    staff = render([{"person": NUMBER, "town": "VÄRÖ"}], contract=STAFF)
    assert deliver(landing, staff.encode("cp1252"), STAFF).status == "accepted"

    assert landing.rows("select person, town from raw.staff") == [(EMPLOYEE, "VÄRÖ")]
    assert landing.rows("select patient from raw.treatment") == [(PATIENT,)]
    assert EMPLOYEE != PATIENT


@pytest.mark.parametrize(
    "written",
    [
        "640823-3234",
        "640823+3234",
        "6408233234",
        "19640823+3234",
        "19640823 3234",
        "1964-08-23-3234",
        "1964 0823 3234",
        "19640823-32341",
        "19641323-3234",
        f"{NUMBER} {NUMBER}",
        "okänd",
        "ab" * 16,
        "\ue000" + "ab" * 16,
    ],
)
def test_anything_else_is_a_bad_value_that_is_never_shown(landing: Landing, written: str) -> None:
    outcome = deliver(landing, render([treatment(1, patient=written)], contract=TREATMENT))

    assert bad_rows(landing) == [(2, WITHHELD, "Personnummer", WITHHELD, "personal_identity")]
    assert landing.rows("select finding from quarantine.bad_row") == [
        ("is no identity number in the form YYYYMMDD-NNNN or YYYYMMDDNNNN",)
    ]
    assert landing.rows("from raw.treatment") == []
    assert_hidden(landing, [outcome], DIGITS)


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "patient"])
@pytest.mark.parametrize("written", [NUMBER, DIGITS, "6408233234", "640823-3234", "640823+3234"])
def test_a_number_in_another_column(landing: Landing, column: str, written: str) -> None:
    swapped = treatment(1, **{column: written, "patient": "B1"})
    moved = treatment(2, **{column: written, "patient": "19121212-1212"})

    outcome = deliver(landing, render([swapped, moved], contract=TREATMENT))

    assert landing.rows("from raw.treatment") == []
    assert {line for line, *_ in bad_rows(landing)} == {2, 3}
    assert {text for _, text, *_ in bad_rows(landing)} == {WITHHELD}
    assert_hidden(landing, [outcome], DIGITS)


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (f"B2;202401;{NUMBER}", "too_few_fields"),
        (f"B2;202401;{NUMBER};;;;;;;;x", "too_many_fields"),
        (f'B2;202401;"{NUMBER}"x;;;;;;', "quoting"),
        (f"B2;202401;{NUMBER};{'x' * 200_001};;;;;", "record_length"),
    ],
)
def test_a_record_that_cannot_be_split_shows_only_its_place(
    landing: Landing, record: str, rule: str
) -> None:
    content = f"{render([treatment(1)], contract=TREATMENT)}{record}\n"

    outcome = deliver(landing, content)

    assert bad_rows(landing) == [(3, WITHHELD, None, None, rule)]
    assert landing.rows("select treatment from raw.treatment") == [("B1",)]
    assert_hidden(landing, [outcome], DIGITS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{NUMBER};202401\n", "line 1: the header is not that of the contract"),
        (f"1964 0823 3234;{NUMBER}\n", "line 1: the header is not that of the contract"),
        (f"{HEADER_LINE}B1;202401;{NUMBER}", "line 2: the file is truncated"),
        (f'{HEADER_LINE}B1;202401;"{NUMBER};;;;;;\n', "line 2: the file is truncated"),
        (HEADER_LINE + GOOD.replace("202401", "202402"), "line 2, column 'Månad', value '2024-02"),
        (HEADER_LINE + GOOD + GOOD, "line 3, column 'Nummer', value 'B1': the primary key"),
        (b"B1;202401;19640823-3234\xff;\n", "line 1, byte 24 of the line: the encoding is not"),
    ],
    ids=["no header", "odd header", "truncated", "open quote", "period", "key twice", "encoding"],
)
def test_a_rejection_names_the_place_alone(
    landing: Landing, content: str | bytes, told: str
) -> None:
    outcome = deliver(landing, content)

    assert outcome.status == "rejected"
    assert told in str(outcome.reason)
    assert_hidden(landing, [outcome], DIGITS)


@pytest.mark.parametrize(
    "person", ["1964 0823 3234", "640823-3234", NUMBER], ids=["bad", "short", "twice"]
)
def test_too_many_bad_rows_and_a_person_twice(landing: Landing, person: str) -> None:
    outcome = deliver(landing, f"Personnummer;Ort\n{person};\n{person};\n", STAFF)

    assert outcome.status == "rejected"
    assert f"column 'Personnummer', value '{WITHHELD}'" in str(outcome.reason)
    assert_hidden(landing, [outcome], DIGITS)


@pytest.mark.parametrize(
    "control", [f"rader;summa\n{DIGITS};0,00\n", f"{NUMBER}\n", "x 1964 0823 3234"]
)
def test_a_control_file_is_not_quoted(landing: Landing, control: str) -> None:
    landing.put(f"{TREATMENT_PATH}.kontroll", control)

    outcome = deliver(landing, render([treatment(1)], contract=TREATMENT))

    assert outcome.status == "rejected"
    assert_hidden(landing, [outcome], DIGITS)


def test_duckdb_gets_no_identity_number_to_read_and_leaves_none_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def look(connection: duckdb.DuckDBPyConnection) -> None:
        (scratch,) = (tmp_path / "scratch").iterdir()
        texts.extend(path.read_text() for path in scratch.iterdir())
        drop_rows(connection)

    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setattr("orchestration.ingest.intake.drop_rows", look)
    landing = open_landing(tmp_path, str(tmp_path / "marts.duckdb"))
    rows = [treatment(1), treatment(2, account=DIGITS), treatment(3, kind="640823-3234")]
    deliver(landing, render(rows, contract=TREATMENT))
    written = (tmp_path / "marts.duckdb").read_bytes() + b"".join(
        path.read_bytes() for path in tmp_path.glob("marts.duckdb.*")
    )
    landing.connection.close()
    written += (tmp_path / "marts.duckdb").read_bytes()

    assert sum("B2" in text for text in texts) == 2
    for text in texts:
        assert not re.search("[0-9]{6}[-+]?[0-9]{4}", text.replace(PATIENT, ""))
    for form in (NUMBER, DIGITS, "640823-3234", DIGITS[2:]):
        assert form.encode() not in written


LATER_PATH = TREATMENT_PATH.replace("-01.csv", "-02.csv")


def under_two_keys(landing: Landing) -> None:
    """Two months in force under the former key."""
    landing.put(TREATMENT_PATH, render([treatment(1)], contract=TREATMENT))
    landing.put(LATER_PATH, render([treatment(2, month="202402")], contract=TREATMENT))
    outcomes = landing.ingest(TREATMENT, OTHER_PSEUDONYMISER)
    assert [outcome.status for outcome in outcomes] == ["accepted", "accepted"]


def test_another_key_takes_everything_in_anew(landing: Landing) -> None:
    under_two_keys(landing)

    outcomes = landing.ingest(TREATMENT)

    assert [(outcome.status, outcome.already_known) for outcome in outcomes] == [
        ("accepted", False),
        ("accepted", False),
    ]
    assert landing.rows("select treatment, patient from raw.treatment order by all") == [
        ("B1", PATIENT),
        ("B2", PATIENT),
    ]
    assert all(outcome.already_known for outcome in landing.ingest(TREATMENT))
    back = landing.ingest(TREATMENT, OTHER_PSEUDONYMISER)
    assert [outcome.status for outcome in back] == ["accepted", "accepted"]
    assert landing.rows("select distinct patient from raw.treatment") == [
        (OTHER_PSEUDONYMISER.pseudonym("patient", DIGITS),)
    ]


def test_what_is_no_longer_delivered_goes_with_its_key_and_is_missed(landing: Landing) -> None:
    under_two_keys(landing)
    (landing.raw / LATER_PATH).unlink()

    for _ in range(2):
        kept, lost = landing.ingest(TREATMENT)

        assert (kept.status, lost.status, lost.file) == ("accepted", "rejected", LATER_PATH)
        assert str(lost.reason).startswith(f"{LATER_PATH}: was taken in under another key")
        assert landing.rows("select treatment, patient from raw.treatment") == [("B1", PATIENT)]

    renamed = LATER_PATH.replace(".csv", "_2.csv")
    landing.put(renamed, render([treatment(3, month="202402")], contract=TREATMENT))
    assert [outcome.status for outcome in landing.ingest(TREATMENT)] == ["accepted", "accepted"]


def test_what_is_rejected_under_the_new_key_leaves_no_row_of_the_former(landing: Landing) -> None:
    under_two_keys(landing)
    strict = replace(TREATMENT, edition="2.0.0+strict", tolerated_bad_row_share=Decimal(0))
    landing.put(LATER_PATH, render([treatment(2, month="x")], contract=TREATMENT))

    outcomes = landing.ingest(strict)

    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected"]
    assert landing.rows("select treatment, patient from raw.treatment") == [("B1", PATIENT)]


def test_the_key_does_not_matter_to_an_extract_without_pseudonyms(landing: Landing) -> None:
    deliver(landing, render([shift(1)], contract=SHIFT), SHIFT)

    for contract in (ACCOUNT, SHIFT):
        (outcome,) = landing.ingest(contract, OTHER_PSEUDONYMISER)

        assert (outcome.status, outcome.already_known) == ("accepted", True)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("column", [column.name for column in SHIFT.columns])
@pytest.mark.parametrize("written", [NUMBER, DIGITS, "6408233234", "640823-3234", "640823+3234"])
def test_a_number_where_no_column_delivers_one(
    landing: Landing, encoding: Encoding, column: str, written: str
) -> None:
    contract = replace(SHIFT, encoding=encoding)
    content = render([shift(1), shift(2, **{column: written})], contract=contract)

    outcome = deliver(landing, content.encode(encoding), contract)

    assert landing.rows("select shift from raw.shift") == [("P1",)]
    assert [(line, text, value) for line, text, _, value, _ in bad_rows(landing)] == [
        (3, WITHHELD, WITHHELD)
    ]
    assert_hidden(landing, [outcome], DIGITS)


@pytest.mark.parametrize("column", [column.name for column in SHIFT.columns])
def test_a_rejection_where_no_column_delivers_one_does_not_quote(
    landing: Landing, column: str
) -> None:
    strict = replace(SHIFT, tolerated_bad_row_share=Decimal(0))

    outcome = deliver(landing, render([shift(1, **{column: NUMBER})], contract=SHIFT), strict)

    assert outcome.status == "rejected"
    assert f"line 2: column '{HEADER_OF_SHIFT[column]}', value '{WITHHELD}'" in str(outcome.reason)
    assert_hidden(landing, [outcome], DIGITS)


identity_digits = st.builds(
    "{:04d}{:02d}{:02d}{:04d}".format,
    st.integers(1880, 2024),
    st.integers(1, 12),
    st.integers(1, 28) | st.integers(61, 88),
    st.integers(0, 9999),
)


@st.composite
def written_numbers(draw: st.DrawFn, digits: str) -> str:
    """One of the ways in which people write an identity number, also wrong ones."""
    digits = draw(st.sampled_from([digits, digits[2:]]))
    separator = draw(
        st.sampled_from(["-", "", "+", " ", " - ", "\u2013", "\u00a0", "\u2212", "--"])
    )
    before, behind = (
        draw(st.sampled_from(["", " ", "B", "1", "x-"])),
        draw(st.sampled_from(["", " ", "x", "1"])),
    )
    return f"{before}{digits[:-4]}{separator}{digits[-4:]}{behind}"


@st.composite
def records(draw: st.DrawFn, digits: str) -> str:
    """A record, whole or broken, with the number in any of its fields, or in several."""
    number = draw(st.integers(1, 999_999))
    fields = [treatment(number).get(name, "") for name in COLUMNS]
    fields[2] = draw(written_numbers(digits) | st.just(digits))
    for position in draw(st.lists(st.integers(0, len(fields) - 1), max_size=3)):
        fields[position] = draw(
            written_numbers(digits) | st.sampled_from(["", "AKUT", "4011", "x"])
        )
    if draw(st.booleans()):
        fields = draw(st.permutations(fields))
    quoted = draw(st.integers(0, len(fields)))
    if quoted < len(fields):
        fields[quoted] = draw(st.sampled_from(['"{}"', '"{}', '"{}"x', '"a\n{}"'])).format(
            fields[quoted]
        )
    cut = draw(st.sampled_from([0, 0, 0, 1, 3]))
    return ";".join(fields[: len(fields) - cut] + [""] * draw(st.sampled_from([0, 0, 0, 1])))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_delivered_no_identity_number_is_found(
    shared_landing: Landing, data: st.DataObject
) -> None:
    digits = data.draw(identity_digits)
    lines = data.draw(st.lists(records(digits), min_size=1, max_size=4))
    header = data.draw(st.sampled_from([HEADER_LINE, HEADER_LINE, ""]))

    outcome = deliver(shared_landing, header + "\n".join(lines) + "\n")

    assert_hidden(shared_landing, [outcome], digits)


@settings(max_examples=50, deadline=None)
@given(st.lists(identity_digits, min_size=1, max_size=8), st.sampled_from(["-", ""]))
def test_every_person_is_found_again_under_one_pseudonym(
    shared_landing: Landing, people: list[str], separator: str
) -> None:
    rows = (
        treatment(number, patient=f"{digits[:8]}{separator}{digits[8:]}")
        for number, digits in enumerate(people, 1)
    )

    outcome = deliver(shared_landing, render(rows, contract=TREATMENT))

    assert outcome.counts is not None
    assert outcome.counts.bad_row_count == 0
    assert shared_landing.rows("select patient from raw.treatment order by line_number") == [
        (PSEUDONYMISER.pseudonym("patient", digits),) for digits in people
    ]
