"""The floor: one SQL script from the CSV files to the marts, which DuckDB alone could run.

Here: how the script loads the extracts, straight into typed tables, and where it keeps what each
model gives. Nothing is checked, registered, quarantined or made a pseudonym of; there are no
constraints, no comments, no tests and no publication. Not here: the SQL of the models, which is
that of the dbt project as dbt compiled it, so that the floor cannot drift from the product.

Everything but the marts stays in memory; a file is read by all threads, for its buffers are small;
numbers that are written plain are read as numbers; staging is views, every other model a table.
"""

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contracts import Column, Contract, load_contracts
from orchestration.ingest.sql import identifier, literal
from orchestration.publish.marts import SCHEMA

# The catalog that the compiled models name.
_MEMORY, _FILE = "marts", "floor"

# DuckDB has no cp1252; of the signs that the extracts use, all are the same in it.
_ENCODINGS = {"utf-8": "utf-8", "cp1252": "latin-1"}

# Their numbers have no separators of thousands, so that DuckDB reads them as they are.
_PLAIN_NUMBERS = {"general_ledger", "absence", "scheduled_hours", "hired_staff"}

_BEFORE = f"""
attach ':memory:' as {_MEMORY};
create schema {_MEMORY}.raw;
create schema {_MEMORY}.deliveries;
create schema {_MEMORY}.reference;
create schema {_MEMORY}.staging;
create schema {_MEMORY}.intermediate;
create schema {_MEMORY}.{SCHEMA};
set timezone = 'Europe/Stockholm';
-- What replaced deliveries changed; nothing was delivered twice.
create table {_MEMORY}.deliveries.period_change (
    delivery_id varchar, extract varchar, period date, cost_centre varchar, account varchar,
    old_amount decimal(38, 2), new_amount decimal(38, 2)
);
"""


def script(raw: Path, manifest: Mapping[str, Any], database: Path) -> str:
    """The whole script.

    Args:
        raw: the landing zone.
        manifest: dbt's, of a whole build, with the compiled SQL of every model.
        database: the file that gets the marts; there must be none.
    """
    nodes = manifest["nodes"]
    order = TopologicalSorter(
        {name: node["depends_on"]["nodes"] for name, node in nodes.items() if _is_model(node)}
    ).static_order()
    models = [nodes[name] for name in order if name in nodes and _is_model(nodes[name])]
    seeds = [node for node in nodes.values() if node["resource_type"] == "seed"]
    return "\n".join(
        [
            _BEFORE,
            f"attach {literal(str(database))} as {_FILE};",
            f"create schema {_FILE}.{SCHEMA};",
            *(_load(contract, raw) for contract in load_contracts().values()),
            *map(_seed, seeds),
            *map(_model, models),
            f"detach {_FILE};",
        ]
    )


def _is_model(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "model")


def _load(contract: Contract, raw: Path) -> str:
    """All files of an extract into its raw table, with the line of a row where a mart shows it."""
    files = sorted((raw / contract.directory).glob("*.csv"))
    by_header = {column.header: column for column in contract.columns}
    columns = [by_header[header] for header in _header(files[0], contract)]
    types = ", ".join(
        f"{literal(column.name)}: {literal(_read_as(column, contract))}" for column in columns
    )
    values = ", ".join(
        f"{_value(column, contract)} as {identifier(column.name)}" for column in columns
    )
    source = (
        f"read_csv([{', '.join(literal(str(file)) for file in files)}], columns = {{{types}}},"
        f" header = true, delim = {literal(contract.delimiter)}, auto_detect = false, quote = '\"',"
        f" escape = '\"', nullstr = '', decimal_separator = {literal(contract.decimal_sign)},"
        f" encoding = {literal(_ENCODINGS[contract.encoding])}, filename = true,"
        " max_line_size = 200000, buffer_size = 2000000)"
    )
    table = f"{_MEMORY}.raw.{identifier(contract.name)}"
    if contract.name != "general_ledger":
        return f"create table {table} as select {values} from {source};"
    return (
        f"create table {_MEMORY}.raw.read as select {values}, filename from {source};\n"
        f"create view {table} as select each.*, each.rowid - first.rowid + 2 as line_number"
        f" from {_MEMORY}.raw.read as each inner join (select filename, min(rowid) as rowid"
        f" from {_MEMORY}.raw.read group by filename) as first using (filename);"
    )


def _header(file: Path, contract: Contract) -> Sequence[str]:
    encoding = "utf-8-sig" if contract.encoding == "utf-8" else contract.encoding
    with file.open(encoding=encoding, newline="") as lines:
        return next(csv.reader(lines, delimiter=contract.delimiter))


def _is_read_typed(column: Column, contract: Contract) -> bool:
    if column.logical_type == "number":
        return contract.name in _PLAIN_NUMBERS
    if column.logical_type == "date":
        return column.date_format == "yyyy-MM-dd"
    return True


def _read_as(column: Column, contract: Contract) -> str:
    return column.physical_type if _is_read_typed(column, contract) else "VARCHAR"


def _value(column: Column, contract: Contract) -> str:
    name = identifier(column.name)
    if column.unknown_marker is not None:
        name = f"nullif({name}, {literal(column.unknown_marker)})"
    if _is_read_typed(column, contract):
        return name
    if column.logical_type == "number":
        plain = f"translate({name}, '\u2212{contract.decimal_sign} \u00a0\u202f\u2009', '-.')"
        return (
            f"cast(if(ends_with({plain}, '-'), '-' || rtrim({plain}, '-'), {plain})"
            f" as {column.physical_type})"
        )
    pattern = {"yyyyMM": "%Y%m", "yyyy": "%Y"}[str(column.date_format)]
    return f"cast(strptime({name}, {literal(pattern)}) as date)"


def _seed(node: Mapping[str, Any]) -> str:
    types = ", ".join(
        f"{literal(name)}: {literal(type_)}"
        for name, type_ in node["config"]["column_types"].items()
    )
    file = Path(node["root_path"]) / node["original_file_path"]
    return (
        f"create table {node['relation_name']} as from read_csv({literal(str(file))},"
        f" header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
        f" nullstr = '', columns = {{{types}}});"
    )


def _model(node: Mapping[str, Any]) -> str:
    name = node["relation_name"]
    if node["schema"] == SCHEMA:
        in_file = f"{_FILE}.{SCHEMA}.{node['alias']}"
        return (
            f"create table {in_file} as\n{node['compiled_code']};\n"
            f"create view {name} as from {in_file};"
        )
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    return f"create {kind} {name} as\n{node['compiled_code']};"


def main() -> None:
    """Write the script beside the database and run it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="the landing zone")
    parser.add_argument("--manifest", type=Path, required=True, help="dbt's, of a whole build")
    parser.add_argument("--output", type=Path, required=True, help="the new DuckDB file")
    arguments = parser.parse_args()
    sql = script(arguments.raw, json.loads(arguments.manifest.read_text()), arguments.output)
    arguments.output.with_suffix(".sql").write_text(sql)
    with duckdb.connect() as connection:
        connection.execute(sql)


if __name__ == "__main__":
    main()
