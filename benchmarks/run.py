"""`make bench`: the product beside the floor and what a user would pick instead, in one run.

Here: which scales are measured, and keeping the result as JSON, a table and a chart. Not here: what
is measured at a scale (`scale`), and of a night (`night`). Nothing about time is asserted.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import altair as alt
from tabulate import tabulate

from benchmarks.night import figures, nights_after
from benchmarks.project import copy_of_the_project, run_over_a_small_sample
from benchmarks.results import RESULTS, machine
from benchmarks.scale import Scale, measure_scale
from orchestration.synthesis.__main__ import write_sample

SCALES = (1.0, 5.0, 20.0)
MONTHS = (12, 60)
# Extracts, the databases of every competitor one after the other, and what they write meanwhile.
_BYTES_A_SCALE = 1_500_000_000


class DiskTooSmall(Exception):
    """There is not enough free disk for the extracts and the databases of a scale."""


def main() -> None:
    """Measure the scales that are asked for, print the table and keep the result."""
    arguments = _arguments()
    scales = [arguments.scale] if arguments.scale else list(SCALES)
    _require_disk(max(scales))
    measured = [_measure(scale) for scale in scales]
    RESULTS.mkdir(exist_ok=True)
    path = arguments.output or RESULTS / f"bench-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(_result(measured), indent=2) + "\n")
    table = f"{_table(measured)}\n\n{_nights_table(measured)}"
    path.with_suffix(".md").write_text(table + "\n")
    _chart([scale for scale, _ in measured]).save(path.with_suffix(".svg"))
    print(f"\n{table}\n\nKept in {path} and beside it as a table and a chart.")


def _measure(scale: float) -> tuple[Scale, Mapping[str, float]]:
    """Everything at one scale, on the same generated extracts: the whole run, then the nights."""
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        raw = Path(directory) / "raw"
        for _ in write_sample(raw, scale, seed=1):
            pass
        project = copy_of_the_project(Path(directory) / "project")
        run_over_a_small_sample(project)
        whole = measure_scale(project, scale, raw)
        return whole, figures(*(nights_after(months, raw) for months in MONTHS))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", type=float, help="one scale of the sample; without it 1, 5, 20")
    parser.add_argument("--output", type=Path, help="the JSON file; a table and a chart go beside")
    return parser.parse_args()


def _require_disk(scale: float) -> None:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    needed = scale * _BYTES_A_SCALE
    if free < needed:
        raise DiskTooSmall(
            f"{tempfile.gettempdir()} has {free / 1e9:.1f} GB free; scale {scale:g} needs some"
            f" {needed / 1e9:.0f} GB. Make room, or set TMPDIR, or measure a smaller scale."
        )


def _result(measured: Sequence[tuple[Scale, Mapping[str, float]]]) -> dict[str, object]:
    return {
        "machine": machine(),
        "scales": {f"{scale.scale:g}": asdict(scale) | dict(nights) for scale, nights in measured},
    }


def _table(measured: Sequence[tuple[Scale, Mapping[str, float]]]) -> str:
    rows = [
        (
            f"{scale.scale:g}",
            each.name,
            each.seconds,
            each.seconds / scale.floor_s,
            each.cpu_seconds,
            each.peak_process_mib,
            each.peak_tree_mib,
        )
        for scale, _ in measured
        for each in scale.measurements
    ]
    return tabulate(
        rows,
        headers=(
            *("scale", "what", "seconds", "× floor", "CPU seconds"),
            *("largest process MiB", "all processes MiB"),
        ),
        tablefmt="github",
        floatfmt=("", "", ".1f", ".2f", ".1f", ".0f", ".0f"),
    )


def _nights_table(measured: Sequence[tuple[Scale, Mapping[str, float]]]) -> str:
    rows = [
        (f"{scale.scale:g}", name, value)
        for scale, nights in measured
        for name, value in nights.items()
    ]
    return tabulate(rows, headers=("scale", "night", "value"), tablefmt="github")


def _chart(scales: Sequence[Scale]) -> alt.Chart:
    """Seconds against the size of the extracts, both on logarithmic axes."""
    points = [
        {"GB": scale.raw_bytes / 1e9, "seconds": seconds, "what": name}
        for scale in scales
        for name, seconds in (
            ("whole run", scale.run_s),
            ("floor", scale.floor_s),
            ("without Dagster", scale.without_dagster_s),
            *scale.peers.items(),
        )
        if isinstance(seconds, float)
    ]
    chart: alt.Chart = (
        alt.Chart(alt.Data(values=points), width=560, height=320)
        .mark_line(point=True)
        .encode(
            x=alt.X("GB:Q", scale=alt.Scale(type="log"), title="extracts, GB"),
            y=alt.Y("seconds:Q", scale=alt.Scale(type="log")),
            color=alt.Color("what:N", title=None),
            shape=alt.Shape("what:N", legend=None),
        )
    )
    return chart


if __name__ == "__main__":
    main()
