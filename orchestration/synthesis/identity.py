"""Identity numbers (personnummer) that look right and cannot belong to anyone.

Belongs here: how such a number is made. Who the people are belongs with what they do.
"""

import numpy as np
import numpy.typing as npt

from orchestration.synthesis.figures import Booleans, Integers

SERIALS = 500
# Has no factor in common with SERIALS, so that the people of a day get a serial each.
SERIAL_STEP = 137


def identity_numbers(
    rng: np.random.Generator, birth_dates: npt.NDArray[np.datetime64], is_woman: Booleans
) -> npt.NDArray[np.str_]:
    """A number for each person, as 19850312-2381, no two alike.

    The last digit but one is even for women and odd for men. The last is never the check digit
    that the Luhn rule demands: no such number has been or can be given to anyone.

    Args:
        rng: where the serial and the wrong digit come from.
        birth_dates: shape (people,).
        is_woman: shape (people,).

    Raises:
        ValueError: more than 500 women or more than 500 men are born on one day.
    """
    days = birth_dates.astype("datetime64[D]")
    _, group = np.unique(days.astype(np.int64) * 2 + is_woman, return_inverse=True)
    size = np.bincount(group)
    if size.max(initial=0) > SERIALS:
        raise ValueError(f"{size.max()} people of one sex and birth date, but {SERIALS} serials")
    in_order = np.argsort(group, kind="stable")
    rank = np.empty(len(group), dtype=np.int64)
    rank[in_order] = np.arange(len(group)) - np.repeat(np.cumsum(size) - size, size)
    start = rng.integers(SERIALS, size=len(size))[group]
    serial = (start + rank * SERIAL_STEP) % SERIALS * 2 + ~is_woman
    born = np.char.replace(days.astype(str), "-", "")
    wrong = rng.integers(1, 10, size=len(days))
    last = (check_digits(born.astype(np.int64) % 1_000_000 * 1_000 + serial) + wrong) % 10
    four = np.char.zfill((serial * 10 + last).astype(str), 4)
    return np.char.add(np.char.add(born, "-"), four)


def check_digits(nine_digits: Integers) -> Integers:
    """The digit that the Luhn rule puts after year, month, day and serial (YYMMDDNNN)."""
    digits = nine_digits[..., np.newaxis] // 10 ** np.arange(8, -1, -1) % 10
    products = digits * np.array([2, 1, 2, 1, 2, 1, 2, 1, 2])
    total: Integers = (products // 10 + products % 10).sum(axis=-1)
    return -total % 10
