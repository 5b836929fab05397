"""A workbook before anything parses it: what the file is, and that unpacking it stays within the limits.

What lives here: the first bytes, the zip archive and the beginning of each part. What this file must not know: cells.

Nothing in the archive is believed. Sizes are counted while every part is really unpacked; names, flags and methods that
no program that saves workbooks writes are refused.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import LimitExceeded, SourceError
from ._sheet_xml import XmlFault, XmlReading, check_beginning
from ._source_file import SourceFile

if TYPE_CHECKING:
    from ._sheet_xml import End, Start, Text

_PIECE: Final = 1024 * 1024
_SMALL: Final = 16 * 1024 * 1024  # a ratio says nothing about a part that is small anyway
_CFB: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_XML: Final = (".xml", ".rels")
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # a negative seek, a name that is not text
    KeyError,
    OverflowError,
)
_OTHERS: Final = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow IPC"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a workbook that was checked.

    Attributes:
        parts: Their names as written, by name in lower case: part names do not differ in case (ECMA-376-2, 6.2.2.3).
    """

    file: SourceFile
    archive: zipfile.ZipFile
    parts: dict[str, str]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def read(self, name: str) -> bytes:
        """Return a part's bytes; its size was counted before."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a part's bytes in pieces."""
        try:
            with self.archive.open(self.parts[name.lower()]) as stream:
                while piece := stream.read(_PIECE):
                    yield piece
        except _ZIP_FAULTS as fault:
            raise SourceError("workbook-malformed", file=self.file.name, part=name) from fault

    def size(self, name: str) -> int:
        """Return how many bytes a part has, as its archive says; no more are ever unpacked."""
        return self.archive.getinfo(self.parts[name.lower()]).file_size

    def parse(self, name: str, start: Start, end: End, text: Text | None = None) -> None:
        """Parse a part as XML; see `XmlReading`.

        Raises:
            SourceError: It is not there, not XML, or has a DTD.
        """
        reading = XmlReading(start, end, text)
        with self.named(name):
            for piece in self.pieces(name):
                reading.feed(piece)
            reading.close()

    @contextmanager
    def named(self, name: str) -> Iterator[None]:
        """Name the part in the errors of what is done with its XML.

        Raises:
            SourceError: It is not there, not XML, or has a DTD.
        """
        if name not in self:
            raise SourceError("workbook-malformed", file=self.file.name, part=name)
        try:
            yield
        except XmlFault as fault:
            raise _xml_error(self.file, name, fault) from fault


@contextmanager
def opened_package(file: SourceFile) -> Iterator[Package]:
    """Give the checked parts of a workbook.

    Raises:
        SourceUnavailable: The file cannot be opened.
        SourceError: It is no zip archive, is encrypted, damaged, or not made by a program that saves workbooks.
        LimitExceeded: `workbook_bytes`, `workbook_ratio` or `workbook_members`.
    """
    head = file.head(_PIECE)
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise _no_zip(file, head)
    with file.opened() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except _ZIP_FAULTS as fault:
            raise SourceError("workbook-malformed", file=file.name, part="zip") from fault
        with archive:
            yield Package(file, archive, _checked_parts(file, archive))


def _checked_parts(file: SourceFile, archive: zipfile.ZipFile) -> dict[str, str]:
    limits, members = file.limits, archive.infolist()
    if len(members) > limits.workbook_members:
        raise LimitExceeded(
            "limit-workbook-members",
            file=file.name,
            limit="workbook_members",
            value=limits.workbook_members,
            found=len(members),
        )
    parts: dict[str, str] = {}
    total = 0
    for member in members:
        _check_name(file, member, parts)
        if member.is_dir():
            continue
        parts[member.filename.lower()] = member.filename
        total = _unpacked(file, archive, member, total)
    return parts


def _check_name(file: SourceFile, member: zipfile.ZipInfo, parts: dict[str, str]) -> None:
    # ZipInfo.filename is already cut at a NUL and has the system's separators replaced
    name = member.orig_filename
    steps = name.replace("\\", "/").split("/")
    odd = name.startswith(("/", "\\")) or ".." in steps or "\0" in name or ":" in steps[0] or "\\" in name
    if odd or not name or member.filename != name:
        raise SourceError("workbook-part-name", file=file.name, part=repr(name[:80]))
    if name.lower() in parts:
        raise SourceError("workbook-part-twice", file=file.name, part=name[:80])
    if member.flag_bits & 0x1:
        raise SourceError("workbook-encrypted", file=file.name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError("workbook-malformed", file=file.name, part=name[:80])


def _unpacked(file: SourceFile, archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int) -> int:
    """Unpack one part to nowhere, counting; return the bytes of all parts so far."""
    limits: Limits = file.limits
    size = 0
    is_xml = member.filename.lower().endswith(_XML)
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                if is_xml and not size:
                    check_beginning(piece)
                size += len(piece)
                if total + size > limits.workbook_bytes:
                    raise LimitExceeded(
                        "limit-workbook-bytes", file=file.name, limit="workbook_bytes", value=limits.workbook_bytes
                    )
                if size > max(_SMALL, limits.workbook_ratio * max(member.compress_size, 1)):
                    raise LimitExceeded(
                        "limit-workbook-ratio",
                        file=file.name,
                        part=member.filename[:80],
                        limit="workbook_ratio",
                        value=limits.workbook_ratio,
                    )
    except XmlFault as fault:
        raise _xml_error(file, member.filename[:80], fault) from fault
    except _ZIP_FAULTS as fault:
        raise SourceError("workbook-malformed", file=file.name, part=member.filename[:80]) from fault
    return total + size


def _xml_error(file: SourceFile, part: str, fault: XmlFault) -> SourceError:
    return SourceError("workbook-dtd" if fault.dtd else "workbook-malformed", file=file.name, part=part)


def _no_zip(file: SourceFile, head: bytes) -> SourceError:
    """Return what a file that is no zip archive is."""
    if not head:
        return SourceError("source-empty", file=file.name)
    if head.startswith(_CFB):
        encrypted = _holds(file, _ENCRYPTED)
        return SourceError("workbook-encrypted" if encrypted else "workbook-xls", file=file.name)
    if head.startswith(_BIFF):
        return SourceError("workbook-xls", file=file.name)
    for magic, kind in _OTHERS:
        if head.startswith(magic):
            return SourceError("workbook-other-kind", file=file.name, kind=kind)
    text = _as_text(head)
    if text is None:
        return SourceError("workbook-no-workbook", file=file.name)
    return _text_in_disguise(file, text.lstrip().lower())


def _text_in_disguise(file: SourceFile, text: str) -> SourceError:
    if text.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            return SourceError("workbook-xml-2003", file=file.name)
        if any(tag in text for tag in ("<html", "<!doctype html", "<table", "<body", "<tr")):
            return SourceError("workbook-html", file=file.name)
        return SourceError("workbook-other-kind", file=file.name, kind="XML")
    if text.startswith(("{", "[")):
        return SourceError("workbook-other-kind", file=file.name, kind="JSON")
    line = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=line.count)
    if delimiter in line:
        shown = r"\t" if delimiter == "\t" else delimiter
        return SourceError("workbook-csv", file=file.name, delimiter=shown)
    return SourceError("workbook-no-workbook", file=file.name)


def _as_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    if b"\0" in head:
        return None
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def _holds(file: SourceFile, wanted: bytes) -> bool:
    kept = b""
    for chunk in file.chunks(_PIECE):
        if wanted in kept + chunk:
            return True
        kept = chunk[-len(wanted) :]
    return False
