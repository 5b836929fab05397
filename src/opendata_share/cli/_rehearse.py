"""rehearse: what `publish` would do with the same arguments, and who would notice.

What lives here: the composition, and what is printed. What this file must not know: how anything is compared. Unlike
`publish` it writes no rejected rows, no receipt and nothing into the folder.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..contract import DatasetInfo
from ._console import Console
from ._judge import Reading, digests_of_rejected, judged_to_leave, samples_asked_for
from ._places import name_here
from ._verdict import Asked, conclude, judging, privacy_subjects, subject_of_found, subjects_of

if TYPE_CHECKING:
    from ..judgements import Found
    from ..releases import RehearsedRelease
    from ._publish import Publishing


def rehearse_file(
    console: Console,
    reading: Reading,
    leaving: Publishing,
    asked: Asked,
    receipts: tuple[Path, ...],
    consumers: tuple[Path, ...] = (),
) -> int:
    """Judge a file, rehearse its publication, print what was found; return the exit code."""
    return judging(
        console,
        "rehearse",
        asked,
        (*reading.files, leaving.policy),
        lambda: _rehearse_file(console, reading, leaving, asked, receipts, consumers),
    )


def _rehearse_file(
    console: Console,
    reading: Reading,
    leaving: Publishing,
    asked: Asked,
    receipts: tuple[Path, ...],
    consumers: tuple[Path, ...],
) -> int:
    from ..evolution import read_requirements
    from ..judgements import Judgement
    from ..policy import find_policy, protect
    from ..releases import ReleaseFolder, rehearse

    chosen, into, requirements = find_policy(leaving.policy), leaving.into, read_requirements(consumers)
    with console.progress("progress-rehearsing", file=name_here(reading.file)) as tell:
        validated = judged_to_leave(console, reading, tell)
        safe, info = protect(validated, policy=chosen), DatasetInfo(source=leaving.source_name)
        rehearsal = rehearse(
            safe, into=Path(into), partial=leaving.partial, info=info, receipts=receipts, requirements=requirements
        )
    language = console.language
    judgement = Judgement(
        command="rehearse",
        language=language,
        subjects=(
            *subjects_of(console, validated.report, reading.file, asked),
            *privacy_subjects(console, rehearsal.findings),
            *(
                subject_of_found(release.dataset, "–", found)
                for release in rehearsal.releases
                if (found := tuple(_changes(console, release)))
            ),
        ),
        text=f"{validated.report.text(language)}\n{rehearsal.text(language)}",
        document=rehearsal.to_document(language),
        strict=asked.strict,
        samples=samples_asked_for(console, validated.rejected, reading, asked),
    )
    code = conclude(console, judgement, asked, digests_of_rejected(validated.rejected, reading))
    if asked.is_for_people and rehearsal.outcome == "would-publish":
        named = "" if leaving.source_name is None else f" --source-name {shlex.quote(leaving.source_name)}"
        asked_of = ReleaseFolder.at(into)
        public = shlex.quote(str(into if asked_of is None else asked_of.catalog))
        words = f"{reading.arguments(reading.file)} --policy {shlex.quote(leaving.policy)} --into {public}"
        console.next_step("next-rehearse", arguments=words + (" --partial" if leaving.partial else "") + named)
    return code


def _changes(console: Console, release: RehearsedRelease) -> Iterator[Found]:
    """Yield what the contract says otherwise than that of the last release, and who breaks: advice, for who reads."""
    from ..judgements import Found

    for change in () if release.contract is None else release.contract.changes:
        yield Found(rule=change.change, severity="advice", message=change.text(console.language), field=change.field)
    for each in release.broken:
        yield Found(
            rule="consumer-breaks" if each.breaks else "consumer-unmet",
            severity="advice",
            message=each.text(console.language),
        )
