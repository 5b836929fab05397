"""The examination papers: the Friday workbook and ten sheets of ten imagined agencies.

What lives here: which sheets there are, and writing them with their truth into a folder. What this file must not know:
what any one holds, the package under examination. Whoever writes drafting code does not look at these files.

    python -m benchmarks.friday.sheets --into build/friday
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from . import beds, files, fleets, places, truth, units
from .grid import Sheet

FRIDAY: Final = beds.friday
TEN: Final[tuple[Callable[[], Sheet], ...]] = (
    beds.province,
    beds.english,
    fleets.ambulances,
    fleets.fleet_by_post,
    places.fire_posts,
    places.health_centres,
    places.hydrants,
    units.engines,
    units.unit_log,
    units.incidents,
)


def every() -> tuple[Sheet, ...]:
    """Return the Friday workbook and the ten sheets."""
    return tuple(make() for make in (FRIDAY, *TEN))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the sheets, and beside each what is true of it, into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--into", type=Path, default=Path("build/friday"))
    folder: Path = parser.parse_args(arguments).into
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in every():
        path = files.write(sheet, folder)
        truth.write(sheet, folder)
        print(f"{path}: {sheet.about}")


if __name__ == "__main__":
    main()
