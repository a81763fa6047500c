"""Which rows are set aside, and that what is kept of them leads a person to the fault."""

import pytest

from orchestration.ingest import DeliveryOutcome
from tests.unit.ingest.landing import HEADER, PATH, Landing, render, row

NUMBER = "is no number of at most 16 digits, with at most 2 decimals after ','"
WHOLE = "is no whole number that a column of the type BIGINT holds"
UNKNOWN = "is not known: no row of account has it as account"


def set_aside(landing: Landing, content: str) -> tuple[DeliveryOutcome, list[tuple[object, ...]]]:
    outcome = landing.outcome(content)
    assert outcome.status == "accepted"
    rows = landing.rows(
        "select extract, file, line_number, column_name, value, rule, finding"
        f" from quarantine.bad_row where delivery_id = '{outcome.delivery_id}'"
        " order by line_number, column_name"
    )
    assert all(entry[:2] == ("booking", PATH) for entry in rows)
    return outcome, [entry[2:] for entry in rows]


@pytest.mark.parametrize(
    ("column", "header", "value", "rule", "finding"),
    [
        ("amount", "Belopp", "12,345", "number", NUMBER),
        ("amount", "Belopp", "1.00", "number", NUMBER),
        ("amount", "Belopp", "12345678901234567", "number", NUMBER),
        ("amount", "Belopp", "", "required", "has no value, but every row must have one"),
        ("booking", "Bokning", "1,0", "integer", WHOLE),
        ("day", "Dag", "2024-02-30", "date", "is no real date in the form yyyy-MM-dd"),
        ("year", "År", "24", "date", "is no real date in the form yyyy"),
        ("month", "Månad", "202413", "date", "is no real date in the form yyyyMM"),
        ("kind", "Slag", "lön", "enum", "must be one of LÖN, KÖP"),
        ("code", "Kod", "1Å", "pattern", r"does not have the form ^[A-ZÅÄÖ]\d+$"),
        ("account", "Konto", "9999", "reference", UNKNOWN),
        ("effect", "Effekt", "oklar", "number", NUMBER),
    ],
)
def test_bad_value(
    landing: Landing, column: str, header: str, value: str, rule: str, finding: str
) -> None:
    bad = row(2, **{column: value, "booking_text": "rad 2"})

    outcome, rows = set_aside(landing, render([row(1), bad]))

    assert rows == [(3, header, value or None, rule, finding)]
    assert outcome.counts is not None
    assert (outcome.counts.row_count, outcome.counts.bad_row_count) == (2, 1)
    assert landing.column("booking") == [1]
    raw_text = render([bad]).splitlines()[1]
    assert landing.rows("select raw_text from quarantine.bad_row") == [(raw_text,)]


@pytest.mark.parametrize(
    ("record", "rule", "finding"),
    [
        ("2;202401;4011", "too_few_fields", "has 3 fields, but the header has 10"),
        ("2;202401;4011;1;;;;;;;x", "too_many_fields", "has 11 fields, but the header has 10"),
        ('2;202401;4011;1;;;;;;"a"b', "quoting", "field 10 has text behind its closing quote,"),
        ("   ", "too_few_fields", "has 1 fields, but the header has 10"),
        (f"2;202401;4011;1;;;;;;{'x' * 200_001}", "record_length", "is longer than 200000 bytes"),
    ],
)
def test_record_that_cannot_be_split(
    landing: Landing, record: str, rule: str, finding: str
) -> None:
    content = f'{";".join(HEADER)}\n1;202401;4011;1;;;;;;"a\nb"\n{record}\n3;202401;4011;1;;;;;;\n'

    _, ((line, column, value, found_rule, found),) = set_aside(landing, content)

    assert (line, column, value, found_rule) == (4, None, None, rule)
    assert str(found).startswith(finding)
    assert landing.column("booking") == [1, 3]
    assert landing.column("line_number") == [2, 5]
    assert landing.rows("select raw_text from quarantine.bad_row") == [(record[:200_000],)]


def test_a_row_with_two_faults_is_one_bad_row_with_two_findings(landing: Landing) -> None:
    outcome, rows = set_aside(landing, render([row(1), row(2, amount="x", day="y")]))

    assert [(line, column, value) for line, column, value, *_ in rows] == [
        (3, "Belopp", "x"),
        (3, "Dag", "y"),
    ]
    assert outcome.counts is not None
    assert outcome.counts.bad_row_count == 1


def test_unknown_marker_is_no_value_and_no_fault(landing: Landing) -> None:
    _, rows = set_aside(landing, render([row(1, effect="Oklar"), row(2, effect=" 5,5-")]))

    assert rows == []
    assert [str(value) for value in landing.column("effect")] == ["None", "-5.50"]
