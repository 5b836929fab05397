"""The examination papers: the Friday workbook and two sets of ten sheets of ten imagined agencies.

What lives here: which sheets there are, and writing them with their truth into a folder. What this file must not know:
what any one holds, the package under examination.

The first ten stood beside drafting while it was written and improved. The second ten were written by somebody who had
neither read drafting code nor run it; whoever writes drafting code does not look at `unseen_*`.

    python -m benchmarks.friday.sheets --into build/friday
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from . import beds, files, fleets, places, truth, units, unseen_beds, unseen_calls, unseen_places, unseen_vehicles
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
UNSEEN: Final[tuple[Callable[[], Sheet], ...]] = (
    unseen_beds.rooms,
    unseen_beds.critical_care,
    unseen_vehicles.ambulance_counts,
    unseen_vehicles.port_register,
    unseen_vehicles.ambulance_log,
    unseen_places.posts,
    unseen_places.puskesmas,
    unseen_places.hydrant_survey,
    unseen_calls.fires,
    unseen_calls.turnouts,
)


def every() -> tuple[Sheet, ...]:
    """Return the Friday workbook and the ten sheets that drafting was improved on."""
    return tuple(make() for make in (FRIDAY, *TEN))


def unseen() -> tuple[Sheet, ...]:
    """Return the ten sheets that nobody had seen who wrote drafting code."""
    return tuple(make() for make in UNSEEN)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the sheets, and beside each what is true of it, into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--into", type=Path, default=Path("build/friday"))
    folder: Path = parser.parse_args(arguments).into
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in (*every(), *unseen()):
        path = files.write(sheet, folder)
        truth.write(sheet, folder)
        print(f"{path}: {sheet.about}")


if __name__ == "__main__":
    main()
