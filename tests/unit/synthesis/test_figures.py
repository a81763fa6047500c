"""Exact amounts behind printed figures: rounding, drawing and sharing out."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.synthesis.figures import PublishedFigures, draw_exact, share_out

HEADER = "figure_id,value,unit,decimals\n"
WEIGHTS = st.lists(st.floats(min_value=1e-3, max_value=1e3), min_size=1, max_size=60)


@pytest.fixture
def figures(tmp_path: Path) -> PublishedFigures:
    seed = tmp_path / "figures.csv"
    seed.write_text(
        f"{HEADER}up,5,tkr,0\ndown,-5,tkr,0\nnothing,0,tkr,0\ntenth,-1.5,mnkr,1\ntwo,2,mnkr,0\n",
        encoding="utf-8",
    )
    return PublishedFigures(seed)


def test_figures_are_read_in_ore(figures: PublishedFigures) -> None:
    assert figures.ore("up") == 500_000
    assert figures.ore("tenth") == -150_000_000
    assert figures.place("up") == 100_000
    assert figures.place("tenth") == 10_000_000


@pytest.mark.parametrize(
    ("figure_id", "inside", "outside"),
    [
        ("up", [450_000, 500_000, 549_999], [449_999, 550_000, -500_000]),
        ("down", [-450_000, -500_000, -549_999], [-449_999, -550_000, 500_000]),
        ("nothing", [-49_999, 0, 49_999], [-50_000, 50_000]),
        ("tenth", [-145_000_000, -154_999_999], [-144_999_999, -155_000_000]),
    ],
)
def test_amounts_are_rounded_half_away_from_zero(
    figure_id: str, inside: list[int], outside: list[int], figures: PublishedFigures
) -> None:
    assert figures.rounds_to(np.array(inside), figure_id).all()
    assert not figures.rounds_to(np.array(outside), figure_id).any()


@settings(deadline=None)
@given(
    steps=st.integers(min_value=-(10**10), max_value=10**10),
    weights=WEIGHTS,
    step=st.sampled_from([1, 100, 100_000]),
)
def test_parts_add_up_exactly_and_each_is_within_a_step_of_its_share(
    steps: int, weights: list[float], step: int
) -> None:
    total = steps * step

    parts = [int(part) for part in share_out(total, np.array(weights), step)]

    assert sum(parts) == total
    assert [part for part in parts if part % step] == []
    whole = sum(Fraction(weight) for weight in weights)
    # Shares are floats: a share of 10^15 öre is known to about an öre.
    allowed = step + max(Fraction(abs(total), 10**14), Fraction(step, 10**5))
    far_off = [
        (part, weight)
        for part, weight in zip(parts, weights, strict=True)
        if abs(part - total * Fraction(weight) / whole) > allowed
    ]
    assert far_off == []


def test_drawn_amounts_round_to_their_figures_and_meet_the_conditions(
    figures: PublishedFigures,
) -> None:
    drawn = draw_exact(
        figures,
        np.random.default_rng(1),
        {"one": "up", "other": "down", "budget": "two"},
        # Both round to 5 and -5 tkr, while their sum rounds to 1 tkr.
        [lambda amounts: (amounts["one"] + amounts["other"]) // 1000 == 60],
        in_kronor={"budget"},
    )

    assert figures.rounds_to(np.array([drawn["one"]]), "up").all()
    assert figures.rounds_to(np.array([drawn["other"]]), "down").all()
    assert figures.rounds_to(np.array([drawn["budget"]]), "two").all()
    assert (drawn["one"] + drawn["other"]) // 1000 == 60
    assert drawn["budget"] % 100 == 0


def test_what_cannot_be_drawn_is_an_error_that_names_the_amounts(
    figures: PublishedFigures,
) -> None:
    with pytest.raises(ValueError, match="one, other"):
        draw_exact(
            figures,
            np.random.default_rng(1),
            {"one": "up", "other": "down"},
            [lambda amounts: amounts["one"] + amounts["other"] > 100_000],
        )


def test_the_same_generator_draws_the_same_amounts(figures: PublishedFigures) -> None:
    first, again, other = (
        draw_exact(figures, np.random.default_rng(seed), {"one": "up"}) for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other
