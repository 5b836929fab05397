"""A server on loopback that does one named wrong (or right) thing at a time, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One connection: what was asked, and the wire to answer on."""

    connection: socket.socket
    request: str
    number: int

    @property
    def target(self) -> str:
        return self.request.split(" ", 2)[1]

    def header(self, name: str) -> str | None:
        for line in self.request.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def answer(self, body: bytes, *headers: str, status: str = "200 OK", length: int | None = -1) -> None:
        lines = [f"HTTP/1.1 {status}", *headers, "Connection: close"]
        if length is not None:
            lines.append(f"Content-Length: {len(body) if length == -1 else length}")
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def drip(self, data: bytes, pause: float) -> None:
        for number in range(len(data)):
            self.send(data[number : number + 1])
            time.sleep(pause)


@dataclass
class Server:
    """A running server.

    Attributes:
        port: Where it listens.
        requests: Every request's head, as it came.
    """

    behave: Behaviour
    port: int = 0
    requests: list[str] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "file", userinfo: str = "") -> str:
        return f"http://{userinfo}127.0.0.1:{self.port}/{path}"

    def run(self, listener: socket.socket) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(20)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65_536)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            self.requests.append(text)
            self.behave(Exchange(connection, text, len(self.requests)))


@contextlib.contextmanager
def serving(behave: Behaviour) -> Iterator[Server]:
    """Run a server that answers every request with `behave`."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server = Server(behave, listener.getsockname()[1])
        thread = threading.Thread(target=server.run, args=(listener,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server._stopped.set()
            socket.create_connection(("127.0.0.1", server.port)).close()  # wakes the listener
            thread.join(2)
