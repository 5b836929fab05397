"""What became of a release since: whether it was withdrawn or corrected, by which, and why; and which fields will go.

What lives here: looking it up in what a catalogue lists, and the error or warning a reader gets. What this file must
not know: how anything is fetched, what is in a release.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from .._dataclass import dataclass
from .._time_text import time_text
from ..contract import Deprecation, Field
from ..errors import (
    CorrectedReleaseWarning,
    DefinitionError,
    DeprecatedFieldWarning,
    ReleaseError,
    WithdrawnRelease,
    WithdrawnReleaseWarning,
)
from ._layout import DatasetEntry, ReleaseEntry

OnWithdrawn = Literal["error", "warn"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a later release says of an earlier one.

    Attributes:
        release: The number of the later release.
        reason: Why, in its publisher's words.
        at: When it was published, aware, UTC.
    """

    release: str
    reason: str
    at: datetime


def withdrawal_of(dataset: DatasetEntry, release: str) -> Notice | None:
    """Return what withdraws `release`, or None."""
    entry = dataset.withdrawal_of(release)
    if entry is None or entry.withdraws is None:
        return None
    return Notice(entry.release, entry.withdraws.reason, entry.published_at)


def correction_of(dataset: DatasetEntry, release: str) -> Notice | None:
    """Return the newest that corrects `release` and stands, or None."""
    for entry in reversed(dataset.releases):
        corrects = entry.corrects
        if corrects is not None and corrects.release == release and dataset.withdrawal_of(entry.release) is None:
            return Notice(entry.release, corrects.reason, entry.published_at)
    return None


def tell(dataset: DatasetEntry, entry: ReleaseEntry, on_withdrawn: OnWithdrawn, place: str) -> None:
    """Raise or warn where a release that is about to be read was withdrawn; warn where it was corrected.

    Raises:
        WithdrawnRelease: It was withdrawn, and `on_withdrawn` is "error".
        DefinitionError: `on_withdrawn` is neither.
    """
    if on_withdrawn not in get_args(OnWithdrawn):
        raise DefinitionError("read-on-withdrawn", on_withdrawn=on_withdrawn)
    withdrawn = withdrawal_of(dataset, entry.release)
    if withdrawn is not None:
        error = withdrawn_error(dataset, entry.release, withdrawn, place)
        if on_withdrawn == "error":
            raise error
        warnings.warn(WithdrawnReleaseWarning(error), stacklevel=2)
    elif (corrected := correction_of(dataset, entry.release)) is not None:
        said = ReleaseError(
            "release-corrected",
            file=place,
            dataset=dataset.id,
            release=entry.release,
            other=corrected.release,
            reason=corrected.reason,
        )
        warnings.warn(CorrectedReleaseWarning(said), stacklevel=2)


def tell_deprecated(dataset: DatasetEntry, release: str, fields: Iterable[Field], place: str) -> None:
    """Warn where fields that are about to be read will go."""
    going = [f"{field.name} ({_going(field.deprecated)})" for field in fields if field.deprecated is not None]
    if going:
        said = ReleaseError("release-deprecated", file=place, dataset=dataset.id, release=release, fields=going)
        warnings.warn(DeprecatedFieldWarning(said), stacklevel=2)


def _going(deprecation: Deprecation) -> str:
    day = "–" if deprecation.sunset is None else deprecation.sunset.isoformat()
    return day if deprecation.use is None else f"{day} → {deprecation.use}"


def withdrawn_error(dataset: DatasetEntry, release: str, notice: Notice, place: str) -> WithdrawnRelease:
    """Return the error that says why `release` was withdrawn and what takes its place."""
    standing, corrected = dataset.standing, correction_of(dataset, release)
    at, reason = time_text(notice.at), notice.reason
    later = None if standing is None or int(standing.release) < int(release) else standing.release
    other = later if corrected is None else corrected.release
    if other is not None:
        return WithdrawnRelease(
            "release-withdrawn", file=place, dataset=dataset.id, release=release, at=at, reason=reason, other=other
        )
    other = "–" if standing is None else standing.release
    return WithdrawnRelease(
        "release-withdrawn-last", file=place, dataset=dataset.id, release=release, at=at, reason=reason, other=other
    )
