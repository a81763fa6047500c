"""Counts whose shares are the printed ones.

Belongs here: whole numbers that a printed percentage agrees with, and their course over the
months. What is counted belongs in ``care_counts``, ``response_times`` and ``waiting``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

import numpy as np

from orchestration.synthesis.economy import DELIVERED_MONTHS, SEASONS
from orchestration.synthesis.figures import Floats, Integers, PublishedFigures, share_out
from orchestration.synthesis.swedish_time import days_of, is_working_day

# Fewer of a kind in a month would have to be withheld; a share keeps well above it.
SMALLEST_COUNT = 5
ROOM = 2

WORKING_DAYS = np.array([is_working_day(days_of(month)).sum() for month in DELIVERED_MONTHS])
# How much happens in each month by what it goes by: the days worked, or around the clock.
PACES: dict[str, Floats] = {
    "activity": np.array([SEASONS["activity"][month.month - 1] for month in DELIVERED_MONTHS])
    * WORKING_DAYS
    / WORKING_DAYS.mean(),
    "flat": np.ones(len(DELIVERED_MONTHS)),
}
# How far chance moves a share from its course, in the logarithm of the odds.
SHARE_NOISE = 0.08


@dataclass(frozen=True)
class Shares:
    """Of ``wholes`` so many are ``parts``, each of shape (months,)."""

    parts: Integers
    wholes: Integers


def volumes(
    rng: np.random.Generator, a_month: float, growth: float = 0.01, pace: str = "activity"
) -> Integers:
    """How many there are in each month: a level, its growth a year, a pace and chance."""
    grown = (1 + growth) ** (np.arange(len(DELIVERED_MONTHS)) / 12)
    counts = np.round(
        a_month * PACES[pace] * grown * rng.normal(1, 0.015, size=len(DELIVERED_MONTHS))
    )
    enough: Integers = np.maximum(counts, SMALLEST_COUNT * ROOM).astype(np.int64)
    return enough


def course(*points: tuple[str, float]) -> Floats:
    """A share (0 to 1) in each month, straight between the points (month as YYYY-MM, share)."""
    numbers = [month_number(month) for month, _ in points]
    shares: Floats = np.interp(
        range(len(DELIVERED_MONTHS)), numbers, [share for _, share in points]
    )
    return shares


def draw_around(rng: np.random.Generator, shares: Floats) -> Floats:
    """Shares that chance has moved, rare and common ones alike; none and all stay."""
    moved: Floats = shares / (
        shares + (1 - shares) * rng.lognormal(0, SHARE_NOISE, size=len(shares))
    )
    return moved


def draw_parts(rng: np.random.Generator, wholes: Integers, shares: Floats) -> Integers:
    """Parts that follow a course, none of them and none of the rests too small to be shown."""
    least = _least(shares)
    around = np.round(wholes * draw_around(rng, shares)).astype(np.int64)
    parts: Integers = np.clip(around, least, wholes - least)
    return parts


def _least(shares: Floats) -> Integers:
    """The least that parts and rests may be."""
    least: Integers = np.where(shares > 0, SMALLEST_COUNT, 0)
    return least


def month_number(month: str) -> int:
    """The place of a month (YYYY-MM) in ``DELIVERED_MONTHS``."""
    return DELIVERED_MONTHS.index(date.fromisoformat(f"{month}-01"))


def draw_part(
    published: PublishedFigures, rng: np.random.Generator, figure: str, whole: int
) -> int:
    """A number whose percentage of ``whole`` is printed as the figure.

    Raises:
        ValueError: no number's is; ``divisible`` gives a whole of which some is.
    """
    first, last = _parts(published, figure, whole)
    if first > last:
        raise ValueError(f"no part of {whole} is {published.number(figure)} percent: {figure}")
    return int(rng.integers(first, last + 1))


def divisible(published: PublishedFigures, figure: str, whole: int) -> int:
    """The least number from ``whole`` on of which some part is printed as the figure."""
    while True:
        first, last = _parts(published, figure, whole)
        if first <= last:
            return whole
        whole += 1


def _parts(published: PublishedFigures, figure: str, whole: int) -> tuple[int, int]:
    """The first and the last of the parts, rounded half away from zero; first > last: none."""
    printed = published.number(figure)
    half_place = published.printed_place(figure) / 2
    first = ceil(Fraction(printed - half_place) * whole / 100)
    return first, ceil(Fraction(printed + half_place) * whole / 100) - 1


def draw_shares(
    published: PublishedFigures,
    rng: np.random.Generator,
    wholes: Integers,
    shares: Floats,
    printed: Mapping[str, str],
    printed_r12: tuple[str, str] | None = None,
) -> Shares:
    """Parts that follow a course and meet every printed share; wholes as given, or a little more.

    Args:
        published: the figures.
        rng: where chance comes from.
        wholes: shape (months,).
        shares: the course, shape (months,); 0 where there are no parts at all.
        printed: month (YYYY-MM) -> its figure.
        printed_r12: last month (YYYY-MM) of twelve, and the figure of their share.

    Raises:
        ValueError: the course is too far from the figures for all to be met.
    """
    rarest = np.where(shares > 0, np.minimum(shares, 1 - shares), 1)
    wholes = np.maximum(wholes, np.ceil(SMALLEST_COUNT * ROOM / rarest).astype(np.int64))
    figures = {month_number(month): figure for month, figure in printed.items()}
    for number, figure in figures.items():
        wholes[number] = divisible(published, figure, int(wholes[number]))
    parts = draw_parts(rng, wholes, shares)
    for number, figure in figures.items():
        parts[number] = draw_part(published, rng, figure, int(wholes[number]))
    if printed_r12:
        month, figure = printed_r12
        end = month_number(month) + 1
        window = range(end - 12, end)
        free = [number for number in window if number not in figures]
        total = draw_part(published, rng, figure, int(wholes[end - 12 : end].sum()))
        rest = total - sum(int(parts[number]) for number in window if number in figures)
        parts[free] = share_out(rest, parts[free].astype(float))
    least = _least(shares)
    if ((parts < least) | (wholes - parts < least)).any():
        raise ValueError(f"shares too far from {', '.join(printed.values())}: {parts} of {wholes}")
    return Shares(parts, wholes)
