"""publish: judge, protect and publish, composed.

What lives here: the composition, and what is printed. What this file must not know: how any of the verbs works, where
rejected rows go.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ..contract import DatasetInfo
from ..errors import DataRejected, DefinitionError
from ..policy import PrivacyReport, find_policy, protect
from ..receipts import ReceiptLog
from ..releases import noting_refusal, publish
from ._console import Console, Exit
from ._judge import Reading, judged_to_leave
from ._places import Place, name_here
from ._receipts import refuse_inside
from ._rejected_rows import rejected_target, write_rejected

Form = Literal["text", "json"]
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
    partial: bool
    rejected: Path | None
    source_name: str | None
    corrects: tuple[str, ...]
    reason: str | None
    receipts: ReceiptLog | None
    keys: Path | None


def publish_file(console: Console, reading: Reading, asked: Publishing, form: Form) -> int:
    """Judge a file, publish what may leave, print the outcome; return the exit code."""
    into, file = asked.into, reading.file
    chosen, corrects = find_policy(asked.policy), _corrected(asked.corrects)
    target = rejected_target(name_here(file), asked.rejected)
    if isinstance(into, Path):
        refuse_inside(asked.receipts, into)
        if target.resolve().is_relative_to(into.resolve()):
            raise DefinitionError("rejected-inside", path=target, into=into)
    with console.progress("progress-publishing", file=name_here(file)) as tell:
        validated = judged_to_leave(console, reading, tell)
        written = write_rejected(console, validated.rejected, name_here(file), asked.rejected)
        with noting_refusal(asked.receipts, validated, chosen):
            protected = protect(validated, policy=chosen)
        try:
            publication = publish(
                protected,
                into=into,
                partial=asked.partial,
                info=DatasetInfo(source=asked.source_name),
                receipts=asked.receipts,
                corrects=corrects,
                reason=asked.reason,
                keys=asked.keys,
            )
        except DataRejected as error:
            if form == "json":
                document = {"published": False, **validated.report.to_document(console.language)}
                if isinstance(error.report, PrivacyReport):
                    document["privacy"] = error.report.to_document(console.language)
                console.say(_json(document))
                return Exit.WRONG
            raise error from None
    if form == "json":
        document = {
            "published": True,
            **validated.report.to_document(console.language),
            "publication": publication.to_document(),
        }
        console.say(_json(document))
    else:
        console.say(validated.report.text(console.language))
        console.say(publication.text(console.language))
        if written is None:
            console.next_step("next-publish", into=shlex.quote(str(into)))
        elif isinstance(file, Path):
            console.next_step("next-correct-publish", path=written, into=shlex.quote(str(into)))
    return Exit.SOUND if validated.report.valid else Exit.WRONG


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


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
