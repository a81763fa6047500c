"""An advisory that applies to a locked version is told, unless it is accepted and not overdue."""

from datetime import date

import pytest

from security.audit import Finding, judge, shipped_findings

LOCK = """\
# comment
Some_Package==1.2.0 \\
    --hash=sha256:00
other[extra]==2.0 ; python_version < '3.12' \\
    --hash=sha256:00
"""
TODAY = date(2026, 12, 1)
FINDING = Finding("requirements.lock", "other", "2.0", "GHSA-1", "2.1")


@pytest.mark.parametrize(
    ("versions", "applies"),
    [("<1.2.1", True), ("<=1.2.0", True), ("<1.2", False), (">=1,<1.2.1", True), (">1.2", False)],
)
def test_a_range_of_versions(versions: str, *, applies: bool) -> None:
    advisories = {"some-package": [{"id": "GHSA-1", "v": versions, "fixed_in": "1.2.1"}]}

    found = shipped_findings("a.lock", LOCK, advisories)

    assert found == (
        {Finding("a.lock", "some-package", "1.2.0", "GHSA-1", "1.2.1")} if applies else set()
    )


def test_a_range_that_cannot_be_read_is_told() -> None:
    advisories = {"other": [{"id": "GHSA-1", "v": "<2.0-12ubuntu1", "fixed_in": ""}]}

    (found,) = shipped_findings("a.lock", LOCK, advisories)

    assert str(found).startswith("a.lock: other 2.0: GHSA-1. No fixed version is known (make lock)")


def test_what_is_not_accepted_is_told() -> None:
    (line,) = judge([FINDING], [], TODAY)

    assert line == (
        "requirements.lock: other 2.0: GHSA-1. Raise it to 2.1 or later (make lock), or accept it"
        " for a while in security/accepted.toml."
    )


def test_an_acceptance_ends() -> None:
    accepted = {"id": "GHSA-1", "package": "other", "reason": "no such call", "until": TODAY}

    assert judge([FINDING], [accepted | {"until": date(2026, 12, 2)}], TODAY) == []
    assert len(judge([FINDING], [accepted], TODAY)) == 1
    assert judge([], [accepted], TODAY) == [
        "security/accepted.toml: other GHSA-1 applies to no locked version. Take it out."
    ]
