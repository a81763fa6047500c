"""Which figure somebody asks for, by the name it was published under or by its key.

Not here: what it is made of (`parts`).
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from orchestration.figure import FigureKey
from orchestration.marts import Marts

_MOST_NAMED = 5
_KEY = ("measure", "organisation_code", "period", "subject", "window")


class NotFound(Exception):
    """There is no such figure; the message names those that are near."""


def figure_asked_for(
    marts: Marts, words: Sequence[str], subject: str | None = None, window: str | None = None
) -> FigureKey:
    """The key of the figure that is meant.

    Args:
        marts: where it is looked for.
        words: a figure_id, or measure, organisation and period.
        subject: what it is measured for; may be left out where there is `total`, or one only.
        window: what the value covers; may be left out where there is one only.

    Raises:
        NotFound: there is none, or several; the message names the nearest, or all of them.
    """
    if len(words) == 1:
        return _published_figure(marts, words[0])
    given = dict(zip(_KEY[:3], words, strict=True))
    # One word after the other, so that the first that is wrong is named.
    for depth, name in enumerate(given, start=1):
        _require(marts, dict(list(given.items())[:depth]), name)
    for name, value in (("subject", subject), ("window", window)):
        if value is not None:
            given[name] = value
            _require(marts, given, name)
    found = marts.rows(
        f'select * from kpi where {_condition(given)} order by subject, "window"', given
    )
    if subject is None and any(row["subject"] == "total" for row in found):
        found = [row for row in found if row["subject"] == "total"]
    if len(found) > 1:
        alternatives = ", ".join(
            f"--subject {row['subject']} --window {row['window']}" for row in found
        )
        raise NotFound(f"Flera tal svarar mot {' '.join(words)}. Ange ett av: {alternatives}")
    return FigureKey.of(found[0])


def _published_figure(marts: Marts, figure_id: str) -> FigureKey:
    figures = {row["figure_id"]: row for row in marts.rows("from published_reconciliation")}
    if figure_id not in figures:
        raise NotFound(_no("publicerat tal", figure_id, figures))
    figure = figures[figure_id]
    if figure["kind"] in ("chart", "absent"):
        reason = "är ett diagram" if figure["kind"] == "chart" else "har inget värde i dokumentet"
        raise NotFound(f"{figure_id} {reason} och har inget att spåra.")
    return FigureKey.of(figure)


def _require(marts: Marts, given: dict[str, str], name: str) -> None:
    """Refuse the value given for `name` where nothing has it, together with those before it."""
    before = {key: value for key, value in given.items() if key != name}
    there = [
        row[name]
        for row in marts.rows(
            f'select distinct "{name}" from kpi where {_condition(before)} order by all', before
        )
    ]
    if given[name] not in there:
        raise NotFound(_no(_WORDS[name], given[name], there))


_WORDS = {
    "measure": "mått",
    "organisation_code": "organisation med måttet",
    "period": "period",
    "subject": "uppdelning",
    "window": "mätperiod",
}


def _condition(given: dict[str, str]) -> str:
    return " and ".join(f'"{name}" = ${name}' for name in given) or "true"


def _no(what: str, asked: str, there: Iterable[str]) -> str:
    names = list(there)
    near = get_close_matches(asked, names, _MOST_NAMED, cutoff=0.4)
    return (
        f"Det finns inget tal: {what} '{asked}' finns inte."
        f" {'Närmast är' if near else 'Det finns'}: {', '.join(near or names[-_MOST_NAMED:])}"
    )
