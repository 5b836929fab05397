"""What other rooms ask for: a document in memory, a file at a path, a file that stays open.

What lives here: the three, each a transfer with what surrounds it (a cache, a place to receive into), as steps and for
callers who wait. What this file must not know: httpx, when to ask again, what the bytes mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from .._limits import DEFAULT_LIMITS
from ..errors import TransferError
from ._address import lasting
from ._cache import Cache
from ._receive import Begun, Memory, PartFile, Spool
from ._secrets import Auth
from ._steps import Disk, Steps, Wait, on_disk, run
from ._transfer import Means, Plan, plan, transfer
from ._wire import Wire

T = TypeVar("T")

_DOCUMENT_DEADLINE_S: Final = 60.0
_MEANS: Final = Means()


def fetching(
    url: str,
    *,
    limit_bytes: int,
    auth: Auth | None = None,
    deadline_s: float = _DOCUMENT_DEADLINE_S,
    slowest_bytes_s: int = DEFAULT_LIMITS.slowest_bytes_s,
    size: int | None = None,
    digest: str | None = None,
    cache: Cache | None = None,
) -> Steps[bytes]:
    """Want the document at `url`; see `fetch`."""
    what = replace(
        plan(url, auth, deadline_s, {"Cache-Control": "no-cache"}),
        size=size,
        digest=digest,
        limit_bytes=limit_bytes,
        slowest_bytes_s=slowest_bytes_s,
    )
    if cache is not None and digest is not None and size is not None and cache.holds(size):
        stream = yield from _cached(cache, what, digest, size, _MEANS)
        return (yield from on_disk(partial(_whole, stream), is_slow=True))
    memory = Memory()
    yield from transfer(what, memory, Begun(), _MEANS)
    return memory.content


def downloading(
    url: str,
    path: Path,
    *,
    size: int,
    digest: str,
    auth: Auth | None = None,
    deadline_s: float = DEFAULT_LIMITS.deadline_s,
    slowest_bytes_s: int = DEFAULT_LIMITS.slowest_bytes_s,
    mode: int = 0o666,
    cache: Cache | None = None,
) -> Steps[None]:
    """Want the file at `url` at `path`; see `download`."""
    what = _file(url, auth, deadline_s, slowest_bytes_s, size, digest)
    with PartFile.beside(path, digest, mode) as part:
        begun = yield from on_disk(part.begin, is_slow=True)
        found = None if cache is None else (yield from on_disk(partial(cache.find, digest, size), is_slow=True))
        if found is not None:
            with found:
                yield Disk(partial(part.take, found, size, digest), is_slow=True)
        else:
            yield from transfer(what, part, begun or Begun(), _MEANS)
        stream = yield from on_disk(part.commit, is_slow=True)
        stream.close()


def bringing(
    url: str,
    *,
    size: int,
    digest: str,
    auth: Auth | None = None,
    deadline_s: float = DEFAULT_LIMITS.deadline_s,
    slowest_bytes_s: int = DEFAULT_LIMITS.slowest_bytes_s,
    cache: Cache | None = None,
) -> Steps[BinaryIO]:
    """Want the file at `url`, open at its start; see `bring`."""
    what = _file(url, auth, deadline_s, slowest_bytes_s, size, digest)
    if cache is not None and cache.holds(size):
        return (yield from _cached(cache, what, digest, size, _MEANS))
    with Spool() as spool:
        yield from transfer(what, spool, Begun(), _MEANS)
        return spool.commit()


def _file(url: str, auth: Auth | None, deadline_s: float, slowest_bytes_s: int, size: int, digest: str) -> Plan:
    return replace(plan(url, auth, deadline_s), size=size, digest=digest, slowest_bytes_s=slowest_bytes_s, goes_on=True)


def _cached(cache: Cache, what: Plan, digest: str, size: int, means: Means) -> Steps[BinaryIO]:
    """Want the file out of the cache; where it is not there, one process brings it and the others wait."""
    find: Callable[[], BinaryIO | None] = partial(cache.find, digest, size)
    deadline = means.now() + what.deadline_s
    while (found := (yield from on_disk(find, is_slow=True))) is None:
        with cache.part(digest) as part:
            begun = yield from on_disk(part.begin, is_slow=True)
            if begun is not None:
                if (found := (yield from on_disk(find, is_slow=True))) is not None:
                    part.discard()  # another process brought it while we asked for our turn
                    return found
                yield from transfer(replace(what, deadline_s=deadline - means.now()), part, begun, means)
                return (yield from on_disk(partial(cache.commit, part, digest), is_slow=True))
        if means.now() >= deadline:
            raise lasting(TransferError("transfer-deadline", file=what.address.shown))
        yield Wait(means.chance(0.02, 0.2))
    return found


def _whole(stream: BinaryIO) -> bytes:
    with stream:
        return stream.read()


def _do(steps: Steps[T]) -> T:
    with Wire() as wire:
        return run(steps, wire)


def fetch(
    url: str,
    *,
    limit_bytes: int,
    auth: Auth | None = None,
    deadline_s: float = _DOCUMENT_DEADLINE_S,
    size: int | None = None,
    digest: str | None = None,
    cache: Cache | None = None,
) -> bytes:
    """Return the document at `url`.

    Args:
        url: An http or https address; a user and password in it are sent to its origin and never shown.
        limit_bytes: The most to take.
        auth: A bearer token, (user, password) or headers; or a function that gives one, told None and, where it was
            refused (401), once the one that was. Sent to the origin of `url` alone, over https or to this machine.
        deadline_s: How long all attempts together may take, in seconds.
        size: The number of bytes somebody vouched for, or None.
        digest: The "sha256:…" somebody vouched for, or None.
        cache: Where what somebody vouched for is looked for first and kept, or None.

    Raises:
        DefinitionError: `url` is no http or https address, or `auth` cannot be sent.
        SourceUnavailable: The server says that there is nothing here, or not for us.
        TransferError: It broke off, timed out or led elsewhere; `transient` says whether trying again may help.
        LimitExceeded: The document is larger than `limit_bytes`.
        TrustError: The bytes are not those vouched for, the server's certificate is not trusted, or a secret would
            travel in clear.
    """
    return _do(
        fetching(url, limit_bytes=limit_bytes, auth=auth, deadline_s=deadline_s, size=size, digest=digest, cache=cache)
    )


def download(
    url: str,
    path: Path,
    *,
    size: int,
    digest: str,
    auth: Auth | None = None,
    deadline_s: float = DEFAULT_LIMITS.deadline_s,
    slowest_bytes_s: int = DEFAULT_LIMITS.slowest_bytes_s,
    mode: int = 0o666,
    cache: Cache | None = None,
) -> None:
    """Bring the file at `url` to `path`; nothing stands there unless it is whole and verified.

    The bytes go to a hidden file beside `path` and are counted and hashed while they come; the file is made durable
    before it gets its name. What stood at `path` before stays until then. Where the transfer broke off and the server
    names its bytes by a strong ETag, the hidden file stays, and the next call goes on with it, in any process.

    Args:
        url: An http or https address, as for `fetch`.
        path: Where the file goes; its folder exists.
        size: How many bytes it must have.
        digest: The "sha256:…" it must have.
        auth: As for `fetch`.
        deadline_s: How long all attempts together may take, in seconds.
        slowest_bytes_s: How slowly it may come on average, in bytes per second, once ten seconds have passed.
        mode: The file's permissions, before the process's umask.
        cache: Where it is looked for first, or None.

    Raises:
        DefinitionError, SourceUnavailable, TransferError, TrustError: As `fetch`; also `TransferError` where the disk
            fails.
    """
    _do(
        downloading(
            url,
            path,
            size=size,
            digest=digest,
            auth=auth,
            deadline_s=deadline_s,
            slowest_bytes_s=slowest_bytes_s,
            mode=mode,
            cache=cache,
        )
    )
