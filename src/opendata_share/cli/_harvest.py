"""harvest: other agencies' releases into a joint catalogue.

What lives here: one command over `releases.harvest`. What this file must not know: what is taken, and how it becomes
visible.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from ..errors import DefinitionError
from ..releases import harvest
from ._console import Console, Exit
from ._places import Place


def harvest_catalogs(
    console: Console,
    locations: Sequence[str],
    into: Place,
    trust: str | None,
    datasets: Sequence[str],
    *,
    another_source: bool,
    keys: Place | None,
    form: Literal["text", "json"],
) -> int:
    """Harvest, print what came, and tell what was refused and why."""
    if not locations:
        raise DefinitionError("harvest-nothing")
    with console.progress("progress-harvesting", count=len(locations)):
        done = harvest(*locations, into=into, trust=trust, datasets=datasets, another_source=another_source, keys=keys)
    if form == "json":
        console.say(json.dumps(done.to_document(console.language), ensure_ascii=False, indent=2))
        return done.exit_code
    for problem in done.problems:
        console.failure(problem)
    console.say(done.text(console.language))
    if done.exit_code == Exit.SOUND:
        console.next_step("next-harvest", into=into)
    return done.exit_code
