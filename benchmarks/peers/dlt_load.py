"""The extracts loaded by dlt, in .venv-bench; the product's own dbt command then builds from them.

Here: dlt in place of the product's ingest, as its users load files: a resource of Arrow tables an
extract, each file read by pyarrow and typed as its contract says.
Not here: what only the product does. No row or file is checked or registered, every file counts as
the one delivery of its period, and identity numbers stay as they are delivered.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dlt
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from orchestration.contracts import Column, Contract, load_contracts

_TYPES = {
    "VARCHAR": pa.string(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"),
}

# Staging reads it, and after a first load it is empty in the product, too.
_PERIOD_CHANGE = """
create schema if not exists deliveries;
create table deliveries.period_change (
    delivery_id varchar,
    extract varchar,
    period date,
    cost_centre varchar,
    account varchar,
    old_amount decimal(38, 2),
    new_amount decimal(38, 2)
);
"""


def load(raw: Path, database: Path) -> None:
    """Load every extract of the landing zone `raw` into the schema raw of a new database.

    Raises:
        dlt.pipeline.exceptions.PipelineStepFailed: a file cannot be read as its contract says, or
            an extract has none.
        FileExistsError: there is such a database.
    """
    if database.exists():
        raise FileExistsError(f"{database}: is there already; name a new database.")
    # A measurement tells nobody over the network, and waits for nobody there.
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    with tempfile.TemporaryDirectory(prefix="dlt-") as state:
        pipeline = dlt.pipeline(
            "peer",
            pipelines_dir=state,
            destination=dlt.destinations.duckdb(str(database)),
            dataset_name="raw",
        )
        resources = [_resource(raw, contract) for contract in load_contracts().values()]
        pipeline.run(resources, loader_file_format="parquet").raise_on_failed_jobs()
    with duckdb.connect(database) as connection:
        connection.execute(_PERIOD_CHANGE)


def _resource(raw: Path, contract: Contract) -> dlt.sources.DltResource:
    # dlt takes every time for an instant that is not said to be a wall clock's.
    wall_clocks = [column for column in contract.columns if column.physical_type == "TIMESTAMP"]
    return dlt.resource(
        _tables(raw, contract),
        name=contract.name,
        write_disposition="replace",
        columns={column.name: {"timezone": False} for column in wall_clocks},
    )


def _tables(raw: Path, contract: Contract) -> Iterator[pa.Table]:
    """A table a file: the contract's columns, and the line of a row where each row is a line."""
    files = sorted((raw / contract.directory).glob("*.csv"))
    if not files:
        raise FileNotFoundError(f"{raw / contract.directory}: there is no file of this extract.")
    for file in files:
        delivered = csv.read_csv(
            file,
            csv.ReadOptions(encoding=contract.encoding),
            csv.ParseOptions(delimiter=contract.delimiter, newlines_in_values=True),
            csv.ConvertOptions(
                column_types={column.header: pa.string() for column in contract.columns},
                strings_can_be_null=True,
                null_values=["", *_unknown_markers(contract)],
            ),
        )
        typed = {
            column.name: _typed(delivered[column.header], column, contract.decimal_sign)
            for column in contract.columns
        }
        # The header is the first line.
        lines = pa.array(range(2, len(delivered) + 2), pa.int64())
        yield pa.table({**typed, "line_number": lines})


def _unknown_markers(contract: Contract) -> set[str]:
    return {column.unknown_marker for column in contract.columns if column.unknown_marker}


def _typed(text: pa.ChunkedArray, column: Column, decimal_sign: str) -> pa.ChunkedArray:
    """The values of a column out of its texts, in the type of the contract."""
    if column.logical_type in ("integer", "number"):
        text = _plain_number(text, decimal_sign)
    match column.date_format:
        case "yyyyMM":
            text = pc.replace_substring_regex(text, r"^(\d{4})(\d{2})$", r"\1-\2-01")
        case "yyyy":
            text = pc.binary_join_element_wise(text, "01-01", "-")
    return text.cast(_type(column))


def _plain_number(text: pa.ChunkedArray, decimal_sign: str) -> pa.ChunkedArray:
    """Numbers without thousands separators, with a point, and their minus in front."""
    plain = pc.replace_substring_regex(text, "[ \u00a0\u202f\u2009]", "")
    plain = pc.replace_substring(plain, "\u2212", "-")
    plain = pc.replace_substring_regex(plain, "^(.*)-$", r"-\1")
    return pc.replace_substring(plain, decimal_sign, ".")


def _type(column: Column) -> pa.DataType:
    if column.logical_type == "number":
        return pa.decimal128(column.precision, column.scale)
    return _TYPES[column.physical_type]


def main() -> None:
    """Load what is named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers.dlt_load", description=__doc__
    )
    parser.add_argument("raw", type=Path, help="the landing zone")
    parser.add_argument("database", type=Path, help="the new DuckDB file")
    arguments = parser.parse_args()
    load(arguments.raw, arguments.database)


if __name__ == "__main__":
    main()
