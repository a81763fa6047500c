"""What a report consists of, whatever format it is written in.

Here: the parts of a document, as data. A figure carries its text, ready to print, and its key in
`marts.kpi`, so that each format can say where it comes from.
Not here: which chapters there are (`chapters`), how numbers are worded (`wording`), any format.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from orchestration.figure import FigureKey


@dataclass(frozen=True)
class Figure:
    """A value as it is printed.

    `text` is the whole print, with its unit where the print has one; `value` the same number,
    rounded as printed, in the printed unit (`tkr`, `mnkr`, `percent`, `count`, `persons`); None
    where there is no value, and the text says so. `notes` is what a reader must know about it.
    """

    key: FigureKey
    text: str
    value: Decimal | None
    unit: str
    decimals: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Strong:
    """Words that are stressed."""

    text: str


Origin = Literal["rule", "own"]
"""`rule` is of what is derived from the data, `own` of the controller's words."""

Run = str | Strong | Figure
Text = tuple[Run, ...]
"""Running text, in order, nothing between its runs."""


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: Text
    origin: Origin = "rule"


def paragraph(sentences: Iterable[Text]) -> Paragraph:
    """Sentences that stand after each other."""
    spaced = [run for sentence in sentences for run in (" ", *sentence)]
    return Paragraph(tuple(spaced[1:]))


@dataclass(frozen=True)
class Bullets:
    """A list whose items have no order."""

    items: tuple[Text, ...]
    origin: Origin = "rule"


@dataclass(frozen=True)
class Notice:
    """What must be known where it stands: a fault of a source, what is withheld or assumed."""

    text: str


Rows = tuple[tuple[str | Figure | None, ...], ...]
"""The cells of a table, row by row."""


@dataclass(frozen=True)
class Table:
    """Rows under a header. The first cell of a row is its heading; None is an empty cell.

    `total` says that the last row sums the others up. A table of `numbers` has numbers in every
    column but the first, which are aligned by their last digit.
    """

    caption: str
    header: tuple[str, ...]
    rows: Rows
    numbers: bool = True
    total: bool = False


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification with its data in it, what it shows in words, and its numbers."""

    title: str
    description: str
    specification: Mapping[str, Any]
    table: Table


Block = Paragraph | Bullets | Notice | Table | Chart


def notes(block: Paragraph | Bullets | Table) -> tuple[str, ...]:
    """What must be known of a block's figures, each once, in the order in which they stand.

    The position of a note, from 1, is the number that marks it at its figures and below the block.
    """
    return tuple(dict.fromkeys(note for figure in _figures(block) for note in figure.notes))


def _figures(block: Paragraph | Bullets | Table) -> Iterator[Figure]:
    match block:
        case Paragraph(text=text):
            lines: tuple[tuple[Run | None, ...], ...] = (text,)
        case Bullets(items=lines) | Table(rows=lines):
            pass
    return (part for line in lines for part in line if isinstance(part, Figure))


def _origin(block: Block) -> Origin:
    return block.origin if isinstance(block, Paragraph | Bullets) else "rule"


@dataclass(frozen=True)
class Chapter:
    """A numbered heading and what stands under it; level 1 is a chapter, 2 and 3 are below it."""

    name: str
    number: str
    heading: str
    level: int
    blocks: tuple[Block, ...] = ()

    def by_origin(self) -> Iterator[tuple[Origin, list[Block]]]:
        """The blocks in their order, what follows each other and is of one origin together."""
        for origin, blocks in groupby(self.blocks, _origin):
            yield origin, list(blocks)


@dataclass(frozen=True)
class Report:
    """A report on a month, which is written `YYYY-MM`.

    `statement` is what must be said of the whole of it wherever it is shown: that the sample is
    synthetic; empty for a region's own extracts. `publication` names the publication it is made
    from.
    """

    title: str
    subtitle: str
    organisation_code: str
    month: str
    publication: str
    statement: str
    chapters: tuple[Chapter, ...] = field(default=())

    @property
    def day(self) -> date:
        """The last day of the month: the date of what is written, whenever it is written."""
        year, month = map(int, self.month.split("-"))
        return date(year, month, calendar.monthrange(year, month)[1])
