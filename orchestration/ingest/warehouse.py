"""The tables of the build database that ingest writes: the schemas raw, quarantine, deliveries.

Everything that dbt builds from them belongs in the dbt project.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.ingest.sql import identifier, literal, transaction

_ColumnDefinition = tuple[str, str, bool]
"""Name, type, and whether it must have a value."""

_REGISTER = """
create schema if not exists raw;
create schema if not exists quarantine;
create schema if not exists deliveries;

-- One row a file, content and contract.
create table if not exists deliveries.delivery (
    delivery_id varchar primary key,
    extract varchar not null,
    file varchar not null,
    content_hash varchar not null,
    contract_version varchar not null,
    size_bytes bigint not null,
    row_count bigint,
    bad_row_count bigint,
    control_sum decimal(38, 2),
    period date,
    delivery_number integer,
    arrived_at timestamptz not null,
    status varchar not null check (status in ('accepted', 'rejected', 'superseded', 'unchanged')),
    reason varchar
);

-- One row a file, in the state in which it was hashed: a night hashes only what has another.
create table if not exists deliveries.seen_file (
    extract varchar not null,
    file varchar not null,
    inode ubigint not null,
    size_bytes bigint not null,
    modified_ns bigint not null,
    changed_ns bigint not null,
    digest varchar not null,
    primary key (extract, file)
);

-- One row a replacing delivery, cost centre and account whose total it changed.
create table if not exists deliveries.period_change (
    delivery_id varchar not null,
    extract varchar not null,
    period date,
    cost_centre varchar,
    account varchar,
    old_amount decimal(38, 2) not null,
    new_amount decimal(38, 2) not null
);

-- What dbt's tables were last built by; build_id is null until that build is whole.
create table if not exists deliveries.build (
    project varchar not null,
    build_id varchar
);

-- One row a delivery that they were built from.
create table if not exists deliveries.built_delivery (
    delivery_id varchar primary key,
    extract varchar not null,
    period date
);

-- One row an extract and period of which they do not hold what is in force.
create view if not exists deliveries.unbuilt_period as
select distinct
    coalesce(accepted.extract, built.extract) as extract,
    coalesce(accepted.period, built.period) as period
from (from deliveries.delivery where status = 'accepted') as accepted
full join deliveries.built_delivery as built on accepted.delivery_id = built.delivery_id
where accepted.delivery_id is null or built.delivery_id is null;

-- One row a finding in a record; a record with two faults has two.
create table if not exists quarantine.bad_row (
    delivery_id varchar not null,
    extract varchar not null,
    file varchar not null,
    line_number bigint not null,
    raw_text varchar not null,
    column_name varchar,
    value varchar,
    rule varchar not null,
    finding varchar not null
);
"""


@contextmanager
def open_build_database(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write the build database, which is made if there is none.

    A build that was killed can leave a log of changes that DuckDB cannot replay. It is dropped:
    what stood in it was done since the database was last closed, and counts as undone.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(database)
    except duckdb.Error as error:
        if "replaying WAL" not in str(error):
            raise
        database.with_name(f"{database.name}.wal").unlink()
        connection = duckdb.connect(database)
    with connection:
        yield connection


def prepare_warehouse(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]
) -> None:
    """Create what is missing of the tables that ingest writes; keep what is there.

    The raw table of a contract whose columns changed is made anew and empty, and its deliveries
    are taken in again by the next `ingest_extract`.
    """
    with transaction(connection):
        connection.execute(_REGISTER)
        present = _present_columns(connection)
        for contract in contracts.values():
            columns = _agreed_columns(contract)
            if present.get(contract.name) != columns:
                _make_raw_table_anew(connection, contract, columns)


def raw_table(extract: str) -> str:
    """The quoted name of the raw table of an extract."""
    return f"raw.{identifier(extract)}"


def _agreed_columns(contract: Contract) -> list[_ColumnDefinition]:
    return [
        *((column.name, column.physical_type, column.required) for column in contract.columns),
        ("delivery_id", "VARCHAR", True),
        ("line_number", "BIGINT", True),
    ]


def _present_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[_ColumnDefinition]]:
    tables: dict[str, list[_ColumnDefinition]] = {}
    for table, *definition in connection.execute(
        "select table_name, column_name, data_type, not is_nullable from duckdb_columns()"
        " where database_name = current_database() and schema_name = 'raw'"
        " order by table_name, column_index"
    ).fetchall():
        name, type_, required = definition
        tables.setdefault(table, []).append((name, type_, required))
    return tables


def _make_raw_table_anew(
    connection: duckdb.DuckDBPyConnection, contract: Contract, columns: list[_ColumnDefinition]
) -> None:
    definitions = ", ".join(
        f"{identifier(name)} {type_}{' not null' if required else ''}"
        for name, type_, required in columns
    )
    connection.execute(f"create or replace table {raw_table(contract.name)} ({definitions})")
    connection.execute(
        "update deliveries.delivery set status = 'superseded',"
        " reason = 'The columns of the contract changed: the extract is taken in anew.'"
        f" where extract = {literal(contract.name)} and status in ('accepted', 'unchanged')"
    )
