"""Connections: the one place that makes an httpx client.

What lives here: one client, what it must not do (proxies, cookies, redirects of its own), the pace it keeps and the
newest socket below it. What this file must not know: what is asked, how often, what the bytes mean.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from ._address import Address

if TYPE_CHECKING:
    import httpx

Trace = Callable[[str, Mapping[str, Any]], None]


class Connection:
    """A client that is used for one origin, one request after the other.

    Args:
        pause_s: How long at least from the beginning of one request to that of the next, in seconds.
    """

    def __init__(self, pause_s: float = 0.0) -> None:
        self.stream: Any = None
        """The newest stream to the server; the watchdog ends it."""
        self._pause_s = pause_s
        self._next = 0.0
        self._client: httpx.Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def next_turn(self) -> float:
        """Return when the next request may be sent, by the monotonic clock; now, where nothing is to be waited for."""
        return max(time.monotonic(), self._next)

    def wait_for_turn(self) -> None:
        """Return once a request may be sent."""
        if (wait := self._next - time.monotonic()) > 0:
            time.sleep(wait)

    def get(
        self, address: Address, headers: Mapping[str, str], timeout_s: float, trace: Trace
    ) -> AbstractContextManager[httpx.Response]:
        """Ask for `address`; the answer's body is still to come."""
        import httpx

        if self._client is None:
            secure: ssl.SSLContext | bool = _trust_of_this_machine() if address.scheme == "https" else False
            self._client = httpx.Client(
                trust_env=False, follow_redirects=False, verify=secure, limits=httpx.Limits(max_connections=1)
            )
        self._client.cookies.clear()
        self._next = self.next_turn() + self._pause_s
        return self._client.stream(
            "GET", address.url, headers=dict(headers), timeout=httpx.Timeout(timeout_s), extensions={"trace": trace}
        )

    def close(self) -> None:
        """End the connection; the next request makes another."""
        if self._client is not None:
            self._client.close()
        self._client = self.stream = None


@cache
def _trust_of_this_machine() -> ssl.SSLContext:
    """Return a context that trusts the certificate authorities the operating system trusts."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
