"""The watchdog: whatever a server does, a transfer ends.

What lives here: ending a connection at its deadline, and a body that comes too slowly. What this file must not know:
httpx, what is transferred.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol, Self

_GRACE_S: Final = 10.0


class HoldsStream(Protocol):
    """What remembers the newest stream to a server, from one request to the next."""

    stream: Any


class Watchdog:
    """Ends the connection at the deadline: headers may drip as well as bodies.

    Args:
        seconds: How long from now.
        slowest_bytes_s: How slow a body may come on average, once ten seconds have passed; 0 asks for nothing.
        connection: What remembers the stream.
    """

    def __init__(self, seconds: float, slowest_bytes_s: int, connection: HoldsStream) -> None:
        self.expired = False
        self.too_slow = False
        self.slowest_bytes_s: Final = slowest_bytes_s
        self._connection = connection
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
            self._connection.stream = info["return_value"]
            if self.expired:
                self._expire()

    def watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks; an end that came by the deadline is an error, not the end of the body."""
        began, received = time.monotonic(), 0
        for chunk in chunks:
            yield chunk
            received += len(chunk)
            passed = time.monotonic() - began
            if passed > _GRACE_S and received < self.slowest_bytes_s * passed:
                self.too_slow = True
                raise TimeoutError
        if self.expired:
            raise TimeoutError

    def _expire(self) -> None:
        self.expired = True
        stream = self._connection.stream
        if stream is not None and (connection := stream.get_extra_info("socket")) is not None:
            try:
                # the plain socket's method: the TLS one would take its state away under the reading thread
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already
