"""Pulling: bringing releases here, and pinning which they were.

What lives here: the two verbs for callers who wait. What this file must not know: what is pinned and when it is refused
(`_pulling`), how bytes are fetched and verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .. import transport
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..receipts import ReceiptLog
from ._client import Dataset, open_catalog
from ._lock_file import files_named
from ._pulling import listed, pulling, pulling_exactly, wanted_of
from ._release import Release
from ._release_flow import Format
from ._wants import bring


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """One file of a release that is here now.

    Attributes:
        release: The release.
        path: The file.
        lock: The lock that pins it.
    """

    release: Release
    path: Path
    lock: Path


def pull(
    release: Release,
    *,
    into: Path | str,
    as_: Format = "parquet",
    lock: Path | str | None = None,
    trust: str | None = None,
    receipts: ReceiptLog | None = None,
) -> Pulled:
    """Bring a release into the folder `into`, and pin it in a lock file.

    Args:
        release: The release.
        into: The folder, made if it does not exist.
        as_: "parquet" or "csv".
        lock: The lock file; `into`/opendata-share.lock by default. What it pins of other data sets stays.
        trust: What vouched for the catalogue, as `open_catalog` was given it; else the pin it was verified against.
        receipts: The reader's own log; see `Release.pull`.

    Raises:
        WithdrawnRelease, TrustError, SourceUnavailable, TransferError: As `Release.pull`.
        DefinitionError: The lock pins a file of this name of another data set.
        ReleaseError: The lock could not be written; the file is there.

    Example:
        >>> pull(open_catalog("public/")["response-unit"].latest(), into="in/")  # doctest: +SKIP
    """
    path, pinned = bring(release.place, pulling(release, into, as_, lock, trust, receipts))
    return Pulled(release=release, path=path, lock=pinned)


def pull_locked(
    lock: Path | str,
    *,
    into: Path | str,
    dataset: str | None = None,
    forms: Sequence[Format] = (),
    location: Path | str | None = None,
    trust: str | None = None,
    auth: transport.Auth | None = None,
    receipts: ReceiptLog | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Pulled, ...]:
    """Bring exactly what a lock pins into the folder `into`: the same bytes, or an error. The lock stays as it is.

    Args:
        lock: The lock file.
        into: The folder.
        dataset: Only this one; all by default.
        forms: Only these files ("parquet", "csv"); all that are pinned by default.
        location: Where the caller believes it comes from; another one in the lock is an error.
        trust: Likewise what vouches for it.
        auth: Credentials, where all that is pulled comes from one origin.
        receipts: The reader's own log.
        limits: How much may be taken.

    Raises:
        DefinitionError: The lock pins no such data set or file, or another location or trust.
        TrustError: The release is there with other bytes than those pinned.
        ReleaseError: It is not there any more.
        WithdrawnRelease: It was taken back.
        SourceUnavailable, TransferError: It cannot be brought here.

    Example:
        >>> pull_locked("in/opendata-share.lock", into="in/")  # doctest: +SKIP
    """
    path = Path(lock)
    pulled: list[Pulled] = []
    for locked in wanted_of(path, dataset, location, trust):
        files = files_named(locked, forms)
        catalog = open_catalog(locked.location, trust=locked.trust, auth=auth, limits=limits)
        release = listed(catalog, locked, path, Dataset.releases)
        brought = bring(release.place, pulling_exactly(release, locked, files, Path(into), path, receipts))
        pulled.extend(Pulled(release=release, path=each, lock=path) for each in brought)
    return tuple(pulled)
