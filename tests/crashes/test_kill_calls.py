"""kill -9 as any call of the system is entered: the old or the new is served, and the next publisher goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kill_calls import CALLS, kill_at_calls, why_not
from pinned import pinned
from release_making import served, units

from opendata_share.releases import publish, repair

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "processes can be traced")

OLD, NEW = {"jakarta-fire/response-unit": [3]}, {"jakarta-fire/response-unit": [3, 4]}
FIRST = {"jakarta-fire/response-unit": [4]}


def killed(tmp_path: Path, stride: int, calls: tuple[str, ...], *, first: bool) -> list[tuple[str, int]]:
    before = tmp_path / "before"
    if not first:
        publish(units(3), into=before)
    old, new = ({}, FIRST) if first else (OLD, NEW)
    points = kill_at_calls(before, tmp_path / "killed", stride, calls)
    shown = set()
    for number, (call, at) in enumerate(points):
        folder = tmp_path / "killed" / call / str(at) / "public"
        found = served(folder)
        assert found in (old, new), (call, at)
        assert pinned(folder) in (old, new), (call, at)
        shown.add(found == new)
        if number % 2 and found == new:  # repair shows what was decided; the next publisher does as well
            repair(folder)
            assert served(folder) == new, (call, at)
        assert publish(units(4), into=folder).outcome in {"published", "unchanged"}
        assert served(folder) == pinned(folder) == new, (call, at)
        assert not list(folder.glob(".staging-*")), (call, at)
    assert shown == {False, True} or stride > 1
    return points


def test_kill_9_at_calls_that_name_and_sync(tmp_path: Path) -> None:
    points = killed(tmp_path, 7, ("fsync", "rename", "linkat"), first=False)
    print(f"{len(points)} points")
    assert len(points) >= 6


@pytest.mark.exhaustive
@pytest.mark.parametrize("first", [False, True], ids=["one release", "empty"])
def test_kill_9_at_every_call_that_writes(
    first: bool, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    points = killed(tmp_path, 1, CALLS, first=first)
    record_property("crash_points", len(points))
    print(f"{len(points)} points: " + ", ".join(f"{call} {sum(p[0] == call for p in points)}" for call in CALLS))
    assert len(points) > 150
