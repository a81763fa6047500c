"""What a publication would change: tables, columns, rows, and every figure that readers know.

Here: comparing the marts of two attached databases, and wording the difference for people.
Not here: recording it (`history`), or publishing (`publication`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
from tabulate import tabulate

from orchestration.publish.marts import (
    HISTORY,
    PUBLISHED,
    SCHEMA,
    SOURCE,
    columns,
    identifier,
    literal,
    primary_key,
    row_count,
    tables,
)

KPI = "kpi"
PERIOD = "period"
_KPI_KEY = ("measure", "organisation_code", "subject", "period", "window")


@dataclass(frozen=True)
class TableChange:
    """How a mart differs from the published one.

    Rows are told apart by the primary key; one of the same key and other content is changed.
    """

    table: str
    is_new: bool
    is_gone: bool
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    columns_retyped: tuple[str, ...]
    rows_added: int
    rows_removed: int
    rows_changed: int

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(
            (
                self.is_new,
                self.is_gone,
                self.columns_added,
                self.columns_removed,
                self.columns_retyped,
                self.rows_added,
                self.rows_removed,
                self.rows_changed,
            )
        )


@dataclass(frozen=True)
class KpiChange:
    """A value that readers know and that would be another one, or none; in the unit of `kpi`."""

    measure: str
    organisation_code: str
    subject: str
    period: str
    window: str
    unit: str
    old_value: Decimal | None
    new_value: Decimal | None


@dataclass(frozen=True)
class Plan:
    """What publishing would change, against what is published now."""

    tables: tuple[TableChange, ...]
    kpi: tuple[KpiChange, ...]

    def __bool__(self) -> bool:
        """Whether anything would change."""
        return bool(self.tables)

    def report(self, most: int | None = None) -> str:
        """For people: the tables that change, then the changed values, at most so many of them."""
        if not self:
            return "Nothing would change: the marts are what is published."
        shown = self.kpi[:most]
        parts = [
            tabulate(
                [_table_cells(change) for change in self.tables],
                headers=("mart", "rows added", "removed", "changed", "columns"),
                tablefmt="github",
            )
        ]
        if shown:
            by_measure = Counter(change.measure for change in self.kpi)
            parts += [
                f"{len(self.kpi)} known values change: "
                + ", ".join(f"{measure} {count}" for measure, count in sorted(by_measure.items())),
                tabulate(
                    [_kpi_cells(change) for change in shown],
                    headers=(*_KPI_KEY, "now", "then", "unit"),
                    tablefmt="github",
                    disable_numparse=True,
                ),
            ]
        if len(shown) < len(self.kpi):
            parts.append(f"… and {len(self.kpi) - len(shown)} more.")
        return "\n\n".join(parts)


def make_plan(build_database: Path, published_database: Path) -> Plan:
    """What publishing the build database would change; both are only read.

    Where nothing is published yet, every mart is new.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(build_database)} as {SOURCE} (read_only)")
        attach_published(connection, published_database)
        return compare(connection)


def attach_published(connection: duckdb.DuckDBPyConnection, published_database: Path) -> None:
    """Attach what is published as `PUBLISHED`: an empty database where nothing is."""
    if published_database.exists():
        connection.execute(f"attach {literal(published_database)} as {PUBLISHED} (read_only)")
    else:
        connection.execute(f"attach ':memory:' as {PUBLISHED}")
        connection.execute(f"create schema {PUBLISHED}.{SCHEMA}")


def compare(connection: duckdb.DuckDBPyConnection) -> Plan:
    """The difference between `SOURCE` and `PUBLISHED`, but for what publications write."""
    now, then = (
        [t for t in tables(connection, c) if t not in HISTORY] for c in (PUBLISHED, SOURCE)
    )
    changes = (
        _table_change(connection, table, is_new=table not in now, is_gone=table not in then)
        for table in sorted({*now, *then})
    )
    return Plan(
        tables=tuple(change for change in changes if change),
        kpi=tuple(_kpi_changes(connection)) if KPI in now and KPI in then else (),
    )


def _table_change(
    connection: duckdb.DuckDBPyConnection, table: str, *, is_new: bool, is_gone: bool
) -> TableChange:
    old, new = (columns(connection, catalog, table) for catalog in (PUBLISHED, SOURCE))
    shared = [name for name in new if name in old]
    retyped = [name for name in shared if old[name] != new[name]]
    added, removed, changed = _row_changes(connection, table, shared, retyped)
    return TableChange(
        table=table,
        is_new=is_new,
        is_gone=is_gone,
        columns_added=tuple(name for name in new if name not in old),
        columns_removed=tuple(name for name in old if name not in new),
        columns_retyped=tuple(f"{name}: {old[name]} -> {new[name]}" for name in retyped),
        rows_added=added,
        rows_removed=removed,
        rows_changed=changed,
    )


def _row_changes(
    connection: duckdb.DuckDBPyConnection, table: str, shared: list[str], retyped: list[str]
) -> tuple[int, int, int]:
    """The numbers of rows added, removed and changed; retyped columns are compared as text."""
    old, new = (f"{catalog}.{SCHEMA}.{identifier(table)}" for catalog in (PUBLISHED, SOURCE))
    if not shared:
        return _rows(connection, SOURCE, table), _rows(connection, PUBLISHED, table), 0
    key = [name for name in primary_key(connection, SOURCE, table) if name in shared] or shared
    as_text = [f"{identifier(name)}::varchar as {identifier(name)}" for name in retyped]
    comparable = f"* replace ({', '.join(as_text)})" if retyped else "*"
    content = ", ".join(f"{{0}}.{identifier(name)}" for name in shared)
    by_period = PERIOD in shared and not retyped
    restriction = _of_differing_periods(old, new, shared) if by_period else ""
    row = connection.execute(
        f"""
        select
            count(*) filter (where not is_old),
            count(*) filter (where not is_new),
            count(*) filter (where is_old and is_new and differs)
        from (
            select
                new_row.is_new is not null as is_new,
                old_row.is_old is not null as is_old,
                row({content.format("new_row")}) is distinct from row({content.format("old_row")})
                    as differs
            from (
                select {comparable}, true as is_new from {new} as every_row {restriction}
            ) as new_row
            full join (
                select {comparable}, true as is_old from {old} as every_row {restriction}
            ) as old_row
                on {" and ".join(_same(name) for name in key)}
        )
        """
    ).fetchone()
    assert row is not None, "an aggregate without grouping returns one row"
    return row


def _of_differing_periods(old: str, new: str, shared: list[str]) -> str:
    """The restriction of `every_row` to periods whose rows are not the same in both tables.

    A night changes some months of many, and to see which takes a small part of comparing rows.
    """
    names = ", ".join(map(identifier, shared))
    periods = (
        f"select {PERIOD}, count(*) as row_count, sum(hash({names})) as hashes"
        f" from {table} group by {PERIOD}"
        for table in (old, new)
    )
    return (
        f"semi join (select {PERIOD} from ({' union all '.join(periods)})"
        f" group by {PERIOD}, row_count, hashes having count(*) = 1) as differing"
        f" on every_row.{PERIOD} is not distinct from differing.{PERIOD}"
    )


def _rows(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> int:
    if table not in tables(connection, catalog):
        return 0
    return row_count(connection, f"from {catalog}.{SCHEMA}.{identifier(table)}")


def _same(column: str) -> str:
    return f"new_row.{identifier(column)} is not distinct from old_row.{identifier(column)}"


def _kpi_changes(connection: duckdb.DuckDBPyConnection) -> Iterator[KpiChange]:
    rows = connection.execute(
        f"""
        select old.measure, old.organisation_code, old.subject, old.period, old."window", old.unit,
            old.value, new.value
        from {PUBLISHED}.{SCHEMA}.{KPI} as old
        left join {SOURCE}.{SCHEMA}.{KPI} as new
            using (measure, organisation_code, subject, period, "window")
        where old.value is distinct from new.value
        order by all
        """
    )
    for row in rows.fetchall():
        yield KpiChange(*row)


def _table_cells(change: TableChange) -> tuple[object, ...]:
    words = ["new table"] * change.is_new + ["gone"] * change.is_gone
    if not words:
        words = [f"+{name}" for name in change.columns_added]
        words += [f"-{name}" for name in change.columns_removed]
        words += change.columns_retyped
    return (
        change.table,
        change.rows_added,
        change.rows_removed,
        change.rows_changed,
        ", ".join(words),
    )


def _kpi_cells(change: KpiChange) -> tuple[object, ...]:
    return (
        *(getattr(change, field) for field in _KPI_KEY),
        *("-" if value is None else f"{value:f}" for value in (change.old_value, change.new_value)),
        change.unit,
    )
