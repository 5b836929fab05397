"""Transfers: one request over the network, its deadline, its repetition.

What lives here: asking until it came whole, and what httpx says in words of this package. Addresses are judged in
`_address`, bytes in `_receive`; clients are made in `_connection`. What this file must not know: releases, catalogues,
formats.

Traps this room exists for (httpx 0.28): its timeouts are per read, so a drip never trips them (a watchdog ends the
connection at the deadline); a body without a length that breaks off is a success to it (`Expected.judge`); redirects
and proxies of the environment carry secrets to strangers (neither is used); a compressed body may be a bomb or cut
(none is asked for or taken); and `iter_raw` with a chunk size halves the speed (none is given).
"""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .._limits import DEFAULT_LIMITS
from ..errors import DefinitionError, SourceUnavailable, TransferError, TrustError
from ._address import Address, Auth, lasting, parse, redirected, secret_headers
from ._connection import Connection
from ._receive import Answer, Expected, Memory, PartialFile, Receive
from ._watchdog import Watchdog

if TYPE_CHECKING:
    import httpx

_ATTEMPTS: Final = 4
_SILENCE_S: Final = 30.0
_REDIRECTS: Final = 5
_DOCUMENT_DEADLINE_S: Final = 60.0
_REDIRECT: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({408, 425, 429})


def fetch(
    url: str,
    *,
    limit_bytes: int,
    auth: Auth | None = None,
    deadline_s: float = _DOCUMENT_DEADLINE_S,
    size: int | None = None,
    digest: str | None = None,
) -> bytes:
    """Return the document at `url`.

    Args:
        url: An http or https address; a user and password in it are sent to its origin and never shown.
        limit_bytes: The most to take.
        auth: A bearer token, (user, password) or headers; sent to the origin of `url` alone, over https or to this
            machine.
        deadline_s: How long all attempts together may take, in seconds.
        size: The number of bytes somebody vouched for, or None.
        digest: The "sha256:…" somebody vouched for, or None.

    Raises:
        DefinitionError: `url` is no http or https address, or `auth` cannot be sent.
        SourceUnavailable: The server says that there is nothing here, or not for us.
        TransferError: It broke off, timed out or led elsewhere; `transient` says whether trying again may help.
        LimitExceeded: The document is larger than `limit_bytes`.
        TrustError: The bytes are not those vouched for, the server's certificate is not trusted, or a secret would
            travel in clear.
    """
    memory = Memory(limit_bytes, Expected(size, digest))
    transfer(parse(url), auth, deadline_s, memory, {"Cache-Control": "no-cache"})
    return memory.content


def download(
    url: str,
    path: Path,
    *,
    size: int,
    digest: str,
    auth: Auth | None = None,
    deadline_s: float = DEFAULT_LIMITS.deadline_s,
    mode: int = 0o666,
) -> None:
    """Bring the file at `url` to `path`; nothing stands there unless it is whole and verified.

    The bytes go to a hidden file beside `path` and are counted and hashed while they come; the file is made durable
    before it gets its name. What stood at `path` before stays until then.

    Args:
        url: An http or https address, as for `fetch`.
        path: Where the file goes; its folder exists.
        size: How many bytes it must have.
        digest: The "sha256:…" it must have.
        auth: As for `fetch`.
        deadline_s: How long all attempts together may take, in seconds.
        mode: The file's permissions, before the process's umask.

    Raises:
        DefinitionError, SourceUnavailable, TransferError, TrustError: As `fetch`; also `TransferError` where the disk
            fails.
    """
    target = PartialFile(path, Expected(size, digest), mode)
    try:
        transfer(parse(url), auth, deadline_s, target, {})
        target.commit()
    finally:
        target.discard()


def transfer(
    address: Address,
    auth: Auth | None,
    deadline_s: float,
    receive: Receive,
    extra: Mapping[str, str],
    *,
    attempts: int = _ATTEMPTS,
    slowest_bytes_s: int = 0,
    connection: Connection | None = None,
) -> None:
    """Ask for `address` until `receive` has it whole, the deadline passes or trying again cannot help.

    Args:
        address: What to ask for.
        auth: The secret for its origin, or None.
        deadline_s: How long all attempts together may take, in seconds, once the connection has its turn.
        receive: What takes the body.
        extra: Headers besides.
        attempts: How often to ask at most.
        slowest_bytes_s: How slow a body may come on average, in bytes per second; 0 asks for nothing.
        connection: The connection to use and keep; None makes one for each attempt.
    """
    import stamina

    headers = {**extra, "Accept-Encoding": "identity", "User-Agent": "opendata-share", **secret_headers(address, auth)}
    if connection is not None:
        connection.wait_for_turn()
    deadline = time.monotonic() + deadline_s

    def again(error: Exception) -> bool | float:
        if not isinstance(error, TransferError) or not error.transient:
            return False
        wait: float | None = error.parameters.get("retry_after")
        if wait is None:
            return True
        # a server that sends all its clients away at once should not see them all come back at once
        wait += random.uniform(0.0, min(1.0, wait / 4))  # noqa: S311 - no secret
        return wait if time.monotonic() + wait < deadline else False

    for attempt in stamina.retry_context(
        on=again, attempts=attempts, timeout=deadline_s, wait_initial=0.1, wait_max=5.0, wait_jitter=0.1
    ):
        with attempt:
            if connection is not None:
                _attempt(address, headers, deadline, receive, slowest_bytes_s, connection)
            else:
                with Connection() as own:
                    _attempt(address, headers, deadline, receive, slowest_bytes_s, own)


def _attempt(
    address: Address,
    headers: Mapping[str, str],
    deadline: float,
    receive: Receive,
    slowest_bytes_s: int,
    connection: Connection,
) -> None:
    """Ask once, following redirects that stay at the same origin."""
    remaining = deadline - connection.next_turn()
    if remaining <= 0:
        raise lasting(TransferError("transfer-deadline", file=address.shown))
    connection.wait_for_turn()
    watchdog = Watchdog(remaining, slowest_bytes_s, connection)
    with _network_errors(address, watchdog), watchdog:
        target = address
        for _ in range(_REDIRECTS + 1):
            with connection.get(target, headers, min(remaining, _SILENCE_S), watchdog.trace) as response:
                if response.status_code not in _REDIRECT or "location" not in response.headers:
                    receive(_answer(response, target, watchdog))
                    return
                target = redirected(address, response.headers["location"])
        raise lasting(TransferError("transfer-redirects", file=address.shown, limit=_REDIRECTS))


def _answer(response: httpx.Response, address: Address, watchdog: Watchdog) -> Answer:
    """Return the answer where the server gave the document itself, byte for byte."""
    status = response.status_code
    if status >= 500 or status in _BUSY:
        wait = _retry_after(response.headers.get("retry-after"))
        raise TransferError("transfer-busy", file=address.shown, status=status, retry_after=wait)
    if status in {401, 403}:
        raise SourceUnavailable("transfer-refused", file=address.shown, status=status)
    if status in {404, 410}:
        raise SourceUnavailable("transfer-missing", file=address.shown, status=status)
    if status != 200:
        raise SourceUnavailable("transfer-status", file=address.shown, status=status)
    if (encoding := response.headers.get("content-encoding", "identity").strip().lower()) not in {"", "identity"}:
        raise lasting(TransferError("transfer-encoding", file=address.shown, encoding=_printable(encoding)))
    length = response.headers.get("content-length", "")
    declared = int(length) if length.isascii() and length.isdigit() else None
    kind = _printable(response.headers.get("content-type", "?"))
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(address.shown, declared, kind, watchdog.watched(response.iter_raw()), address.url, headers)


@contextmanager
def _network_errors(address: Address, watchdog: Watchdog) -> Iterator[None]:
    """Turn what httpx raises into this package's errors, without a word that may hold a secret."""
    import httpx

    place = address.shown
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError):
        raise DefinitionError("address-malformed") from None
    except (httpx.TransportError, TimeoutError) as error:
        if watchdog.expired:
            raise lasting(TransferError("transfer-deadline", file=place)) from None
        if watchdog.too_slow:
            raise TransferError("transfer-slow", file=place, least=watchdog.slowest_bytes_s) from None
        if _has_cause(error, ssl.SSLCertVerificationError):
            raise TrustError("transfer-certificate", file=place) from None
        if isinstance(error, httpx.TimeoutException):
            raise TransferError("transfer-silent", file=place, seconds=int(_SILENCE_S)) from None
        if isinstance(error, httpx.ConnectError):
            raise TransferError("transfer-connect", file=place, reason=_printable(str(error))) from None
        raise TransferError("transfer-broken", file=place) from None


def _has_cause(error: BaseException, kind: type[BaseException]) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _retry_after(value: str | None) -> float | None:
    """Return the seconds a `Retry-After` header asks to wait (RFC 9110 §10.2.3), or None."""
    if value is None:
        return None
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    moment = http_date(value)
    return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())


def http_date(value: str) -> datetime | None:
    """Return the moment a header names (RFC 9110 §5.6.7) in UTC, or None where it names none."""
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        # a year of many digits, or an offset that leads out of the years there are
        return None


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:80])
