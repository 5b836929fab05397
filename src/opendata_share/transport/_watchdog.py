"""The watchdog: whatever a server does, a transfer ends.

What lives here: ending a connection at its deadline, from beside the thread that waits for it. What this file must not
know: httpx, what is transferred.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from typing import Any


class Watchdog:
    """Ends the connection at the deadline: headers may drip as well as bodies.

    Args:
        seconds: How long from now.
        stream: The newest stream to the server, where one is open already.
    """

    def __init__(self, seconds: float, stream: Any = None) -> None:
        self.expired = False
        self.stream = stream
        self._timer = threading.Timer(max(0.0, seconds), self._expire)
        self._timer.daemon = True
        self._timer.start()

    def rest(self) -> None:
        """Stop watching."""
        self._timer.cancel()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Remember the newest connection; httpx calls this for every step of a request."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.stream = info["return_value"]
            if self.expired:
                self._expire()

    def _expire(self) -> None:
        self.expired = True
        if self.stream is not None and (connection := self.stream.get_extra_info("socket")) is not None:
            try:
                # the plain socket's method: the TLS one would take its state away under the reading thread
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already
