"""The way of deliveries from their files to the raw table or to the reason why not.

The steps themselves belong in the modules that this one calls.
"""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.ingest.checks import Checked, check_references_present, check_rows
from orchestration.ingest.delivery import (
    Counts,
    Delivery,
    DeliveryOutcome,
    RejectedError,
    Status,
    StrayFile,
    delivery_id,
    find_files,
)
from orchestration.ingest.encoding import as_utf8
from orchestration.ingest.opening import Content, Contents
from orchestration.ingest.pseudonym import Pseudonymiser
from orchestration.ingest.reading import drop_rows, read_rows
from orchestration.ingest.register import (
    Entry,
    InForce,
    Replacement,
    accepted,
    in_force,
    is_registered,
    known_digests,
    let_go_of_other_keys,
    lost_with_other_keys,
    remember_digests,
    replace_periods,
    set_aside,
    settled,
)

_READ_TOGETHER = 128 << 20
"""Bytes; what is read together takes about as much memory."""


@dataclass(frozen=True)
class _Unread:
    """A delivery whose rows must be read, with the one of its period that is in force."""

    delivery: Delivery
    content: Content
    entry: Entry
    current: InForce | None


def ingest_extract(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    raw_directory: Path,
    pseudonymiser: Pseudonymiser,
    months: Collection[date] | None = None,
) -> list[DeliveryOutcome]:
    """Take in what was delivered of one extract and is not yet in the warehouse.

    Where months are named, by their first days, only the deliveries of those are looked at.

    The extracts that it refers to must have been taken in before. Needs the tables of
    `prepare_warehouse`, DuckDB's default of preserving insertion order, and no open transaction.

    An extract with pseudonyms is taken in anew when the key of the pseudonyms is another one; what
    was in force under the former key goes, whether its file still lies there or not.

    Returns:
        What became of every file, strays first, then the deliveries in order of period, delivery
        number and name, then those that went with their key and cannot be taken in anew.
    """
    if contract.has_pseudonyms:
        contract = _under_key(contract, pseudonymiser)
        let_go_of_other_keys(connection, contract, pseudonymiser.fingerprint)
    # A delivery can be a transaction of its own. Merging the log of changes into the database file
    # after every few of them costs more than reading them; closing the database does it once.
    connection.execute("set checkpoint_threshold = '1GB'")
    deliveries, strays = find_files(contract, raw_directory)
    files = {delivery.file for delivery in deliveries}
    if months is not None:
        deliveries = [delivery for delivery in deliveries if delivery.period in months]
    refused = [_refuse_unread(connection, contract, stray, stray.reason) for stray in strays]
    known = accepted(connection, contract)
    contents = Contents(known_digests(connection, contract))
    outcomes = _take_in(connection, contract, deliveries, known, contents, pseudonymiser)
    if any(outcome.is_new("accepted") for outcome in outcomes.values()):
        # A row that moved to an earlier period can go there once the later one has let go of it.
        rejected = [each for each, outcome in outcomes.items() if outcome.status == "rejected"]
        outcomes |= _take_in(connection, contract, rejected, known, contents, pseudonymiser)
    remember_digests(connection, contract, contents.new)
    in_order = [outcomes[delivery] for delivery in deliveries]
    return refused + in_order + _refuse_lost(connection, contract, files)


def _under_key(contract: Contract, pseudonymiser: Pseudonymiser) -> Contract:
    """The contract in the edition that the pseudonyms of this key make."""
    return replace(contract, edition=f"{contract.edition}.{pseudonymiser.fingerprint}")


def _refuse_unread(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    found: Delivery | StrayFile,
    reason: str,
) -> DeliveryOutcome:
    entry = _entry(contract, found, None)
    set_aside(connection, contract, entry, "rejected", reason, None)
    return _outcome(contract, entry, "rejected", reason, None)


def _refuse_lost(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: set[str]
) -> list[DeliveryOutcome]:
    outcomes = []
    for entry in lost_with_other_keys(connection, contract):
        if entry.file not in files:
            reason = (
                f"{entry.file}: was taken in under another key of the pseudonyms. Its rows went"
                " with that key, and the file is no longer in the landing zone. Deliver it again."
            )
            outcomes.append(_outcome(contract, entry, "rejected", reason, None))
    return outcomes


def _take_in(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    deliveries: Sequence[Delivery],
    known: Mapping[str, Counts],
    contents: Contents,
    pseudonymiser: Pseudonymiser,
) -> dict[Delivery, DeliveryOutcome]:
    """What becomes of deliveries, given those that were in force before this run.

    Those that must be read are read together, as far as they are of different periods.
    """
    outcomes: dict[Delivery, DeliveryOutcome] = {}
    unread: list[_Unread] = []
    current = in_force(connection, contract)
    for delivery in deliveries:
        if unread and _must_be_read_before(unread, delivery):
            outcomes |= _read_and_replace(connection, contract, unread, pseudonymiser)
            unread = []
            current = in_force(connection, contract)
        in_its_period = current.get(delivery.period)
        found = _look_at(connection, contract, delivery, known, contents, in_its_period)
        if isinstance(found, _Unread):
            unread.append(found)
        else:
            outcomes[delivery] = found
            if not found.already_known:
                current = in_force(connection, contract)
    if unread:
        outcomes |= _read_and_replace(connection, contract, unread, pseudonymiser)
    return outcomes


def _must_be_read_before(unread: Sequence[_Unread], delivery: Delivery) -> bool:
    size_bytes = sum(each.content.size_bytes for each in unread)
    periods = {each.delivery.period for each in unread}
    return size_bytes >= _READ_TOGETHER or delivery.period in periods


def _look_at(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    delivery: Delivery,
    known: Mapping[str, Counts],
    contents: Contents,
    current: InForce | None,
) -> DeliveryOutcome | _Unread:
    """What becomes of a delivery as far as its bytes tell, or that its rows must be read."""
    try:
        content = contents.of(delivery)
    except RejectedError as rejection:
        return _refuse_unread(connection, contract, delivery, str(rejection))
    entry = _entry(contract, delivery, content)
    if entry.delivery_id in known:
        counts = known[entry.delivery_id]
        return _outcome(contract, entry, "accepted", None, counts, already_known=True)
    if current is not None:
        in_force_already = (current.content_hash, current.contract_edition) == (
            entry.content_hash,
            contract.edition,
        )
        # The same bytes are read again where a control file came that they were not held against.
        if in_force_already and (
            content.control is None or is_registered(connection, entry.delivery_id)
        ):
            return _leave_unchanged(connection, contract, entry, current)
        if delivery.rank < current.rank:
            return _leave_superseded(connection, contract, entry, current)
    return _Unread(delivery, content, entry, current)


def _leave_unchanged(
    connection: duckdb.DuckDBPyConnection, contract: Contract, entry: Entry, current: InForce
) -> DeliveryOutcome:
    reason = f"{entry.file}: the same bytes as the delivery in force, {current.delivery_id}."
    return _settle(connection, contract, entry, "unchanged", reason)


def _leave_superseded(
    connection: duckdb.DuckDBPyConnection, contract: Contract, entry: Entry, current: InForce
) -> DeliveryOutcome:
    number, file = current.rank
    reason = (
        f"{entry.file}: a later delivery of its period is in force, {file}. To replace that,"
        f" deliver under a number above {number}."
    )
    return _settle(connection, contract, entry, "superseded", reason)


def _settle(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    entry: Entry,
    status: Status,
    reason: str | None,
) -> DeliveryOutcome:
    """Answer from the register what it knows, else enter what needs no reading of the file."""
    known = settled(connection, entry.delivery_id, status)
    if known is None:
        set_aside(connection, contract, entry, status, reason, None)
        return _outcome(contract, entry, status, reason, None)
    return _outcome(contract, entry, status, *known, already_known=True)


def _read_and_replace(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    unread: Sequence[_Unread],
    pseudonymiser: Pseudonymiser,
) -> dict[Delivery, DeliveryOutcome]:
    """Put deliveries of different periods into force together, or each by itself where there is a
    fault in one of them.
    """
    deliveries = [each.delivery for each in unread]
    counts: Sequence[Counts] = ()
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        try:
            for delivery in deliveries:
                check_references_present(connection, contract, delivery)
            texts = [
                as_utf8(contract, each.delivery, each.content, scratch / f"{at}.csv", pseudonymiser)
                for at, each in enumerate(unread)
            ]
            counts = read_rows(connection, contract, deliveries, texts, scratch)
            controls = [each.content.control for each in unread]
            check_rows(connection, contract, list(map(Checked, deliveries, counts, controls)))
        except RejectedError as rejection:
            if len(unread) == 1:
                reason, counted = str(rejection), next(iter(counts), None)
                return {deliveries[0]: _reject(connection, contract, unread[0], reason, counted)}
        else:
            return _replace(connection, contract, unread, counts)
        finally:
            drop_rows(connection)
    outcomes: dict[Delivery, DeliveryOutcome] = {}
    for each in unread:
        outcomes |= _read_and_replace(connection, contract, [each], pseudonymiser)
    return outcomes


def _reject(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    read: _Unread,
    reason: str,
    counts: Counts | None,
) -> DeliveryOutcome:
    set_aside(connection, contract, read.entry, "rejected", reason, counts)
    return _outcome(contract, read.entry, "rejected", reason, counts)


def _replace(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    read: Sequence[_Unread],
    counts: Sequence[Counts],
) -> dict[Delivery, DeliveryOutcome]:
    replacements = [
        Replacement(each.entry, each.current, counted)
        for each, counted in zip(read, counts, strict=True)
    ]
    replace_periods(connection, contract, replacements)
    return {
        each.delivery: _outcome(contract, each.entry, "accepted", None, counted)
        for each, counted in zip(read, counts, strict=True)
    }


def _entry(contract: Contract, found: Delivery | StrayFile, content: Content | None) -> Entry:
    """What the register says from the start; without content of a file that was not read."""
    digest, control = ("", None) if content is None else (content.digest, content.control)
    return Entry(
        delivery_id=delivery_id(contract, found.path, digest, control),
        file=found.file,
        content_hash=digest,
        size_bytes=0 if content is None else content.size_bytes,
        period=found.period if isinstance(found, Delivery) else None,
        number=found.number if isinstance(found, Delivery) else None,
    )


def _outcome(
    contract: Contract,
    entry: Entry,
    status: Status,
    reason: str | None,
    counts: Counts | None,
    *,
    already_known: bool = False,
) -> DeliveryOutcome:
    return DeliveryOutcome(
        delivery_id=entry.delivery_id,
        extract=contract.name,
        file=entry.file,
        period=entry.period,
        delivery_number=entry.number,
        status=status,
        reason=reason,
        counts=counts,
        already_known=already_known,
    )
