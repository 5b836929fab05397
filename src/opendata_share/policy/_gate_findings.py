"""What the privacy gate finds: where and how many, never what it says.

What lives here: a finding, how waivers change it, and all findings of a publication as a report. What this file must
not know: how anything is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal

from .. import _messages
from .._dataclass import dataclass
from ._terms import Waiver

Language = Literal["en", "id"]
MOST_ROWS: Final = 10
"""How many rows a finding names; `count` says how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyFinding:
    """One kind of thing that may point at a person, in one field of one table.

    Attributes:
        contract: The table's contract, "name@version".
        finding: The slug, such as "nik"; a waiver names it.
        field: The field, or a part of a list as "identifiers[].value"; several joined by ", "; None for whole rows.
        count: How many rows it was found in.
        rows: The first of them, from 1, in the order in which they would leave.
        blocks: Whether it holds a release back.
        waiver: The waiver that names it, or None; an expired one changes nothing but what is said.
        details: What else the sentence says; never a value.
    """

    contract: str
    finding: str
    field: str | None
    count: int
    rows: tuple[int, ...] = ()
    blocks: bool = True
    waiver: Waiver | None = None
    expired: bool = False
    details: Mapping[str, Any] | None = None

    def message(self, language: Language = "en") -> str:
        """Return what was found and, where a waiver names it, what the waiver says."""
        words = {"count": self.count, "field": self.field, **(self.details or {})}
        said = _messages.render(f"privacy-{self.finding}", language, words)
        if self.waiver is None:
            return said
        about = {"reason": self.waiver.reason, "until": self.waiver.until.isoformat()}
        return f"{said} {_messages.render(f'privacy-waiver-{self._state}', language, about)}"

    @property
    def _state(self) -> str:
        return "expired" if self.expired else "holds"

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        waiver = self.waiver
        return {
            "contract": self.contract,
            "finding": self.finding,
            "field": self.field,
            "count": self.count,
            "rows": list(self.rows),
            "blocks": self.blocks,
            "message": self.message(language),
            "waiver": None
            if waiver is None
            else {"reason": waiver.reason, "until": waiver.until.isoformat(), "expired": self.expired},
        }


@dataclass(frozen=True, slots=True)
class PrivacyReport:
    """Everything the privacy gate found; what it did not find proves nothing.

    Attributes:
        findings: What was found, what blocks first.
    """

    findings: tuple[PrivacyFinding, ...]

    @classmethod
    def of(cls, findings: Iterable[PrivacyFinding]) -> PrivacyReport:
        """Return findings of several tables as one report."""
        return cls(tuple(sorted(findings, key=lambda each: not each.blocks)))

    @property
    def blocking(self) -> tuple[PrivacyFinding, ...]:
        """The findings that hold the release back."""
        return tuple(each for each in self.findings if each.blocks)

    def text(self, language: Language = "en") -> str:
        """Return the findings for people: a line each, and what the gate is not."""
        lines = [_line(each, language) for each in self.findings]
        return "\n".join([*lines, _messages.render("privacy-no-proof", language, {})])

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the findings as plain JSON values."""
        return {
            "blocked": bool(self.blocking),
            "findings": [each.to_document(language) for each in self.findings],
        }


def _line(finding: PrivacyFinding, language: Language) -> str:
    state = "blocks" if finding.blocks else "advice" if finding.waiver is None else "waived"
    field = "" if finding.field is None else f" {finding.field}"
    told = _messages.render(f"privacy-{state}", language, {})
    line = f"{told}: {finding.contract}{field} [{finding.finding}] {finding.message(language)}"
    if not finding.rows:
        return line
    rows = ", ".join(map(str, finding.rows)) + (" …" if finding.count > len(finding.rows) else "")
    return f"{line} {_messages.render('privacy-rows', language, {'rows': rows})}"


def waived(findings: Iterable[PrivacyFinding], waivers: Iterable[Waiver], on: date) -> tuple[PrivacyFinding, ...]:
    """Return the findings, what blocks first, each with the waiver that names it.

    A waiver names a finding of one field, or where it names no field a finding about whole rows. One that still holds
    on the day `on` makes advice of the finding; an expired one leaves it as it is, and says so.
    """
    named = {(each.finding, each.field): each for each in sorted(waivers, key=lambda each: each.until)}
    found = []
    for each in findings:
        waiver = named.get((each.finding, each.field))
        if waiver is None or not each.blocks:
            found.append(each)
        else:
            holds = on <= waiver.until
            found.append(replace(each, waiver=waiver, expired=not holds, blocks=not holds))
    return PrivacyReport.of(found).findings
