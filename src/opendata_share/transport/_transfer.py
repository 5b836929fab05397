"""Transfers: the one place that knows httpx.

What lives here: one request over the network, its deadline, its repetition. Addresses are judged in `_address`, bytes
in `_receive`. What this file must not know: releases, catalogues, formats.

Traps this file exists for (httpx 0.28): its timeouts are per read, so a drip never trips them (a watchdog ends the
connection at the deadline); a body without a length that breaks off is a success to it (`Expected.judge`); redirects
and proxies of the environment carry secrets to strangers (neither is used); a compressed body may be a bomb or cut
(none is asked for or taken); and `iter_raw` with a chunk size halves the speed (none is given).
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from .._limits import DEFAULT_LIMITS
from ..errors import DefinitionError, SourceUnavailable, TransferError, TrustError
from ._address import Address, Auth, lasting, parse, redirected, secret_headers
from ._receive import Answer, Expected, Memory, PartialFile, Receive

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
    _transfer(parse(url), auth, deadline_s, memory, {"Cache-Control": "no-cache"})
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
        _transfer(parse(url), auth, deadline_s, target, {})
        target.commit()
    finally:
        target.discard()


def _transfer(
    address: Address, auth: Auth | None, deadline_s: float, receive: Receive, extra: Mapping[str, str]
) -> None:
    """Ask for `address` until `receive` has it whole, the deadline passes or trying again cannot help."""
    import stamina

    headers = {**extra, "Accept-Encoding": "identity", "User-Agent": "opendata-share", **secret_headers(address, auth)}
    deadline = time.monotonic() + deadline_s

    def again(error: Exception) -> bool | float:
        if not isinstance(error, TransferError) or not error.transient:
            return False
        wait: float | None = error.parameters.get("retry_after")
        return wait is None or (wait if time.monotonic() + wait < deadline else False)

    for attempt in stamina.retry_context(
        on=again, attempts=_ATTEMPTS, timeout=deadline_s, wait_initial=0.1, wait_max=5.0, wait_jitter=0.1
    ):
        with attempt:
            _attempt(address, headers, deadline, receive)


def _attempt(address: Address, headers: Mapping[str, str], deadline: float, receive: Receive) -> None:
    """Ask once, following redirects that stay at the same origin."""
    import httpx

    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise lasting(TransferError("transfer-deadline", file=address.shown))
    timeout = httpx.Timeout(min(remaining, _SILENCE_S))
    secure: ssl.SSLContext | bool = _trust_of_this_machine() if address.scheme == "https" else False
    watchdog = _Watchdog(remaining)
    with (
        _network_errors(address, watchdog),
        watchdog,
        httpx.Client(trust_env=False, follow_redirects=False, verify=secure, timeout=timeout) as client,
    ):
        target = address
        for _ in range(_REDIRECTS + 1):
            with client.stream(
                "GET", target.url, headers=dict(headers), extensions={"trace": watchdog.trace}
            ) as response:
                if response.status_code not in _REDIRECT or "location" not in response.headers:
                    receive(_answer(response, target, watchdog))
                    return
                target = redirected(address, response.headers["location"])
        raise lasting(TransferError("transfer-redirects", file=address.shown, limit=_REDIRECTS))


def _answer(response: httpx.Response, address: Address, watchdog: _Watchdog) -> Answer:
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
    return Answer(address.shown, declared, kind, watchdog.watched(response.iter_raw()))


class _Watchdog:
    """Ends the connection at the deadline, whatever the server does: headers may drip as well as bodies."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._stream: Any = None
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Remember the newest connection; httpx calls this for every step of a request."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._stream = info["return_value"]
            if self.expired:
                self._expire()

    def watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks; an end that came by the deadline is an error, not the end of the body."""
        yield from chunks
        if self.expired:
            raise TimeoutError

    def _expire(self) -> None:
        self.expired = True
        if self._stream is not None and (connection := self._stream.get_extra_info("socket")) is not None:
            try:
                # the plain socket's method: the TLS one would take its state away under the reading thread
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already


@contextmanager
def _network_errors(address: Address, watchdog: _Watchdog) -> Iterator[None]:
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
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:80])


@cache
def _trust_of_this_machine() -> ssl.SSLContext:
    """Return a context that trusts the certificate authorities the operating system trusts."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
