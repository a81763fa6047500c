"""Where the key comes from, who may read it, and what a pseudonym gives away: nothing."""

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingest import KeyUnusableError, Pseudonymiser, load_pseudonymiser
from orchestration.ingest.pseudonym import (
    CONCEALED,
    DEFAULT_KEY_FILE,
    may_need_concealing,
)
from tests.unit.ingest.landing import OTHER_PSEUDONYMISER, PSEUDONYMISER

KEY = bytes(range(32))


def key_file(directory: Path, text: str = KEY.hex(), mode: int = 0o600) -> Path:
    path = directory / "key"
    path.write_text(text)
    path.chmod(mode)
    return path


def from_file(path: Path) -> Pseudonymiser:
    return load_pseudonymiser({"FOLLOWUP_PSEUDONYM_KEY_FILE": str(path)}, Path("unused"))


def test_a_pseudonym_is_a_keyed_hash_of_kind_and_digits() -> None:
    digest = hmac.new(KEY, b"patient:196408233234", hashlib.sha256).hexdigest()

    assert Pseudonymiser(KEY).pseudonym("patient", "196408233234") == digest[:32]


def test_employee_patient_and_key_make_different_pseudonyms() -> None:
    digits = "196408233234"

    pseudonyms = {
        PSEUDONYMISER.pseudonym("employee", digits),
        PSEUDONYMISER.pseudonym("patient", digits),
        OTHER_PSEUDONYMISER.pseudonym("employee", digits),
    }

    assert len(pseudonyms) == 3


@pytest.mark.parametrize(
    ("text", "concealed"),
    [
        ("19640823-3234", "{}"),
        ("196408233234", "{}"),
        ('"19640823-3234";x', '"{}";x'),
        ("x196408233234x", "x{}x"),
        ("196408633234", CONCEALED + "coordination"),
        ("640823-3234", CONCEALED),
        ("640823+3234", CONCEALED),
        ("6408233234", CONCEALED),
        ("19640823+3234", CONCEALED),
        ("19640823 3234", CONCEALED),
        ("19640823\u20133234", CONCEALED),
        ("196413233234", CONCEALED),
        ("17640823-3234", CONCEALED),
        ("1964082332345", CONCEALED),
        ("0000001196408233234", CONCEALED),
        (f"{CONCEALED}0123", "\ufffd0123"),
        ("202401;V00000001;2024-01-02\n20240101", "202401;V00000001;2024-01-02\n20240101"),
    ],
)
def test_what_looks_like_an_identity_number(text: str, concealed: str) -> None:
    pseudonym = CONCEALED + PSEUDONYMISER.pseudonym("patient", "196408233234")
    coordination = PSEUDONYMISER.pseudonym("patient", "196408633234")

    assert PSEUDONYMISER.conceal(text, "patient") == concealed.replace("{}", pseudonym).replace(
        "coordination", coordination
    )
    assert may_need_concealing(text.encode()) == (text != concealed)


separators = st.text("-+ \u00a0\u2010\u2013\u2015\u2212;x\n", max_size=4)
digit_runs = st.text("0159", min_size=3, max_size=9)


@given(st.lists(digit_runs | separators, max_size=8).map("".join))
def test_what_needs_concealing_is_never_overlooked(text: str) -> None:
    changed = PSEUDONYMISER.conceal(text, "patient") != text
    in_cp1252 = text.encode("cp1252", errors="ignore")
    changed_in_cp1252 = PSEUDONYMISER.conceal(in_cp1252.decode("cp1252"), "patient").encode(
        "cp1252", errors="replace"
    )

    assert may_need_concealing(text.encode()) or not changed
    assert may_need_concealing(in_cp1252) or changed_in_cp1252 == in_cp1252


def test_the_variable_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    default = tmp_path / ".secrets" / "pseudonym.key"
    named = key_file(tmp_path, "ab" * 32)
    both = {"FOLLOWUP_PSEUDONYM_KEY": "cd" * 40, "FOLLOWUP_PSEUDONYM_KEY_FILE": str(named)}
    file_only = {"FOLLOWUP_PSEUDONYM_KEY_FILE": str(named)}

    found = [load_pseudonymiser(environment, default) for environment in (both, file_only)]

    assert [pseudonymiser.fingerprint for pseudonymiser in found] == [
        Pseudonymiser(b"\xcd" * 40).fingerprint,
        Pseudonymiser(b"\xab" * 32).fingerprint,
    ]
    assert not default.exists()


def test_the_first_run_makes_a_key_that_the_next_one_finds(tmp_path: Path) -> None:
    default = tmp_path / ".secrets" / "pseudonym.key"

    first, second = load_pseudonymiser({}, default), load_pseudonymiser({}, default)

    assert first.fingerprint == second.fingerprint
    assert len(bytes.fromhex(default.read_text())) == 32
    assert stat.S_IMODE(default.stat().st_mode) == 0o600
    assert stat.S_IMODE(default.parent.stat().st_mode) == 0o700
    assert list(default.parent.iterdir()) == [default]


def test_two_first_runs_at_once_get_one_key(tmp_path: Path) -> None:
    for attempt in range(20):
        default = tmp_path / str(attempt) / "pseudonym.key"
        with ThreadPoolExecutor(8) as runs:
            found = list(runs.map(lambda path: load_pseudonymiser({}, path), [default] * 8))
        assert len({pseudonymiser.fingerprint for pseudonymiser in found}) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_key_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, mode=mode)

    with pytest.raises(KeyUnusableError) as error:
        from_file(path)

    assert str(error.value).endswith(f"Run: chmod 600 {path}")
    path.chmod(0o600)
    assert from_file(path).fingerprint == Pseudonymiser(KEY).fingerprint


@pytest.mark.parametrize("text", ["", "ab" * 31, "ab" * 32 + "a", "xy" * 32, "å" * 64])
def test_a_wrong_key_is_refused_and_never_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(KeyUnusableError) as from_the_file:
        from_file(key_file(tmp_path, text))
    with pytest.raises(KeyUnusableError) as from_the_variable:
        load_pseudonymiser({"FOLLOWUP_PSEUDONYM_KEY": text}, tmp_path / "unused")

    for error in (from_the_file, from_the_variable):
        assert "no hexadecimal number of at least 32 bytes" in str(error.value)
        assert not text or text not in str(error.value)


def test_a_named_key_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "key"

    with pytest.raises(KeyUnusableError, match="cannot be read"):
        from_file(path)

    assert not path.exists()


def test_nothing_shows_the_key() -> None:
    pseudonymiser = Pseudonymiser(KEY)

    shown = f"{pseudonymiser!r} {pseudonymiser} {pseudonymiser.fingerprint}"

    assert KEY.hex() not in shown
    assert repr(KEY) not in shown
    assert pseudonymiser.fingerprint in repr(pseudonymiser)


def test_the_projects_key_is_kept_out_of_git(repository: Path) -> None:
    place = DEFAULT_KEY_FILE.relative_to(repository).parent.as_posix()

    assert f"/{place}/" in (repository / ".gitignore").read_text().splitlines()
