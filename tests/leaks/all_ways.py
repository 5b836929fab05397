"""Every way out by name, which cases go that way, and trying them.

What lives here: the list. What this file must not know: what a way writes and says (`ways_out`, `later_ways`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from later_ways import by_going_on, going_on
from leak_cases import KEY, KEY_NAME, Case, case_of
from leak_tables import SHARED
from ways_out import (
    Outcome,
    by_judging,
    by_page,
    by_publishing,
    by_reading,
    by_rejecting,
    exported,
    in_arrow,
    refused,
    released,
    said,
    watched,
)

from opendata_share.exports import forms


@dataclass(frozen=True)
class Way:
    """One kind of output, and which cases go that way."""

    go: Callable[[Case, Path, Outcome], None]
    among: tuple[str, ...] | None = None
    public: bool = False
    plain: bool = False
    single: bool = False
    shown: bool = False

    def case(self, seed: int) -> Case:
        """Return the case of a seed that goes this way."""
        return case_of(
            seed, among=self.among, public=self.public, plain=self.plain, single=self.single, shown=self.shown
        )

    @property
    def commands(self) -> bool:
        """Whether it goes through the command line, which costs more."""
        return self.single


_PLACED = ("citizen-report", "emergency-facility", "emergency-incident", "public-asset", "unit-status", "water-source")
_ANSWERED = ("emergency-facility", "facility-capacity", "fire-station", "response-unit", "fleet-count")
WAYS: dict[str, Way] = {
    "release": Way(released),
    "arrow": Way(in_arrow),
    "said": Way(said, plain=True),
    "refused": Way(refused, plain=True),
    **{
        form.name: Way(exported(form.name), among=_PLACED if form.name == "geoparquet" else form.contracts or None)
        for form in forms()
        if not set(form.contracts) - set(SHARED)
    },
    "later": Way(going_on, plain=True),
    "publish": Way(by_publishing, plain=True, single=True),
    "judge": Way(by_judging, plain=True, single=True, shown=True),
    "read": Way(by_reading, single=True, plain=True),
    "reject": Way(by_rejecting, single=True, plain=True),
    "history": Way(by_going_on, single=True, plain=True),
    "page": Way(by_page, among=_ANSWERED, public=True, plain=True, single=True),
}


def tried(way: str, seeds: range, folder: Path, tell: Callable[[int, int], None]) -> Outcome:
    """Try cases on one way; stop at the first canary."""
    out, chosen = Outcome(), WAYS[way]
    for seed in seeds:
        case = chosen.case(seed)
        place = folder / str(seed)
        with watched(place, out):
            chosen.go(case, place / "desk", out)
        shutil.rmtree(place)
        out.counts["cases"] += 1
        assert not out.search.found, f"case {seed} ({way}): {out.search.found[:3]}"
        tell(seed - seeds.start + 1, len(seeds))
    return out


__all__ = ["KEY", "KEY_NAME", "WAYS", "Outcome", "Way", "tried", "watched"]
