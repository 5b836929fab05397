"""Verifying a log: its own chain, and what releases say of it.

What lives here: the verdict. A chain alone cannot show that its tail was cut off, or that the whole of it was written
anew; each release names the head of the log as it was when the release was made, and both are found out by that. What
this file must not know: where releases come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from .. import _messages
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ._chain import Link, Problem
from ._log import ReceiptLog
from ._receipt import Head

Language = Literal["en", "id"]


class NamesHead(Protocol):
    """What verification asks of a release."""

    @property
    def dataset(self) -> str:
        """The data set, "agency/dataset"."""
        ...

    @property
    def number(self) -> str:
        """The release, "1", "2", …."""
        ...

    @property
    def digest(self) -> str:
        """The "sha256:…" of its manifest."""
        ...

    @property
    def receipts(self) -> Head | None:
        """The head of its publisher's log when it was made, or None where it names none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found of a log.

    Attributes:
        place: The log.
        head: Its state: entries and the digest of the last.
        releases: How many releases were asked.
        heads: How many of them name a head.
        problems: What is wrong, in the order of the log, then of the releases.
    """

    place: str
    head: Head
    releases: int
    heads: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def text(self, language: Language = "en") -> str:
        """Return the verdict for people: a line, then one for each problem."""
        said = {
            "file": self.place, "entries": self.head.entries, "digest": self.head.digest or "–",
            "releases": self.releases, "heads": self.heads, "count": len(self.problems),
        }  # fmt: skip
        lines = [_messages.render("receipts-sound" if self.sound else "receipts-wrong", language, said)]
        for problem in self.problems:
            lines.append(f"  [{problem.rule}] {problem.message(language)}")
            if hint := problem.hint(language):
                lines.append(f"    → {hint}")
        return "\n".join(lines)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the verdict as plain JSON values; the form is a stable interface."""
        return {
            "sound": self.sound,
            "entries": self.head.entries,
            "head": self.head.to_document(),
            "releases": self.releases,
            "heads": self.heads,
            "problems": [problem.to_document(language) for problem in self.problems],
        }


def verify_receipts(
    path: Path | str, releases: Iterable[NamesHead] = (), *, limits: Limits = DEFAULT_LIMITS
) -> Verification:
    """Return what is wrong with the log at `path`, by itself and by what `releases` say of it.

    Args:
        path: The log.
        releases: Releases of its owner (`Release`): each head they name must lie on the chain, and each release that
            names one must have its receipt.
        limits: How much of it may be read.

    Raises:
        SourceUnavailable: It cannot be opened.
        LimitExceeded: It is longer than the limits.

    Example:
        >>> from opendata_share.receipts import verify_receipts
        >>> verify_receipts("receipts.jsonl", catalog["fire-station"].releases()).sound  # doctest: +SKIP
        True
    """
    return verdict(ReceiptLog(path, limits=limits).links(), tuple(releases), str(path))


def verdict(links: Iterable[Link], releases: Sequence[NamesHead], place: str) -> Verification:
    """Return what is wrong with a log; pure."""
    problems: list[Problem] = []
    digests: list[str] = []
    published: dict[tuple[str | None, str | None], set[str | None]] = {}
    for link in links:
        if link.problem is not None:
            problems.append(link.problem)
        if link.digest is not None:
            digests.append(link.digest)
        if link.receipt is not None and link.receipt.what.decision == "published":
            what = link.receipt.what
            published.setdefault((what.dataset, what.release), set()).add(what.release_digest)
    for release in releases:
        problems += _against(release, digests, published)
    return Verification(
        place=place,
        head=Head(len(digests), digests[-1]) if digests else Head(),
        releases=len(releases),
        heads=sum(release.receipts is not None for release in releases),
        problems=tuple(problems),
    )


def _against(
    release: NamesHead, digests: Sequence[str], published: dict[tuple[str | None, str | None], set[str | None]]
) -> list[Problem]:
    """Return where a log contradicts one release."""
    head, problems = release.receipts, []
    named = {"dataset": release.dataset, "release": release.number}
    if head is not None and head.entries > len(digests):
        said = {**named, "entries": head.entries, "found": len(digests)}
        problems.append(Problem(rule="receipts-cut", parameters=said))
    elif head is not None and head.entries and digests[head.entries - 1] != head.digest:
        said = {**named, "entries": head.entries}
        problems.append(Problem(rule="receipts-rewritten", line=head.entries, parameters=said))
    known = published.get((release.dataset, release.number), set())
    if release.digest not in known:
        if known:
            problems.append(Problem(rule="receipts-other-release", parameters=named))
        elif head is not None:
            problems.append(Problem(rule="receipts-missing", parameters=named))
    return problems
