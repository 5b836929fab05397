"""run: the whole journey a share.toml describes.

What lives here: what is printed, and where rejected rows are written. What this file must not know: how a journey is
read or done (`pipeline`).
"""

from __future__ import annotations

import json
import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import DefinitionError
from ._console import Console
from ._places import name_here
from ._rejected_rows import rejected_target, write_rejected

if TYPE_CHECKING:
    from ..pipeline import DataSet, Journey
    from ..stages import Validated


def run_share_file(
    console: Console,
    file: Path,
    check: bool,
    only: tuple[str, ...],
    outside: bool,
    as_of: datetime | None,
    form: Literal["text", "json"],
) -> int:
    """Run the journey in a file, print what came of it; return the exit code."""
    from ..pipeline import read_journey, run_journey

    journey = read_journey(file, outside=outside)
    _refuse_inside(journey)

    def judged(data_set: DataSet, validated: Validated) -> None:
        write_rejected(console, validated.rejected, _source_of(data_set, journey), data_set.rejected)

    with console.progress("progress-running", file=file) as tell:
        report = run_journey(
            journey, check=check, only=only, as_of=as_of, judged=None if check else judged, progress=tell
        )
    if form == "json":
        console.say(json.dumps(report.to_document(console.language), ensure_ascii=False, indent=2))
        return report.exit_code
    console.say(report.text(console.language))
    if check and any(step.outcome == "would-publish" for step in report.steps):
        words = [str(file), *(word for name in only for word in ("--only", name)), *(["--outside"] if outside else [])]
        console.next_step("next-run-check", arguments=shlex.join(words))
    return report.exit_code


def _source_of(data_set: DataSet, journey: Journey) -> Path:
    """Return the file beside which rejected rows are written; of a map's own source, one beside the share.toml."""
    return journey.file.parent / data_set.name if data_set.source is None else name_here(data_set.source)


def _refuse_inside(journey: Journey) -> None:
    """Refuse rejected rows in a folder that others are served, before anything is read."""
    for data_set in journey.data_sets.values():
        target = rejected_target(_source_of(data_set, journey), data_set.rejected)
        for each in data_set.destinations:
            if isinstance(each.into, Path) and target.resolve().is_relative_to(each.into.resolve()):
                raise DefinitionError("rejected-inside", path=target, into=each.into)
