"""What every publication says of itself, carried on from file to file.

Here: the tables publication, publication_delivery and restatement of the published file. They are
the only ones that no build makes: the file that is published now holds them, and the next one gets
its rows and those of its own publication, so that they change with the very rename that publishes.
Not here: the marts (dbt), and which values changed (`plan`).
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.publish.audit import AuditVerdict
from orchestration.publish.marts import HISTORY, NEXT, PUBLISHED, SCHEMA, SOURCE, columns, tables
from orchestration.publish.plan import Plan

_TABLES = f"""
create table {NEXT}.{SCHEMA}.publication (
    publication_id varchar primary key,
    published_at timestamptz not null,
    kind varchar not null check (kind in ('publication', 'rollback')),
    restores varchar,
    build_id varchar not null,
    code_version varchar not null,
    is_synthetic boolean,
    figures_agree integer not null,
    figures_series integer not null,
    deliveries_in_force integer not null,
    deliveries_new integer not null,
    tables_changed integer not null,
    values_restated integer not null,
    check ((kind = 'rollback') = (restores is not null))
);
comment on table {NEXT}.{SCHEMA}.publication is
    'Every publication of this file: when, from what, and what it changed. One row a publication.';
comment on column {NEXT}.{SCHEMA}.publication.publication_id is
    'Its name: the time in UTC. The directory of that name under versions/ keeps it for a while.';
comment on column {NEXT}.{SCHEMA}.publication.kind is
    'publication, or rollback: an earlier publication put back.';
comment on column {NEXT}.{SCHEMA}.publication.restores is
    'The publication that a rollback put back; null otherwise.';
comment on column {NEXT}.{SCHEMA}.publication.build_id is
    'The build that was published: the same deliveries and the same dbt project give the same.';
comment on column {NEXT}.{SCHEMA}.publication.code_version is 'The code that published.';
comment on column {NEXT}.{SCHEMA}.publication.is_synthetic is
    'Whether the extracts are the synthetic sample; null where an older publication did not say.';
comment on column {NEXT}.{SCHEMA}.publication.figures_agree is
    'Number of published figures with which the marts agree. None differs or is missing.';
comment on column {NEXT}.{SCHEMA}.publication.figures_series is
    'Number of published charts of which every month is there.';
comment on column {NEXT}.{SCHEMA}.publication.deliveries_in_force is
    'Number of deliveries that the marts are made from: those of publication_delivery.';
comment on column {NEXT}.{SCHEMA}.publication.deliveries_new is
    'Number of them that the publication before did not have.';
comment on column {NEXT}.{SCHEMA}.publication.tables_changed is
    'Number of marts with other rows or columns than before.';
comment on column {NEXT}.{SCHEMA}.publication.values_restated is
    'Number of values of kpi that readers knew and that changed: those of restatement.';

create table {NEXT}.{SCHEMA}.publication_delivery (
    delivery_id varchar not null,
    extract varchar not null,
    file varchar not null,
    period date,
    content_hash varchar not null,
    row_count bigint,
    in_force_from varchar not null,
    in_force_until varchar,
    primary key (delivery_id, in_force_from)
);
comment on table {NEXT}.{SCHEMA}.publication_delivery is
    'Which deliveries the publications are made from. One row a delivery and stretch of them.';
comment on column {NEXT}.{SCHEMA}.publication_delivery.period is
    'First day of the month or year that was delivered; null where the extract has none.';
comment on column {NEXT}.{SCHEMA}.publication_delivery.content_hash is
    'SHA-256 of the bytes of the file.';
comment on column {NEXT}.{SCHEMA}.publication_delivery.row_count is
    'Number of rows behind the header; null where an older publication did not record it.';
comment on column {NEXT}.{SCHEMA}.publication_delivery.in_force_from is
    'The first publication made from it.';
comment on column {NEXT}.{SCHEMA}.publication_delivery.in_force_until is
    'The first publication no longer made from it; null while it is in force.';

create table {NEXT}.{SCHEMA}.restatement (
    publication_id varchar not null,
    measure varchar not null,
    organisation_code varchar not null,
    subject varchar not null,
    period varchar not null,
    "window" varchar not null,
    unit varchar not null,
    old_value decimal(28, 10),
    new_value decimal(28, 10),
    quality varchar,
    caused_by varchar not null,
    primary key (publication_id, measure, organisation_code, subject, period, "window")
);
comment on table {NEXT}.{SCHEMA}.restatement is
    'Every value of kpi that readers knew and that changed. One row a publication and key.';
comment on column {NEXT}.{SCHEMA}.restatement.publication_id is 'The publication that changed it.';
comment on column {NEXT}.{SCHEMA}.restatement.old_value is
    'The value before; null where there was none, or where it is withheld, as the quality says.';
comment on column {NEXT}.{SCHEMA}.restatement.new_value is
    'The value after; null where there is none, or where it is withheld, as the quality says.';
comment on column {NEXT}.{SCHEMA}.restatement.quality is
    'What kpi says of the value after.';
comment on column {NEXT}.{SCHEMA}.restatement.caused_by is
    'The deliveries that caused it (publication_delivery), with ; between; or that the code did.';
"""


@dataclass(frozen=True)
class Occasion:
    """A publication that is about to happen.

    `restores` is the publication that a rollback puts back; None for a publication of a build.
    `is_synthetic` says whether its extracts are the synthetic sample; None where that is not known.
    """

    publication_id: str
    published_at: datetime
    build_id: str
    code_version: str
    is_synthetic: bool | None
    restores: str | None


def carry_on(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the history in `NEXT`, with the rows of `PUBLISHED`."""
    connection.execute(_TABLES)
    for table in set(HISTORY) & set(tables(connection, PUBLISHED)):
        connection.execute(
            f"insert into {NEXT}.{SCHEMA}.{table} by name from {PUBLISHED}.{SCHEMA}.{table}"
        )


def record(
    connection: duckdb.DuckDBPyConnection, occasion: Occasion, verdict: AuditVerdict, plan: Plan
) -> None:
    """Add to the history in `NEXT` what this publication is made from and what it changes."""
    in_force, new = _record_deliveries(connection, occasion)
    if plan.kpi:
        _record_restatements(connection, occasion)
    _forget_withheld_values(connection)
    connection.execute(
        f"""
        insert into {NEXT}.{SCHEMA}.publication by name
        select ? as publication_id, ? as published_at,
            if(? is null, 'publication', 'rollback') as kind, ? as restores, ? as build_id,
            ? as code_version, ? as is_synthetic, ? as figures_agree, ? as figures_series,
            ? as deliveries_in_force, ? as deliveries_new, ? as tables_changed,
            ? as values_restated
        """,
        [
            occasion.publication_id,
            occasion.published_at,
            occasion.restores,
            occasion.restores,
            occasion.build_id,
            occasion.code_version,
            occasion.is_synthetic,
            verdict.agrees,
            verdict.series,
            in_force,
            new,
            len(plan.tables),
            len(plan.kpi),
        ],
    )


def _record_deliveries(
    connection: duckdb.DuckDBPyConnection, occasion: Occasion
) -> tuple[int, int]:
    """Close what is no longer in force and open what is new; how many are in force, and new."""
    table = f"{NEXT}.{SCHEMA}.publication_delivery"
    in_force = (
        "select delivery_id, extract, file, period, content_hash, row_count"
        f" from {SOURCE}.deliveries.delivery where status = 'accepted'"
        if occasion.restores is None
        else "select * exclude (in_force_from, in_force_until)"
        f" from {SOURCE}.{SCHEMA}.publication_delivery where in_force_until is null"
    )
    connection.execute(
        f"update {table} set in_force_until = ? where in_force_until is null"
        f" and delivery_id not in (select delivery_id from ({in_force}))",
        [occasion.publication_id],
    )
    connection.execute(
        f"insert into {table} by name select *, ? as in_force_from from ({in_force})"
        " where delivery_id not in"
        f" (select delivery_id from {table} where in_force_until is null)",
        [occasion.publication_id],
    )
    row = connection.execute(
        f"select count(*), count(*) filter (where in_force_from = ?) from {table}"
        " where in_force_until is null",
        [occasion.publication_id],
    ).fetchone()
    assert row is not None, "an aggregate without grouping returns one row"
    return row


def _record_restatements(connection: duckdb.DuckDBPyConnection, occasion: Occasion) -> None:
    """The values that changed, each with the deliveries that may have changed it.

    Those are the new ones of the extracts that its measure is computed from, of a period that had
    begun when the value's period ended; and those that went without another in their place. Where
    there are none, something else changed it: an account group, a definition, the code.
    """
    otherwise = (
        f"code or reference data: {occasion.code_version}"
        if occasion.restores is None
        else f"rollback to {occasion.restores}"
    )
    connection.execute(
        f"""
        insert into {NEXT}.{SCHEMA}.restatement
        with changed as (
            select
                old.measure, old.organisation_code, old.subject, old.period, old."window", old.unit,
                old.value as old_value, new.value as new_value, new.quality
            from {PUBLISHED}.{SCHEMA}.kpi as old
            left join {NEXT}.{SCHEMA}.kpi as new
                using (measure, organisation_code, subject, period, "window")
            where old.value is distinct from new.value
        ),
        new_delivery as (
            select * from {NEXT}.{SCHEMA}.publication_delivery where in_force_from = $publication
        ),
        delivery as (
            from new_delivery
            union all
            from {NEXT}.{SCHEMA}.publication_delivery as gone
            where gone.in_force_until = $publication and not exists (
                from new_delivery
                where new_delivery.extract = gone.extract
                    and new_delivery.period is not distinct from gone.period
            )
        ),
        cause as (
            select
                affected.measure, affected.period,
                string_agg(delivery.delivery_id, '; ' order by delivery.delivery_id) as deliveries
            from (select distinct measure, period from changed) as affected
            inner join {NEXT}.{SCHEMA}.measure as measure using (measure)
            inner join delivery
                on list_contains(string_split(measure.source_extracts, ', '), delivery.extract)
                and (
                    delivery.period is null
                    or strftime(delivery.period, '%Y-%m')[:length(affected.period)]
                        <= affected.period
                )
            group by all
        )
        select
            $publication, changed.measure, changed.organisation_code, changed.subject,
            changed.period, changed."window", changed.unit, changed.old_value, changed.new_value,
            changed.quality, {
            "coalesce(cause.deliveries, $otherwise)" if occasion.restores is None else "$otherwise"
        }
        from changed
        left join cause using (measure, period)
        """,
        {"publication": occasion.publication_id, "otherwise": otherwise},
    )


def _forget_withheld_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the values of cells that are withheld now out of the whole history.

    They were shown when the cell was not small, or not known to be; the file that is published now
    must not say what its kpi withholds.
    """
    if "kpi" not in tables(connection, NEXT):
        return
    connection.execute(
        f"""
        update {NEXT}.{SCHEMA}.restatement as restated
        set old_value = null, new_value = null, quality = withheld.quality
        from (
            select measure, organisation_code, subject, min(quality) as quality
            from {NEXT}.{SCHEMA}.kpi
            where starts_with(quality, 'withheld')
            group by all
        ) as withheld
        where restated.measure = withheld.measure
            and restated.organisation_code = withheld.organisation_code
            and restated.subject = withheld.subject
        """
    )


def publications(connection: duckdb.DuckDBPyConnection, catalog: str) -> set[str]:
    """The publications of which an attached database tells."""
    if "publication" not in tables(connection, catalog):
        return set()
    rows = connection.execute(f"select publication_id from {catalog}.{SCHEMA}.publication")
    return {publication_id for (publication_id,) in rows.fetchall()}


def original(connection: duckdb.DuckDBPyConnection) -> str:
    """The publication that first published the marts of `PUBLISHED`, following rollbacks."""
    row = connection.execute(
        f"""
        with recursive shown as (
            select publication_id, restores from {PUBLISHED}.{SCHEMA}.publication
            qualify row_number() over (order by publication_id desc) = 1
            union all
            select earlier.publication_id, earlier.restores
            from shown
            inner join {PUBLISHED}.{SCHEMA}.publication as earlier
                on shown.restores = earlier.publication_id
        )
        select min(publication_id) from shown
        """
    ).fetchone()
    assert row is not None, "an aggregate without grouping returns one row"
    return str(row[0])


def published_build(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The build that `PUBLISHED` had published last, also where it was rolled back since."""
    if "publication" not in tables(connection, PUBLISHED):
        return None
    row = connection.execute(
        f"select max_by(build_id, publication_id) from {PUBLISHED}.{SCHEMA}.publication"
        " where kind = 'publication'"
    ).fetchone()
    return row[0] if row else None


def last_published(
    connection: duckdb.DuckDBPyConnection, catalog: str
) -> tuple[str, AuditVerdict, bool | None]:
    """Build and verdict of the last publication of which an attached database tells, and whether
    it is of the synthetic sample; None where it does not say.
    """
    known = "is_synthetic" in columns(connection, catalog, "publication")
    build_id, agrees, series, is_synthetic = connection.execute(
        "select build_id, figures_agree, figures_series,"
        f" {'is_synthetic' if known else 'null'}"
        f" from {catalog}.{SCHEMA}.publication order by publication_id desc limit 1"
    ).fetchall()[0]
    verdict = AuditVerdict(agrees, differs=0, missing=0, series=series, failing=())
    return build_id, verdict, is_synthetic
