"""run: the whole journey a share.toml describes.

What lives here: what is printed, and where rejected rows are written. What this file must not know: how a journey is
read or done (`pipeline`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .._dataclass import dataclass
from ..errors import DefinitionError, OpenDataShareError
from ._console import Console
from ._places import name_here
from ._rejected_rows import rejected_target, write_rejected
from ._verdict import Asked, conclude, here, judging, privacy_subjects, subject_of_found, subjects_of

if TYPE_CHECKING:
    from ..judgements import RowDigests, Subject
    from ..pipeline import DataSet, Journey, JourneyReport, Step
    from ..policy import PrivacyFinding
    from ..stages import Validated


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What is to be run, and how: the options of `run`.

    Attributes:
        file: The share.toml.
        check: Whether nothing is written.
        only: The data sets to publish; all if none is named.
        outside: Whether the file may name what lies outside of its folder.
        as_of: What "now" means, or None.
    """

    file: Path
    check: bool
    only: tuple[str, ...]
    outside: bool
    as_of: datetime | None


def run_share_file(console: Console, running: Running, asked: Asked) -> int:
    """Run the journey in a file, print what came of it; return the exit code."""
    return judging(console, "run", asked, (running.file,), lambda: _run_share_file(console, running, asked))


def _run_share_file(console: Console, running: Running, asked: Asked) -> int:
    from ..judgements import Judgement
    from ..pipeline import read_journey, run_journey

    file, check, only = running.file, running.check, running.only
    journey = read_journey(file, outside=running.outside)
    _refuse_inside(journey)

    digests: dict[str, RowDigests] = {}

    def judged(data_set: DataSet, validated: Validated) -> None:
        if not check:
            write_rejected(console, validated.rejected, _source_of(data_set, journey), data_set.rejected)
        if asked.knows_rows:
            from ._shown_rows import digests_of, shown_columns

            shown = shown_columns(validated.rejected, data_set.field_map)
            digests[data_set.name] = digests_of(validated.rejected, shown)

    with console.progress("progress-running", file=file) as tell:
        report = run_journey(journey, check=check, only=only, as_of=running.as_of, judged=judged, progress=tell)
    judgement = Judgement(
        command="run",
        language=console.language,
        subjects=tuple(_subjects(console, journey, report, asked, digests)),
        text=report.text(console.language),
        document=report.to_document(console.language),
        strict=asked.strict,
    )
    # what one step could not judge is worse than what another found wrong
    code = max(conclude(console, judgement, asked), report.exit_code)
    if asked.is_for_people and check and any(step.outcome == "would-publish" for step in report.steps):
        words = [
            str(file),
            *(word for name in only for word in ("--only", name)),
            *(["--outside"] if running.outside else []),
        ]
        console.next_step("next-run-check", arguments=shlex.join(words))
    return code


def _subjects(
    console: Console, journey: Journey, report: JourneyReport, asked: Asked, digests: Mapping[str, RowDigests]
) -> Iterator[Subject]:
    """Yield what was judged: the rows of each data set once, then what became of them at each destination."""
    told: set[str] = set()
    for step in report.steps:
        if step.report is not None and step.data_set not in told:
            source = _source_of(journey.data_sets[step.data_set], journey)
            subjects = subjects_of(console, step.report, source, asked)
            yield from map(digests[step.data_set].marked, subjects) if step.data_set in digests else subjects
        told.add(step.data_set)
        yield from privacy_subjects(console, _findings(step))
        if step.error is not None:
            yield _stopped(console, journey, step, step.error)


def _findings(step: Step) -> tuple[PrivacyFinding, ...]:
    from ..policy import PrivacyReport

    found = step.publication or step.rehearsal
    if found is not None:
        return found.findings
    report = getattr(step.error, "report", None)
    return report.findings if isinstance(report, PrivacyReport) else ()


def _stopped(console: Console, journey: Journey, step: Step, error: OpenDataShareError) -> Subject:
    """Return what held a step back, or stopped it, as a subject of its own."""
    from ..judgements import Found

    found = [
        Found(
            rule=each.message_id,
            severity="error",
            message=each.message(console.language),
            hint=each.hint(console.language),
            file=here(journey.file) if each.file in {None, journey.file.name} else each.file,
            line=each.line,
            row=each.row,
            field=each.field,
        )
        for each in (error, *error.others)
    ]
    return subject_of_found(f"{step.data_set} → {step.destination}", "–", found, file=found[0].file)


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
