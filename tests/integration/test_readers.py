"""Real readers of a published warehouse, connecting as docs/readers.md says.

Here: the Python, the commands and the URL of that page, run as they stand there, and what the page
says of decimals, reflection, writing and new publications.
Not here: Apache Superset, and tools that do not run here (Power BI, Excel, JDBC, ODBC, R).
"""

import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Engine, Numeric, create_engine, inspect, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from tests.toy_warehouse import ToyWarehouse

# Twenty digits: more than a float holds.
EXACT = Decimal("1234567890.0123456789")
ONE_MORE = "update marts.marts.kpi set value = value + 1"


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToyWarehouse:
    """A published warehouse that has what the page asks for, in the directory that it names."""
    monkeypatch.chdir(tmp_path)
    warehouse = ToyWarehouse.of(tmp_path / "warehouse")
    warehouse.publish(
        "update marts.marts.kpi set measure = 'result' where measure = 'measure 1'",
        f"update marts.marts.kpi set value = {EXACT} where measure = 'result'",
    )
    return warehouse


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "readers.md").read_text()


def blocks(page: str, section: str, language: str) -> list[str]:
    """The code of a section in a language, as the page has it."""
    found = [each for each in re.split(r"^##+ ", page, flags=re.M) if each.startswith(section)]
    assert len(found) == 1, f"docs/readers.md has {len(found)} sections {section!r}"
    code = re.findall(rf"^```{language}\n(.*?)^```$", found[0], flags=re.M | re.S)
    assert code, f"docs/readers.md has no {language} in the section {section!r}"
    return code


def run(code: str, directory: Path) -> dict[str, Any]:
    """Run Python of the page; the names that it leaves."""
    script = directory / "script.py"
    script.write_text(code)
    return runpy.run_path(str(script))


@contextmanager
def engine_of(code: str, directory: Path) -> Iterator[Engine]:
    engine = run(code, directory)["engine"]
    yield engine
    engine.dispose()


def newest(engine: Engine) -> str:
    """The publication that a connection of the engine sees."""
    with engine.connect() as connection:
        return connection.execute(
            text("select max(publication_id) from marts.marts.publication")
        ).scalar_one()


def test_python(warehouse: ToyWarehouse, page: str) -> None:
    (code,) = blocks(page, "Python", "python")

    assert run(code, warehouse.directory)["result"] == [("2024-02", EXACT, "SEK")]


def test_the_two_part_name_is_the_trap_that_the_page_says(warehouse: ToyWarehouse) -> None:
    with (
        duckdb.connect(warehouse.published, read_only=True) as connection,
        pytest.raises(duckdb.BinderException, match="Ambiguous reference"),
    ):
        connection.execute("from marts.kpi")


def test_pandas_has_exact_decimals_from_the_database_and_from_parquet(
    warehouse: ToyWarehouse, page: str
) -> None:
    for code in blocks(page, "pandas", "python"):
        kpi: pd.DataFrame = run(code, warehouse.directory)["kpi"]

        assert len(kpi) == 5
        assert kpi["value"].dtype == pd.ArrowDtype(pa.decimal128(28, 10))
        assert list(kpi.loc[kpi["measure"] == "result", "value"]) == [EXACT]
        assert kpi["value"].sum() == EXACT + 0 + 2 + 3 + 4


def test_sqlalchemy_reads_what_it_reflected(warehouse: ToyWarehouse, page: str) -> None:
    (code,) = blocks(page, "SQLAlchemy", "python")

    names = run(code, warehouse.directory)

    assert names["result"] == [("2024-02", EXACT)]
    assert isinstance(names["engine"].pool, NullPool)
    assert [column.name for column in names["kpi"].primary_key] == [
        "measure",
        "organisation_code",
        "subject",
        "period",
        "window",
    ]


def test_sqlalchemy_reflects_every_table_with_types_and_comments(
    warehouse: ToyWarehouse, page: str
) -> None:
    (code,) = blocks(page, "SQLAlchemy", "python")
    with engine_of(code, warehouse.directory) as engine:
        inspector = inspect(engine)
        tables = inspector.get_table_names(schema="marts.marts")
        reflected = {
            (table, column["name"], column["comment"])
            for table in tables
            for column in inspector.get_columns(table, schema="marts.marts")
        }
        types = {
            column["name"]: column["type"]
            for column in inspector.get_columns("kpi", schema="marts.marts")
        }
        comment = inspector.get_table_comment("kpi", schema="marts.marts")

    assert reflected == set(
        warehouse.rows(
            "select table_name, column_name, comment from duckdb_columns()"
            " where schema_name = 'marts'"
        )
    )
    assert len(tables) == 6
    assert isinstance(types["value"], Numeric)
    assert (types["value"].precision, types["value"].scale) == (28, 10)
    assert comment == {"text": "One row a measure; somebody's KPI."}


def test_the_url_alone_reads_and_does_not_pool(warehouse: ToyWarehouse, page: str) -> None:
    (url,) = blocks(page, "SQLAlchemy", "text")
    (no_pool,) = re.findall(r"add `&(\w+=\w+)`", page)
    (four_slashes,) = re.findall(r"`(duckdb:////[^`?]+)\?", page)
    assert make_url(four_slashes).database == "/opt/followup/warehouse/marts.duckdb"

    engine = create_engine(f"{url.strip()}&{no_pool}")

    assert isinstance(engine.pool, NullPool)
    assert warehouse.rows("select publication_id from publication") == [(newest(engine),)]


@pytest.mark.parametrize("section", ["SQLAlchemy", "A server that is never idle"])
def test_nobody_writes_through_sqlalchemy(warehouse: ToyWarehouse, page: str, section: str) -> None:
    (code,) = blocks(page, section, "python")
    with (
        engine_of(code, warehouse.directory) as engine,
        engine.connect() as connection,
        pytest.raises(DatabaseError, match="read-only"),
    ):
        connection.execute(text("delete from marts.marts.kpi"))


def test_nobody_writes_through_duckdb(warehouse: ToyWarehouse) -> None:
    with (
        duckdb.connect(warehouse.published, read_only=True) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute("delete from marts.marts.kpi")


def test_cli(warehouse: ToyWarehouse, page: str) -> None:
    (console,) = blocks(page, "DuckDB CLI", "console")
    warehouse.publish(ONE_MORE)

    table, csv, parquet = (run_command(shlex.split(line)) for line in console.splitlines())

    assert str(EXACT + 1) in table
    assert f"{EXACT},{EXACT + 1},NULL,code or reference data: code 1" in csv
    assert "source_extracts" in parquet


def run_command(command: list[str]) -> str:
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [program, *command[1:]], check=True, capture_output=True, text=True
    ).stdout


def test_pyarrow(warehouse: ToyWarehouse, page: str) -> None:
    (code,) = blocks(page, "pyarrow", "python")

    kpi: pa.Table = run(code, warehouse.directory)["kpi"]

    assert kpi.schema.field("value").type == pa.decimal128(28, 10)
    assert EXACT in kpi.column("value").to_pylist()


def test_parquet_is_compressed_and_equal_to_the_database(warehouse: ToyWarehouse) -> None:
    with duckdb.connect(warehouse.published, read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        for (table,) in tables:
            file = warehouse.parquet / f"{table}.parquet"
            from_database = connection.sql(f"from marts.marts.{table}").to_arrow_table()
            from_parquet = pq.read_table(file)
            assert from_parquet.schema.names == from_database.schema.names
            assert from_parquet.to_pylist() == from_database.to_pylist()
            assert duckdb.read_parquet(str(file)).fetchall() == (
                connection.sql(f"from marts.marts.{table}").fetchall()
            )
            assert compressions(file) <= {"ZSTD"}
    assert len(tables) == 6
    assert compressions(warehouse.parquet / "kpi.parquet") == {"ZSTD"}


def compressions(file: Path) -> set[str]:
    metadata = pq.read_metadata(file)
    return {
        metadata.row_group(group).column(column).compression
        for group in range(metadata.num_row_groups)
        for column in range(metadata.num_columns)
    }


def test_a_parquet_set_that_was_resolved_stays_one_publication(warehouse: ToyWarehouse) -> None:
    resolved = Path("warehouse/parquet").resolve()
    warehouse.publish(ONE_MORE)

    last = "select max(publication_id) from '{}/publication.parquet'"
    ((before,),), ((now,),) = (
        duckdb.sql(last.format(each)).fetchall() for each in (resolved, "warehouse/parquet")
    )
    assert before == resolved.parent.name
    assert now > before


def test_a_kept_connection_sees_the_old_publication_whole_until_all_are_closed(
    warehouse: ToyWarehouse,
) -> None:
    def seen(connection: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
        (row,) = connection.execute(
            "select (select count(*) from marts.marts.publication),"
            " (select count(*) from marts.marts.restatement),"
            " (select max(value) from marts.marts.kpi)"
        ).fetchall()
        return row

    old, new = (1, 0, EXACT), (2, 5, EXACT + 1)
    kept = duckdb.connect(warehouse.published, read_only=True)
    warehouse.publish(ONE_MORE)

    joined = duckdb.connect(warehouse.published, read_only=True)
    assert (seen(kept), seen(joined)) == (old, old)
    kept.close()
    with duckdb.connect(warehouse.published, read_only=True) as while_one_is_open:
        assert seen(while_one_is_open) == old
    joined.close()
    with duckdb.connect(warehouse.published, read_only=True) as after_all_were_closed:
        assert seen(after_all_were_closed) == new


def test_without_a_pool_sqlalchemy_sees_the_new_publication(
    warehouse: ToyWarehouse, page: str
) -> None:
    (code,) = blocks(page, "SQLAlchemy", "python")
    with engine_of(code, warehouse.directory) as engine:
        first = newest(engine)
        with engine.connect():
            second = warehouse.publish(ONE_MORE)
            assert newest(engine) == first
        assert newest(engine) == second


def test_a_pool_keeps_the_old_publication_though_it_recycles(
    warehouse: ToyWarehouse, page: str
) -> None:
    (url,) = blocks(page, "SQLAlchemy", "text")
    engine = create_engine(url.strip(), pool_recycle=0)
    with engine.connect(), engine.connect():
        first = newest(engine)
    second = warehouse.publish(ONE_MORE)

    assert newest(engine) == first
    engine.dispose()
    assert newest(engine) == second
    engine.dispose()


def test_a_server_that_is_never_idle_sees_the_new_publication(
    warehouse: ToyWarehouse, page: str
) -> None:
    (code,) = blocks(page, "A server that is never idle", "python")
    with engine_of(code, warehouse.directory) as engine, engine.connect() as never_closed:
        own = text("select max(publication_id) from publication")
        first: str = never_closed.execute(own).scalar_one()
        second = warehouse.publish(ONE_MORE)

        assert newest(engine) == second
        assert never_closed.execute(own).scalar_one() == first
