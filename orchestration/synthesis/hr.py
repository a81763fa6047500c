"""What the HR system delivers: the register, and its three extracts a month.

Belongs here: the order in which they are made. What is in them belongs in ``workforce``,
``schedule``, ``absence``, ``registration`` and ``hired``.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from orchestration.contracts import Contract
from orchestration.synthesis.absence import draw_sick_leave
from orchestration.synthesis.economy import DELIVERED_MONTHS, Economy
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.hired import hired_staff_rows
from orchestration.synthesis.people import employment_numbers, employment_rows
from orchestration.synthesis.registration import absence_rows, other_absence
from orchestration.synthesis.schedule import ordinary_hours, scheduled_hours_table
from orchestration.synthesis.tree import CostCentre
from orchestration.synthesis.workforce import build_workforce
from orchestration.synthesis.writing import write_rows, write_table


def write_hr(
    contracts: Mapping[str, Contract],
    directory: Path,
    published: PublishedFigures,
    economy: Economy,
    tree: list[CostCentre],
    seed: int,
) -> Iterator[Path]:
    """Write the extracts of the HR system; the workforce is as large at any scale."""
    employments = build_workforce(published, tree, seed)
    register = employment_rows(employments, np.random.default_rng([seed, 26]))
    yield write_rows(contracts["employment"], directory, register)
    numbers = list(employment_numbers(employments).values())
    hours = ordinary_hours(employments, seed)
    absences = draw_sick_leave(published, employments, hours, tree, seed)
    absences += other_absence(employments, hours, seed)
    registered = absence_rows(absences, employments, numbers, seed)
    for month in DELIVERED_MONTHS:
        period = f"{month:%Y-%m}"
        scheduled = scheduled_hours_table(numbers, hours, month)
        yield write_table(contracts["scheduled_hours"], directory, period, scheduled)
        yield write_rows(contracts["absence"], directory, registered[month], period)
        hired = hired_staff_rows(economy, tree, month, seed)
        yield write_rows(contracts["hired_staff"], directory, hired, period)
