"""Elimination finds what has one possible value, and only that."""

import random
from fractions import Fraction

import numpy as np

from tests.disclosure.algebra import determined


def total(name: str, *parts: str) -> dict[str, int]:
    return {name: -1} | dict.fromkeys(parts, 1)


def test_one_unknown_part_follows_from_the_others() -> None:
    assert determined([total("all", "a", "b", "c")], {"all", "a", "b"}) == {"c"}


def test_two_unknown_parts_hide_each_other() -> None:
    assert determined([total("all", "a", "b", "c")], {"all", "a"}) == set()


def test_an_unknown_total_follows_from_its_parts() -> None:
    assert determined([total("all", "a", "b")], {"a", "b"}) == {"all"}


def test_what_follows_may_be_known_only_through_another_equation() -> None:
    chain = [total("all", "a", "b"), total("a", "a1", "a2")]

    assert determined(chain, {"all", "b", "a1"}) == {"a", "a2"}


def test_a_rectangle_of_unknowns_stays_unknown() -> None:
    table = [
        total("row 1", "11", "12", "13"),
        total("row 2", "21", "22", "23"),
        total("row 3", "31", "32", "33"),
        total("column 1", "11", "21", "31"),
        total("column 2", "12", "22", "32"),
        total("column 3", "13", "23", "33"),
    ]
    margins = {f"{line} {number}" for line in ("row", "column") for number in (1, 2, 3)}

    assert determined(table, margins | {"13", "23", "31", "32", "33"}) == set()
    assert determined(table, margins | {"13", "22", "23", "31", "32", "33"}) == {"11", "12", "21"}


def test_two_unknowns_in_every_line_can_still_give_one_away() -> None:
    # Two squares of unknowns that hang together by the cell 33 alone: no line has just one.
    unknown = {"11", "12", "21", "22", "13", "43", "44", "45", "54", "55"}
    cells = {f"{row}{column}" for row in "12345" for column in "12345"}
    table = [
        *(total(f"row {row}", *(f"{row}{column}" for column in "12345")) for row in "12345"),
        *(total(f"column {column}", *(f"{row}{column}" for row in "12345")) for column in "12345"),
    ]
    margins = {f"{line} {number}" for line in ("row", "column") for number in "12345"}

    assert determined(table, margins | (cells - unknown)) == {"13", "43"}


def test_it_agrees_with_the_null_space_on_random_equations() -> None:
    chance = random.Random(1)
    for _ in range(200):
        names = [f"x{number}" for number in range(chance.randint(2, 8))]
        equations = [
            {name: chance.choice([-2, -1, 1, 3]) for name in names if chance.random() < 0.5}
            for _ in range(chance.randint(1, 8))
        ]
        matrix = np.array([[each.get(name, 0) for name in names] for each in equations])
        _, sizes, directions = np.linalg.svd(matrix)
        free = directions[int((sizes > 1e-9).sum()) :]

        expected = {
            name for index, name in enumerate(names) if np.allclose(free[:, index], 0, atol=1e-9)
        }

        assert determined(equations, set[str]()) == expected


def test_nothing_is_lost_to_rounding() -> None:
    # The determinant of these two equations is one, beside coefficients of nine digits.
    equations = [{"a": 10**9, "b": 10**9 + 1}, {"a": 10**9 - 1, "b": 10**9}]

    assert Fraction(10**9 * 10**9 - (10**9 + 1) * (10**9 - 1)) == 1
    assert determined(equations, set[str]()) == {"a", "b"}
