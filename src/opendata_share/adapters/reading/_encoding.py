"""Bytes to UTF-8, or a clear refusal: marks, declared encodings, and the exact place of the first wrong byte.

What lives here: everything about text encodings. What this module must not know: the format the text is in.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from typing import Final, TypeAlias

import pyarrow as pa

from ...errors import LimitExceeded, SourceError
from ._source_file import SourceFile
from ._source_options import encoding_name

_HEAD: Final = 4096
_UTF8: Final = ("utf-8", "utf-8-sig")
_UTF8_MARK: Final = codecs.BOM_UTF8
# UTF-32-LE begins with the UTF-16-LE mark: longest first.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (_UTF8_MARK, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PACKED: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip / xlsx / ods"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7z"),
    (b"\xd0\xcf\x11\xe0", "xls / doc"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow IPC"),
    (b"%PDF", "PDF"),
)


Filler: TypeAlias = Generator[int, memoryview, None]
"""A generator that fills the memory it is sent and yields how many bytes it put there; it ends where the text ends."""


def text_chunks(file: SourceFile, encoding: str, size: int) -> Iterator[bytes]:
    """Yield the text of `file` as UTF-8 without a byte-order mark, in pieces of about `size` bytes.

    Text declared as UTF-8 passes as it is and is not checked here: pieces end anywhere, also inside a character; see
    `check_utf8`. Any other encoding is decoded as it goes.

    Raises:
        SourceError: The file is empty, compressed, in another encoding than declared, or has a byte that is not in it.
    """
    name = encoding_name(encoding)
    mark = _look_at(file, name)
    pieces = _without(file.chunks(size), mark)
    if name in _UTF8:
        return pieces
    if name == "ascii":
        return _ascii_only(pieces, file.name, mark)
    if name in ("utf-16", "utf-32"):  # the mark is gone, and said which end comes first
        name += "-le" if file.head(2) == codecs.BOM_UTF16_LE else "-be"
    return _decoded(pieces, name, file.name, mark)


def text_filling(file: SourceFile, encoding: str, size: int) -> Filler:
    """Return what `text_chunks` yields, put into memory of the caller's; of UTF-8 without a copy."""
    name = encoding_name(encoding)
    if name in _UTF8:
        return file.filling(skipped=_look_at(file, name))
    return _poured(text_chunks(file, encoding, size))


def _poured(chunks: Iterator[bytes]) -> Filler:
    room = yield 0
    for chunk in chunks:
        left = memoryview(chunk)
        while left:
            size = min(len(left), len(room))
            room[:size] = left[:size]
            left = left[size:]
            room = yield size


def whole_text(file: SourceFile, encoding: str) -> bytes:
    """Return the text of a document that is read whole, as checked UTF-8.

    Raises:
        SourceError: As `text_chunks` and `check_utf8`.
        LimitExceeded: The document is larger than `document_bytes`.
    """
    limit = file.limits.document_bytes
    if file.size() > limit:
        raise LimitExceeded("limit-document-bytes", file=file.name, limit="document_bytes", value=limit)
    data = b"".join(text_chunks(file, encoding, 1024 * 1024))
    check_utf8(data, file.name, offset=mark_length(file), line=1)
    return data


def mark_length(file: SourceFile) -> int:
    """Return how many bytes the byte-order mark of `file` takes."""
    mark, _ = _mark_of(file.head(4))
    return len(mark)


def check_utf8(data: bytes, file: str, *, offset: int, line: int) -> None:
    """Return if `data` is UTF-8 without NUL characters.

    Args:
        data: Whole characters.
        file: The name for the error.
        offset: Where `data` starts in the file, in bytes.
        line: The physical line `data` starts on.

    Raises:
        SourceError: It is not; names the byte offset (from 0) and the line.
    """
    position = utf8_fault(data)
    if position is not None:
        raise encoding_fault(data, position, file, offset=offset, line=line + data.count(b"\n", 0, position))


def utf8_fault(data: bytes | bytearray, size: int | None = None) -> int | None:
    """Return the position of the first byte that is not UTF-8 or is NUL in `data`, or in its first `size` bytes."""
    size = len(data) if size is None else size
    nul = data.find(b"\0", 0, size)
    try:
        # One pass of Arrow's validator; Python's decoder would build the text as well.
        offsets = pa.array([0, size], pa.int64()).buffers()[1]
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        try:
            data[:size].decode("utf-8")
        except UnicodeDecodeError as error:
            return error.start if nul < 0 else min(nul, error.start)
    return None if nul < 0 else nul


def text_fault(data: bytes | bytearray, size: int, *, decoded: bool) -> int | None:
    """Return the position of the first byte that is no text or is NUL in the first `size` bytes of `data`, or None.

    Args:
        data: Begins with whole characters.
        size: How many bytes are asked about.
        decoded: Whether they were decoded from another encoding, so that they are known to be UTF-8.
    """
    if not decoded:
        return utf8_fault(data, size)
    nul = data.find(b"\0", 0, size)
    return None if nul < 0 else nul


def encoding_fault(
    data: bytes, position: int, file: str, *, offset: int, line: int, field: str | None = None
) -> SourceError:
    """Return the error for the wrong byte at `position` of `data`."""
    message = "text-nul" if data[position] == 0 else "text-not-utf-8"
    return SourceError(message, file=file, line=line, field=field, offset=offset + position)


def _look_at(file: SourceFile, name: str) -> int:
    """Compare the beginning of the file with what was declared; return the length of its mark."""
    head = file.head(_HEAD)
    if not head:
        raise SourceError("source-empty", file=file.name)
    for magic, kind in _PACKED:
        if head.startswith(magic):
            raise SourceError("source-not-text", file=file.name, kind=kind)
    mark, marked = _mark_of(head)
    family = "-".join(name.split("-")[:2])
    if mark and len(head) == len(mark):
        raise SourceError("source-only-mark", file=file.name)
    if marked and family != marked:
        raise SourceError("source-encoding-contradicted", file=file.name, declared=name, found=marked)
    if not marked and name in ("utf-16", "utf-32"):
        raise SourceError("source-encoding-without-mark", file=file.name, declared=name)
    if family not in ("utf-16", "utf-32") and (found := _looks_like_utf16(head)):
        raise SourceError("source-encoding-contradicted", file=file.name, declared=name, found=found)
    return len(mark)


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that the first bytes of a file are written in beyond doubt, or None.

    Args:
        head: The beginning of the file; a byte-order mark tells, or the zero bytes of UTF-16.
    """
    return _mark_of(head)[1] or _looks_like_utf16(head[:_HEAD])


def _mark_of(head: bytes) -> tuple[bytes, str | None]:
    return next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", None))


def _looks_like_utf16(head: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes: Latin text has one in every second place."""
    even, odd = head[0::2], head[1::2]
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros and zeros.count(0) * 2 >= len(zeros) and not others.count(0):
            return name
    return None


def _without(chunks: Iterator[bytes], length: int) -> Iterator[bytes]:
    for chunk in chunks:
        dropped = min(length, len(chunk))
        length -= dropped
        if dropped < len(chunk):
            yield chunk[dropped:] if dropped else chunk


def _ascii_only(chunks: Iterator[bytes], file: str, offset: int) -> Iterator[bytes]:
    line = 1
    for chunk in chunks:
        if not chunk.isascii():
            position = next(index for index, byte in enumerate(chunk) if byte > 127)
            raise _undecodable("ascii", offset + position, file, line + chunk.count(b"\n", 0, position))
        offset += len(chunk)
        line += chunk.count(b"\n")
        yield chunk


def _decoded(chunks: Iterator[bytes], name: str, file: str, offset: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)("strict")
    line = 1
    pending = 0  # bytes of an unfinished character that the decoder still holds
    for chunk, final in _with_end(chunks):
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            done = error.object[: error.start].decode(name, "ignore")
            place = offset - pending + error.start
            raise _undecodable(name, place, file, line + done.count("\n")) from error
        offset += len(chunk)
        pending = len(decoder.getstate()[0])
        line += text.count("\n")
        yield text.encode("utf-8")


def _with_end(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    for chunk in chunks:
        yield chunk, False
    yield b"", True


def _undecodable(name: str, offset: int, file: str, line: int) -> SourceError:
    return SourceError("text-undecodable", file=file, line=line, encoding=name, offset=offset)
