"""What moved in a figure between two states of the marts: which organisation and account group.

Here: comparing two traces of one figure. Not here: whether a figure agrees with a document (dbt).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orchestration.trace.parts import Part


@dataclass(frozen=True)
class Moved:
    """A group whose contribution changed, in SEK, counts or hours.

    `group` is the account group, for counts the subject.
    """

    what: str
    organisation_code: str | None
    group: str | None
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """After less before."""
        return self.after - self.before


def moved_since(before: Iterable[Part], after: Iterable[Part]) -> list[Moved]:
    """The groups that changed, those that changed most first."""
    old, new = _by_group(before), _by_group(after)
    moved = [
        Moved(*group, before=old[group], after=new[group])
        for group in {*old, *new}
        if old[group] != new[group]
    ]
    return sorted(moved, key=lambda group: (-abs(group.change), str(group)))


_Group = tuple[str, str | None, str | None]


def _by_group(parts: Iterable[Part]) -> defaultdict[_Group, Decimal]:
    sums: defaultdict[_Group, Decimal] = defaultdict(Decimal)
    for part in parts:
        group = (part.what, part.organisation_code, part.account_group or part.subject)
        sums[group] += part.amount
    return sums
