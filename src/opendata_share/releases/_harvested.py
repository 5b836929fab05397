"""What a harvest did, source by source and data set by data set.

What lives here: the values and their two forms, for people and for programs. What this file must not know: how anything
was decided or brought here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from .. import _messages
from .._dataclass import dataclass
from .._time_text import time_text
from ..errors import OpenDataShareError
from ._harvest_rules import Outcome

Language = Literal["en", "id"]
_WRONG: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestedDataset:
    """What became of one data set of one source.

    Attributes:
        dataset: "agency/dataset".
        outcome: "harvested" where releases came, "renewed" where only what is known of its freshness or trust is newer,
            "unchanged", "elsewhere" where it is newer there, and comes here by another way; "refused".
        releases: The numbers of the releases that came.
        trust: The weakest that vouched for what came on its way here; None where nothing did.
        problem: Why it is refused, or None.
    """

    dataset: str
    outcome: Outcome
    releases: tuple[str, ...] = ()
    trust: str | None = None
    problem: OpenDataShareError | None = None

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values, without its problem."""
        return {
            "dataset": self.dataset,
            "outcome": self.outcome,
            "releases": list(self.releases),
            **({} if self.trust is None else {"trust": self.trust}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestedSource:
    """What became of one catalogue that was harvested.

    Attributes:
        location: Its address, without credentials; or its folder.
        trust: "verified" against a pin, "local" of a folder without one, "unverified"; None where it was not opened.
        pin: The pin it was verified against, or None.
        vouched_at: When it was last vouched for as a whole, aware, UTC; None where nobody did.
        datasets: Its data sets, of those asked for.
        problems: What went wrong with it as a whole, or with a whole agency; nothing of that was taken.
    """

    location: str
    trust: str | None = None
    pin: str | None = None
    vouched_at: datetime | None = None
    datasets: tuple[HarvestedDataset, ...] = ()
    problems: tuple[OpenDataShareError, ...] = ()

    def to_document(self, language: Language) -> dict[str, Any]:
        """Return it as plain JSON values."""
        by_dataset = [(each.dataset, each.problem) for each in self.datasets if each.problem is not None]
        return {
            "location": self.location,
            "trust": self.trust,
            "pin": self.pin,
            "vouched_at": None if self.vouched_at is None else time_text(self.vouched_at),
            "datasets": [each.to_document() for each in self.datasets],
            "problems": [
                {
                    "dataset": dataset,
                    "class": type(problem).__name__,
                    "message_id": problem.message_id,
                    "message": problem.text(language),
                }
                for dataset, problem in [*((None, problem) for problem in self.problems), *by_dataset]
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What `harvest` did.

    Attributes:
        folder: The joint catalogue.
        sources: Each catalogue that was harvested, in the order they were named.
        pin: What readers pin the joint catalogue with, "sha256:…"; None where nothing is there.
        began: Whether it was signed for the first time.
    """

    folder: Path | str
    sources: tuple[HarvestedSource, ...]
    pin: str | None = None
    began: bool = False

    @property
    def changed(self) -> bool:
        """Whether the joint catalogue says anything it did not say before."""
        return any(each.outcome in {"harvested", "renewed"} for source in self.sources for each in source.datasets)

    @property
    def problems(self) -> tuple[OpenDataShareError, ...]:
        """Everything that was refused or could not be brought here; empty where all went well."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[OpenDataShareError]:
        for source in self.sources:
            yield from source.problems
            yield from (each.problem for each in source.datasets if each.problem is not None)

    @property
    def exit_code(self) -> int:
        """0 where all went well; 1 where something was refused; 2 where something only could not be reached."""
        codes = {problem.exit_code for problem in self.problems}
        return _WRONG if _WRONG in codes else max(codes, default=0)

    def text(self, language: Language = "en") -> str:
        """Return what was done, for people: a line for each data set that came, then how many were here already."""
        lines = [line for source in self.sources for line in _lines(source, language)]
        every = [each for source in self.sources for each in source.datasets]
        same = sum(each.outcome in {"unchanged", "renewed"} for each in every)
        lines.append(_messages.render("harvest-same", language, {"count": same, "folder": self.folder}))
        if self.began and self.pin is not None:
            lines.append(_messages.render("publication-pin", language, {"pin": self.pin.replace(":", "=")}))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return what was done as plain JSON values; `language` is that of the messages."""
        return {
            "folder": str(self.folder),
            "changed": self.changed,
            "pin": self.pin,
            "sources": [source.to_document(language) for source in self.sources],
        }


def _lines(source: HarvestedSource, language: Language) -> Iterator[str]:
    for each in source.datasets:
        if each.outcome in {"harvested", "elsewhere"}:
            said = {"dataset": each.dataset, "releases": each.releases, "location": source.location}
            trust = "UNVERIFIED" if each.trust == "unverified" else each.trust
            yield _messages.render(f"harvest-{each.outcome}", language, {**said, "trust": trust})
