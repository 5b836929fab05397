"""What becomes of the bytes of one answer.

What lives here: receiving into memory or into a file, counting, hashing, and the verdict whether what came is what was
asked for. What this file must not know: sockets, httpx, how often it is tried.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ..errors import LimitExceeded, TransferError, TrustError
from ._address import lasting


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer, its body still to come.

    Attributes:
        place: The address as messages print it.
        declared: The length the server declared, in bytes, or None.
        kind: The media type the server declared, or "?".
        chunks: The body as it comes; read once.
        url: The address that answered in the end, with its query; never shown.
        headers: What the server said besides, by lower-case name; never shown.
    """

    place: str
    declared: int | None
    kind: str
    chunks: Iterator[bytes]
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the bytes must be: their number and "sha256:…", each None where nobody vouched for it."""

    size: int | None
    digest: str | None

    def refuse_length(self, answer: Answer, received: int) -> None:
        """Raise where more came than was vouched for, as soon as that is seen."""
        if self.size is not None and received > self.size:
            raise TrustError("transfer-size", file=answer.place, expected=self.size, actual=received, kind=answer.kind)

    def judge(self, answer: Answer, received: int, digest: str) -> None:
        """Raise unless the whole body is what was vouched for.

        Raises:
            TransferError: The body broke off; trying again may help.
            TrustError: The server has other bytes under this address.
        """
        if self.size is not None and received < self.size:
            if answer.declared != received:
                raise TransferError("transfer-short", file=answer.place, expected=self.size, actual=received)
            raise TrustError("transfer-size", file=answer.place, expected=self.size, actual=received, kind=answer.kind)
        if self.digest is not None and digest != self.digest:
            raise TrustError(
                "transfer-digest", file=answer.place, expected=self.digest, actual=digest, kind=answer.kind
            )


Receive = Callable[[Answer], None]


class Memory:
    """Receives a document into memory, at most `limit` bytes of it."""

    def __init__(self, limit: int, expected: Expected) -> None:
        self.limit: Final = limit
        self.expected: Final = expected
        self.content = b""
        self.answer: Answer | None = None

    def __call__(self, answer: Answer) -> None:
        """Take the body of `answer`; an earlier attempt's is forgotten."""
        if answer.declared is not None and answer.declared > self.limit:
            raise LimitExceeded("transfer-limit", file=answer.place, limit="document_bytes", value=self.limit)
        parts: list[bytes] = []
        received = 0
        for chunk in answer.chunks:
            received += len(chunk)
            self.expected.refuse_length(answer, received)
            if received > self.limit:
                raise LimitExceeded("transfer-limit", file=answer.place, limit="document_bytes", value=self.limit)
            parts.append(chunk)
        self.content = b"".join(parts)
        self.answer = answer
        digest = "" if self.expected.digest is None else f"sha256:{hashlib.sha256(self.content).hexdigest()}"
        self.expected.judge(answer, received, digest)


class PartialFile:
    """Receives into a hidden file beside the final name; only `commit` gives it that name."""

    def __init__(self, path: Path, expected: Expected, mode: int) -> None:
        self.path: Final = path
        self.expected: Final = expected
        self._partial: Final = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.partial")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with _disk_errors(path):
            self._file = os.fdopen(os.open(self._partial, flags, mode), "wb", buffering=0)

    def __call__(self, answer: Answer) -> None:
        """Take the body of `answer` from the start of the file; an earlier attempt's bytes are dropped."""
        with _disk_errors(self.path):
            self._file.seek(0)
            self._file.truncate()
        received, digest = 0, hashlib.sha256()
        for chunk in answer.chunks:
            received += len(chunk)
            self.expected.refuse_length(answer, received)
            digest.update(chunk)
            self._write(chunk)
        self.expected.judge(answer, received, f"sha256:{digest.hexdigest()}")

    def _write(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        with _disk_errors(self.path):
            while rest:
                rest = rest[self._file.write(rest) or 0 :]

    def commit(self) -> None:
        """Make the verified bytes durable and give them their final name."""
        with _disk_errors(self.path):
            os.fsync(self._file.fileno())
            self._file.close()
            self._partial.replace(self.path)
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def discard(self) -> None:
        """Remove what was received, if it was not committed."""
        self._file.close()
        self._partial.unlink(missing_ok=True)


@contextmanager
def _disk_errors(path: Path) -> Iterator[None]:
    """Turn a failing disk into an error that names the file; a full disk is not mended by trying again."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise lasting(TransferError("transfer-write", file=path, reason=reason)) from error
