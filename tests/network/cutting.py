"""A server that cuts each file where its address says, once, and is honest ever after."""

from __future__ import annotations

import socket
import struct
from collections import Counter
from dataclasses import dataclass, field

from bad_server import Exchange


@dataclass
class Cutting:
    """Serves `body` at every address; "/1000/2000" cuts the first answer at offset 1000, the second at 2000.

    Attributes:
        body: The file.
        with_reset: Whether connections end with a reset in place of an end.
        sent: How many bytes of the file were sent, by address.
    """

    body: bytes
    with_reset: bool = False
    sent: Counter[str] = field(default_factory=Counter)
    _asked: Counter[str] = field(default_factory=Counter)

    def behave(self, exchange: Exchange) -> None:
        """Answer one request."""
        name, size = exchange.target, len(self.body)
        cuts = [int(offset) for offset in name.strip("/").split("/")]
        number = self._asked[name]
        self._asked[name] += 1
        start = int((exchange.header("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        end = cuts[number] if number < len(cuts) else size
        lines = ["HTTP/1.1 200 OK", 'ETag: "v1"', "Connection: close", f"Content-Length: {size - start}"]
        if start:
            lines[0] = "HTTP/1.1 206 Partial Content"
            lines.append(f"Content-Range: bytes {start}-{size - 1}/{size}")
        exchange.send("\r\n".join([*lines, "", ""]).encode("ascii"))
        exchange.send(memoryview(self.body)[start : max(start, end)])
        self.sent[name] += max(0, end - start)
        if self.with_reset and end < size:
            exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
