"""Every mart, computed a second time from the extracts.

Here: the domains together, and the table of measures that they all feed.
Not here: computing a mart (`finance`, `workforce`, `care`), the published figures (`figures`).
"""

from pathlib import Path

from tests.oracle.care import Care
from tests.oracle.extracts import CARE, HR, read_extracts, read_sources
from tests.oracle.finance import Finance
from tests.oracle.mart import Key, Mart, Rows, Targets
from tests.oracle.structure import keep_books, read_region
from tests.oracle.workforce import Workforce

KPI_KEY = ("measure", "organisation_code", "subject", "period", "window")


class Oracle:
    """Computes every mart from the extracts in `raw`."""

    def __init__(self, raw: Path) -> None:
        region, extracts = read_region(), read_extracts(raw)
        books = keep_books(extracts, region)
        self._targets = Targets(region, [str(month) for month in books.actual.columns])
        self._finance = Finance(extracts, region, books)
        self._workforce = Workforce(read_sources(raw, HR), region, books, self._targets)
        self._care = Care(read_sources(raw, CARE), region, books, self._targets)

    def marts(self) -> dict[str, Mart]:
        """Every mart by name, the table of measures (`kpi`) last."""
        marts = self._finance.marts() | self._workforce.marts() | self._care.marts()
        return marts | {"kpi": self._kpi(marts)}

    def _kpi(self, marts: dict[str, Mart]) -> Mart:
        """The value of every measure beside its target, and the targets themselves."""
        rows: Rows = {}
        cells: dict[Key, Key] = {}
        parts: dict[Key, frozenset[Key]] = {}
        for domain in (self._finance, self._workforce, self._care):
            for key, row in domain.kpi_rows(marts):
                assert key not in rows, f"computed twice: {key}"
                target = self._targets.of(key, row.value)
                rows[key] = (row.value, row.numerator, row.denominator, *target, row.quality)
                if row.cell is not None:
                    cells[key] = row.cell
                if row.parts:
                    parts[key] = row.parts
        for key, target_itself in self._targets:
            rows[*key, "target"] = (target_itself, None, None, target_itself, None, None)
        return Mart(
            KPI_KEY,
            ("value", "numerator", "denominator", "target", "attained", "quality"),
            rows,
            cells=cells,
            small_cells=frozenset().union(*(mart.small_cells for mart in marts.values())),
            kept=frozenset({"target"}),
            parts=parts,
            of_parts=frozenset({"value", "numerator", "denominator", "attained"}),
        )
