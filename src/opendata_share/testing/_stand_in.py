"""A stand-in for a service: a server on this machine that answers as a function says, real sockets included.

What lives here: requests, answers, faults of the wire, and the server. What this file must not know: any service, any
check.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from .._dataclass import dataclass


@dataclass(frozen=True)
class Asked:
    """One request as it came.

    Attributes:
        number: The how-manieth it is, from 1.
        origin: The stand-in's own origin, for addresses in its answers: "http://127.0.0.1:PORT".
        path: The path.
        pairs: The query, in order.
        headers: By lower-case name.
    """

    number: int
    origin: str
    path: str
    pairs: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]

    @cached_property
    def query(self) -> dict[str, str]:
        """The query by name."""
        return dict(self.pairs)

    def whole_number(self, name: str, default: int = 0) -> int:
        """Return a parameter of the query as a number; `default` where it is not there."""
        return int(self.query.get(name, default))


@dataclass(frozen=True)
class Answer:
    """What the stand-in answers.

    Attributes:
        body: Bytes as they are, text as UTF-8, anything else as JSON.
        status: The HTTP status.
        kind: The media type.
        headers: Further headers.
        is_cut: Whether the connection breaks off in the middle of the body.
    """

    body: Any
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False

    @cached_property
    def content(self) -> bytes:
        """The bytes of the body."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


Behave: TypeAlias = Callable[[Asked], Answer]


@dataclass
class StandIn:
    """A running stand-in.

    Attributes:
        origin: Its address, without a path.
        asked: Every request, in the order they came.
        connections: Where they came from: one pair of host and port a connection.
    """

    origin: str
    asked: list[Asked] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)


@contextmanager
def standing_in(behave: Behave) -> Iterator[StandIn]:
    """Run a server on loopback that answers every GET with what `behave` returns.

    Example:
        >>> from urllib.request import urlopen
        >>> with standing_in(lambda asked: Answer({"path": asked.path})) as server:
        ...     with urlopen(f"{server.origin}/beds") as reply:
        ...         reply.read()
        b'{"path": "/beds"}'
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(len(running.asked) + 1, running.origin, parts.path, pairs, headers)
            running.asked.append(asked)
            running.connections.add(self.client_address)
            self._send(behave(asked))

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            if answer.is_cut:
                self.wfile.write(answer.content[: len(answer.content) // 2])
                self.close_connection = True
            else:
                self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Say nothing: what was asked is kept."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        running = StandIn(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
