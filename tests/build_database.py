"""Build databases for the suites of `orchestration.publish`, as small as they can be.

Here: databases with the schemas that publication reads. Not here: figures of the documents.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

Figure = tuple[str, str, Decimal | None, Decimal | None]

AGREEING: Figure = ("figure.one", "agrees", Decimal("1.5"), Decimal("1.49"))
DIFFERING: Figure = ("figure.two", "differs", Decimal("-14"), Decimal("-13.2"))
MISSING: Figure = ("figure.three", "missing", Decimal("7"), None)
SERIES: Figure = ("figure.four", "series", None, Decimal("8"))


def change(database: Path, statement: str) -> None:
    """Change a build database, which is another build from then on."""
    with duckdb.connect(database) as connection:
        connection.execute(statement)
        connection.execute(
            "update deliveries.build set build_id = 'build ' || (build_id[7:]::int + 1)"
        )


def write_build_database(
    database: Path,
    figures: Sequence[Figure] = (AGREEING, SERIES),
    kpi_rows: int = 1000,
) -> Path:
    """A build database whose reconciliation holds `figures`: id, status, published, computed."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(database) as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.person as select 'someone' as name;
            create schema reference;
            create table reference.published_figure(figure_id varchar);
            create schema marts;
            create schema deliveries;
            create table deliveries.build as select 'project' as project, 'build 0' as build_id;
            create table deliveries.delivery(
                delivery_id varchar, extract varchar, file varchar, period date,
                content_hash varchar, row_count bigint, status varchar
            );
            create table marts.marts.kpi(
                measure varchar not null,
                organisation_code varchar,
                subject varchar,
                period varchar,
                "window" varchar,
                value decimal(28, 10) check (value >= 0),
                unit varchar,
                quality varchar,
                primary key (measure, organisation_code, subject, period, "window")
            );
            comment on table marts.marts.kpi is 'One row a measure; somebody''s KPI.';
            comment on column marts.marts.kpi.value is 'In SEK.';
            create table marts.marts.measure(
                measure varchar primary key, source_extracts varchar not null
            );
            create table marts.marts.published_reconciliation(
                figure_id varchar primary key, organisation_code varchar, measure varchar,
                subject varchar, period varchar, published_value decimal(18, 4), unit varchar,
                computed_value decimal(28, 10), status varchar not null, first_gap varchar
            )
            """
        )
        connection.execute(
            "insert into marts.marts.kpi select 'measure ' || i, 'RH', 'total', '2024-02', 'month',"
            " i, 'SEK', null from range(?) as r(i)",
            [kpi_rows],
        )
        connection.execute(
            "insert into marts.marts.measure select measure, 'ledger' from marts.marts.kpi"
        )
        connection.execute(
            "insert into deliveries.delivery values"
            " ('ledger-2', 'ledger', 'ledger_2024-02.csv', '2024-02-01', 'abc', 7, 'accepted')"
        )
        for figure_id, status, published, computed in figures:
            connection.execute("insert into reference.published_figure values (?)", [figure_id])
            connection.execute(
                "insert into marts.marts.published_reconciliation values "
                "(?, 'RH', 'result', 'total', '2024-02', ?, 'mnkr', ?, ?, null)",
                [figure_id, published, computed, status],
            )
    return database
