"""How much a table differs from its last release: advice where somebody should look before it leaves.

What lives here: the rule `Change`: two profiles compared in whole numbers, so that nothing is rounded before it is
judged. What this file must not know: how profiles are made.

Four measures, each one sentence: rows that came or went, in percent of those there were; the share of empty cells of a
field; how many rows at the least have another code than before (half the sum of the changes of all shares); and where
values have an order, how the share of values up to each decile of the last release has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import Change, Contract
from ...stages import Note, Rows
from ._observer import NO_ROWS
from ._profile import Marks, Profile, profile_of

if TYPE_CHECKING:
    from ..._arrow import Positions


@dataclass(frozen=True, slots=True)
class Before:
    """What the last release was like.

    Attributes:
        profile: Its counts.
        marks: Its deciles.
    """

    profile: Profile
    marks: Marks


@dataclass(frozen=True, slots=True)
class ChangeLook:
    """Judges one `Change` rule."""

    asked: Change
    contract: Contract
    before: Before

    def __call__(self, rows: Rows) -> Profile:
        """Return the profile of a batch."""
        return profile_of(rows.data, self.contract, self.before.marks)

    def rule(self, space: SpoolSpace, limits: Limits) -> ChangedTable:  # noqa: ARG002  # a few numbers are all there is
        """Return what keeps the profile of one table."""
        return ChangedTable(self)


class ChangedTable:
    """The profile of one table.

    Args:
        look: The rule.
    """

    def __init__(self, look: ChangeLook) -> None:
        self._look: Final = look
        self._profile = Profile()

    def enter(self, seen: Profile, start: int) -> Positions:  # noqa: ARG002  # no row falls
        """Add the profile of the next batch; see `TableRule.enter`."""
        self._profile += seen
        return NO_ROWS

    def settle(self) -> Iterator[Note]:
        """Yield what has changed more than it may; see `TableRule.settle`."""
        return changes(self._look.before.profile, self._profile, self._look.asked)


def changes(before: Profile, now: Profile, asked: Change) -> Iterator[Note]:
    """Yield a note for each bound that is passed, fields in their order."""
    if not before.rows:
        return
    if asked.rows is not None and abs(now.rows - before.rows) * 100 > asked.rows * before.rows:
        yield _note("row-count-change", None, before=before.rows, now=now.rows, bound=asked.rows)
    if not now.rows:
        return
    for name in before.nulls:
        one, other = Fraction(before.nulls[name], before.rows), Fraction(now.nulls[name], now.rows)
        if asked.nulls is not None and abs(other - one) * 100 > asked.nulls:
            yield _note("null-share-change", name, before=_percent(one), now=_percent(other), bound=asked.nulls)
        moved = _moved(before, now, name)
        if asked.categories is not None and moved is not None and moved * 100 > asked.categories:
            yield _note("category-change", name, moved=_percent(moved), bound=asked.categories)
        if asked.values is not None:
            yield from _shifted(before, now, name, asked.values)


def _moved(before: Profile, now: Profile, name: str) -> Fraction | None:
    """Return which share of the values has another code than before, at the least."""
    one, other = before.codes.get(name), now.codes.get(name)
    if not one or not other:
        return None
    total, others = one.total(), other.total()
    return (
        sum((abs(Fraction(one[code], total) - Fraction(other[code], others)) for code in {*one, *other}), Fraction())
        / 2
    )


def _shifted(before: Profile, now: Profile, name: str, bound: int) -> Iterator[Note]:
    """Yield a note about the decile up to which the share of values has changed most, where it passes the bound."""
    total, others = before.values.get(name, 0), now.values.get(name, 0)
    if not total or not others:
        return
    shares = [
        (Fraction(one, total), Fraction(other, others))
        for one, other in zip(before.up_to[name], now.up_to[name], strict=True)
    ]
    place, (one, other) = max(enumerate(shares), key=lambda found: (abs(found[1][1] - found[1][0]), -found[0]))
    if abs(other - one) * 100 > bound:
        said = {"decile": place + 1, "before": _percent(one), "now": _percent(other), "bound": bound}
        yield _note("value-change", name, **said)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}"


def _note(rule: str, field: str | None, **parameters: object) -> Note:
    return Note(rule=rule, message_id=f"rule-{rule}", field=field, parameters={"field": field, **parameters})
