"""What a rehearsal found: what publishing would make, what would change, and who would notice.

What lives here: the frozen outcome and how it reads to people and programs (docs/reference/rehearsal.md promises the
document's form). What this file must not know: folders, rows, how anything was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from .. import _messages
from .._dataclass import dataclass
from .._time_text import time_text
from ..evolution import BrokenConsumer, Comparison
from ..policy import PrivacyFinding, PrivacyReport
from ..report import Report
from ._consumers import Consumer

Language = Literal["en", "id"]
FORMAT: Final = "opendata-share/rehearsal@1"
Outcome = Literal["would-publish", "unchanged", "held-back"]
Reason = Literal["rejected-rows", "privacy-gate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The last release, with which the new one is compared.

    Attributes:
        release: Its number.
        rows: Its rows.
        withheld: Accepted rows its policy left out.
        policy: The policy its rows left under.
        policy_digest: "sha256:…" of it.
        contract: The contract its rows meet, "name@version".
    """

    release: str
    rows: int
    withheld: int
    policy: str
    policy_digest: str
    contract: str

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "release": self.release,
            "rows": self.rows,
            "withheld": self.withheld,
            "policy": {"name": self.policy, "digest": self.policy_digest},
            "contract": self.contract,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One row that came, went or changed.

    Attributes:
        change: What became of it.
        row: Its number, from 1: in the new release, of a removed row in the last one.
        key: Its primary key, where everybody may see it, else None.
        fields: The fields that changed.
    """

    change: Literal["added", "changed", "removed"]
    row: int
    key: Mapping[str, Any] | None = None
    fields: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values; numbers beyond 2**53, decimals and times are texts."""
        key = None if self.key is None else {name: _plain(value) for name, value in self.key.items()}
        return {"change": self.change, "row": self.row, "key": key, "fields": list(self.fields)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRows:
    """How the rows differ from those of the last release.

    Attributes:
        key: The fields that tell rows apart; none where rows are the same that say the same.
        added: Rows whose key is new.
        removed: Rows whose key is gone.
        changed: Rows that say something else than the row of their key did, in a column both releases have.
        same: Rows that say the same.
        fields: How many rows changed in each field.
        is_reordered: Whether the rows are the same in another order, which is a new release all the same.
        shown: The first rows of each kind.
    """

    key: tuple[str, ...]
    added: int
    removed: int
    changed: int
    same: int
    fields: Mapping[str, int]
    is_reordered: bool
    shown: tuple[ShownRow, ...]

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "key": list(self.key),
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "same": self.same,
            "fields": dict(self.fields),
            "reordered": self.is_reordered,
            "shown": [row.to_document() for row in self.shown],
        }


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A field that leaves otherwise than it did: what became of it in the last release, and what becomes of it now."""

    field: str
    before: str
    after: str

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"field": self.field, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """What the audience does not get.

    Attributes:
        fields: Fields of the contract the rows were judged by that do not leave.
        changed: Fields whose values leave otherwise than they are, each with what is done: {"latitude": "round 3"}.
        withheld: Accepted rows that do not leave.
        gone: Fields of the last release that the new one does not have.
    """

    fields: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)
    withheld: int = 0
    gone: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "fields": list(self.fields),
            "changed": dict(self.changed),
            "withheld": self.withheld,
            "gone": list(self.gone),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedRelease:
    """What would become of one table.

    Attributes:
        dataset: "agency/dataset".
        outcome: "would-publish", or "unchanged" where the last release says the same already.
        release: The number it would get if nobody else publishes first, or the last one's.
        rows: Rows that would leave.
        rejected: Rows left out because they break the contract.
        previous: The last release, or None where this is the first.
        changes: How the rows differ from it; None where nothing was compared.
        is_compared: Whether both have the same key, so that rows can be compared.
        contract: What the contract says otherwise than that of the last release; None where this is the first.
        policy: Fields that leave otherwise than they did.
        absent: What the audience does not get.
        consumers: Who has pulled the data set and would notice.
        broken: Who relies on what they would not get, by their requirements; those who lose something first.
    """

    dataset: str
    outcome: Literal["would-publish", "unchanged"]
    release: str
    rows: int
    rejected: int
    previous: Previous | None
    changes: ChangedRows | None
    is_compared: bool
    contract: Comparison | None
    policy: tuple[PolicyChange, ...]
    absent: Absent
    consumers: tuple[Consumer, ...]
    broken: tuple[BrokenConsumer, ...] = ()

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain JSON values."""
        compared = self.contract
        return {
            "dataset": self.dataset,
            "outcome": self.outcome,
            "release": self.release,
            "rows": self.rows,
            "rejected": self.rejected,
            "withheld": self.absent.withheld,
            "previous": None if self.previous is None else self.previous.to_document(),
            "changes": None if self.changes is None else self.changes.to_document(),
            "compared": self.is_compared,
            "contract": [] if compared is None else [change.to_document(language) for change in compared.changes],
            "compatibility": None if compared is None else compared.verdict,
            "policy": [change.to_document() for change in self.policy],
            "absent": self.absent.to_document(),
            "consumers": [consumer.to_document() for consumer in self.consumers],
            "broken": [each.to_document(language) for each in self.broken],
        }

    def lines(self, audience: str, policy: str, language: Language) -> Iterator[str]:
        """Yield what would become of the table, for people."""
        say = _Says(language)
        counts = {"rehearsal-rejected": self.rejected, "publication-withheld": self.absent.withheld}
        left_out = "".join(say(said, count=count) for said, count in counts.items() if count)
        about = {"dataset": self.dataset, "release": self.release, "rows": self.rows, "left_out": left_out}
        if self.previous is None:
            yield say("rehearsal-first", **about)
        else:
            yield say(f"rehearsal-{self.outcome}", **about)
            yield from self._differences(self.previous, policy, say)
        yield from self._absences(audience, say)
        for consumer in self.consumers:
            purpose = "" if consumer.purpose is None else f" “{consumer.purpose}”"
            last = time_text(consumer.last.replace(microsecond=0))
            told = {"who": consumer.who, "release": consumer.release or "–", "count": consumer.pulls}
            yield say("rehearsal-consumer", **told, last=last, purpose=purpose)
        for each in self.broken:
            yield each.text(say.language)

    def _differences(self, previous: Previous, policy: str, say: _Says) -> Iterator[str]:
        if not self.is_compared:
            yield say("rehearsal-not-compared", release=previous.release)
        if self.changes is not None:
            yield from _row_lines(self.changes, previous.release, say)
        for change in () if self.contract is None else self.contract.changes:
            yield say("rehearsal-contract", change=change.text(say.language))
        if previous.policy != policy:
            yield say("rehearsal-policy", before=previous.policy, after=policy)
        for each in self.policy:
            yield say("rehearsal-policy-field", field=each.field, before=each.before, after=each.after)

    def _absences(self, audience: str, say: _Says) -> Iterator[str]:
        absent = self.absent
        if absent.fields:
            yield say("rehearsal-absent", audience=audience, fields=", ".join(absent.fields))
        if absent.changed:
            fields = ", ".join(f"{name} ({done})" for name, done in absent.changed.items())
            yield say("rehearsal-coarser", audience=audience, fields=fields)
        if absent.gone:
            yield say("rehearsal-gone", audience=audience, fields=", ".join(absent.gone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What `publish` would do; nothing was done.

    Attributes:
        outcome: "would-publish" where at least one release would be new, "unchanged" where none would, "held-back"
            where nothing would be published although there is something to publish.
        reasons: Why it would be held back: "rejected-rows", "privacy-gate".
        audience: Whom the folder is for.
        policy: The policy's name.
        policy_digest: "sha256:…" of the policy.
        folder: The folder of releases, or its address.
        releases: One `RehearsedRelease` a contract.
        findings: What the privacy gate found, what blocks first.
        report: What validation found.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    audience: str
    policy: str
    policy_digest: str
    folder: Path | str
    releases: tuple[RehearsedRelease, ...]
    findings: tuple[PrivacyFinding, ...]
    report: Report = field(repr=False)

    @property
    def release(self) -> RehearsedRelease:
        """The release, where one table was rehearsed; ValueError where several were."""
        (release,) = self.releases
        return release

    @property
    def sound(self) -> bool:
        """Whether nothing would be held back and no row was rejected."""
        return self.outcome != "held-back" and self.report.valid

    def text(self, language: Language = "en") -> str:
        """Return what was found, for people; the last line says that nothing was written."""
        say = _Says(language)
        lines = [line for each in self.releases for line in each.lines(self.audience, self.policy, language)]
        if self.findings:
            lines.append(PrivacyReport(self.findings).text(language))
        lines += [say(f"rehearsal-held-{reason}", count=self.report.rejected) for reason in self.reasons]
        return "\n".join([*lines, say("rehearsal-nothing", folder=f"{self.folder}/")])

    def __str__(self) -> str:
        return self.text()

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return what was found as plain JSON values, of the form `opendata-share/rehearsal@1`."""
        return {
            "format": FORMAT,
            "outcome": self.outcome,
            "reasons": list(self.reasons),
            "audience": self.audience,
            "policy": {"name": self.policy, "digest": self.policy_digest},
            "folder": str(self.folder),
            "releases": [release.to_document(language) for release in self.releases],
            "findings": [finding.to_document(language) for finding in self.findings],
            "report": self.report.to_document(language),
        }


class _Says:
    """Fills sentences of the catalogue in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Final = language

    def __call__(self, message_id: str, **parameters: Any) -> str:
        return _messages.render(message_id, self.language, parameters)


def _row_lines(changes: ChangedRows, release: str, say: _Says) -> Iterator[str]:
    counts = {"added": changes.added, "removed": changes.removed, "changed": changes.changed, "same": changes.same}
    yield say("rehearsal-rows", release=release, **counts)
    if changes.fields:
        yield say("rehearsal-fields", fields=", ".join(f"{name} {count}" for name, count in changes.fields.items()))
    if changes.is_reordered:
        yield say("rehearsal-reordered")
    for row in changes.shown:
        key = "" if row.key is None else ", ".join(str(_plain(value)) for value in row.key.values())
        named = say("rehearsal-row", row=row.row) + (f" ({key})" if key else "")
        fields = f": {', '.join(row.fields)}" if row.fields else ""
        yield say(f"rehearsal-row-{row.change}", row=named, fields=fields)


def _plain(value: Any) -> Any:
    """Return a value of a key as JSON has it."""
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date | Decimal) or (isinstance(value, int) and abs(value) > 2**53):
        return str(value)
    return value
