"""The wire for callers who wait: the one place that makes an httpx transport for them.

What lives here: one transport, what it must not do (proxies of the environment), the deadline of a request, and
httpx's complaints in words of this package. What this file must not know: what is asked, how often, what the bytes
mean.

Traps this file exists for (httpx 0.28): its client writes the whole address, with what stands in the query, into the
log (a transport writes none, keeps no cookies and follows no redirect, so no client is made); its timeouts are per
read, so a drip never trips them (a watchdog ends the connection at the deadline); redirects and proxies of the
environment carry secrets to strangers (neither is used); a compressed body may be a bomb or cut (`iter_raw` unpacks
none); and `iter_raw` with a chunk size halves the speed (none is given).
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from ._address import Address
from ._steps import Ask, Failure, Head
from ._watchdog import Watchdog

if TYPE_CHECKING:
    import httpx


class Wire:
    """A transport that is used for one origin, one request after the other."""

    def __init__(self) -> None:
        self._transport: httpx.HTTPTransport | None = None
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._watchdog: Watchdog | None = None
        self._stream: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, step: Ask) -> Head | Failure:
        """Send a request and return the head of the answer; the body is still to come."""
        import httpx

        self.hang_up()
        watchdog = self._watchdog = Watchdog(step.until - time.monotonic(), self._stream)
        try:
            if self._transport is None:
                self._transport = httpx.HTTPTransport(**transport_options(step.address))
            self._response = self._transport.handle_request(request_of(step, trace=watchdog.trace))
        except complaints() as error:
            return failure_of(error, watchdog.expired)
        self._stream = watchdog.stream
        self._chunks = self._response.iter_raw()
        return head_of(self._response)

    def more(self) -> bytes | Failure:
        """Return more of the body, none at its end; an end that came by the deadline is a failure."""
        try:
            chunk = next(self._chunks, b"")
        except complaints() as error:
            return failure_of(error, self._is_late)
        return chunk if chunk or not self._is_late else Failure("deadline")

    def hang_up(self) -> None:
        """End the reply that is open; what was read whole leaves the connection open."""
        if self._watchdog is not None:
            self._watchdog.rest()
        if self._response is not None:
            self._response.close()
        self._response = self._watchdog = None
        self._chunks = iter(())

    @property
    def _is_late(self) -> bool:
        return self._watchdog is not None and self._watchdog.expired

    def close(self) -> None:
        """End the connection; the next request makes another."""
        self.hang_up()
        if self._transport is not None:
            self._transport.close()
        self._transport = self._stream = None


def transport_options(address: Address) -> dict[str, Any]:
    """Return how a transport to the origin of `address` is made, whoever waits for it."""
    import httpx

    secure: ssl.SSLContext | bool = _trust_of_this_machine() if address.scheme == "https" else False
    return {
        "trust_env": False,
        "verify": secure,
        "limits": httpx.Limits(max_connections=1),
    }


def request_of(step: Ask, **extensions: Any) -> httpx.Request:
    """Return the request that `step` asks for, which gives up when the server is silent for too long."""
    import httpx

    headers = httpx.Headers({"Accept": "*/*"})
    headers.update(dict(step.headers))
    extensions["timeout"] = httpx.Timeout(step.silence_s).as_dict()
    return httpx.Request("GET", step.address.url, headers=headers, extensions=extensions)


def head_of(response: httpx.Response) -> Head:
    """Return the head of an answer."""
    return Head(response.status_code, {name.lower(): value for name, value in response.headers.items()})


@cache
def complaints() -> tuple[type[Exception], ...]:
    """Return what httpx raises over a request."""
    import httpx

    return (httpx.InvalidURL, httpx.TransportError, httpx.StreamError, TimeoutError, OSError)


def failure_of(error: Exception, is_late: bool) -> Failure:
    """Return what `error` of httpx means, without a word that may hold a secret."""
    import httpx

    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return Failure("address")
    if is_late:
        return Failure("deadline")
    if _has_cause(error, ssl.SSLCertVerificationError):
        return Failure("certificate")
    if isinstance(error, httpx.TimeoutException):
        return Failure("silent")
    if isinstance(error, httpx.ConnectError):
        return Failure("connect", str(error))
    return Failure("broken")


def _has_cause(error: BaseException, kind: type[BaseException]) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


@cache
def _trust_of_this_machine() -> ssl.SSLContext:
    """Return a context that trusts the certificate authorities the operating system trusts."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
