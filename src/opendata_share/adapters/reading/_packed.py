"""Files in gzip and zip: what is inside, and unpacking it within limits.

What lives here: which file is packed, the name of what is inside, and its bytes. What this module must not know: what
the bytes mean, where they go; names inside an archive are looked at and never used as a path.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from stat import S_ISLNK
from typing import Any, BinaryIO, Final

from ..._limits import Limits
from ...errors import LimitExceeded, SourceError

PACKED: Final = frozenset((".gz", ".zip"))

_PIECE: Final = 1 << 18
_SMALL: Final = 16 << 20  # what is no larger may be packed as well as it likes
_GZIP_MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 31  # zlib's word for "with a gzip header, whose checksum is verified"
_FAULTS: Final = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)
_NOT_DATA: Final = ("__MACOSX/",)


def is_packed(path: PurePath) -> bool:
    """Tell whether a file's name says that it is packed."""
    return path.suffix.lower() in PACKED


def inner_name(path: PurePath, name: str, limits: Limits) -> str:
    """Return the name of what is inside, whose suffix tells its format.

    Raises:
        SourceError: The archive holds several files or none, is damaged or encrypted.
        OSError: The file cannot be read.
    """
    if path.suffix.lower() == ".gz":
        return path.stem
    with open(path, "rb") as stream:  # noqa: PTH123 - a pure path is what names are asked of
        return PurePath(_member(stream, name, limits)[1].filename).name


def unpacked(stream: BinaryIO, path: PurePath, name: str, limits: Limits) -> Iterator[bytes]:
    """Yield the bytes of what is inside, checked against their checksum in the end.

    Args:
        stream: The packed file.
        path: Its path; the suffix tells how it is packed.
        name: The name for errors.
        limits: `unpacked_bytes` and `unpacked_ratio` apply.

    Raises:
        SourceError: It is damaged, ends early, is encrypted, or holds several files.
        LimitExceeded: It is larger unpacked than allowed, in itself or beside its packed size.
    """
    packed = stream.seek(0, 2)
    stream.seek(0)
    if path.suffix.lower() == ".gz":
        pieces = _gunzipped(stream, name)
    else:
        archive, member = _member(stream, name, limits)
        packed = member.compress_size
        pieces = _unzipped(archive, member, name)
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limits.unpacked_bytes:
            limit = limits.unpacked_bytes
            raise LimitExceeded("limit-unpacked-bytes", file=name, limit="unpacked_bytes", value=limit)
        if total > max(_SMALL, limits.unpacked_ratio * packed):
            limit = limits.unpacked_ratio
            raise LimitExceeded("limit-unpacked-ratio", file=name, limit="unpacked_ratio", value=limit)
        yield piece


def _gunzipped(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield what all members of a gzip file hold (RFC 1952: their contents follow each other)."""
    rest, members = b"", 0
    while head := rest + (stream.read(_PIECE) if len(rest) < len(_GZIP_MAGIC) else b""):
        if not head.strip(b"\0"):  # zeros may fill the last block of a tape
            rest = b""
            continue
        if not head.startswith(_GZIP_MAGIC):
            raise SourceError("packed-damaged" if members else "packed-no-gzip", file=name)
        unpacker = zlib.decompressobj(_GZIP)
        try:
            yield from _inflated(unpacker, head, stream, name)
        except zlib.error:
            raise SourceError("packed-damaged", file=name) from None
        rest = unpacker.unused_data
        members += 1
    if not members:
        raise SourceError("packed-cut", file=name)


def _inflated(unpacker: Any, data: bytes, stream: BinaryIO, name: str) -> Iterator[bytes]:
    while not unpacker.eof:
        if not data and not (data := stream.read(_PIECE)):
            yield unpacker.flush()
            if not unpacker.eof:
                raise SourceError("packed-cut", file=name)
            return
        yield unpacker.decompress(data, _PIECE)
        data = unpacker.unconsumed_tail


def _unzipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    try:
        with archive, archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except _FAULTS:
        raise SourceError("packed-damaged", file=name) from None


def _member(stream: BinaryIO, name: str, limits: Limits) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
    """Return the one file of an archive."""
    try:
        archive = zipfile.ZipFile(stream)
    except _FAULTS:
        raise SourceError("packed-no-zip", file=name) from None
    found = [member for member in archive.infolist() if not member.filename.startswith(_NOT_DATA)]
    found = [member for member in found if not member.filename or not member.is_dir()]  # is_dir trips over no name
    if len(found) != 1:
        shown = [member.filename[:80] for member in found[: min(12, limits.files)]]
        raise SourceError("packed-several", file=name, count=len(found), names=shown)
    member = found[0]
    steps = member.orig_filename.replace("\\", "/").split("/")
    if ".." in steps or not steps[0] or ":" in steps[0] or "\0" in member.orig_filename:
        raise SourceError("packed-member-name", file=name, name=repr(member.orig_filename[:80]))
    if S_ISLNK(member.external_attr >> 16):
        raise SourceError("packed-link", file=name)
    if member.flag_bits & 0x1:
        raise SourceError("packed-encrypted", file=name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError("packed-method", file=name, method=member.compress_type)
    return archive, member
