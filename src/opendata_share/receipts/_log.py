"""The file a log stands in: appended to by one process at a time, durable before anyone is told.

What lives here: opening, locking, appending, mending. What this file must not know: releases, what receipts are for.

    1. The file is locked by the operating system for one writer; the lock ends with its process.
    2. The whole chain is read; one that is not sound is not continued.
    3. One line is written at the end and made durable. A write that failed is taken back; where that fails too, or the
       process dies, the last line has no newline: it is torn, everyone who reads the log says so, and `mend` cuts it
       off with a receipt of its own that keeps its size and digest.

`fcntl` locks: Linux and macOS.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from .._canonical import bytes_digest
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..errors import DefinitionError, LimitExceeded, ReleaseError, SourceError, SourceUnavailable, TrustError
from ._chain import Link, follow
from ._receipt import Head, Occurrence, Receipt, plain_text

_WAIT_S: Final = 600.0
_POLL_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class ReceiptLog:
    """A log of receipts in the file `path`, made (mode 0600) when its first entry is written.

    Attributes:
        path: The file.
        who: Who appends, as they call themselves; a publisher's agency where nothing else is said.
        purpose: What for, in their words.
        limits: How much may be read: `record_bytes` of a line, `rows` entries, `input_bytes` altogether.

    Example:
        >>> from opendata_share.receipts import ReceiptLog
        >>> log = ReceiptLog("receipts.jsonl", who="jakarta-health", purpose="dispatch")
        >>> release.pull("in/", receipts=log)  # doctest: +SKIP
    """

    path: Path | str
    who: str | None = None
    purpose: str | None = None
    limits: Limits = field(default=DEFAULT_LIMITS, repr=False)

    def __post_init__(self) -> None:
        for name in ("who", "purpose"):
            if (text := getattr(self, name)) is not None:
                plain_text(name, text)

    def links(self) -> Iterator[Link]:
        """Yield every line as a link, with what is wrong with it.

        Raises:
            SourceUnavailable: The file cannot be opened.
            LimitExceeded: It is longer than the limits.
            ReleaseError: Another process holds it for too long.
        """
        try:
            descriptor = _opened(self._path, os.O_RDONLY)
        except OSError as error:
            raise SourceUnavailable("receipts-unreadable", file=self._path, reason=_reason(error)) from error
        with os.fdopen(descriptor, "rb") as stream:
            size = _settled_size(descriptor, self._path)
            yield from follow(_lines(stream, self._path, self.limits, size), str(self._path))

    def receipts(self) -> Iterator[Receipt]:
        """Yield every receipt, in order.

        Raises:
            TrustError: The chain is broken.
            SourceError: Its last line is torn.
            SourceUnavailable, LimitExceeded: As `links`.
        """
        for link in self.links():
            yield _sound(link, self._path)

    @contextmanager
    def opened(self, who: str | None = None) -> Generator[OpenLog]:
        """Hold the log against other writers.

        Args:
            who: Who appends where the log does not say it.

        Raises:
            DefinitionError: Nothing says who appends.
            TrustError, SourceError: The chain is broken or torn; it is not continued.
            ReleaseError: Another process holds it for too long, or the disk refused.
        """
        name = self.who or who
        if name is None:
            raise DefinitionError("receipts-who", file=self._path)
        try:
            descriptor = _opened(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        except OSError as error:
            raise ReleaseError("receipts-disk", file=self._path, reason=_reason(error)) from error
        try:
            _wait_for(descriptor, self._path)
            yield OpenLog(descriptor, replace(self, who=plain_text("who", name)))
        finally:
            os.close(descriptor)

    def append(self, what: Occurrence, who: str | None = None) -> Receipt:
        """Append one receipt, durable when this returns; see `opened` for what can go wrong."""
        with self.opened(who) as log:
            return log.append(what)

    @contextmanager
    def denials(self, *what: Occurrence, who: str | None = None) -> Generator[None]:
        """Append a receipt of each of `what` where what is done inside is refused, with the refusal's name as reason.

        The refusal is raised again once the receipts are durable; where nothing is refused, nothing is written.

        Args:
            what: What would have happened, decision "denied".
            who: Who appends where the log does not say it.

        Raises:
            DefinitionError: The refusal; or nothing says who appends.
            TrustError, SourceError, ReleaseError: The refusal could not be written down; see `opened`.

        Example:
            >>> refused = Occurrence(side="publisher", decision="denied", dataset="jakarta-fire/fire-station")
            >>> with ReceiptLog("fire.jsonl", who="jakarta-fire").denials(refused):  # doctest: +SKIP
            ...     safe = protect(validated, policy="agreement.toml")
        """
        try:
            yield
        except DefinitionError as error:
            with self.opened(who) as log:
                for each in what:
                    log.append(replace(each, reason=error.message_id))
            raise

    def mend(self, who: str | None = None) -> Receipt | None:
        """Cut off a last line that was never finished and append a receipt of that; None where nothing is torn.

        The receipt keeps the size of what was cut (`reason`) and its digest (`document_digest`).

        Raises:
            TrustError: The chain before it is broken.
        """
        with self.opened(who) as log:
            return log.mend()

    @property
    def _path(self) -> Path:
        return Path(self.path)


class OpenLog:
    """A log that is held: nobody else appends meanwhile.

    Attributes:
        who: Who appends.
    """

    def __init__(self, descriptor: int, log: ReceiptLog) -> None:
        self.who: Final = log.who or ""
        self._descriptor: Final = descriptor
        self._log: Final = log
        self._path: Final = Path(log.path)
        self._last: Receipt | None = None
        self._published: set[str] = set()
        self._torn: Link | None = None
        self._size = 0
        self._follow()

    @property
    def head(self) -> Head:
        """The state of the log; what the next release names.

        Raises:
            SourceError: The last line is torn.
        """
        self._refuse_torn()
        return Head() if self._last is None else Head(self._last.entry, self._last.digest)

    def has_published(self, release_digest: str) -> bool:
        """Return whether there is a receipt that the release was published."""
        return release_digest in self._published

    def append(self, what: Occurrence) -> Receipt:
        """Append one receipt; it is durable when this returns.

        Raises:
            SourceError: The last line is torn.
            ReleaseError: The disk refused; the log is as it was, or its last line is torn.
        """
        head = self.head
        now = datetime.now(UTC)
        receipt = Receipt(
            entry=head.entries + 1,
            previous=head.digest,
            # a clock set back must not reorder entries
            at=now if self._last is None else max(now, self._last.at),
            who=self.who,
            purpose=self._log.purpose,
            what=what,
        )
        self._write(receipt.line() + b"\n")
        self._note(receipt)
        return receipt

    def mend(self) -> Receipt | None:
        """Cut off a torn last line; see `ReceiptLog.mend`."""
        if self._torn is None:
            return None
        cut = os.pread(self._descriptor, self._torn.size, self._size)
        try:
            os.ftruncate(self._descriptor, self._size)
        except OSError as error:
            raise ReleaseError("receipts-disk", file=self._path, reason=_reason(error)) from error
        self._torn = None
        return self.append(
            Occurrence(
                side="publisher", decision="mended", reason=f"{len(cut)} bytes", document_digest=bytes_digest(cut)
            )
        )

    def _follow(self) -> None:
        with os.fdopen(os.dup(self._descriptor), "rb") as stream:
            size = os.fstat(self._descriptor).st_size
            for link in follow(_lines(stream, self._path, self._log.limits, size), str(self._path)):
                if link.digest is None:
                    self._torn = link
                    return
                self._note(_sound(link, self._path))
                self._size += link.size

    def _note(self, receipt: Receipt) -> None:
        self._last = receipt
        if receipt.what.decision == "published" and receipt.what.release_digest is not None:
            self._published.add(receipt.what.release_digest)

    def _refuse_torn(self) -> None:
        if self._torn is not None:
            _sound(self._torn, self._path)

    def _write(self, line: bytes) -> None:
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
            if self._size == 0:
                _sync_folder(self._path.absolute().parent)
        except OSError as error:
            with suppress(OSError):  # what cannot be taken back is torn, and the next reader says so
                os.ftruncate(self._descriptor, self._size)
            raise ReleaseError("receipts-disk", file=self._path, reason=_reason(error)) from error
        self._size += len(line)


def _sound(link: Link, place: Path) -> Receipt:
    """Return the receipt of a link that nothing is wrong with.

    Raises:
        SourceError: It was never finished.
        TrustError: Anything else is wrong with it.
    """
    if link.problem is None and link.receipt is not None:
        return link.receipt
    if link.digest is None:
        raise SourceError("receipts-torn", file=place, line=link.line, bytes=link.size)
    said = "" if link.problem is None else link.problem.message()
    raise TrustError("receipts-unsound", file=place, line=link.line, problem=said)


def _lines(stream: BinaryIO, place: Path, limits: Limits, size: int) -> Iterator[bytes]:
    """Yield the lines of the first `size` bytes of a log, newline included, within the limits."""
    read = 0
    for number in range(limits.rows + 1):
        line = stream.readline(min(limits.record_bytes + 1, size - read))
        if not line:
            return
        read += len(line)
        sizes = {"record_bytes": len(line), "rows": number + 1, "input_bytes": read}
        for name, taken in sizes.items():
            if taken > getattr(limits, name):
                raise LimitExceeded(
                    "receipts-limit", file=place, line=number + 1, limit=name, value=getattr(limits, name)
                )
        yield line


def _opened(path: Path, flags: int) -> int:
    """Open a regular file, never a link, a pipe or a device."""
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceUnavailable("receipts-unreadable", file=path, reason="no regular file")
    return descriptor


def _settled_size(descriptor: int, path: Path) -> int:
    """Return how much of a log is written while nobody writes; a reader who holds no lock then reads that far."""
    import fcntl

    _wait_for(descriptor, path, shared=True)
    size = os.fstat(descriptor).st_size
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return size


def _wait_for(descriptor: int, path: Path, *, shared: bool = False) -> None:
    import fcntl

    deadline = time.monotonic() + _WAIT_S
    while True:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ReleaseError("receipts-busy", file=path, seconds=int(_WAIT_S)) from None
            time.sleep(_POLL_S)
        else:
            return


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
