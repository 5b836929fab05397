"""rehearse: what `publish` would do with the same arguments, and who would notice.

What lives here: the composition, and what is printed. What this file must not know: how anything is compared. Unlike
`publish` it writes no rejected rows, no receipt and nothing into the folder.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Literal

from ..contract import DatasetInfo
from ._console import Console, Exit
from ._judge import Reading, judged_to_leave
from ._places import name_here


def rehearse_file(
    console: Console,
    reading: Reading,
    policy: str,
    into: Path,
    partial: bool,
    form: Literal["text", "json"],
    receipts: tuple[Path, ...],
    source_name: str | None = None,
    consumers: tuple[Path, ...] = (),
) -> int:
    """Judge a file, rehearse its publication, print what was found; return the exit code."""
    from ..evolution import read_requirements
    from ..policy import find_policy, protect
    from ..releases import rehearse

    chosen, requirements = find_policy(policy), read_requirements(consumers)
    with console.progress("progress-rehearsing", file=name_here(reading.file)) as tell:
        validated = judged_to_leave(console, reading, tell)
        safe, info = protect(validated, policy=chosen), DatasetInfo(source=source_name)
        rehearsal = rehearse(safe, into=into, partial=partial, info=info, receipts=receipts, requirements=requirements)
    if form == "json":
        console.say(json.dumps(rehearsal.to_document(console.language), ensure_ascii=False, indent=2))
    else:
        console.say(validated.report.text(console.language))
        console.say(rehearsal.text(console.language))
        if rehearsal.outcome == "would-publish":
            named = "" if source_name is None else f" --source-name {shlex.quote(source_name)}"
            words = f"{reading.arguments(reading.file)} --policy {shlex.quote(policy)} --into {shlex.quote(str(into))}"
            console.next_step("next-rehearse", arguments=words + (" --partial" if partial else "") + named)
    return Exit.SOUND if rehearsal.sound else Exit.WRONG
