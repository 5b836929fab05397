"""publish: judge, protect and publish, composed.

What lives here: the composition, and what is printed. What this file must not know: how any of the verbs works, where
rejected rows go.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from .._dataclass import dataclass
from ..contract import DatasetInfo
from ..errors import DataRejected, DefinitionError
from ..judgements import Judgement
from ..policy import PrivacyFinding, PrivacyReport, find_policy, protect
from ..receipts import ReceiptLog
from ..releases import noting_refusal, publish
from ..report import Report
from ..stages import Validated
from ._console import Console, Exit
from ._judge import Reading, digests_of_rejected, judged_to_leave, samples_asked_for
from ._places import Place, name_here
from ._receipts import refuse_inside
from ._rejected_rows import rejected_target, write_rejected
from ._verdict import Asked, conclude, judging, privacy_subjects, subjects_of

_CORRECTED: Final = re.compile(r"(?:([^=]+)=)?([0-9]+)\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """What becomes of the rows of a file that was judged.

    Attributes:
        policy: Who may see them.
        into: The folder of releases, or a bucket.
        partial: Whether the accepted rows are published although others were rejected.
        rejected: Where rejected rows are written, or None.
        source_name: What the source is called, or None.
        corrects: NUMBER, or NAME=NUMBER: earlier releases whose place these take.
        reason: Why, or None.
        receipts: The log of receipts, or None.
        keys: The folder of the keys to sign with, or None.
    """

    policy: str
    into: Place
    partial: bool = False
    rejected: Path | None = None
    source_name: str | None = None
    corrects: tuple[str, ...] = ()
    reason: str | None = None
    receipts: ReceiptLog | None = None
    keys: Path | None = None


def publish_file(console: Console, reading: Reading, publishing: Publishing, asked: Asked) -> int:
    """Judge a file, publish what may leave, print the outcome; return the exit code."""

    def work() -> int:
        return _publish_file(console, reading, publishing, asked)

    return judging(console, "publish", asked, (*reading.files, publishing.policy), work)


def _publish_file(console: Console, reading: Reading, publishing: Publishing, asked: Asked) -> int:
    into, file = publishing.into, reading.file
    chosen, corrects = find_policy(publishing.policy), _corrected(publishing.corrects)
    target = rejected_target(name_here(file), publishing.rejected)
    if isinstance(into, Path):
        refuse_inside(publishing.receipts, into)
        if target.resolve().is_relative_to(into.resolve()):
            raise DefinitionError("rejected-inside", path=target, into=into)
    with console.progress("progress-publishing", file=name_here(file)) as tell:
        validated = judged_to_leave(console, reading, tell)
        written = write_rejected(console, validated.rejected, name_here(file), publishing.rejected)
        try:
            _refuse_advice(validated.report, asked)
            with noting_refusal(publishing.receipts, validated, chosen):
                protected = protect(validated, policy=chosen)
            publication = publish(
                protected,
                into=into,
                partial=publishing.partial,
                info=DatasetInfo(source=publishing.source_name),
                receipts=publishing.receipts,
                corrects=corrects,
                reason=publishing.reason,
                keys=publishing.keys,
            )
        except DataRejected as error:
            if asked.is_for_people:
                raise error from None
            return _refused(console, validated, reading, asked, error)
    document = {
        "published": True,
        **validated.report.to_document(console.language),
        "publication": publication.to_document(),
    }
    text = f"{validated.report.text(console.language)}\n{publication.text(console.language)}"
    code = _concluded(console, validated, reading, asked, document, findings=publication.findings, text=text)
    if asked.is_for_people and written is None:
        console.next_step("next-publish", into=shlex.quote(str(into)))
    elif asked.is_for_people and isinstance(file, Path):
        console.next_step("next-correct-publish", path=written, into=shlex.quote(str(into)))
    return code


def _refuse_advice(report: Report, asked: Asked) -> None:
    """Return unless advice counts as an error and there is some: then nothing leaves.

    Raises:
        DataRejected: There is.
    """
    count = sum(sum(table.advice.values()) for table in report.tables)
    if asked.strict and count:
        raise DataRejected("strict-advice", report=report, count=count)


def _refused(console: Console, validated: Validated, reading: Reading, asked: Asked, error: DataRejected) -> Exit:
    """Print why nothing was published, and return the exit code: what is known is no reason to publish it."""
    document = {"published": False, **validated.report.to_document(console.language)}
    findings: tuple[PrivacyFinding, ...] = ()
    if isinstance(error.report, PrivacyReport):
        document["privacy"] = error.report.to_document(console.language)
        findings = error.report.findings
    _concluded(console, validated, reading, asked, document, findings=findings)
    return Exit.WRONG


def _concluded(
    console: Console,
    validated: Validated,
    reading: Reading,
    asked: Asked,
    document: Mapping[str, Any],
    *,
    findings: Iterable[PrivacyFinding] = (),
    text: str = "",
) -> Exit:
    """Print what was found in rows that were to leave, and what the privacy gate found, and return the exit code."""
    judgement = Judgement(
        command="publish",
        language=console.language,
        subjects=(
            *subjects_of(console, validated.report, reading.file, asked),
            *privacy_subjects(console, findings),
        ),
        text=text,
        document=document,
        strict=asked.strict,
        samples=samples_asked_for(console, validated.rejected, reading, asked),
    )
    return conclude(console, judgement, asked, digests_of_rejected(validated.rejected, reading))


def _corrected(texts: Sequence[str]) -> str | dict[str, str] | None:
    """Return the release whose place the new one takes, of several tables by their names; None where none is.

    Raises:
        DefinitionError: A text is neither NUMBER nor NAME=NUMBER, or names a table twice.
    """
    named: dict[str, str] = {}
    for text in texts:
        match = _CORRECTED.match(text)
        if match is None or (match[1] or "") in named:
            raise DefinitionError("command-corrects", text=text[:80])
        named[match[1] or ""] = match[2]
    if "" not in named:
        return named or None
    if len(named) > 1:
        raise DefinitionError("command-corrects", text=named[""])
    return named[""]
