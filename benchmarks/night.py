"""What a night takes with one new month, and with nothing new, after much history and after little.

    python -m benchmarks.night --raw raw --months 12 60

Here: the nights, each in a copy of the project, side by side: seconds, memory, and what of it each
step and each node of dbt took. Then a whole rebuild must give the marts that the nights gave.
Not here: how the history is made (`history`), how a command is measured (`measure`).
Of the published figures these copies have those that twelve months give before the new month as
after it; all other tests and constraints are the product's.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tabulate import tabulate

from benchmarks.commands import NIGHTLY
from benchmarks.equality import differing_rows
from benchmarks.history import NEW_MONTH, deliver_new_month, let_begin_before, make_history
from benchmarks.measure import Measurement, measure
from benchmarks.project import REPOSITORY, Project, copy_of_the_project
from benchmarks.results import RESULTS, machine

SHORTEST_SECONDS = 0.3
"""Steps and nodes that took less are kept, but not printed."""


class NightDiffers(Exception):
    """The marts of the nights are not those of a whole rebuild; the message names them."""


@dataclass(frozen=True)
class Night:
    """What one night took: in all, and each step of Dagster and node of dbt, in seconds."""

    measurement: Measurement
    steps: Mapping[str, float]
    nodes: Mapping[str, float]


@dataclass(frozen=True)
class Nights:
    """The night with nothing new and the one with a new month, after so many months."""

    months: int
    nothing_new: Night
    new_month: Night


def main() -> None:
    """Measure, print and keep the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--raw", type=Path, default=REPOSITORY / "raw", help="the default sample")
    parser.add_argument("--months", type=int, nargs=2, default=(12, 60), help="little and much")
    arguments = parser.parse_args()
    little, much = (nights_after(months, arguments.raw) for months in sorted(arguments.months))
    nights = [asdict(nights) for nights in (little, much)]
    result = {"machine": machine(), **figures(little, much), "nights": nights}
    print(f"\n{_report(little, much)}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"night-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nKept in {path.relative_to(REPOSITORY)}")


def figures(little: Nights, much: Nights) -> dict[str, float]:
    """The figures of the comparison; memory in MiB, of all processes at one moment."""
    nights = {each.months: each.new_month.measurement for each in (little, much)}
    before, after = nights.values()
    nothing_new = much.nothing_new.measurement
    return {
        **{f"night_{months}_s": round(night.seconds, 1) for months, night in nights.items()},
        "night_ratio": round(after.seconds / before.seconds, 2),
        "night_cpu_ratio": round(after.cpu_seconds / before.cpu_seconds, 2),
        **{f"peak_{months}_mib": round(night.peak_tree_mib) for months, night in nights.items()},
        "peak_ratio": round(after.peak_tree_mib / before.peak_tree_mib, 2),
        "nothing_new_s": round(nothing_new.seconds, 1),
        "nothing_new_peak_mib": round(nothing_new.peak_tree_mib),
    }


def nights_after(months: int, raw: Path) -> Nights:
    """The two nights after so many months of history, made from a sample in `raw`.

    Raises:
        CommandFailed: a run failed.
        NightDiffers: a whole rebuild gives other marts.
    """
    with tempfile.TemporaryDirectory(prefix="night-") as directory:
        project = copy_of_the_project(Path(directory))
        seeds = project.root / "dbt_project" / "seeds"
        _keep_figures_that_can_be_computed(seeds)
        let_begin_before(seeds / "organisation.csv")
        make_history(raw, project.root / "raw", months)
        _run(project, f"{months} months, taken in and built as a whole")
        nothing_new = _run(project, f"nothing new after {months} months")
        deliver_new_month(raw, project.root / "raw")
        nights = Nights(months, nothing_new, _run(project, f"{NEW_MONTH} after {months} months"))
        _require_whole_rebuild_to_agree(project, months)
    return nights


def _keep_figures_that_can_be_computed(seeds: Path) -> None:
    """Leave of what was published the figures of the last year, but none of the new month.

    The publication before it must pass the audit, too. What is said of others goes with them.
    """
    figure = seeds / "published_figure.csv"
    with figure.open(newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [
        row for row in rows if row["figure_id"].startswith("nsvh") and row["period"] < NEW_MONTH
    ]
    with figure.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(kept)
    for name in ("published_chart", "published_statement"):
        seed = seeds / f"{name}.csv"
        seed.write_text(seed.read_text().splitlines(keepends=True)[0])


def _run(project: Project, name: str) -> Night:
    """Run the job nightly in the copy, with the audit and every data test.

    Raises:
        CommandFailed: one of them did not hold.
    """
    print(f"measuring: {name} ...", flush=True)
    results = project.manifest.with_name("run_results.json")
    results.unlink(missing_ok=True)
    measurement = measure(name, NIGHTLY, project.root, project.environment)
    return Night(measurement, project.steps, _nodes(results))


def _nodes(results: Path) -> dict[str, float]:
    """What dbt built and tested; nothing where it was not called."""
    if not results.exists():
        return {}
    return {
        result["unique_id"].split(".", 2)[-1]: round(result["execution_time"], 2)
        for result in json.loads(results.read_text())["results"]
    }


def _require_whole_rebuild_to_agree(project: Project, months: int) -> None:
    """Build the same landing zone anew in the same copy, and compare all rows of all marts."""
    of_the_nights = project.root / "of-the-nights" / project.build_database.name
    of_the_nights.parent.mkdir()
    project.build_database.rename(of_the_nights)
    project.clear()
    _run(project, f"the same {months} months and the new one, rebuilt as a whole")
    differing = differing_rows(of_the_nights, project.build_database)
    if differing:
        raise NightDiffers(f"After {months} months the nights and a rebuild differ: {differing}")


def _report(little: Nights, much: Nights) -> str:
    nights = (little.nothing_new, little.new_month, much.nothing_new, much.new_month)
    return "\n\n".join(
        [
            tabulate(
                [tuple(asdict(night.measurement).values()) for night in nights],
                headers=(
                    "night",
                    "seconds",
                    "CPU seconds",
                    "largest process MiB",
                    "all processes MiB",
                ),
                floatfmt=".1f",
            ),
            _side_by_side("step of the new month", little, much, "steps"),
            _side_by_side("node of dbt", little, much, "nodes"),
            tabulate(figures(little, much).items()),
        ]
    )


def _side_by_side(what: str, little: Nights, much: Nights, part: str) -> str:
    """What took long after much history, that which grew most first."""
    before, after = (getattr(nights.new_month, part) for nights in (little, much))
    more = {name: seconds - before.get(name, 0) for name, seconds in after.items()}
    rows = [
        (name, before.get(name), after[name], more[name])
        for name in sorted(more, key=lambda name: more[name], reverse=True)
        if after[name] > SHORTEST_SECONDS
    ]
    return tabulate(
        rows,
        headers=(what, f"{little.months} months", f"{much.months} months", "more"),
        floatfmt=".2f",
    )


if __name__ == "__main__":
    main()
