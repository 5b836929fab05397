"""Rows that lie near each other: found by cells of space, decided by the great-circle distance.

What lives here: the rule `NearDuplicates`. What this file must not know: how rows are sorted or kept.

A point goes into its own cube of space and into those it lies within the distance of, so two near points meet in the
cube of either. Cubes are named by a hash: two with one name cost comparisons and change nothing. Within a cube, a point
that shares a small cube, no two points of which can be farther apart than the distance, with an earlier point is near
it without being compared; only the first point of each small cube is compared with all. So time stays in proportion to
the points, however many lie in one spot.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import decoded, mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._sphere import EARTH_RADIUS_M, great_circle_m, is_place, unit_vectors
from ..._spool import SpoolSpace
from ...contract import NearDuplicates
from ...stages import Rows
from .._finding import Finding
from .._key_texts import key_texts
from .._table_rule import LateAdvice
from ._entries import ORDINAL, ROW, Entries, by_group, starts_of
from ._observer import NO_ROWS, Observed, entered, kept_at, late

if TYPE_CHECKING:
    import numpy.typing as npt

    from ..._arrow import Mask, Positions

    Reals = npt.NDArray[np.float64]

_ROLE: Final = "role"
_HOME, _VISITOR = 0, 1
_CUBE: Final = 4
"""How many times the distance a cube is wide: narrower ones get more visitors, wider ones more comparisons."""
_SLACK: Final = 1e-3
"""Metres by which a visitor may lie beyond the distance: arithmetic is exact to far less."""
_PAIRS: Final = 1 << 19
_PRIMES: Final = (np.int64(73_856_093), np.int64(19_349_663), np.int64(83_492_791))
_MIXED: Final = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
"""Shifts and factors of splitmix64's last step: two numbers that differ in one bit differ in half of them after it."""
_NONE_EARLIER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class NearLook:
    """Judges one `NearDuplicates` rule."""

    asked: NearDuplicates

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep every place, once for each cube it is to be compared in."""
        latitude, longitude = (
            pc.fill_null(decoded(rows.data.column(name)), float("nan")).to_numpy(zero_copy_only=False)
            for name in (self.asked.latitude, self.asked.longitude)
        )
        there = is_place(latitude, longitude)
        same = [rows.data.column(name) for name in self.asked.same]
        texts = key_texts(same) if same else None
        if texts is not None:
            there &= mask_of(pc.is_valid(texts))
        positions = np.flatnonzero(there)
        if not len(positions):
            return None
        at, cubes, roles = _in_cubes(latitude[positions], longitude[positions], self.asked.within_m)
        owners = positions[at]
        key = pa.array(cubes).cast(pa.string())
        if texts is not None:
            key = pc.binary_join_element_wise(key, texts.take(pa.array(owners)), ":")
        more = {_ROLE: roles, "latitude": latitude[owners], "longitude": longitude[owners]}
        kept = kept_at(rows, owners, key, None, {name: pa.array(values) for name, values in more.items()})
        return Observed(kept, positions if self.asked.severity == "error" else NO_ROWS)

    def rule(self, space: SpoolSpace, limits: Limits) -> NearRows:
        """Return what keeps the places of one table."""
        return NearRows(self.asked, space, limits)


class NearRows:
    """The places of a table.

    Args:
        asked: The rule.
        space: Where places that do not fit in memory go.
        limits: How much stays in memory.
    """

    def __init__(self, asked: NearDuplicates, space: SpoolSpace, limits: Limits) -> None:
        self._asked: Final = asked
        self._entries: Final = Entries(space, limits.memory_spool_bytes // 4)

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the places of the next batch; see `TableRule.enter`."""
        return entered(self._entries, seen, start)

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the rows that an earlier row lies near; see `TableRule.settle`."""
        for batch in by_group(self._entries.in_order()):
            starts = starts_of(batch)
            if starts.all():
                continue
            at, witness = _near(batch, starts, float(self._asked.within_m))
            if len(at):
                yield late(self._said(), batch, at, batch.column(ROW).to_numpy()[witness])

    def _said(self) -> Finding:
        return Finding(
            field=None,
            rule="near-duplicates",
            severity=self._asked.severity,
            message_id="rule-near-duplicates",
            positions=NO_ROWS,
            parameters={"within": self._asked.within_m, "same": list(self._asked.same) or "–"},
            reads=(self._asked.latitude, self._asked.longitude, *self._asked.same),
        )


def _in_cubes(latitude: Reals, longitude: Reals, within: int) -> tuple[Positions, Positions, Positions]:
    """Return (positions of points, ascending, the hash of a cube each is to be compared in, whether it is its own)."""
    width = _CUBE * within
    scaled = [axis * (EARTH_RADIUS_M / width) for axis in unit_vectors(latitude, longitude)]
    corners = [np.floor(axis).astype(np.int64) for axis in scaled]
    margin = (within + _SLACK) / width
    near: list[dict[int, Mask]] = []
    for axis, corner in zip(scaled, corners, strict=True):
        inside = axis - corner
        near.append({-1: inside < margin, 0: np.ones(len(axis), np.bool_), 1: inside > 1 - margin})
    found: list[tuple[Positions, Positions, Positions]] = []
    for steps in product((0, -1, 1), repeat=3):
        at = np.flatnonzero(np.logical_and.reduce([masks[step] for masks, step in zip(near, steps, strict=True)]))
        parts = [(corner[at] + step) * prime for corner, step, prime in zip(corners, steps, _PRIMES, strict=True)]
        role = _HOME if steps == (0, 0, 0) else _VISITOR
        found.append((at, np.bitwise_xor.reduce(parts), np.full(len(at), role, np.int64)))
    at, cubes, roles = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(at, kind="stable")  # rows in order are sorted by group several times as fast
    return at[order], cubes[order], roles[order]


def _near(batch: pa.RecordBatch, starts: Mask, within: float) -> tuple[Positions, Positions]:
    """Return (positions of points at home that an earlier point of their group is near, the position of one)."""
    latitude, longitude, ordinals, roles = (
        batch.column(name).to_numpy() for name in ("latitude", "longitude", ORDINAL, _ROLE)
    )
    groups = np.cumsum(starts) - 1
    first = _first_of_small_cube(groups, latitude, longitude, ordinals, within)
    home = roles == _HOME
    settled = np.flatnonzero(home & (ordinals > ordinals[first]))
    alone = np.flatnonzero(home & (ordinals == ordinals[first]))
    bounds = np.append(np.flatnonzero(starts), len(starts))
    found, witnesses = [settled], [first[settled]]
    apart = float(np.degrees((within + _SLACK) / EARTH_RADIUS_M))
    for at in _portions(alone, (bounds[1:] - bounds[:-1])[groups[alone]]):
        begins, sizes = bounds[groups[at]], bounds[groups[at] + 1] - bounds[groups[at]]
        ends = np.cumsum(sizes)
        one = np.repeat(at, sizes)
        other = np.arange(ends[-1]) - np.repeat(ends - sizes, sizes) + np.repeat(begins, sizes)
        candidates = np.full(len(one), _NONE_EARLIER)
        # no two points are nearer than their latitudes are apart
        compared = np.flatnonzero(
            (ordinals[other] < ordinals[one]) & (np.abs(latitude[other] - latitude[one]) <= apart)
        )
        here, there = one[compared], other[compared]
        distance = great_circle_m(latitude[here], longitude[here], latitude[there], longitude[there])
        is_near = distance <= within
        candidates[compared[is_near]] = ordinals[there[is_near]]
        least = np.minimum.reduceat(candidates, ends - sizes)
        hits = np.flatnonzero(least < _NONE_EARLIER)
        found.append(at[hits])
        place = np.flatnonzero(candidates == np.repeat(least, sizes))
        owner = np.searchsorted(ends, place, side="right")
        once = np.unique(owner, return_index=True)[1]
        witness = np.zeros(len(at), np.int64)
        witness[owner[once]] = other[place[once]]
        witnesses.append(witness[hits])
    return np.concatenate(found), np.concatenate(witnesses)


def _first_of_small_cube(
    groups: Positions, latitude: Reals, longitude: Reals, ordinals: Positions, within: float
) -> Positions:
    """Return for each point the position of the first point of its group in its small cube."""
    cells = [np.floor(axis * (2 * EARTH_RADIUS_M / within)) for axis in unit_vectors(latitude, longitude)]
    # Points of one cube have one number; where two cubes have one, a point is compared that need not be.
    numbers = groups.astype(np.uint64)
    for cell in cells:
        for shift, factor in _MIXED:
            numbers ^= numbers >> shift
            numbers *= factor
        numbers += cell.astype(np.int64).view(np.uint64)
    order = np.lexsort((ordinals, numbers))
    new = np.ones(len(order), np.bool_)
    new[1:] = np.logical_or.reduce([part[order][1:] != part[order][:-1] for part in (groups, *cells)])
    first = np.empty(len(order), np.int64)
    heads = order[new]
    first[order] = heads[np.cumsum(new) - 1]
    return first


def _portions(positions: Positions, sizes: Positions) -> Iterator[Positions]:
    """Yield positions in portions whose sizes add up to few pairs, at least one each."""
    total = np.cumsum(sizes)
    start = 0
    while start < len(positions):
        before = total[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(total, before + _PAIRS, side="right")))
        yield positions[start:end]
        start = end
