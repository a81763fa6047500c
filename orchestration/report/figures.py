"""The values of the published marts, as the figures of a report.

Here: looking values up and putting them into print. Not here: what is said about them.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property

from orchestration.figure import FigureKey, in_unit, number, rounded, with_unit
from orchestration.marts import Marts
from orchestration.quality import in_swedish
from orchestration.report.document import Figure
from orchestration.report.wording import NONE, decimals_in_text

_UNITS = {"SEK": "tkr", "percent": "percent", "count": "count", "persons": "persons"}


@dataclass(frozen=True)
class Organisation:
    """An organisation of the tree. `level` is region, administration, area or unit."""

    code: str
    parent: str | None
    level: str
    name: str


@dataclass(frozen=True)
class AccountGroup:
    """An account group; `depth` is 0 for the groups right below the result."""

    code: str
    name: str
    depth: int


class Figures:
    """What a report of one organisation and month can print."""

    def __init__(self, marts: Marts, organisation_code: str, month: str) -> None:
        """Read the values of the organisation, all below it, and the administrations beside it."""
        self.month = month
        self.marts = marts
        self.organisations = {
            row["organisation_code"]: Organisation(
                row["organisation_code"],
                row["parent_organisation_code"],
                row["level"],
                row["name_sv"],
            )
            for row in marts.rows("from organisation order by sort_order")
        }
        self.organisation = self.organisations[organisation_code]
        wanted = {organisation.code for organisation in self.within()}
        wanted |= {o.code for o in self.organisations.values() if o.level in _ADMINISTRATIONS}
        self._rows = {
            FigureKey.of(row): row
            for row in marts.rows(
                "from kpi where list_contains($codes, organisation_code)", {"codes": sorted(wanted)}
            )
        }
        self._order = {o.code: place for place, o in enumerate(self.within())}
        self._within: defaultdict[tuple[str, str, str], list[FigureKey]] = defaultdict(list)
        for key in self._rows:
            if key.organisation_code in self._order:
                self._within[key.measure, key.window, key.period].append(key)

    def within(self, code: str | None = None) -> list[Organisation]:
        """An organisation (the report's own) with all that lie below it, in their order."""
        top = code or self.organisation.code
        found = {top}
        # Parents come before their children.
        for organisation in self.organisations.values():
            if organisation.parent in found:
                found.add(organisation.code)
        return [o for o in self.organisations.values() if o.code in found]

    def below(self, code: str | None = None) -> list[Organisation]:
        """The organisations right below one (the report's own)."""
        top = code or self.organisation.code
        return [o for o in self.organisations.values() if o.parent == top]

    @property
    def administrations(self) -> list[Organisation]:
        """The administrations of the region, and the region itself last."""
        found = [o for o in self.organisations.values() if o.level in _ADMINISTRATIONS]
        return sorted(found, key=lambda o: o.level == "region")

    @cached_property
    def subjects(self) -> dict[str, str]:
        """The Swedish name of every subject."""
        return {row["subject"]: row["name_sv"] for row in self.marts.rows("from subject")}

    @cached_property
    def account_groups(self) -> list[AccountGroup]:
        """The groups of the result, each before the groups below it."""
        rows = self.marts.rows(
            "from account_group where account_class <> 'balance' and account_group <> 'total'"
            " order by sort_order"
        )
        depths = {"total": -1}
        for row in rows:
            depths[row["account_group"]] = depths[row["parent_account_group"]] + 1
        return [
            AccountGroup(row["account_group"], row["name_sv"], depths[row["account_group"]])
            for row in rows
        ]

    def key(
        self,
        measure: str,
        window: str,
        organisation: str | None = None,
        subject: str = "total",
        period: str | None = None,
    ) -> FigureKey:
        """A key, of the report's own organisation and month where none is given."""
        return FigureKey(
            measure, organisation or self.organisation.code, subject, period or self.month, window
        )

    def value(self, key: FigureKey) -> Decimal | None:
        """The value; None where there is none."""
        row = self._rows.get(key)
        return None if row is None else row["value"]

    def has(self, key: FigureKey) -> bool:
        """Whether there is a row, with a value or a reason why not."""
        return key in self._rows

    def attained(self, key: FigureKey) -> bool | None:
        """Whether the value reaches its target; None where there is none of either."""
        row = self._rows.get(key)
        return None if row is None else row["attained"]

    def status(self, key: FigureKey) -> str:
        """Whether a value reaches its target, in words with a sign."""
        return {None: "– Inget målvärde", True: "✓ Når målet", False: "✗ Når inte målet"}[
            self.attained(key)
        ]

    def keys(self, measure: str, window: str, period: str | None = None) -> list[FigureKey]:
        """The values of a measure within the report's organisation, in the order of the tree."""
        found = self._within[measure, window, period or self.month]
        return sorted(found, key=lambda key: (self._order[key.organisation_code], key.subject))

    def figure(
        self,
        key: FigureKey,
        decimals: int | None = None,
        unit: str | None = None,
        *,
        plus: bool = False,
        bare: bool = False,
        none: str = NONE,
    ) -> Figure:
        """A value in print.

        Args:
            key: which.
            decimals: how many; as many as running text needs, if none are given.
            unit: `tkr` or `mnkr` for money; other values have their own.
            plus: whether positive values have a sign.
            bare: whether the unit is told by the header it stands under.
            none: what is printed where there is no value.
        """
        row = self._rows.get(key)
        shown_in = unit or (_UNITS[row["unit"]] if row else "count")
        if row is None or row["value"] is None:
            notes = in_swedish(row["quality"]) if row else ()
            return Figure(key, none, None, shown_in, decimals or 0, notes)
        value = in_unit(row["value"], shown_in)
        places = decimals_in_text(value) if decimals is None else decimals
        text = number(value, places, plus=plus)
        printed = text if bare else with_unit(text, shown_in)
        notes = in_swedish(row["quality"])
        return Figure(key, printed, rounded(value, places), shown_in, places, notes)

    def passed(
        self, key: FigureKey, step: int, unit: str | None = None, *, word: str = ""
    ) -> Figure:
        """The last whole step that a value has passed, as över 80 % of 83,5; `word` only if so."""
        figure = self.figure(key, 0, unit)
        value = self.value(key)
        if value is None:
            return figure
        exact = in_unit(value, figure.unit)
        reached = (exact / step).to_integral_value(ROUND_FLOOR) * step
        text = with_unit(number(reached, 0), figure.unit)
        return replace(figure, text=f"{word if exact > reached else ''}{text}", value=reached)

    def target(self, key: FigureKey) -> FigureKey:
        """The key of the target that a value is held against."""
        return replace(key, window="target")


_ADMINISTRATIONS = ("region", "administration")
