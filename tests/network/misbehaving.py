"""Servers that misbehave, each in one named way, byte by byte on a raw socket; and what a transfer from each becomes.

One server has them all: the path of a request names the misbehaviour. Every name says what is expected of the file
(vouched for by size and SHA-256) and of the document (bounded by a limit alone) that is asked for there: "whole", or
the message of the error. What lives here is used by the tests and by the child process that measures memory.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

BODY: Final = bytes(range(256)) * 1200
OTHER: Final = bytes(reversed(BODY))
DIGEST: Final = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
LIMIT: Final = 2 * len(BODY)
HALF: Final = len(BODY) // 2
WHOLE: Final = "whole"
ETAG: Final = 'ETag: "v1"'
PATIENCE_S: Final = 100.0
"""How long a server that stalls does so: much longer than any deadline here."""


@dataclass
class Turn:
    """One connection to a misbehaving server.

    Attributes:
        connection: The socket.
        head: The request's head.
        number: How many times this was asked for, from 1.
        server: The server.
    """

    connection: socket.socket
    head: str
    number: int
    server: Misbehaving

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)
        self.server.sent[self.name] += len(data)

    @property
    def name(self) -> str:
        return self.head.split(" ", 2)[1].strip("/").partition("/")[0]

    @property
    def start(self) -> int | None:
        """Where a range that is asked for begins."""
        for line in self.head.split("\r\n")[1:]:
            if line.lower().startswith("range: bytes="):
                return int(line[13:].partition("-")[0])
        return None

    def answer(self, body: bytes, *headers: str, status: str = "200 OK", length: int | None = -1) -> None:
        lines = [f"HTTP/1.1 {status}", *headers, "Connection: close"]
        if length is not None:
            lines.append(f"Content-Length: {len(body) if length == -1 else length}")
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def stall(self) -> None:
        self.server.over.wait(PATIENCE_S)

    def drip(self, data: bytes) -> None:
        for number in range(len(data)):
            self.send(data[number : number + 1])
            if self.server.over.wait(0.05):
                return

    def endless(self, piece: bytes) -> None:
        while not self.server.over.is_set():
            self.send(piece)

    def reset(self) -> None:
        """Close so that the other side gets a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Behaviour = Callable[[Turn], None]


@dataclass(frozen=True)
class Misbehaviour:
    """One way to misbehave.

    Attributes:
        behave: What the server does.
        file: What becomes of a file: "whole" or a message; several where it is a matter of moments.
        document: What becomes of a document; None where it is not asked for.
        stalls: Whether only the deadline ends it.
        scheme: What the address begins with.
    """

    behave: Behaviour
    file: tuple[str, ...]
    document: tuple[str, ...] | None
    stalls: bool = False
    scheme: str = "http"

    def expected(self, kind: str) -> tuple[str, ...]:
        """What becomes of a "file" or a "document"."""
        return self.file if kind == "file" else self.document or ()


@dataclass(frozen=True)
class Outcome:
    """What became of one transfer.

    Attributes:
        said: "whole", or the message of the error.
        seconds: How long it took.
        left: The names in the file's folder afterwards.
        is_right: Whether what stands under the final name is right; None where nothing does.
        asked: How often the server was asked.
    """

    said: str
    seconds: float
    left: tuple[str, ...]
    is_right: bool | None
    asked: int


def faults(name: str, kind: str, outcome: Outcome, deadline_s: float) -> Iterator[str]:
    """Yield what is wrong with how a transfer ended."""
    if outcome.said not in MISBEHAVIOURS[name].expected(kind):
        yield f"said {outcome.said}"
    if outcome.is_right is False:
        yield "wrong bytes under the final name"
    if kind == "file" and (outcome.said == WHOLE) != ("file" in outcome.left):
        yield f"left {outcome.left}"
    if any(name != "file" and not name.endswith((".part", ".etag")) for name in outcome.left):
        yield f"left {outcome.left}"
    if outcome.seconds > deadline_s + 30:  # the machine may be busy; a server here is patient for longer
        yield f"took {outcome.seconds:.0f} s"
    if outcome.asked > 6:
        yield f"asked {outcome.asked} times"


MISBEHAVIOURS: Final[dict[str, Misbehaviour]] = {}


def misbehaves(
    file: str, document: str | None, *, stalls: bool = False, scheme: str = "http"
) -> Callable[[Behaviour], Behaviour]:
    """Register a misbehaviour under the function's name."""

    def register(behave: Behaviour) -> Behaviour:
        expected = None if document is None else tuple(document.split(" or "))
        name = behave.__name__.replace("_", "-")
        MISBEHAVIOURS[name] = Misbehaviour(behave, tuple(file.split(" or ")), expected, stalls, scheme)
        return behave

    return register


BROKEN: Final = "transfer-broken"
DEADLINE: Final = "transfer-deadline"
OK: Final = b"HTTP/1.1 200 OK\r\n"


# the connection


@misbehaves(BROKEN, BROKEN)
def hangs_up_at_once(turn: Turn) -> None:
    return


@misbehaves(BROKEN, BROKEN)
def resets_at_once(turn: Turn) -> None:
    turn.reset()


@misbehaves(BROKEN, BROKEN)
def hangs_up_in_the_head(turn: Turn) -> None:
    turn.send(OK + b"Content-Le")


@misbehaves(BROKEN, BROKEN)
def resets_in_the_head(turn: Turn) -> None:
    turn.send(OK)
    turn.reset()


@misbehaves("transfer-broken or transfer-short", BROKEN)
def hangs_up_in_the_body(turn: Turn) -> None:
    turn.answer(BODY[:HALF], length=len(BODY))


@misbehaves("transfer-broken or transfer-short", BROKEN)
def resets_in_the_body(turn: Turn) -> None:
    turn.answer(BODY[:HALF], length=len(BODY))
    turn.reset()


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def says_nothing(turn: Turn) -> None:
    turn.stall()


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def stalls_in_the_head(turn: Turn) -> None:
    turn.send(OK + b"X-A: b")
    turn.stall()


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def drips_the_head(turn: Turn) -> None:
    turn.send(OK + b"X-A: ")
    turn.drip(b"y" * 5000)


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def stalls_in_the_body(turn: Turn) -> None:
    turn.answer(BODY[:HALF], length=len(BODY))
    turn.stall()


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def stalls_before_the_last_byte(turn: Turn) -> None:
    turn.answer(BODY[:-1], length=len(BODY))
    turn.stall()


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def drips_the_body(turn: Turn) -> None:
    turn.answer(b"", length=len(BODY))
    turn.drip(BODY)


@misbehaves(WHOLE, DEADLINE)
def never_ends_what_is_whole(turn: Turn) -> None:
    turn.answer(BODY, length=None)
    turn.stall()


@misbehaves("transfer-connect or transfer-broken", None, scheme="https")
def speaks_no_tls(turn: Turn) -> None:
    turn.answer(BODY)


@misbehaves(BROKEN, BROKEN)
def speaks_tls_unasked(turn: Turn) -> None:
    turn.send(b"\x15\x03\x03\x00\x02\x02\x46")


# the head


@misbehaves(BROKEN, BROKEN)
def speaks_no_http(turn: Turn) -> None:
    turn.send(b"220 mail.example ESMTP\r\n\r\n" + BODY)


@misbehaves(BROKEN, BROKEN)
def sends_the_body_without_a_head(turn: Turn) -> None:
    turn.send(BODY)


@misbehaves(WHOLE, WHOLE)
def speaks_http_of_the_future(turn: Turn) -> None:
    turn.send(b"HTTP/9.9 200 OK\r\n\r\n" + BODY)


@misbehaves(BROKEN, BROKEN)
def has_a_status_that_is_no_number(turn: Turn) -> None:
    turn.answer(BODY, status="abc OK")


@misbehaves(BROKEN, BROKEN)
def has_a_status_of_four_digits(turn: Turn) -> None:
    turn.answer(BODY, status="2000 OK")


@misbehaves(BROKEN, BROKEN)
def sends_headers_without_end(turn: Turn) -> None:
    turn.send(OK)
    turn.endless(b"X-A: " + b"y" * 100 + b"\r\n")


@misbehaves(BROKEN, BROKEN)
def sends_a_header_without_end(turn: Turn) -> None:
    turn.send(OK + b"X-A: ")
    turn.endless(b"y" * 4096)


@misbehaves(BROKEN, BROKEN)
def sends_a_header_without_a_colon(turn: Turn) -> None:
    turn.answer(BODY, "what is this")


@misbehaves(BROKEN, BROKEN)
def sends_a_header_with_a_null(turn: Turn) -> None:
    turn.answer(BODY, "X-A: a\x00b")


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def goes_on_saying_continue(turn: Turn) -> None:
    while not turn.server.over.wait(0.01):
        turn.send(b"HTTP/1.1 100 Continue\r\n\r\n")


@misbehaves("transfer-status or transfer-broken", "transfer-status or transfer-broken")
def switches_protocols_unasked(turn: Turn) -> None:
    turn.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")


# how long it says it is


@misbehaves(WHOLE, WHOLE)
def sends_more_than_it_declared(turn: Turn) -> None:
    turn.answer(BODY + b"more", length=len(BODY))


@misbehaves("transfer-size", WHOLE)
def declares_less_than_the_file_has(turn: Turn) -> None:
    turn.answer(BODY[:-5])


@misbehaves("transfer-size", "transfer-limit")
def declares_more_than_anybody_takes(turn: Turn) -> None:
    turn.answer(BODY, length=10**15)


@misbehaves("transfer-broken", "transfer-broken")
def declares_more_than_a_number_holds(turn: Turn) -> None:
    turn.answer(BODY, length=10**40)


@misbehaves(BROKEN, BROKEN)
def declares_two_lengths(turn: Turn) -> None:
    turn.answer(BODY, f"Content-Length: {len(BODY) - 1}")


@misbehaves(BROKEN, BROKEN)
def declares_a_negative_length(turn: Turn) -> None:
    turn.answer(BODY, length=-5)


@misbehaves(BROKEN, BROKEN)
def declares_a_length_that_is_no_number(turn: Turn) -> None:
    turn.answer(BODY, "Content-Length: many", length=None)


@misbehaves("transfer-size or transfer-broken", "transfer-limit or transfer-broken")
def declares_a_length_and_sends_chunks(turn: Turn) -> None:
    turn.answer(b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked", length=10**12)


# chunks


def chunked(turn: Turn, data: bytes) -> None:
    turn.send(OK + b"Transfer-Encoding: chunked\r\n\r\n" + data)


@misbehaves("transfer-broken or transfer-short", BROKEN)
def cuts_a_chunk(turn: Turn) -> None:
    chunked(turn, b"%x\r\n" % len(BODY) + BODY[:HALF])


@misbehaves(WHOLE, BROKEN)
def leaves_out_the_last_chunk(turn: Turn) -> None:
    chunked(turn, b"%x\r\n" % len(BODY) + BODY + b"\r\n")


@misbehaves(BROKEN, BROKEN)
def sends_a_chunk_of_no_size(turn: Turn) -> None:
    chunked(turn, b"xyz\r\n" + BODY)


@misbehaves(BROKEN, BROKEN)
def sends_a_chunk_larger_than_a_number_holds(turn: Turn) -> None:
    chunked(turn, b"f" * 40 + b"\r\n" + BODY[:HALF])


@misbehaves("transfer-size", "transfer-limit")
def sends_chunks_without_end(turn: Turn) -> None:
    chunked(turn, b"")
    turn.endless(b"1000\r\n" + b"x" * 4096 + b"\r\n")


@misbehaves(BROKEN, BROKEN)
def sends_an_extension_without_end(turn: Turn) -> None:
    chunked(turn, b"5;")
    turn.endless(b"x" * 4096)


@misbehaves("whole or transfer-broken", BROKEN)
def sends_trailers_without_end(turn: Turn) -> None:
    chunked(turn, b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n")
    turn.endless(b"X-A: " + b"y" * 100 + b"\r\n")


# what it sends


@misbehaves("transfer-size", "transfer-limit")
def sends_bytes_without_end(turn: Turn) -> None:
    turn.answer(b"", length=None)
    turn.endless(b"x" * 65_536)


@misbehaves("transfer-digest", WHOLE)
def sends_other_bytes(turn: Turn) -> None:
    turn.answer(OTHER)


@misbehaves("transfer-size", WHOLE)
def sends_a_byte_more(turn: Turn) -> None:
    turn.answer(BODY + b"x")


@misbehaves("transfer-size", WHOLE)
def sends_a_login_page(turn: Turn) -> None:
    turn.answer(b"<html>log in</html>", "Content-Type: text/html")


@misbehaves("transfer-size", WHOLE)
def rewrites_line_ends(turn: Turn) -> None:
    turn.answer(BODY.replace(b"\n", b"\r\n"))


@misbehaves("transfer-encoding", "transfer-encoding")
def compresses_unasked(turn: Turn) -> None:
    turn.answer(gzip.compress(BODY, 1), "Content-Encoding: gzip")


@misbehaves("transfer-encoding", "transfer-encoding")
def sends_a_bomb(turn: Turn) -> None:
    turn.answer(gzip.compress(bytes(50_000_000), 9), "Content-Encoding: gzip")


@misbehaves("transfer-size", WHOLE)
def compresses_without_a_word(turn: Turn) -> None:
    turn.answer(gzip.compress(BODY, 1))


@misbehaves("transfer-encoding", "transfer-encoding")
def cuts_what_it_compressed(turn: Turn) -> None:
    turn.answer(gzip.compress(BODY, 1)[:100], "Content-Encoding: gzip", length=None)


@misbehaves(BROKEN, BROKEN)
def compresses_the_transfer(turn: Turn) -> None:
    turn.answer(gzip.compress(BODY, 1), "Transfer-Encoding: gzip, chunked", length=None)


# where it goes on: the first answer is cut, the next is a part


def continuing(turn: Turn, *headers: str, body: bytes | None = None, **more: str) -> None:
    """Cut the first answer; answer a range with these headers and bytes; else be honest."""
    if turn.number == 1:
        turn.answer(BODY[:HALF], ETAG, length=len(BODY))
    elif turn.start is None:
        turn.answer(BODY, ETAG)
    else:
        turn.answer(BODY[turn.start :] if body is None else body, *headers, status=more.get("status", "206 Partial"))


def part(start: int, whole: int | str = len(BODY)) -> str:
    return f"Content-Range: bytes {start}-{len(BODY) - 1}/{whole}"


@misbehaves(WHOLE, None)
def goes_on_elsewhere(turn: Turn) -> None:
    continuing(turn, ETAG, part(HALF - 1), body=BODY[HALF - 1 :])


@misbehaves(WHOLE, None)
def goes_on_with_all_of_it(turn: Turn) -> None:
    continuing(turn, ETAG, part(HALF), body=BODY)


@misbehaves(WHOLE, None)
def goes_on_without_end(turn: Turn) -> None:
    if turn.number == 2:
        turn.answer(b"", ETAG, part(HALF), status="206 Partial", length=None)
        turn.endless(b"x" * 65_536)
    continuing(turn)


@misbehaves(WHOLE, None)
def goes_on_with_another_version(turn: Turn) -> None:
    continuing(turn, 'ETag: "v2"', part(HALF), body=OTHER[HALF:])


@misbehaves(WHOLE, None)
def goes_on_with_other_bytes(turn: Turn) -> None:
    continuing(turn, ETAG, part(HALF), body=OTHER[HALF:])


@misbehaves(WHOLE, None)
def goes_on_of_another_size(turn: Turn) -> None:
    continuing(turn, ETAG, part(HALF, len(BODY) + 1))


@misbehaves(WHOLE, None)
def goes_on_without_a_range(turn: Turn) -> None:
    continuing(turn, ETAG)


@misbehaves(WHOLE, None)
def goes_on_in_many_parts(turn: Turn) -> None:
    continuing(turn, ETAG, "Content-Type: multipart/byteranges; boundary=x", body=b"--x\r\n")


@misbehaves(WHOLE, None)
def refuses_to_go_on(turn: Turn) -> None:
    continuing(turn, f"Content-Range: bytes */{len(BODY)}", body=b"", status="416 Range Not Satisfiable")


@misbehaves(WHOLE, None)
def begins_anew_instead(turn: Turn) -> None:
    continuing(turn, ETAG, body=BODY, status="200 OK")


@misbehaves(WHOLE, None)
def changes_the_file_between(turn: Turn) -> None:
    if turn.number == 1:
        turn.answer(OTHER[:HALF], 'ETag: "old"', length=len(OTHER))
    else:
        turn.answer(BODY, 'ETag: "new"')


@misbehaves("transfer-broken or transfer-short", None)
def never_gets_on(turn: Turn) -> None:
    start = turn.start or 0
    turn.answer(b"", ETAG, part(start), status="206 Partial" if start else "200 OK", length=len(BODY) - start)


@misbehaves("transfer-status", "transfer-status")
def sends_a_part_unasked(turn: Turn) -> None:
    turn.answer(BODY, part(0), ETAG, status="206 Partial")


# where it leads


@misbehaves("transfer-redirect", "transfer-redirect")
def leads_elsewhere(turn: Turn) -> None:
    turn.answer(b"", "Location: http://127.0.0.1:9/x?secret", status="302 Found")


@misbehaves("transfer-redirect", "transfer-redirect")
def leads_to_another_scheme(turn: Turn) -> None:
    turn.answer(b"", "Location: https://127.0.0.1/x", status="307 Temporary Redirect")


@misbehaves("transfer-redirect-malformed", "transfer-redirect-malformed")
def leads_to_a_file(turn: Turn) -> None:
    turn.answer(b"", "Location: file:///etc/passwd", status="301 Moved")


@misbehaves("transfer-redirect-malformed", "transfer-redirect-malformed")
def leads_to_no_address(turn: Turn) -> None:
    turn.answer(b"", "Location: http://[", status="301 Moved")


@misbehaves("transfer-redirects", "transfer-redirects")
def leads_in_circles(turn: Turn) -> None:
    turn.answer(b"", f"Location: /{turn.name}", status="308 Permanent Redirect")


@misbehaves("transfer-status", "transfer-status")
def leads_nowhere(turn: Turn) -> None:
    turn.answer(b"", status="302 Found")


@misbehaves(DEADLINE, DEADLINE, stalls=True)
def leads_on_and_stalls(turn: Turn) -> None:
    if turn.number == 1:
        turn.answer(b"", f"Location: /{turn.name}/on", status="302 Found")
    else:
        turn.stall()


# what it refuses, and for how long


def busy(turn: Turn, wait: str | None, status: str = "503 Busy") -> None:
    turn.answer(b"", *([] if wait is None else [f"Retry-After: {wait}"]), status=status)


@misbehaves("transfer-busy", "transfer-busy")
def is_always_busy(turn: Turn) -> None:
    busy(turn, None, "429 Too Many")


@misbehaves(WHOLE, WHOLE)
def is_busy_once(turn: Turn) -> None:
    busy(turn, None, "500 Oops") if turn.number == 1 else turn.answer(BODY)


@misbehaves("transfer-busy", "transfer-busy")
def wants_us_back_tomorrow(turn: Turn) -> None:
    busy(turn, "86400")


@misbehaves("transfer-busy", "transfer-busy")
def wants_us_back_in_another_century(turn: Turn) -> None:
    busy(turn, "Fri, 31 Dec 9999 23:59:59 GMT")


@misbehaves("transfer-busy", "transfer-busy")
def wants_us_back_before_now(turn: Turn) -> None:
    busy(turn, "-5" if turn.number % 2 else "Thu, 01 Jan 1970 00:00:00 GMT")


@misbehaves("transfer-busy", "transfer-busy")
def wants_us_back_at_no_time(turn: Turn) -> None:
    busy(turn, "soon" if turn.number % 2 else "9" * 300)


@misbehaves("transfer-busy", "transfer-busy")
def is_busy_without_end(turn: Turn) -> None:
    turn.answer(b"", status="503 Busy", length=None)
    turn.endless(b"x" * 65_536)


@misbehaves("transfer-missing or transfer-deadline", "transfer-missing or transfer-deadline", stalls=True)
def refuses_and_stalls(turn: Turn) -> None:
    turn.answer(b"no", status="404 Not Found", length=100)
    turn.stall()


@misbehaves("transfer-missing or transfer-deadline", "transfer-missing or transfer-deadline", stalls=True)
def refuses_and_drips(turn: Turn) -> None:
    turn.answer(b"", status="410 Gone", length=4000)
    turn.drip(b"n" * 4000)


@misbehaves("transfer-status or transfer-broken", "transfer-status or transfer-broken")
def has_nothing_to_say_and_says_it(turn: Turn) -> None:
    turn.answer(BODY, status="204 No Content")


@misbehaves("transfer-status", "transfer-status")
def says_that_nothing_changed(turn: Turn) -> None:
    turn.answer(b"", ETAG, status="304 Not Modified")


@misbehaves("transfer-status", "transfer-status")
def wants_a_password_for_a_proxy(turn: Turn) -> None:
    turn.answer(b"", 'Proxy-Authenticate: Basic realm="x"', status="407 Proxy Authentication Required")


@dataclass
class Misbehaving:
    """A server of all misbehaviours.

    Attributes:
        port: Where it listens.
        asked: How often each was asked for.
        sent: How many bytes each has sent.
        over: Set when nothing is to be waited for any more.
    """

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, name: str, whose: str) -> str:
        scheme = MISBEHAVIOURS[name].scheme if name in MISBEHAVIOURS else "http"
        return f"{scheme}://127.0.0.1:{self.port}/{name}/{whose}"

    def run(self, listener: socket.socket) -> None:
        while not self.over.is_set():
            connection, _ = listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(PATIENCE_S)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65_536)
                if not piece:
                    return
                head += piece
                if not head.startswith(b"GET "):
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")  # a greeting of TLS
                    return
            text = head.decode("latin-1")
            name, _, whose = text.split(" ", 2)[1].strip("/").partition("/")
            who = f"{name}/{whose.removesuffix('/on')}"
            self.asked[who] += 1
            MISBEHAVIOURS[name].behave(Turn(connection, text, self.asked[who], self))


@contextlib.contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """Run the server."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        server = Misbehaving(listener.getsockname()[1])
        thread = threading.Thread(target=server.run, args=(listener,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            socket.create_connection(("127.0.0.1", server.port)).close()  # wakes the listener
            thread.join(5)
