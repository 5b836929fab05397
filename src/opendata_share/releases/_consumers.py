"""Who takes a data set, as far as logs of receipts tell.

What lives here: receipts to consumers. What this file must not know: releases, how a log is written. A log tells what
was written into it: a consumer's own, or the publisher's where somebody wrote down who pulled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .._dataclass import dataclass
from .._time_text import time_text
from ..receipts import Receipt, ReceiptLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Somebody who pulled a data set.

    Attributes:
        dataset: "agency/dataset".
        who: As they call themselves.
        purpose: What for, as they said the last time; None where they did not.
        last: When they pulled it last, aware, UTC.
        release: The release they have since then, or None where nothing says so.
        pulls: How often they pulled it.
    """

    dataset: str
    who: str
    purpose: str | None
    last: datetime
    release: str | None
    pulls: int

    def to_document(self) -> dict[str, Any]:
        """Return the consumer as plain JSON values."""
        return {
            "who": self.who,
            "purpose": self.purpose,
            "last": time_text(self.last),
            "release": self.release,
            "pulls": self.pulls,
        }


def consumers_in(logs: Iterable[ReceiptLog | Path | str]) -> tuple[Consumer, ...]:
    """Return everybody who pulled something according to `logs`, by data set and name; nothing is written.

    A receipt that stands in several logs counts once.

    Raises:
        TrustError: A log is not sound.
        SourceError, SourceUnavailable: It is torn, or cannot be read.
    """
    pulls: dict[tuple[str, str], dict[str, Receipt]] = {}
    for receipt in _receipts(logs):
        what = receipt.what
        if what.decision == "pulled" and what.dataset is not None:
            pulls.setdefault((what.dataset, receipt.who), {}).setdefault(receipt.digest, receipt)
    return tuple(_consumer(*key, list(found.values())) for key, found in sorted(pulls.items()))


def _receipts(logs: Iterable[ReceiptLog | Path | str]) -> Iterator[Receipt]:
    for log in logs:
        yield from (log if isinstance(log, ReceiptLog) else ReceiptLog(log)).receipts()


def _consumer(dataset: str, who: str, receipts: list[Receipt]) -> Consumer:
    last = max(receipts, key=lambda receipt: receipt.at)
    return Consumer(
        dataset=dataset,
        who=who,
        purpose=last.purpose,
        last=last.at.astimezone(UTC),
        release=last.what.release,
        pulls=len(receipts),
    )
