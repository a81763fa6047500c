"""The register of deliveries: what is in force, what was taken in or refused, what it changed.

The only module that writes the schemas deliveries and quarantine and replaces rows of schema raw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.contracts import Contract
from orchestration.contracts.reading import CHANGE_DIMENSIONS
from orchestration.ingest.delivery import Counts, Status
from orchestration.ingest.opening import FileState
from orchestration.ingest.reading import BAD_ROW, GOOD_ROW
from orchestration.ingest.sql import identifier, transaction
from orchestration.ingest.warehouse import raw_table

_KEY_CHANGED = "The key of the pseudonyms changed: the extract is taken in anew."


@dataclass(frozen=True)
class Entry:
    """What the register says of a delivery from the start, whatever becomes of it."""

    delivery_id: str
    file: str
    content_hash: str
    size_bytes: int
    period: date | None
    number: int | None


@dataclass(frozen=True)
class InForce:
    """The accepted delivery of a period.

    `rank` is that of the latest delivery that brought these bytes.
    """

    delivery_id: str
    content_hash: str
    contract_edition: str
    rank: tuple[int, str]


def in_force(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> dict[date | None, InForce]:
    """The deliveries whose rows stand in the raw table, by their periods."""
    rows = connection.execute(
        """
        select distinct on (accepted.period) accepted.period, accepted.delivery_id,
            accepted.content_hash, accepted.contract_version, same.delivery_number, same.file
        from deliveries.delivery as accepted
        inner join deliveries.delivery as same
            on same.extract = accepted.extract
            and same.period is not distinct from accepted.period
            and same.content_hash = accepted.content_hash
            and same.contract_version = accepted.contract_version
            and same.status in ('accepted', 'unchanged')
        where accepted.extract = ? and accepted.status = 'accepted'
        order by accepted.period, same.delivery_number desc, same.file desc
        """,
        [contract.name],
    ).fetchall()
    return {
        period: InForce(delivery_id, content_hash, edition, (number, file))
        for period, delivery_id, content_hash, edition, number, file in rows
    }


def accepted(connection: duckdb.DuckDBPyConnection, contract: Contract) -> dict[str, Counts]:
    """The deliveries of an extract that are in force, by their names, with what was counted."""
    rows = connection.execute(
        "select delivery_id, row_count, bad_row_count, control_sum from deliveries.delivery"
        " where extract = ? and status = 'accepted'",
        [contract.name],
    ).fetchall()
    return {delivery_id: Counts(*counts) for delivery_id, *counts in rows}


def known_digests(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> dict[tuple[str, FileState], str]:
    """The digests of an extract's files in the states in which they were last seen."""
    rows = connection.execute(
        "select file, inode, size_bytes, modified_ns, changed_ns, digest"
        " from deliveries.seen_file where extract = ?",
        [contract.name],
    ).fetchall()
    return {(file, FileState(*state)): digest for file, *state, digest in rows}


def remember_digests(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    digests: Mapping[tuple[str, FileState], str],
) -> None:
    """Keep the digests of files in their states, in place of those in former states."""
    seen = [
        {"file": file, **state._asdict(), "digest": digest}
        for (file, state), digest in digests.items()
    ]
    if seen:
        connection.execute(
            "insert or replace into deliveries.seen_file by name"
            " select $extract as extract, unnest($seen, recursive := true)",
            {"extract": contract.name, "seen": seen},
        )


def is_registered(connection: duckdb.DuckDBPyConnection, delivery_id: str) -> bool:
    """Whether a delivery was taken in, or found to be the one in force."""
    row = connection.execute(
        "select 1 from deliveries.delivery"
        " where delivery_id = ? and status in ('accepted', 'unchanged')",
        [delivery_id],
    ).fetchone()
    return row is not None


def settled(
    connection: duckdb.DuckDBPyConnection, delivery_id: str, status: Status
) -> tuple[str | None, Counts | None] | None:
    """Reason and counts of a delivery that the register holds with this status, else None."""
    row = connection.execute(
        "select reason, row_count, bad_row_count, control_sum from deliveries.delivery"
        " where delivery_id = ? and status = ?",
        [delivery_id, status],
    ).fetchone()
    if row is None:
        return None
    return row[0], None if row[1] is None else Counts(row[1], row[2], row[3])


def let_go_of_other_keys(
    connection: duckdb.DuckDBPyConnection, contract: Contract, fingerprint: str
) -> None:
    """Take out of force, with their rows, the deliveries of an extract about people that were
    taken in under another key, so that no table holds the pseudonyms of two.
    """
    with transaction(connection):
        connection.execute(
            f"delete from {raw_table(contract.name)} where delivery_id in ("
            " select delivery_id from deliveries.delivery"
            " where extract = ? and not ends_with(contract_version, ?))",
            [contract.name, fingerprint],
        )
        connection.execute(
            "update deliveries.delivery set status = 'superseded', reason = ?"
            " where extract = ? and status in ('accepted', 'unchanged')"
            " and not ends_with(contract_version, ?)",
            [_KEY_CHANGED, contract.name, fingerprint],
        )


def lost_with_other_keys(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[Entry]:
    """The deliveries that were in force under another key, of periods of which now none is."""
    rows = connection.execute(
        """
        select distinct on (lost.file) lost.delivery_id, lost.file, lost.content_hash,
            lost.size_bytes, lost.period, lost.delivery_number
        from deliveries.delivery as lost
        where lost.extract = ? and lost.reason = ? and not exists (
            select 1 from deliveries.delivery as accepted
            where accepted.extract = lost.extract and accepted.status = 'accepted'
                and accepted.period is not distinct from lost.period
        )
        order by lost.file, lost.arrived_at desc
        """,
        [contract.name, _KEY_CHANGED],
    ).fetchall()
    return [Entry(*row) for row in rows]


def set_aside(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    entry: Entry,
    status: Status,
    reason: str | None,
    counts: Counts | None,
) -> None:
    """Register a delivery that does not go into force, with the bad rows found in it."""
    with transaction(connection):
        _write_entries(connection, contract, [(entry, counts)], status, reason)


@dataclass(frozen=True)
class Replacement:
    """A delivery that goes into force, with the one of its period that goes out of it."""

    entry: Entry
    replaced: InForce | None
    counts: Counts


def replace_periods(
    connection: duckdb.DuckDBPyConnection, contract: Contract, replacements: Sequence[Replacement]
) -> None:
    """Put the good rows of deliveries into force in place of those of their periods, all at once.

    `replacements` has the order of `GOOD_ROW`'s file_index, and no period twice.
    """
    with transaction(connection):
        for file_index, replacement in enumerate(replacements):
            if replacement.replaced is not None:
                _take_out_of_force(
                    connection, contract, file_index, replacement.entry, replacement.replaced
                )
        columns = ", ".join(identifier(column.name) for column in contract.columns)
        connection.execute(
            f"insert into {raw_table(contract.name)} ({columns}, delivery_id, line_number)"
            f" select {columns}, (cast(? as varchar[]))[file_index + 1], line_number"
            f" from {GOOD_ROW}",
            [[replacement.entry.delivery_id for replacement in replacements]],
        )
        entries = [(replacement.entry, replacement.counts) for replacement in replacements]
        _write_entries(connection, contract, entries, "accepted", None)


def _take_out_of_force(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    file_index: int,
    entry: Entry,
    replaced: InForce,
) -> None:
    _write_changes(connection, contract, file_index, entry)
    if replaced.delivery_id != entry.delivery_id:
        connection.execute(
            "update deliveries.delivery set status = 'superseded', reason = ?"
            " where delivery_id = ?",
            [f"Replaced by {entry.file}.", replaced.delivery_id],
        )
    connection.execute(
        f"delete from {raw_table(contract.name)} where {_period_condition(contract)}",
        _period_parameters(entry),
    )


def _period_condition(contract: Contract) -> str:
    """Which rows of a raw table are those of a period, with a parameter for its first day."""
    partition = contract.partition_column
    return "true" if partition is None else f"{identifier(partition.name)} = ?"


def _period_parameters(entry: Entry) -> list[date]:
    return [] if entry.period is None else [entry.period]


def _write_changes(
    connection: duckdb.DuckDBPyConnection, contract: Contract, file_index: int, entry: Entry
) -> None:
    if not contract.change_dimensions or contract.control_sum_column is None:
        return
    amount = identifier(contract.control_sum_column)
    dimensions = ", ".join(
        name if name in contract.change_dimensions else f"cast(null as varchar) as {name}"
        for name in CHANGE_DIMENSIONS
    )
    connection.execute(
        "delete from deliveries.period_change where delivery_id = ?", [entry.delivery_id]
    )
    connection.execute(
        f"""
        insert into deliveries.period_change by name
        select ? as delivery_id, ? as extract, cast(? as date) as period,
            {", ".join(CHANGE_DIMENSIONS)},
            sum(old) as old_amount, sum(new) as new_amount
        from (
            select {dimensions}, {amount} as old, 0 as new
            from {raw_table(contract.name)} where {_period_condition(contract)}
            union all
            select {dimensions}, 0 as old, {amount} as new
            from {GOOD_ROW} where file_index = {file_index}
        )
        group by {", ".join(CHANGE_DIMENSIONS)}
        having sum(old) <> sum(new)
        """,
        [entry.delivery_id, contract.name, entry.period, *_period_parameters(entry)],
    )


def _write_entries(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    entries: Sequence[tuple[Entry, Counts | None]],
    status: Status,
    reason: str | None,
) -> None:
    connection.execute(
        """
        insert into deliveries.delivery by name
        select unnest(cast($delivery_id as varchar[])) as delivery_id, $extract as extract,
            unnest(cast($file as varchar[])) as file,
            unnest(cast($content_hash as varchar[])) as content_hash,
            $contract_version as contract_version,
            unnest(cast($size_bytes as bigint[])) as size_bytes,
            unnest(cast($row_count as bigint[])) as row_count,
            unnest(cast($bad_row_count as bigint[])) as bad_row_count,
            unnest(cast($control_sum as decimal(38, 2)[])) as control_sum,
            unnest(cast($period as date[])) as period,
            unnest(cast($delivery_number as integer[])) as delivery_number,
            now() as arrived_at, $status as status, $reason as reason
        on conflict (delivery_id) do update set
            row_count = excluded.row_count,
            bad_row_count = excluded.bad_row_count,
            control_sum = excluded.control_sum,
            status = excluded.status,
            reason = excluded.reason
        """,
        {
            "delivery_id": [entry.delivery_id for entry, _ in entries],
            "extract": contract.name,
            "file": [entry.file for entry, _ in entries],
            "content_hash": [entry.content_hash for entry, _ in entries],
            "contract_version": contract.edition,
            "size_bytes": [entry.size_bytes for entry, _ in entries],
            "row_count": [counts and counts.row_count for _, counts in entries],
            "bad_row_count": [counts and counts.bad_row_count for _, counts in entries],
            "control_sum": [counts and counts.control_sum for _, counts in entries],
            "period": [entry.period for entry, _ in entries],
            "delivery_number": [entry.number for entry, _ in entries],
            "status": status,
            "reason": reason,
        },
    )
    _write_bad_rows(connection, contract, entries)


def _write_bad_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    entries: Sequence[tuple[Entry, Counts | None]],
) -> None:
    connection.execute(
        "delete from quarantine.bad_row where delivery_id in (select unnest(cast(? as varchar[])))",
        [[entry.delivery_id for entry, _ in entries]],
    )
    for entry, counts in entries:
        if counts is not None and counts.bad_row_count:
            connection.execute(
                "insert into quarantine.bad_row by name"
                f" select ? as delivery_id, ? as extract, ? as file, *"
                f" from {BAD_ROW} order by line_number",
                [entry.delivery_id, contract.name, entry.file],
            )
