"""The life of deliveries: taken in once, replaced, late, refused, tried again, all or none."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import Column, Contract
from orchestration.ingest import find_unclaimed, prepare_warehouse, register, render_outcomes
from tests.unit.ingest.landing import (
    ACCOUNT,
    BOOKING,
    CONTRACTS,
    FOLDER,
    PATH,
    Landing,
    open_landing,
    render,
    row,
)

SECOND = f"{FOLDER}/bokning_2024-01_2.csv"
THIRD = f"{FOLDER}/bokning_2024-01_3.csv"


def statuses(landing: Landing, contract: Contract = BOOKING) -> list[str]:
    return [outcome.status for outcome in landing.ingest(contract)]


def forget_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no file may be read for its rows."""

    def refuse(*_: object) -> None:
        message = "a file was read that need not be"
        raise AssertionError(message)

    monkeypatch.setattr("orchestration.ingest.intake.read_rows", refuse)


def test_the_register_says_what_was_delivered(landing: Landing) -> None:
    outcome = landing.outcome(render([row(1), row(2, amount="2,50")]))

    ((digest, size, counts, version, *rest),) = landing.rows(
        "select content_hash, size_bytes, [row_count, bad_row_count], contract_version,"
        " control_sum, period::varchar, delivery_number, status, reason,"
        " abs(epoch(now()) - epoch(arrived_at)) < 60"
        f" from deliveries.delivery where delivery_id = '{outcome.delivery_id}'"
    )
    assert (len(str(digest)), size, counts) == (64, (landing.raw / PATH).stat().st_size, [2, 0])
    assert version == BOOKING.edition
    assert rest == [Decimal("3.50"), "2024-01-01", 1, "accepted", None, True]
    assert landing.rows("select distinct delivery_id from raw.booking") == [(outcome.delivery_id,)]


def test_a_control_file_that_comes_later_is_still_looked_at(landing: Landing) -> None:
    landing.outcome(render([row(1, amount="1,00")]))
    landing.put(f"{PATH}.kontroll", "rader;summa\n2;1,00\n")

    assert statuses(landing) == ["rejected"]
    assert landing.column("amount") == [Decimal("1.00")]

    landing.put(f"{PATH}.kontroll", "rader;summa\n1;1,00\n")
    assert statuses(landing) == ["accepted"]
    (known,) = landing.ingest()
    assert (known.status, known.already_known) == ("accepted", True)


def test_a_row_may_move_to_an_earlier_period_in_one_run(landing: Landing) -> None:
    later = f"{FOLDER}/bokning_2024-02.csv"
    landing.put(PATH, render([row(1)]))
    landing.put(later, render([row(2, month="202402"), row(7, month="202402")]))
    assert statuses(landing) == ["accepted", "accepted"]

    landing.put(PATH, render([row(1), row(7)]))
    landing.put(later, render([row(2, month="202402")]))

    assert statuses(landing) == ["accepted", "accepted"]
    assert len(landing.column("amount")) == 3


def test_a_file_in_no_extracts_folder_is_named(landing: Landing) -> None:
    landing.outcome(render([row(1)]))
    misspelt = landing.raw / "ledger" / "bokningar" / "bokning_2024-01.csv"
    misspelt.parent.mkdir(parents=True)
    for path in (misspelt, landing.raw / "bokning.csv", landing.raw / "README.md"):
        path.write_text("Rad\n")

    assert find_unclaimed(CONTRACTS.values(), landing.raw) == [
        "bokning.csv",
        "ledger/bokningar/bokning_2024-01.csv",
    ]


def test_the_same_again_is_a_no_op(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    first = landing.outcome(render([row(1)]))
    before = landing.rows("select * exclude (arrived_at) from deliveries.delivery order by all")
    forget_reading(monkeypatch)

    (again,) = landing.ingest()

    assert again == replace(first, already_known=True)
    after = landing.rows("select * exclude (arrived_at) from deliveries.delivery order by all")
    assert after == before


def test_the_same_bytes_under_another_name_change_nothing(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing.outcome(render([row(1)]))
    forget_reading(monkeypatch)
    landing.put(SECOND, render([row(1)]))

    assert statuses(landing) == ["accepted", "unchanged"]
    assert [outcome.already_known for outcome in landing.ingest()] == [True, True]
    assert landing.statuses() == [(PATH, "accepted"), (SECOND, "unchanged")]


def test_a_new_delivery_replaces_its_period_and_no_other(landing: Landing) -> None:
    kept = row(3, account="5000", amount="7,00")
    landing.put(f"{FOLDER}/bokning_2024-02.csv", render([row(9, month="202402")]))
    landing.put(PATH, render([row(1), row(2, amount="5,00"), kept]))
    assert statuses(landing) == ["accepted", "accepted"]
    landing.put(SECOND, render([row(1), row(2, amount="-1,00"), kept]))

    assert statuses(landing) == ["accepted", "accepted", "accepted"]
    assert statuses(landing) == ["superseded", "accepted", "accepted"]

    assert landing.rows("select booking, amount from raw.booking order by all") == [
        (1, Decimal("1.00")),
        (2, Decimal("-1.00")),
        (3, Decimal("7.00")),
        (9, Decimal("1.00")),
    ]
    assert landing.rows(
        "select file, change.period::varchar, cost_centre, account, old_amount, new_amount"
        " from deliveries.period_change as change"
        " inner join deliveries.delivery using (delivery_id)"
    ) == [(SECOND, "2024-01-01", None, "4011", Decimal("6.00"), Decimal("0.00"))]


def test_a_replacement_tells_of_accounts_that_came_and_went(landing: Landing) -> None:
    landing.outcome(render([row(1, account="4011", amount="4,00")]))
    landing.outcome(render([row(1, account="5000", amount="4,00")]))

    assert landing.rows(
        "select account, old_amount, new_amount from deliveries.period_change order by account"
    ) == [("4011", Decimal(4), Decimal(0)), ("5000", Decimal(0), Decimal(4))]


def test_other_bytes_in_the_same_file_and_back_again(landing: Landing) -> None:
    for amount in ("1,00", "2,00", "1,00"):
        assert landing.outcome(render([row(1, amount=amount)])).status == "accepted"
        assert landing.column("amount") == [Decimal(amount.replace(",", "."))]
    assert landing.statuses() == [(PATH, "accepted"), (PATH, "superseded")]
    (again,) = landing.ingest()
    assert again.already_known


def test_a_late_delivery_never_replaces_a_later_one(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing.put(THIRD, render([row(1, amount="3,00")]))
    landing.ingest()
    forget_reading(monkeypatch)
    landing.put(SECOND, render([row(1, amount="2,00")]))

    late, _ = landing.ingest()

    assert (late.status, late.already_known) == ("superseded", False)
    assert late.reason == (
        f"{SECOND}: a later delivery of its period is in force, {THIRD}. To replace that, deliver"
        " under a number above 3."
    )
    assert landing.ingest()[0] == replace(late, already_known=True)
    assert landing.column("amount") == [Decimal("3.00")]


def test_a_late_delivery_counts_the_number_that_confirmed_the_bytes(landing: Landing) -> None:
    landing.outcome(render([row(1, amount="1,00")]))
    landing.put(THIRD, render([row(1, amount="1,00")]))
    assert statuses(landing) == ["accepted", "unchanged"]
    landing.put(SECOND, render([row(1, amount="2,00")]))

    assert statuses(landing) == ["accepted", "superseded", "unchanged"]
    assert landing.column("amount") == [Decimal("1.00")]


def test_deliveries_of_a_period_come_in_the_order_of_their_numbers(landing: Landing) -> None:
    for number in (10, 9):
        landing.put(f"{FOLDER}/bokning_2024-01_{number}.csv", render([row(number)]))

    assert [outcome.delivery_number for outcome in landing.ingest()] == [9, 10]
    assert landing.column("booking") == [10]


def test_a_rejected_delivery_is_tried_again_without_piling_up(landing: Landing) -> None:
    content = render([row(1, account="6000")])
    for _ in range(3):
        assert landing.outcome(content).status == "rejected"
    assert landing.statuses() == [(PATH, "rejected")]
    assert landing.rows("select count(*) from quarantine.bad_row") == [(1,)]
    accounts = "Konto;Benämning\n6000;Å\n".encode("cp1252")
    landing.put("books/account/konto_2.csv", accounts)
    landing.ingest(ACCOUNT)

    assert landing.outcome(content).status == "accepted"
    assert landing.statuses() == [(PATH, "accepted")]
    assert landing.rows("select count(*) from quarantine.bad_row") == [(0,)]


def test_a_changed_contract_takes_the_period_in_anew(landing: Landing) -> None:
    landing.outcome(render([row(1, booking_text="x")]))
    changed = replace(BOOKING, edition="1.0.1+changed")

    assert landing.outcome(render([row(1, booking_text="x")]), changed).status == "accepted"
    assert landing.statuses() == [(PATH, "accepted"), (PATH, "superseded")]
    assert landing.column("booking") == [1]


def test_changed_columns_make_the_raw_table_anew(landing: Landing) -> None:
    landing.outcome(render([row(1)]))
    wider = replace(BOOKING.columns[0], physical_type="INTEGER")
    columns: tuple[Column, ...] = (wider, *BOOKING.columns[1:])
    changed = replace(BOOKING, edition="2.0.0+changed", columns=columns)

    prepare_warehouse(landing.connection, CONTRACTS | {"booking": changed})

    assert landing.column("booking") == []
    assert landing.statuses() == [(PATH, "superseded")]
    assert landing.outcome(render([row(1)]), changed).status == "accepted"
    assert landing.column("booking") == [1]
    prepare_warehouse(landing.connection, CONTRACTS | {"booking": changed})
    assert landing.column("booking") == [1]


@pytest.mark.parametrize("step", ["_write_changes", "_write_entries", "_write_bad_rows"])
def test_an_error_in_the_middle_leaves_everything_as_before(
    landing: Landing, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    landing.outcome(render([row(1, amount="1,00")]))
    before = landing.rows("select * from raw.booking")
    landing.put(SECOND, render([row(1, amount="2,00")]))

    def fail(*_: object) -> None:
        message = "the disk is full"
        raise OSError(message)

    with monkeypatch.context() as broken:
        broken.setattr(register, step, fail)
        with pytest.raises(OSError, match="the disk is full"):
            landing.ingest()

    assert landing.rows("select * from raw.booking") == before
    assert landing.statuses() == [(PATH, "accepted")]
    assert landing.rows("select count(*) from deliveries.period_change") == [(0,)]
    assert statuses(landing) == ["accepted", "accepted"]
    assert landing.column("amount") == [Decimal("2.00")]


KILLED = """
import os, sys
from pathlib import Path
from orchestration.ingest import register
from tests.unit.ingest.landing import BOOKING, Landing
import duckdb
register._write_entries = lambda *_: os._exit(9)
Landing(Path(sys.argv[1]), duckdb.connect(sys.argv[2])).ingest(BOOKING)
"""


def test_a_kill_in_the_middle_leaves_everything_as_before(tmp_path: Path) -> None:
    database = str(tmp_path / "marts.duckdb")
    landing = open_landing(tmp_path, database)
    landing.outcome(render([row(1, amount="1,00")]))
    landing.connection.close()
    landing.put(SECOND, render([row(1, amount="2,00")]))

    killed = subprocess.run([sys.executable, "-c", KILLED, str(landing.raw), database], check=False)

    assert killed.returncode == 9
    after = Landing(landing.raw, duckdb.connect(database))
    assert after.column("amount") == [Decimal("1.00")]
    assert after.statuses() == [(PATH, "accepted")]
    assert statuses(after) == ["accepted", "accepted"]
    after.connection.close()


def test_the_summary_tells_people_what_happened(landing: Landing) -> None:
    assert render_outcomes([]) == "Nothing was delivered."
    landing.put(PATH, render([row(1), row(2, amount="x")]))
    landing.put(f"{FOLDER}/bokning_2024-02.csv", "")

    assert render_outcomes(landing.ingest()) == (
        "2 deliveries: 1 accepted, 1 rejected.\n"
        f"  accepted  {PATH}: 2 rows, 1 of them in quarantine, control sum 1.00\n"
        f"  rejected  {FOLDER}/bokning_2024-02.csv: the file is empty. Deliver it again."
    )
    (landing.raw / FOLDER / "bokning_2024-02.csv").unlink()
    assert render_outcomes(landing.ingest()) == "1 deliveries: 1 known from earlier runs."
