"""What a publisher gets back.

What lives here: the frozen outcome and how it reads to people and programs. What this file must not know: disks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from .. import _messages
from .._dataclass import dataclass
from ..policy import PrivacyFinding, PrivacyReport
from ._layout import PUBLIC

Language = Literal["en", "id"]
Outcome = Literal["published", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRelease:
    """One release that is visible now.

    Attributes:
        dataset: "agency/dataset".
        release: "1", "2", …
        outcome: "published", or "unchanged" where the latest release says the same already.
        rows: Rows published.
        rejected: Rows left out because they break the contract.
        withheld: Accepted rows left out by the policy.
        digest: "sha256:…" of the release's manifest, which vouches for every byte of it.
        files: The names of its files.
        path: Its folder; in an object store, its address.
    """

    dataset: str
    release: str
    outcome: Outcome
    rows: int
    rejected: int
    withheld: int = 0
    digest: str
    files: tuple[str, ...]
    path: Path | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What `publish` did.

    Attributes:
        outcome: "published" where at least one release is new, else "unchanged".
        partial: Whether rejected rows were left out.
        audience: Whom the folder is for.
        releases: One `PublishedRelease` a contract.
        folder: The folder of releases; of an object store, its address.
        findings: What the privacy gate found and let through: advice, and what the policy waives.
        pin: What readers pin this catalogue with: "sha256:…" of its first root of trust.
        began: Whether the catalogue was signed for the first time.
    """

    outcome: Outcome
    partial: bool
    audience: str
    releases: tuple[PublishedRelease, ...]
    folder: Path | str
    findings: tuple[PrivacyFinding, ...] = ()
    pin: str
    began: bool = False

    @property
    def to_paste(self) -> str:
        """What readers paste as `trust=`: the address where it is known, and the pin."""
        address = self.folder if isinstance(self.folder, str) else ""
        return f"{address}#{self.pin.replace(':', '=')}" if address else self.pin.replace(":", "=")

    @property
    def release(self) -> PublishedRelease:
        """The release, where one table was published; ValueError where several were."""
        (release,) = self.releases
        return release

    @property
    def rows(self) -> int:
        """Rows published in all releases."""
        return sum(release.rows for release in self.releases)

    @property
    def rejected(self) -> int:
        """Rows left out in all releases."""
        return sum(release.rejected for release in self.releases)

    def text(self, language: Language = "en") -> str:
        """Return what was done, for people: a line a release, then what to do with the folder."""
        words = [(release.outcome, _words(release, language)) for release in self.releases]
        lines = [_messages.render(f"publication-{outcome}", language, said) for outcome, said in words]
        if self.findings:
            lines.append(PrivacyReport(self.findings).text(language))
        advice = "publication-serve" if self.audience == PUBLIC else "publication-do-not-serve"
        if isinstance(self.folder, str):
            advice = "publication-in-bucket"
        lines.append(
            _messages.render(
                advice, language, {"folder": f"{str(self.folder).rstrip('/')}/", "audience": self.audience}
            )
        )
        if self.began:
            lines.append(_messages.render("publication-pin", language, {"pin": self.to_paste}))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_document(self) -> dict[str, Any]:
        """Return the outcome as plain JSON values."""
        return {
            "published": self.outcome == "published",
            "outcome": self.outcome,
            "partial": self.partial,
            "audience": self.audience,
            "folder": str(self.folder),
            "pin": self.to_paste,
            "findings": [finding.to_document() for finding in self.findings],
            "releases": [
                {
                    "dataset": release.dataset,
                    "release": release.release,
                    "outcome": release.outcome,
                    "rows": release.rows,
                    "rejected": release.rejected,
                    "withheld": release.withheld,
                    "digest": release.digest,
                    "files": list(release.files),
                }
                for release in self.releases
            ],
        }


def _words(release: PublishedRelease, language: Language) -> dict[str, Any]:
    csv = any(name.endswith(".csv") for name in release.files)
    formats = "CSV + Parquet" if csv else "Parquet"
    counts = {"publication-rejected": release.rejected, "publication-withheld": release.withheld}
    left_out = "".join(_messages.render(said, language, {"count": count}) for said, count in counts.items() if count)
    named = {"dataset": release.dataset, "release": release.release, "rows": release.rows}
    return {**named, "formats": formats, "left_out": left_out}
