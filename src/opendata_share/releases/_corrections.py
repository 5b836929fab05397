"""Corrections: a release that says which earlier one it takes the place of, and why.

What lives here: the decisions, as pure values. What this file must not know: disks, how a release becomes visible. Rows
that were withdrawn come back only in a release that says it corrects the one they were withdrawn with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Final

from .._dataclass import dataclass
from ..errors import DefinitionError, ReleaseError
from ._layout import DatasetEntry, ReleaseEntry
from ._links import Amendment, Link, reason_text
from ._manifest import Manifest

Corrects = str | int | Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a publication corrects.

    Attributes:
        reason: Why, or None where nothing is corrected.
        releases: The number of the corrected release, by contract name.
    """

    reason: str | None = None
    releases: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, corrects: Corrects | None, reason: str | None, contracts: Sequence[str]) -> Corrections:
        """Return what a caller says of the tables of `contracts`.

        Raises:
            DefinitionError: There is a correction without a reason, or a reason without a correction; it is not said
                which table is corrected, or none of that name is published.
        """
        if corrects is None:
            if reason is not None:
                raise DefinitionError("correction-of-nothing")
            return cls()
        named = isinstance(corrects, Mapping)
        releases = corrects if isinstance(corrects, Mapping) else {contracts[0]: corrects}
        if not releases or not releases.keys() <= set(contracts) or (len(contracts) > 1 and not named):
            raise DefinitionError("correction-of-several", contracts=contracts)
        return cls(reason_text(reason), {name: str(number) for name, number in releases.items()})

    def amendment(self, contract: str, dataset: str, earlier: DatasetEntry | None) -> Amendment | None:
        """Return what the release of `contract` says it corrects, or None.

        Raises:
            ReleaseError: There is no such release with rows.
        """
        number = self.releases.get(contract)
        if number is None or self.reason is None:
            return None
        return amendment_of(dataset, number, self.reason, earlier)


NO_CORRECTIONS: Final = Corrections()


def amendment_of(dataset: str, number: str, reason: str, earlier: DatasetEntry | None) -> Amendment:
    """Return what says of release `number` that it is amended.

    Raises:
        ReleaseError: There is no such release with rows.
    """
    with_rows = () if earlier is None else tuple(entry for entry in earlier.releases if entry.withdraws is None)
    for entry in with_rows:
        if entry.release == number:
            return Amendment(release=number, reason=reason, digest=entry.manifest.sha256)
    known = [entry.release for entry in with_rows] or ["–"]
    raise ReleaseError("dataset-release", dataset=dataset, release=number, known=known)


def link_to(entry: ReleaseEntry) -> Link:
    """Return what names `entry` in the release that follows it."""
    return Link(entry.release, entry.manifest.sha256)


def refuse_withdrawn_rows(
    rows: int,
    rows_digest: str,
    corrected: Amendment | None,
    earlier: DatasetEntry | None,
    manifest_of: Callable[[ReleaseEntry], Manifest],
) -> None:
    """Raise where a release would bring back the rows of one that was withdrawn, without saying that it corrects it.

    Args:
        rows: How many rows it has; an empty table brings nothing back.
        rows_digest: "sha256:…" of their values.
        corrected: What it corrects, or None.
        earlier: The data set, or None where this is its first release.
        manifest_of: Gives the manifest of a release.

    Raises:
        ReleaseError: It would; the message names the withdrawn release and the reason.
    """
    if earlier is None or not rows:
        return
    for withdrawal in (entry.withdraws for entry in earlier.releases):
        withdrawn = None if withdrawal is None else earlier.entry(withdrawal.release)
        if withdrawal is None or withdrawn is None or (corrected and withdrawn.release == corrected.release):
            continue
        if manifest_of(withdrawn).rows_digest == rows_digest:
            number, reason = withdrawn.release, withdrawal.reason
            raise ReleaseError("publish-withdrawn", dataset=earlier.id, release=number, reason=reason)
