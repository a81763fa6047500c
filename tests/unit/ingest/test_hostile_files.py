"""What somebody who may write to the landing zone can put there, and what then happens.

Each time one file is refused or set aside in one harmless line that names it, and the others are
taken in as usual. Not here: deliveries that are wrong in good faith (`test_rejections`).
"""

import hashlib
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.ingest import (
    DeliveryOutcome,
    find_unclaimed,
    look_at,
    render_outcomes,
)
from orchestration.ingest.checks import check_references_present
from orchestration.ingest.delivery import RejectedError, find_files
from orchestration.ingest.names import shown
from orchestration.ingest.opening import open_file
from tests.unit.ingest.landing import (
    CONTRACTS,
    FOLDER,
    HEADER,
    PATH,
    Landing,
    render,
    row,
)

GOOD = f"{FOLDER}/bokning_2023-12.csv"
CONTROL = f"{PATH}.kontroll"
NOBODY = 65_534
INTAKE = "orchestration.ingest.intake"


@pytest.fixture(autouse=True)
def good_delivery(landing: Landing) -> None:
    """Beside everything below lies a file that must be taken in."""
    landing.put(GOOD, render([row(99, month="202312", amount="77,00")]))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file outside the landing zone that would be a perfect delivery, and must stay unread."""
    path = tmp_path / "outside" / "bokning_2024-01.csv"
    path.parent.mkdir()
    path.write_text(render([row(1, booking_text="not yours")]))
    return path


def bad_outcome(landing: Landing) -> DeliveryOutcome:
    """What became of the one file that is not taken in; the good one is."""
    outcomes = landing.ingest()
    (bad,) = (outcome for outcome in outcomes if outcome.file != GOOD)
    assert_good_is_in_force(landing, outcomes)
    assert bad.status == "rejected"
    assert bad.reason is not None
    assert bad.reason.isprintable()
    assert bad.delivery_id.isprintable()
    assert registered(landing, bad, "status, reason") == [("rejected", bad.reason)]
    return bad


def registered(landing: Landing, outcome: DeliveryOutcome, columns: str) -> list[tuple[str, ...]]:
    return landing.connection.execute(
        f"select {columns} from deliveries.delivery where delivery_id = ?", [outcome.delivery_id]
    ).fetchall()


def assert_good_is_in_force(landing: Landing, outcomes: list[DeliveryOutcome]) -> None:
    assert [outcome.status for outcome in outcomes if outcome.file == GOOD] == ["accepted"]
    assert landing.rows("select booking, amount from raw.booking") == [(99, Decimal("77.00"))]


def link_to_the_file(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def link_to_the_folder(path: Path, outside: Path) -> None:
    path.symlink_to(outside.parent)


def link_to_the_accounts(path: Path, _: Path) -> None:
    path.symlink_to("/etc/passwd")


def dangling_link(path: Path, _: Path) -> None:
    path.symlink_to("nowhere.csv")


def link_to_itself(path: Path, _: Path) -> None:
    path.symlink_to(path.name)


def pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def listening_socket(path: Path, _: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        # The address of a socket may have but a hundred bytes.
        here = Path.cwd()
        os.chdir(path.parent)
        try:
            listening.bind(path.name)
        finally:
            os.chdir(here)


MADE: dict[Callable[[Path, Path], None], str] = {
    link_to_the_file: "a symbolic link",
    link_to_the_folder: "a symbolic link",
    link_to_the_accounts: "a symbolic link",
    dangling_link: "a symbolic link",
    link_to_itself: "a symbolic link",
    pipe: "a pipe",
    listening_socket: "a socket",
}


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_only_a_regular_file_is_a_delivery(
    landing: Landing, outside: Path, make: Callable[[Path, Path], None]
) -> None:
    make(landing.raw / PATH, outside)

    assert bad_outcome(landing).reason == (
        f"{PATH}: is {MADE[make]} and is not read; links are never followed. Put the file itself"
        " there."
    )
    # Tried again, and the register does not grow.
    assert bad_outcome(landing).file == PATH
    assert landing.statuses() == [(GOOD, "accepted"), (PATH, "rejected")]


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_only_a_regular_file_is_a_control_file(
    landing: Landing, outside: Path, make: Callable[[Path, Path], None]
) -> None:
    landing.put(PATH, render([row(1)]))
    make(landing.raw / CONTROL, outside)

    bad = bad_outcome(landing)

    assert bad.file == PATH
    assert str(bad.reason).startswith(f"{CONTROL}: is {MADE[make]} and is not read;")
    (landing.raw / CONTROL).unlink()
    assert [outcome.status for outcome in landing.ingest()] == ["accepted", "accepted"]


def test_a_device_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a device takes privileges that a container may lack; /dev has one."""
    opened = []
    real_open = os.open

    def noting(path: str, flags: int, **options: int) -> int:
        opened.append(str(path))
        return real_open(path, flags, **options)

    monkeypatch.setattr(os, "open", noting)

    with pytest.raises(RejectedError, match="null: is a device and is not read"):
        open_file(Path("/dev"), Path("null"))

    assert opened == ["/dev"]


@pytest.mark.parametrize("linked", ["books", FOLDER])
def test_a_folder_that_is_a_link_is_not_looked_into(
    landing: Landing, tmp_path: Path, linked: str
) -> None:
    landing.put(PATH, render([row(1)]))
    (landing.raw / linked).rename(tmp_path / "elsewhere")
    (landing.raw / linked).symlink_to(tmp_path / "elsewhere")

    (stray,) = landing.ingest()

    assert stray.status == "rejected"
    assert stray.reason == (
        f"{linked}: must be a folder, but is a file or a link; links are never followed. Put the"
        " folder itself there."
    )
    assert landing.rows("select count(*) from raw.booking") == [(0,)]
    assert find_unclaimed(CONTRACTS.values(), landing.raw) == []


def test_a_link_between_folders_leads_nowhere(landing: Landing) -> None:
    (landing.raw / FOLDER / "round").symlink_to(landing.raw, target_is_directory=True)
    (landing.raw / "round").symlink_to(landing.raw, target_is_directory=True)

    bad = bad_outcome(landing)

    assert bad.file == f"{FOLDER}/round"
    assert "is not recognised" in str(bad.reason)
    assert find_unclaimed(CONTRACTS.values(), landing.raw) == ["round"]
    assert look_at(landing.raw) == look_at(landing.raw)


def test_the_landing_zone_itself_may_be_a_link(landing: Landing, tmp_path: Path) -> None:
    link = tmp_path / "share"
    link.symlink_to(landing.raw, target_is_directory=True)

    outcomes = Landing(link, landing.connection).ingest()

    assert_good_is_in_force(landing, outcomes)
    assert find_unclaimed(CONTRACTS.values(), link) == []


def test_a_folder_exchanged_for_a_link_after_it_was_listed(
    landing: Landing, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing.put(PATH, render([row(1)]))
    folder = landing.raw / FOLDER

    def find_then_exchange(*arguments: object) -> object:
        found = find_files(*arguments)  # type: ignore[arg-type]
        folder.rename(folder.with_name("former"))
        folder.symlink_to(outside.parent, target_is_directory=True)
        return found

    monkeypatch.setattr(f"{INTAKE}.find_files", find_then_exchange)

    for outcome in landing.ingest():
        assert outcome.status == "rejected"
        assert str(outcome.reason).startswith(f"{outcome.file}: cannot be read (")
    assert landing.rows("select count(*) from raw.booking") == [(0,)]


def test_a_pipe_put_in_place_of_a_file_after_it_was_looked_at(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing.put(PATH, render([row(1)]))
    stat = os.stat

    def look_then_exchange(path: str, **options: object) -> os.stat_result:
        status = stat(path, **options)  # type: ignore[arg-type]
        if path == Path(PATH).name and not (landing.raw / PATH).is_fifo():
            (landing.raw / PATH).unlink()
            os.mkfifo(landing.raw / PATH)
        return status

    monkeypatch.setattr(os, "stat", look_then_exchange)

    assert str(bad_outcome(landing).reason).startswith(f"{PATH}: is a pipe and is not read;")


def test_a_hard_link_is_a_file(landing: Landing, outside: Path) -> None:
    (landing.raw / PATH).hardlink_to(outside)

    assert [outcome.status for outcome in landing.ingest()] == ["accepted", "accepted"]


HOSTILE_NAMES = {
    "newline": b"bokning_2024-01.csv\n  accepted  bokning_2024-02.csv",
    "carriage return": b"bokning\r2024-01.csv",
    "quotes": b"bokning'\"`.csv",
    "SQL": b"'); drop table raw.booking; --.csv",
    "DuckDB": b"', auto_detect=true); attach 'x'; --.csv",
    "escape sequence": b"\x1b]0;owned\x07\x1b[2Jbokning.csv",
    "every control character": bytes(range(1, 32)) + b"\x7f.csv",
    "right to left": "bokning\u202evsc.csv".encode(),
    "zero width and line separator": "bok\u200bning\u2028.csv".encode(),
    "no UTF-8": b"bokning_\xff\xfe_2024-01.csv",
    "half a UTF-8 sign": b"bokning_\xc3.csv",
    "Windows-1252": "l\u00f6n.csv".encode("cp1252"),
    "escaped traversal": b"a..%2f..%2fetc%2fpasswd",
    "backslashes": b"a\\..\\..\\bokning_2024-01.csv",
    "looks like a format": b"{} %s ${x} {{ x }} \\n.csv",
    "glob": b"*[2024]?{01,02}**.csv",
    "stars": b"*",
    "option": b"--bokning_2024-01.csv",
    "blanks": b" bokning_2024-01.csv ",
    "longest name": b"x" * 251 + b".csv",
    "longest name of no UTF-8": b"\xff" * 255,
    "Arabic digits": "bokning_\u0662\u0660\u0662\u0664-\u0660\u0661.csv".encode(),
    "number beyond an integer": b"bokning_2024-01_99999999999.csv",
    "longest number": b"bokning_2024-01_" + b"9" * 230 + b".csv",
    "archive": b"bokning_2024-01.csv.zip",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES.keys())
@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_a_name_is_only_a_name(landing: Landing, name: bytes, *, is_folder: bool) -> None:
    place = Path(os.fsdecode(os.fsencode(landing.raw / FOLDER) + b"/" + name))
    if is_folder:
        place.mkdir()
        place /= "bokning_2024-01.csv"
    place.write_text(render([row(1)]))

    bad = bad_outcome(landing)

    assert str(bad.reason).startswith(f"{bad.file}: is not recognised: ")
    summary = render_outcomes([bad])
    summary.encode("utf-8")
    assert len(summary.splitlines()) == 2
    assert len(bad.file) <= 301
    assert bad_outcome(landing).delivery_id == bad.delivery_id


def test_a_hostile_name_where_nobody_looks(landing: Landing) -> None:
    for name in HOSTILE_NAMES.values():
        Path(os.fsdecode(os.fsencode(landing.raw) + b"/" + name)).write_text("x")

    unclaimed = find_unclaimed(CONTRACTS.values(), landing.raw)

    assert len(unclaimed) == len(HOSTILE_NAMES)
    assert all(file.isprintable() and file.encode("utf-8") for file in unclaimed)
    assert look_at(landing.raw).fingerprint == look_at(landing.raw).fingerprint


def test_two_names_that_differ_in_bytes_alone_are_two_files(landing: Landing) -> None:
    for name in (b"a\xff", b"a\xfe", b"a\\udcff", b"a"):
        Path(os.fsdecode(os.fsencode(landing.raw / FOLDER) + b"/" + name)).write_text("x")

    outcomes = landing.ingest()

    assert_good_is_in_force(landing, outcomes)
    assert len({outcome.delivery_id for outcome in outcomes}) == 5
    assert len({outcome.file for outcome in outcomes}) == 5


def test_folders_without_end_are_not_followed(landing: Landing) -> None:
    """Deeper than a path can name, and than a recursive search survives."""
    top = landing.raw / FOLDER / "deep"
    top.mkdir()
    folder = os.open(top, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("0123456789", dir_fd=folder)
        inner = os.open("0123456789", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)

    bad = bad_outcome(landing)

    assert "this folder cannot be listed, or lies too deep, and was not looked into" in str(
        bad.reason
    )
    assert find_unclaimed(CONTRACTS.values(), landing.raw) == []
    assert look_at(landing.raw) == look_at(landing.raw)
    subprocess.run(["rm", "-r", top], check=True)  # noqa: S607 - shutil cannot remove it


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the privileges of root, to whom no file is unreadable."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("unreadable", [PATH, CONTROL])
def test_a_file_that_may_not_be_read(
    landing: Landing, monkeypatch: pytest.MonkeyPatch, unreadable: str
) -> None:
    landing.put(PATH, render([row(1)]))
    landing.put(CONTROL, "rader;summa\n1;1,00\n")
    (landing.raw / unreadable).chmod(0)
    # The folders above belong to root alone; nobody can stand in one, though not walk to it.
    monkeypatch.chdir(landing.raw.parent)
    landing.raw.parent.chmod(0o755)

    with as_nobody():
        bad = bad_outcome(Landing(Path("raw"), landing.connection))

    assert bad.reason == (
        f"{unreadable}: cannot be read (Permission denied). Put a file there that the account of"
        " this run may read; it is tried again on every run."
    )
    (landing.raw / unreadable).chmod(0o600)
    assert [outcome.status for outcome in landing.ingest()] == ["accepted", "accepted"]


def test_a_folder_that_may_not_be_listed(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = landing.raw / FOLDER / "old"
    closed.mkdir(mode=0)
    monkeypatch.chdir(landing.raw.parent)
    landing.raw.parent.chmod(0o755)

    with as_nobody():
        bad = bad_outcome(Landing(Path("raw"), landing.connection))

    assert str(bad.reason).startswith(f"{FOLDER}/old: this folder cannot be listed")


def test_a_file_that_vanishes_after_it_was_listed(
    landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing.put(PATH, render([row(1)]))

    def find_then_remove(*arguments: object) -> object:
        found = find_files(*arguments)  # type: ignore[arg-type]
        (landing.raw / PATH).unlink()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(f"{INTAKE}.find_files", find_then_remove)
        bad = bad_outcome(landing)

    assert str(bad.reason).startswith(f"{PATH}: cannot be read (No such file or directory).")
    assert [outcome.status for outcome in landing.ingest()] == ["accepted"]


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("2;202401;4011;1,00;;;;;;\n")


def overwrite_in_place(path: Path) -> None:
    """Same length and, because a program may set them, the same times."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"1,00", b"9,00"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def exchange(path: Path) -> None:
    other = path.with_name(".other")
    other.write_text(render([row(1, amount="5,00")]))
    other.replace(path)


def truncate_to_a_line(path: Path) -> None:
    os.truncate(path, len(path.read_bytes().splitlines(keepends=True)[0]))


CHANGES = (append, overwrite_in_place, exchange, truncate_to_a_line)


def let_files_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the state of a file sooner than a file system with a coarse clock allows."""
    monkeypatch.setattr("orchestration.ingest.opening.SETTLED_AFTER_SECONDS", 0.02)
    time.sleep(0.1)


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_read_is_what_was_hashed(
    landing: Landing,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    settled: bool,  # noqa: FBT001
) -> None:
    """A file that changes between its hash and its rows is refused, and then read as it is."""
    landing.ingest()
    landing.put(PATH, render([row(1), row(3)]))
    if settled:
        let_files_settle(monkeypatch)

    def change_then_check(*arguments: object) -> None:
        change(landing.raw / PATH)
        check_references_present(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(f"{INTAKE}.check_references_present", change_then_check)
        bad = bad_outcome(landing)

    assert bad.reason == (
        f"{PATH}: the file changed while it was read. It is tried again on every run; deliver it"
        " under a name that begins with '.', and rename it once it is whole."
    )
    again = landing.ingest()[-1]
    header_alone = change is truncate_to_a_line
    assert (again.file, again.status) == (PATH, "rejected" if header_alone else "accepted")
    assert registered(landing, again, "content_hash") == [
        (hashlib.sha256((landing.raw / PATH).read_bytes()).hexdigest(),)
    ]


def test_a_file_is_hashed_once(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    landing.put(PATH, render([row(1)]))
    let_files_settle(monkeypatch)
    first = landing.ingest()

    with monkeypatch.context() as patched:
        patched.delattr("hashlib.file_digest")
        again = landing.ingest()

    assert [outcome.delivery_id for outcome in again] == [each.delivery_id for each in first]
    assert all(outcome.already_known for outcome in again)


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changed_since_it_was_hashed_is_read_again(
    landing: Landing, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    landing.put(PATH, render([row(1), row(3)]))
    let_files_settle(monkeypatch)
    landing.ingest()
    change(landing.raw / PATH)
    let_files_settle(monkeypatch)

    again = landing.ingest()[-1]

    assert not again.already_known
    assert registered(landing, again, "content_hash") == [
        (hashlib.sha256((landing.raw / PATH).read_bytes()).hexdigest(),)
    ]


def test_a_file_that_may_still_change_unseen_is_hashed_again(landing: Landing) -> None:
    landing.put(PATH, render([row(1)]))
    landing.ingest()

    assert landing.rows("from deliveries.seen_file where extract = 'booking'") == []


def test_a_control_file_is_read_once(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a delivery is held against is what it is registered with."""
    landing.put(PATH, render([row(1)]))
    landing.put(CONTROL, "rader;summa\n1;1,00\n")

    def change_then_check(*arguments: object) -> None:
        if arguments[2].file == PATH:  # type: ignore[attr-defined]
            landing.put(CONTROL, "rader;summa\n2;2,00\n")
        check_references_present(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(f"{INTAKE}.check_references_present", change_then_check)
        assert [outcome.status for outcome in landing.ingest()] == ["accepted", "accepted"]

    assert [outcome.status for outcome in landing.ingest()] == ["accepted", "rejected"]


@pytest.mark.parametrize(
    "content", [b"x" * 1_001, b"rader;summa\n1;1,00\n" + b"\n" * 50_000_000], ids=["x", "blank"]
)
def test_a_control_file_without_end(landing: Landing, content: bytes) -> None:
    landing.put(PATH, render([row(1)]))
    landing.put(CONTROL, content)

    assert bad_outcome(landing).reason == (
        f"{CONTROL}: the control file is longer than 1000 bytes, but must be two lines. Correct it."
    )


@pytest.mark.parametrize(
    "name", ["bokning_2024-01.zip", "bokning_2024-01.csv.gz", "bokning_2024-01.tar.xz"]
)
def test_an_archive_is_never_opened(
    landing: Landing, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No archive is accepted, so that no bomb goes off: not a byte of it is read."""
    with zipfile.ZipFile(landing.raw / FOLDER / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(Path(PATH).name, b"0" * 50_000_000)
    opened = []
    real_open = os.open

    def noting(path: str, flags: int, **options: int) -> int:
        opened.append(str(path))
        return real_open(path, flags, **options)

    monkeypatch.setattr(os, "open", noting)

    assert str(bad_outcome(landing).reason).startswith(f"{FOLDER}/{name}: is not recognised:")
    assert Path(GOOD).name in opened
    assert name not in opened


def test_an_archive_under_an_agreed_name_is_no_text(landing: Landing) -> None:
    with zipfile.ZipFile(landing.raw / PATH, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(Path(PATH).name, b"0" * 50_000_000)

    assert "the file is truncated: its last line has no line end" in str(
        bad_outcome(landing).reason
    )


INGEST_AND_MEASURE = """
import sys
from pathlib import Path
from orchestration.ingest import render_outcomes
from tests.unit.ingest.landing import open_landing
print(render_outcomes(open_landing(Path(sys.argv[1])).ingest()))
# Not the resource usage: that counts the process which started this one.
peak, = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(peak.split()[1]) // 1024)
"""


def test_a_line_of_two_gigabytes_fills_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "raw" / PATH
    with path.open("wb") as file:
        file.write((";".join(HEADER) + "\n1;202401;").encode())
        file.truncate(1 << 31)

    measured = subprocess.run(
        [sys.executable, "-c", INGEST_AND_MEASURE, tmp_path],
        check=True,
        capture_output=True,
        text=True,
    )

    path.unlink()
    *_, rejection, megabytes = measured.stdout.splitlines()
    assert rejection.startswith(
        f"  rejected  {PATH}, line 2: the line is longer than 1048576 bytes"
    )
    assert int(megabytes) < 400


@pytest.mark.parametrize("length", [1_048_576, 1_048_577])
@pytest.mark.parametrize("before", [400, 500_000, 1_048_576])
def test_where_a_line_lies_does_not_matter(landing: Landing, length: int, before: int) -> None:
    """Up to the limit a line is a bad row, above it the file is refused, wherever it begins."""
    rows = [row(number) for number in range(1_000, 1_000 + before // 30 - 10)]
    content = render(rows).encode()
    for number, end in ((1, before), (2, before + length)):
        line = f"{number};202401;4011;1,00;;;;;;".encode()
        assert len(content) + len(line) < end
        content += line + b"x" * (end - len(content) - len(line) - 1) + b"\n"
    landing.put(PATH, content)

    outcome = landing.ingest()[-1]

    assert outcome.file == PATH
    if length > 1_048_576:
        assert outcome.reason == (
            f"{PATH}, line {len(rows) + 3}: the line is longer than 1048576 bytes. Deliver the file"
            " again, with a line end behind each record."
        )
    else:
        assert (outcome.status, outcome.counts and outcome.counts.bad_row_count) == ("accepted", 1)


HOSTILE_VALUES = [
    "'); drop table raw.booking; --",
    "' union select content from read_text('/etc/passwd') --",
    "$$; attach 'x' as y; $$",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1-1",
    "{{ env_var('HOME') }}",
    "{% do run_query('drop table raw.booking') %}",
    "${object}",
    "?",
    "%s%n{0}",
    "\\x41\\n",
    "a\x1b[2Jb\x07c",
    "<script>alert(1)</script>",
    "\u202etxt",
    'first\nsecond;third"fourth',
]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_value_is_only_a_value(landing: Landing, value: str) -> None:
    landing.put(PATH, render([row(1, booking_text=value)]))

    assert [outcome.status for outcome in landing.ingest()] == ["accepted", "accepted"]

    assert landing.rows("select booking_text from raw.booking where booking = 1") == [(value,)]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_bad_value_is_told_in_one_harmless_line(landing: Landing, value: str) -> None:
    landing.put(PATH, render([row(1, amount=value)]))

    bad = bad_outcome(landing)

    assert f"column 'Belopp', value '{shown(value)}' is no number" in str(bad.reason)
    assert landing.rows("select value from quarantine.bad_row") == [(value,)]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_header_is_only_a_header(landing: Landing, value: str) -> None:
    landing.put(PATH, render([row(1)], header=[*HEADER[:-1], value]))

    # Before the header everything is a line of its own; one with a line end in it is no header.
    assert "line 1: the header" in str(bad_outcome(landing).reason)


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_control_file_is_only_a_control_file(landing: Landing, value: str) -> None:
    landing.put(PATH, render([row(1)]))
    for content in (value, f"rader;summa\n{value}\n", f"rader;summa\n1;{value}\n"):
        landing.put(CONTROL, content)
        assert "the control file holds" in str(bad_outcome(landing).reason)


def test_a_byte_0_is_no_text(landing: Landing) -> None:
    landing.put(PATH, render([row(1, booking_text="a\0b")]))

    assert "line 2, byte 26 of the line: the encoding is not utf-8: byte 0x00 is no text" in str(
        bad_outcome(landing).reason
    )


def test_a_header_without_end_is_told_shortly(landing: Landing) -> None:
    landing.put(PATH, ";".join(f"column {number}" for number in range(50_000)) + "\n1\n")

    assert len(str(bad_outcome(landing).reason)) < 1_000


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("bokning_2024-01.csv", "bokning_2024-01.csv"),
        ("löneunderlag för år.csv", "löneunderlag för år.csv"),
        ("a\nb\tc\x1b\u202e", r"a\nb\tc\x1b\u202e"),
        ("a\\nb", r"a\\nb"),
        ("\udcff", r"\udcff"),
        ("x" * 301, "x" * 300 + "…"),
    ],
)
def test_what_people_are_shown(text: str, line: str) -> None:
    assert shown(text) == line
