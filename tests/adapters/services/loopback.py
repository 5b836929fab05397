"""A server on loopback that answers as a function says: real sockets, kept connections, no mocks."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    number: int
    path: str
    pairs: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]

    @property
    def query(self) -> dict[str, str]:
        return dict(self.pairs)

    def count(self, name: str, default: int = 0) -> int:
        return int(self.query.get(name, default))


@dataclass(frozen=True)
class Answer:
    """What to answer: JSON values are written as such, bytes go as they are."""

    body: Any
    status: int = 200
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Behave = Callable[[Asked], Answer]


@dataclass
class Loopback:
    """A running server and what it was asked."""

    port: int
    behave: Behave
    asked: list[Asked] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)

    def url(self, path: str = "", userinfo: str = "") -> str:
        return f"http://{userinfo}127.0.0.1:{self.port}/{path}"


@contextlib.contextmanager
def answering(behave: Behave) -> Iterator[Loopback]:
    """Run a server that answers every request with what `behave` returns."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(len(running.asked) + 1, parts.path, pairs, headers)
            running.asked.append(asked)
            running.connections.add(self.client_address)
            answer = running.behave(asked)
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        running = Loopback(server.server_address[1], behave)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join(5)
