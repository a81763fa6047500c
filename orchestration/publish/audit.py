"""The verdict of the audit: do the marts say what the documents say?

Here: reading `marts.published_reconciliation` and wording the verdict for people.
Not here: the comparison itself, which is a dbt model, and anything that writes.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb
from tabulate import tabulate

# Reads well in a terminal, and is a table where Markdown is shown.
_TABLE_FORMAT = "github"


class AuditFailed(Exception):
    """The marts do not say what the documents say; the message names every figure that fails."""


@dataclass(frozen=True)
class FailingFigure:
    """A published figure that stops publication. Values are in the printed unit."""

    figure_id: str
    status: str
    organisation_code: str
    measure: str
    subject: str
    period: str
    published_value: Decimal | None
    computed_value: Decimal | None
    unit: str

    def __str__(self) -> str:
        """One line that names the figure and both its values."""
        return (
            f"{self.figure_id} ({self.organisation_code}, {self.measure}, {self.subject}, "
            f"{self.period}) {self.status}: published {_number(self.published_value)}, "
            f"computed {_number(self.computed_value)} {self.unit}"
        )


@dataclass(frozen=True)
class AuditVerdict:
    """How the published figures fared: how many of each status, and which of them fail.

    Whatever does not agree and is no series is among `failing`, also what is missing.
    """

    agrees: int
    differs: int
    missing: int
    series: int
    failing: tuple[FailingFigure, ...]

    @property
    def holds(self) -> bool:
        """Whether the marts may be published: something agrees and nothing fails."""
        return self.agrees > 0 and not self.failing

    def report(self) -> str:
        """For people: every failing figure with both its values, then the figures by outcome."""
        counts = tabulate(
            self._outcomes(), headers=("published figures", "number"), tablefmt=_TABLE_FORMAT
        )
        failing = "\n".join(f"- {figure}" for figure in self.failing)
        return f"{failing}\n\n{counts}".lstrip()

    def _outcomes(self) -> list[tuple[str, int]]:
        outcomes = [
            ("agree", self.agrees),
            ("differ", self.differs),
            ("missing", self.missing),
            ("series without printed values", self.series),
        ]
        otherwise = len(self.failing) - self.differs - self.missing
        return [*outcomes, ("fail otherwise", otherwise)] if otherwise else outcomes

    def require(self) -> None:
        """Raise `AuditFailed` naming every failing figure unless the verdict holds."""
        if self.holds:
            return
        if not self.failing:
            raise AuditFailed(
                "No published figure agrees: marts.published_reconciliation holds no comparison. "
                "Check that raw/ has extracts and that every dbt model was built."
            )
        raise AuditFailed(
            f"{len(self.failing)} published figures do not agree. Nothing was published. "
            "Correct the extracts or the models that these figures come from, then run again."
            " What one is made of, and what moved in it since what is published:\n"
            f"  python -m orchestration.trace --build {self.failing[0].figure_id}\n"
            + "\n".join(f"  {figure}" for figure in self.failing)
        )


def audit_verdict(connection: duckdb.DuckDBPyConnection) -> AuditVerdict:
    """The verdict on the build database of `connection`, which is only read.

    A figure of `reference.published_figure` that the reconciliation does not mention fails as
    missing, so that a lost row cannot pass for an agreement. Of a chart that is missing the status
    says which value is the first that is not there.
    """
    return AuditVerdict(
        **_counts_by_outcome(connection),
        failing=tuple(
            FailingFigure(*row)
            for row in connection.execute(
                f"""
                select
                    figure_id, status, organisation_code, measure, subject, period,
                    published_value, computed_value, unit
                from ({_JUDGED_FIGURES})
                where outcome not in ('agrees', 'series')
                order by organisation_code, measure, period, figure_id
                """
            ).fetchall()
        ),
    )


# The catalog is named, because it bears the name of the schema: both are called marts.
_JUDGED_FIGURES = """
    select
        coalesce(figure.figure_id, reconciliation.figure_id) as figure_id,
        coalesce(reconciliation.status, 'missing') as outcome,
        concat_ws(': no ', coalesce(reconciliation.status, 'missing'), reconciliation.first_gap)
            as status,
        coalesce(reconciliation.organisation_code, '-') as organisation_code,
        coalesce(reconciliation.measure, '-') as measure,
        coalesce(reconciliation.subject, '-') as subject,
        coalesce(reconciliation.period, '-') as period,
        reconciliation.published_value,
        reconciliation.computed_value,
        coalesce(reconciliation.unit, '-') as unit
    from marts.marts.published_reconciliation as reconciliation
    full join marts.reference.published_figure as figure
        on reconciliation.figure_id = figure.figure_id
"""


def _counts_by_outcome(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    outcomes = ("agrees", "differs", "missing", "series")
    found = dict(
        connection.execute(
            f"select outcome, count(*) from ({_JUDGED_FIGURES}) group by outcome"
        ).fetchall()
    )
    return {outcome: found.get(outcome, 0) for outcome in outcomes}


def _number(value: Decimal | None) -> str:
    """A value as a person reads it: no trailing zeros, a dash where there is none."""
    if value is None:
        return "-"
    return f"{value.normalize():,f}".replace(",", " ") if value else "0"
