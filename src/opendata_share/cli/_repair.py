"""repair: bringing a place of releases to order.

What lives here: one command over `releases.repair`. What this file must not know: what is repaired, and how.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Literal

from ..releases import repair
from ._console import Console, Exit
from ._places import Place


def repair_releases(
    console: Console,
    location: Place,
    keep: int | None,
    grace_days: float,
    keys: Path | None,
    form: Literal["text", "json"],
) -> int:
    """Repair, and print what was done."""
    done = repair(location, keep=keep, grace=timedelta(days=grace_days), keys=keys)
    if form == "json":
        console.say(json.dumps(done.to_document(), ensure_ascii=False, indent=2))
    else:
        console.say(done.text(console.language))
    return Exit.SOUND
