"""Pulling, for callers who await: bringing releases here, and pinning which they were.

What lives here: the two verbs in an event loop. What this file must not know: what is pinned and when it is refused
(`_pulling`), how bytes are fetched and verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from .. import transport
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..receipts import ReceiptLog
from ._async_client import AsyncDataset, open_catalog_async
from ._async_release import AsyncRelease
from ._lock_file import files_named
from ._pulling import listed, pulling, pulling_exactly, wanted_of
from ._release_flow import Format
from ._wants import bring_async


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncPulled:
    """One file of a release that is here now.

    Attributes:
        release: The release.
        path: The file.
        lock: The lock that pins it.
    """

    release: AsyncRelease
    path: Path
    lock: Path


async def pull_async(
    release: AsyncRelease,
    *,
    into: Path | str,
    as_: Format = "parquet",
    lock: Path | str | None = None,
    trust: str | None = None,
    receipts: ReceiptLog | None = None,
) -> AsyncPulled:
    """Bring a release into the folder `into`, and pin it in a lock file; arguments and errors are those of `pull`.

    Example:
        >>> catalog = await open_catalog_async("public/")  # doctest: +SKIP
        >>> await pull_async(catalog["response-unit"].latest(), into="in/")  # doctest: +SKIP
    """
    path, pinned = await bring_async(release.place, pulling(release, into, as_, lock, trust, receipts))
    return AsyncPulled(release=release, path=path, lock=pinned)


async def pull_locked_async(
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
) -> tuple[AsyncPulled, ...]:
    """Bring exactly what a lock pins into the folder `into`; arguments and errors are those of `pull_locked`.

    Example:
        >>> await pull_locked_async("in/opendata-share.lock", into="in/")  # doctest: +SKIP
    """
    path = Path(lock)
    pulled: list[AsyncPulled] = []
    for locked in await transport.in_thread(partial(wanted_of, path, dataset, location, trust)):
        files = files_named(locked, forms)
        catalog = await open_catalog_async(locked.location, trust=locked.trust, auth=auth, limits=limits)
        release = listed(catalog, locked, path, AsyncDataset.releases)
        flow = pulling_exactly(release, locked, files, Path(into), path, receipts)
        pulled.extend(
            AsyncPulled(release=release, path=each, lock=path) for each in await bring_async(release.place, flow)
        )
    return tuple(pulled)
