"""No person is found in what is built, logged or published, and no small group in what is shown.

Here: the searches, over a whole run with good and bad deliveries, and the attack on the marts.
Not here: the attack itself (`tests.disclosure`), what the door does with a single value
(`tests/unit/ingest`).
"""

import csv
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.run import report
from tests.code_location import Region
from tests.disclosure.difference import Amount
from tests.disclosure.reading import (
    Group,
    group_of,
    read_care,
    read_people,
    read_workforce,
)
from tests.small_warehouse import PSEUDONYM_KEY, SmallWarehouse, Workbench

# Written out here: the tests must not take the limits from the project they hold against them.
SMALLEST_GROUP = 11
SMALLEST_CELL = 5
RAISED_GROUP = 60
RAISED_CELL = 25

# Hours are summed from unrounded ones with ten decimals.
ROUNDING = Decimal("0.001")

NUMBER_LIKE = re.compile(rb"\.?[0-9]{6,}(?:-[0-9]{4,})?")
PSEUDONYM_LIKE = "(^|[^0-9a-f])[0-9a-f]{32}([^0-9a-f]|$)"


@dataclass(frozen=True)
class Run:
    """What a run of the job leaves behind, and the identity numbers it was given, in 12 digits."""

    region: Region
    numbers: frozenset[str]

    @property
    def home(self) -> Path:
        """Dagster's home."""
        return self.region.raw.parent / "home"

    def files(self) -> list[Path]:
        """Every file that the run wrote: databases, Dagster's home, the logs of dbt."""
        return [
            path
            for path in self.region.raw.parent.rglob("*")
            if path.is_file() and not path.is_relative_to(self.region.raw)
        ]


def delivered_numbers(raw: Path) -> frozenset[str]:
    """The identity numbers of all employees and patients in a landing zone, as 12 digits."""
    numbers: set[str] = set()
    for pattern, encoding in (
        ("hr/employment/*.csv", "cp1252"),
        ("care/waiting_list/*.csv", "utf-8"),
    ):
        for path in raw.glob(pattern):
            with path.open(encoding=encoding, newline="") as file:
                numbers.update(row["Personnummer"] for row in csv.DictReader(file, delimiter=";"))
    return frozenset(number.replace("-", "") for number in numbers)


def numbers_in(text: bytes, numbers: frozenset[str]) -> set[str]:
    """The identity numbers, of those given, that a text holds in any spelling.

    Twelve digits are found inside longer numbers too. Ten have to stand alone: as the decimals of a
    share, ten digits in a row are there by chance.
    """
    of_ten = {number[2:]: number for number in numbers}
    found: set[str] = set()
    for match in NUMBER_LIKE.finditer(text):
        digits = match[0].replace(b"-", b"").decode()
        found.update(
            part
            for start in range(len(digits) - 11)
            if (part := digits.lstrip(".")[start : start + 12]) in numbers
        )
        if digits in of_ten:
            found.add(of_ten[digits])
    return found


def columns_of(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Every table and view of the attached database with each of its columns, quoted."""
    return connection.sql("""
        select
            format('"{}"."{}"."{}"', database_name, schema_name, table_name),
            format('"{}"', column_name)
        from duckdb_columns() where not internal and database_name = 'marts'
    """).fetchall()


def texts_of(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, bytes]]:
    """Of every column, what in it could hold an identity number, one after another."""
    for relation, column in columns_of(connection):
        texts = connection.execute(
            f"select distinct unnest(regexp_extract_all(cast({column} as varchar), ?))"
            f" from {relation}",
            [NUMBER_LIKE.pattern.decode()],
        ).fetchall()
        yield f"{relation}.{column}", "\n".join(text for (text,) in texts).encode()


def places_of(
    connection: duckdb.DuckDBPyConnection, numbers: frozenset[str]
) -> dict[str, set[str]]:
    """The columns that hold one of the identity numbers, and which."""
    return {
        place: found for place, text in texts_of(connection) if (found := numbers_in(text, numbers))
    }


def cells_like(connection: duckdb.DuckDBPyConnection, pattern: str) -> dict[str, str]:
    """The columns that somewhere match a regular expression, with one such value."""
    found = {}
    for relation, column in columns_of(connection):
        row = connection.execute(
            f"select min(cast({column} as varchar)) from {relation}"
            f" where regexp_matches(cast({column} as varchar), ?)",
            [pattern],
        ).fetchone()
        if row is not None and row[0] is not None:
            found[f"{relation}.{column}"] = row[0]
    return found


def deliver_badly(raw: Path) -> None:
    """Beside the good deliveries, some that are rejected in different ways."""
    employment = raw / "hr" / "employment"
    header, first, second, *_ = (
        (employment / "anstallningar.csv").read_bytes().splitlines(keepends=True)
    )
    bad_year = second.replace(second.split(b";")[3], b"okt", 1)
    (employment / "anstallningar_2.csv").write_bytes(header + first + bad_year)
    (employment / "anstallningar_3.csv").write_bytes(first + second)

    waiting = raw / "care" / "waiting_list"
    header, *rows = (waiting / "vantelista_2024-11.csv").read_bytes().splitlines(keepends=True)
    swapped = [swap(row) for row in rows[:3]]
    (waiting / "vantelista_2024-11_2.csv").write_bytes(b"".join([header, *swapped, *rows[3:]]))
    broken = rows[0].replace(b";", b"", 1)
    (waiting / "vantelista_2024-11_3.csv").write_bytes(b"".join([header, broken, *rows[1:]]))
    (waiting / "vantelista_2024-11_4.csv").write_bytes(b"".join([header, rows[0], rows[0]]))

    employee, patient = second.split(b";")[1], rows[0].split(b";")[2]
    short = patient.replace(b"-", b"")[2:]
    for extract, number, field, person in (
        ("hr/absence/franvaro_2024-11", 2, 2, employee),
        ("hr/scheduled_hours/ordinarie_tid_2024-11", 2, 1, employee),
        ("care/visit/besok_2024-11", 2, 0, patient),
        ("care/visit/besok_2024-11", 3, 3, patient),
        ("care/visit/besok_2024-11", 4, 0, short),
    ):
        delivered = (raw / f"{extract}.csv").read_bytes()
        with_person = put_in_second_row(delivered, field, person)
        (raw / f"{extract}_{number}.csv").write_bytes(with_person)


def put_in_second_row(delivered: bytes, field: int, value: bytes) -> bytes:
    """A delivery with a value in place of another, counted from 0."""
    header, first, second, *others = delivered.splitlines(keepends=True)
    delimiter = b"," if b"," in header else b";"
    fields = second.rstrip(b"\r\n").split(delimiter)
    fields[field] = value
    return b"".join([header, first, delimiter.join(fields) + b"\n", *others])


def swap(row: bytes) -> bytes:
    """A row of the waiting list with the number of the patient in place of the entry's."""
    period, entry, patient, *others = row.split(b";")
    return b";".join([period, patient, entry, *others])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, lay_out_region: Callable[[Path], None]) -> Run:
    directory = tmp_path_factory.mktemp("privacy") / "region"
    lay_out_region(directory)
    shutil.rmtree(directory / "warehouse")
    region = Region.below(directory)
    numbers = delivered_numbers(region.raw)
    deliver_badly(region.raw)
    run = Run(region, numbers)
    run.home.mkdir()
    with (
        pytest.MonkeyPatch.context() as environment,
        (run.home / "nightly.log").open("w") as log,
        redirect_stdout(log),
        redirect_stderr(log),
    ):
        for name, value in region.variables.items():
            environment.setenv(name, value)
        environment.setenv("DAGSTER_HOME", str(run.home))
        with dg.DagsterInstance.local_temp(str(run.home)) as instance:
            result = (
                region.definitions()
                .resolve_job_def("nightly")
                .execute_in_process(instance=instance, raise_on_error=False)
            )
    assert result.success, report(result)
    (run.home / "report.txt").write_text(report(result), encoding="utf-8")
    return run


@pytest.fixture
def build(run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(run.region.build_database, read_only=True) as connection:
        yield connection


@pytest.fixture
def published(run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(run.region.published_database, read_only=True) as connection:
        yield connection


def test_the_run_was_given_people_and_bad_deliveries(
    run: Run, build: duckdb.DuckDBPyConnection
) -> None:
    rejected = build.sql("""
        select extract, count(*) from marts.deliveries.delivery
        where status = 'rejected' group by extract order by extract
    """).fetchall()

    assert len(run.numbers) > 5000
    assert rejected == [
        ("absence", 1),
        ("employment", 2),
        ("scheduled_hours", 1),
        ("waiting_list", 3),
    ]
    # Of so many visits one that is bad is tolerated, and the others are taken in.
    assert {"absence", "employment", "scheduled_hours", "visit"} <= {
        extract
        for (extract,) in build.sql("select extract from marts.quarantine.bad_row").fetchall()
    }


@pytest.mark.parametrize(
    "written", ["19121212-1212", "191212121212", "1212121212", "121212-1212", "x191212121212345"]
)
def test_the_search_finds_a_number_in_a_text(written: str) -> None:
    numbers = frozenset({"191212121212"})

    assert numbers_in(f"a;{written};b".encode(), numbers) == numbers
    assert numbers_in(f"a;{written.replace('1', '3')};b".encode(), numbers) == set()


def test_the_search_does_not_take_decimals_for_a_number() -> None:
    assert numbers_in(b"12.1212121212", frozenset({"191212121212"})) == set()


def test_the_search_finds_a_number_in_a_table_a_view_and_a_file(tmp_path: Path) -> None:
    path = tmp_path / "marts.duckdb"
    numbers = frozenset({"191212121212", "195001012384"})
    with duckdb.connect(path) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.planted as select 191212121212 as n, 'x' as t")
        connection.execute("create view hidden as select '500101-' || '2384' as t")
        places = places_of(connection, numbers)
        connection.execute("create table note as select 'by 19121212-1212' as t")

    assert places == {
        '"marts"."raw"."planted"."n"': {"191212121212"},
        '"marts"."main"."hidden"."t"': {"195001012384"},
    }
    assert numbers_in(path.read_bytes(), numbers) == {"191212121212"}


def test_the_landing_zone_itself_is_found(run: Run) -> None:
    register = (run.region.raw / "hr" / "employment" / "anstallningar.csv").read_bytes()

    assert len(numbers_in(register, run.numbers)) > 5000


def test_no_identity_number_is_in_the_build(run: Run, build: duckdb.DuckDBPyConnection) -> None:
    assert places_of(build, run.numbers) == {}


def test_no_identity_number_is_published(run: Run, published: duckdb.DuckDBPyConnection) -> None:
    assert places_of(published, run.numbers) == {}


def test_no_identity_number_is_in_any_file_of_the_run(run: Run) -> None:
    names = {path.name for path in run.files()}
    found = {
        path: numbers
        for path in run.files()
        if (numbers := numbers_in(path.read_bytes(), run.numbers))
    }

    assert {"marts.duckdb", "nightly.log", "report.txt", "dbt.log", "manifest.json"} <= names
    assert (run.home / "nightly.log").stat().st_size > 0
    assert found == {}


def test_the_key_is_in_no_file_and_no_table(run: Run, build: duckdb.DuckDBPyConnection) -> None:
    spellings = (
        bytes.fromhex(PSEUDONYM_KEY),
        PSEUDONYM_KEY.encode(),
        PSEUDONYM_KEY.upper().encode(),
    )

    found = [path for path in run.files() if any(key in path.read_bytes() for key in spellings)]

    assert found == []
    assert cells_like(build, f"(?i){PSEUDONYM_KEY}") == {}


def test_pseudonyms_stay_in_the_build(
    run: Run, build: duckdb.DuckDBPyConnection, published: duckdb.DuckDBPyConnection
) -> None:
    holding = cells_like(build, PSEUDONYM_LIKE)
    pseudonyms = {
        pseudonym.encode()
        for (pseudonym,) in build.sql("""
            select person from marts.raw.employment
            union select patient from marts.raw.waiting_list
        """).fetchall()
    }
    # Binary patterns of the file can look like hexadecimal digits, so these are compared.
    like_one = set(re.findall(rb"(?=([0-9a-f]{32}))", run.region.published_database.read_bytes()))

    assert '"marts"."raw"."employment"."person"' in holding
    assert '"marts"."raw"."waiting_list"."patient"' in holding
    assert not [place for place in holding if place.startswith('"marts"."marts".')]
    assert cells_like(published, PSEUDONYM_LIKE) == {}
    assert len(pseudonyms) > 5000
    assert like_one & pseudonyms == set()


def small_groups(people: dict[Group, dict[str, int]], smallest: int) -> set[Group]:
    return {group for group, of_month in people.items() if min(of_month.values()) < smallest}


def persons_in(people: dict[Group, dict[str, int]], amounts: Iterable[Amount], month: str) -> int:
    return sum(people.get(group_of(each), {}).get(month, 0) for each in amounts)


def assert_no_group_of_staff_is_seen(connection: duckdb.DuckDBPyConnection, smallest: int) -> None:
    marts = read_workforce(connection)
    people = read_people(connection)
    small = small_groups(people, smallest)

    assert small, "no group is small, so nothing would have to be withheld"
    assert marts.not_adding_up(ROUNDING) == []
    assert {group_of(each) for each in marts.shown} & small == set()
    assert {each for each in marts.given_away() if not each.is_rest} == set()
    assert {group_of(each) for each in marts.given_away()} & small == set()
    assert [
        parts
        for parts in marts.left_over()
        if parts[0].window == "month" and 0 < persons_in(people, parts, parts[0].period) < smallest
    ] == []


def assert_no_small_number_of_patients_is_seen(
    connection: duckdb.DuckDBPyConnection, smallest: int
) -> None:
    marts = read_care(connection)
    values = {**marts.values, **marts.rests()}
    small = {each for each, value in values.items() if 0 < value < smallest}
    numerators = {each for each in values if each.what == "numerator"}
    complement_small = {
        each
        for each in numerators
        if 0 < values.get(each._replace(what="denominator"), Decimal(0)) - values[each] < smallest
    }

    assert small, "no number is small, so nothing would have to be withheld"
    assert marts.not_adding_up(Decimal(0)) == []
    assert (small | complement_small) & set(marts.shown) == set()
    assert {each for each in marts.given_away() if not each.is_rest} == set()
    assert (small | complement_small) & marts.given_away().keys() == set()
    assert [
        parts for parts in marts.left_over() if 0 < sum(values[each] for each in parts) < smallest
    ] == []


def test_no_small_group_of_staff_is_shown_or_given_away(
    warehouse_of: Callable[[int], SmallWarehouse],
) -> None:
    with duckdb.connect(warehouse_of(1).database, read_only=True) as connection:
        assert_no_group_of_staff_is_seen(connection, SMALLEST_GROUP)


def test_no_small_number_of_patients_is_shown_or_given_away(
    warehouse_of: Callable[[int], SmallWarehouse], workbench: Workbench
) -> None:
    """The sample has no small number of patients: of one month of radiology three are left."""
    workbench.lay_out(warehouse_of(1).database)
    of_radiology = """
        reporting_month = date '2024-05-01' and care_unit in (
            select care_unit from raw.care_unit where service = 'RTG'
        )
    """
    workbench.change(f"""
        delete from raw.check_in
        where {of_radiology} and check_in_number not in (
            select check_in_number from raw.check_in where {of_radiology} order by 1 limit 3
        )
    """)
    workbench.dbt("run", "--full-refresh", "--select", "source:raw.check_in+")

    with duckdb.connect(workbench.database, read_only=True) as connection:
        assert_no_small_number_of_patients_is_seen(connection, SMALLEST_CELL)


def test_the_attack_finds_what_is_withheld_one_cell_too_few(
    warehouse_of: Callable[[int], SmallWarehouse], workbench: Workbench
) -> None:
    """Show of one line all that is withheld but one: exactly that one must be found."""
    workbench.lay_out(warehouse_of(1).database)
    with duckdb.connect(workbench.database) as connection:
        connection.execute("""
            update marts.marts.sick_leave set ordinary_hours = 0
            where subject = 'female' and quality like 'withheld%'
        """)
        found = {group_of(each) for each in read_workforce(connection).given_away()}

    assert {group for group in found if group.subject == "male"} >= {
        Group("ADH-AS-1177", "male"),
        Group("ADH-LVS", "male"),
    }


def test_what_is_small_is_a_setting(
    warehouse_of: Callable[[int], SmallWarehouse], workbench: Workbench
) -> None:
    with duckdb.connect(warehouse_of(1).database, read_only=True) as connection:
        before = [len(read(connection).shown) for read in (read_care, read_workforce)]
    workbench.lay_out(warehouse_of(1).database)
    workbench.dbt(
        "run",
        "--select",
        "int_workforce_cell+",
        "int_care_cell+",
        "--vars",
        f"{{smallest_workforce_group: {RAISED_GROUP}, smallest_patient_cell: {RAISED_CELL}}}",
    )

    with duckdb.connect(workbench.database, read_only=True) as connection:
        after = [len(read(connection).shown) for read in (read_care, read_workforce)]
        assert_no_group_of_staff_is_seen(connection, RAISED_GROUP)
        assert_no_small_number_of_patients_is_seen(connection, RAISED_CELL)

    assert all(fewer < more for fewer, more in zip(after, before, strict=True))
