"""What came of a journey: a step for every data set and destination.

What lives here: the frozen outcome, how it reads to people and programs, the exit code it means. What this file must
not know: how a step is taken.
"""

from __future__ import annotations

from typing import Any, Literal

from .. import _messages
from .._dataclass import dataclass
from ..errors import OpenDataShareError
from ..policy import PrivacyReport
from ..releases import Publication, Rehearsal
from ..report import Report

Language = Literal["en", "id"]
Outcome = Literal["published", "unchanged", "would-publish", "held-back", "not-judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one data set at one destination.

    Attributes:
        data_set: What the journey calls the data set.
        destination: What it calls the destination.
        outcome: "published"; "unchanged" where the last release says the same; "would-publish" of a rehearsal;
            "held-back" where rows, the policy or the privacy gate keep it; "not-judged" where that could not be told.
        report: What was found in the rows, or None where they were not judged.
        publication: What `publish` did, or None.
        rehearsal: What `rehearse` found, or None.
        error: Why it was held back or not judged, or None.
    """

    data_set: str
    destination: str
    outcome: Outcome
    report: Report | None = None
    publication: Publication | None = None
    rehearsal: Rehearsal | None = None
    error: OpenDataShareError | None = None

    @property
    def exit_code(self) -> int:
        """0 where nothing is wrong, 1 where rows or what would leave of them are, 2 where that could not be told."""
        if self.outcome == "not-judged":
            return 2 if self.error is None else self.error.exit_code
        whole = self.report is None or self.report.valid
        return 0 if whole and self.outcome != "held-back" else 1

    def text(self, language: Language = "en") -> str:
        """Return what came of it, for people, without the report of the rows."""
        heading = _messages.render(
            f"journey-step-{self.outcome}", language, {"name": self.data_set, "destination": self.destination}
        )
        told = self.publication or self.rehearsal
        lines = [heading, *([] if told is None else told.text(language).splitlines())]
        if self.error is not None:
            lines += self.error.text(language).splitlines()
            gate = getattr(self.error, "report", None)
            lines += gate.text(language).splitlines() if isinstance(gate, PrivacyReport) else []
        return "\n  ".join(lines)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain JSON values."""
        document: dict[str, Any] = {
            "dataset": self.data_set,
            "destination": self.destination,
            "outcome": self.outcome,
            "exit_code": self.exit_code,
        }
        if self.report is not None:
            document["report"] = self.report.to_document(language)
        if self.publication is not None:
            document["publication"] = self.publication.to_document()
        if self.rehearsal is not None:
            document["rehearsal"] = self.rehearsal.to_document(language)
        if self.error is not None:
            error = self.error
            document["error"] = {
                "id": error.message_id,
                "message": error.message(language),
                "file": error.file,
                "line": error.line,
                "hint": error.hint(language),
            }
            if isinstance(gate := getattr(error, "report", None), PrivacyReport):
                document["error"]["privacy"] = gate.to_document(language)
        return document


@dataclass(frozen=True, slots=True)
class JourneyReport:
    """What came of a journey.

    Attributes:
        steps: What came of each data set at each of its destinations, in the order they were taken.
    """

    steps: tuple[Step, ...]

    @property
    def exit_code(self) -> int:
        """The exit code of the worst step: 2 where any could not be judged, else 1 where anything is wrong, else 0."""
        return max((step.exit_code for step in self.steps), default=0)

    @property
    def sound(self) -> bool:
        """Whether every row was accepted, and everything left or would leave."""
        return self.exit_code == 0

    def text(self, language: Language = "en") -> str:
        """Return what was found and done, for people: the report of each data set's rows once, then its steps."""
        lines: list[str] = []
        told: Report | None = None
        for step in self.steps:
            if step.report is not None and step.report is not told:
                lines.append(step.report.text(language))
            told = step.report
            lines.append(step.text(language))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain JSON values; the form is `opendata-share/journey@1`."""
        return {
            "format": "opendata-share/journey@1",
            "sound": self.sound,
            "steps": [step.to_document(language) for step in self.steps],
        }
