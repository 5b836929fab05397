"""One connection for several requests: it is kept where it can be, made anew where not, and nobody is recognised."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from opendata_share.errors import OpenDataShareError
from opendata_share.transport import AsyncWire, Wire, fetching, run, run_async

Answers = Callable[[socket.socket, str, int], bool]
"""Answers one request on a connection; the number counts requests. Returns whether the connection stays open."""


@dataclass
class Server:
    port: int
    heads: list[str] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"


@contextlib.contextmanager
def keeping(answer: Answers) -> Iterator[Server]:
    """Run a server that keeps connections open as long as `answer` says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])

        def serve(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                stays = True
                while stays:
                    head = b""
                    while b"\r\n\r\n" not in head:
                        piece = connection.recv(4096)
                        if not piece:
                            return
                        head += piece
                    server.heads.append(head.decode("latin-1"))
                    stays = answer(connection, server.heads[-1], len(server.heads))

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    server.connections += 1
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def waits(*urls: str, digest: str | None = None) -> list[bytes | str]:
    with Wire() as wire:
        found: list[bytes | str] = []
        for url in urls:
            try:
                found.append(run(fetching(url, limit_bytes=1000, deadline_s=30.0, digest=digest), wire))
            except OpenDataShareError as error:
                found.append(error.message_id)
        return found


def awaits(*urls: str, digest: str | None = None) -> list[bytes | str]:
    async def each() -> list[bytes | str]:
        found: list[bytes | str] = []
        async with AsyncWire() as wire:
            for url in urls:
                try:
                    steps = fetching(url, limit_bytes=1000, deadline_s=30.0, digest=digest)
                    found.append(await run_async(steps, wire))
                except OpenDataShareError as error:
                    found.append(error.message_id)
        return found

    return asyncio.run(each())


DIGEST = f"sha256:{hashlib.sha256(b'right').hexdigest()}"

Asks = Callable[..., list[bytes | str]]
BOTH = pytest.mark.parametrize("ask", [waits, awaits])


def answered(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@BOTH
def test_requests_share_a_connection_also_after_a_refusal(ask: Asks) -> None:
    def answer(connection: socket.socket, head: str, number: int) -> bool:
        status = "404 Not Found" if "absent" in head else "200 OK"
        connection.sendall(answered(b"%d" % number, status=status))
        return True

    with keeping(answer) as server:
        assert ask(server.url("a"), server.url("absent"), server.url("b")) == [b"1", "transfer-missing", b"3"]
        assert server.connections == 1


@BOTH
def test_a_large_refusal_is_not_read(ask: Asks) -> None:
    def answer(connection: socket.socket, head: str, number: int) -> bool:
        connection.sendall(answered(b"x" * 5000 if number == 1 else b"", status="404 Not Found"))
        return True

    with keeping(answer) as server:
        assert ask(server.url("a"), server.url("b")) == ["transfer-missing"] * 2
        assert server.connections == 2


@BOTH
def test_an_answer_nobody_asked_for_is_not_taken_for_what_was_vouched_for(ask: Asks) -> None:
    """A server, or a proxy that confuses its clients, can answer the next request beforehand; its digest tells."""

    def answer(connection: socket.socket, head: str, number: int) -> bool:
        unasked = answered(b"poison") if number == 1 else b""
        connection.sendall(answered(b"right") + unasked)
        return True

    with keeping(answer) as server:
        assert ask(server.url("a"), server.url("b"), digest=DIGEST) == [b"right", "transfer-digest"]


@BOTH
@pytest.mark.parametrize("says_so", [True, False])
def test_a_server_that_hangs_up_between_two_requests_is_asked_anew(ask: Asks, says_so: bool) -> None:
    def answer(connection: socket.socket, head: str, number: int) -> bool:
        connection.sendall(answered(b"%d" % number, *(["Connection: close"] if says_so else [])))
        return False

    with keeping(answer) as server:
        first, second = ask(server.url("a"), server.url("b"))
        assert first == b"1"
        assert second in {b"2", b"3"}


@BOTH
def test_cookies_are_not_sent_back(ask: Asks) -> None:
    def answer(connection: socket.socket, head: str, number: int) -> bool:
        connection.sendall(answered(b"x", "Set-Cookie: who=you; Path=/"))
        return True

    with keeping(answer) as server:
        ask(server.url("a"), server.url("b"))
        assert len(server.heads) == 2
        assert not any("cookie" in head.lower() for head in server.heads)
