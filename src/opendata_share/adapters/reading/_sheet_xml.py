"""XML parts of a workbook: parsed as a stream, without DTDs, entities or anything fetched.

What lives here: the one way XML of a workbook is parsed, and the look at how a part begins. What this file must not
know: what any element means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.expatreader import DefusedExpatParser  # type: ignore[import-untyped]

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]

_PROLOG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?[ \t\r\n]*+(?:<\?(?:[^?]*+(?:\?(?!>)[^?]*+)*+)\?>[ \t\r\n]*+"
    rb"|<!--[^-]*+(?:-(?!->)[^-]*+)*+-->[ \t\r\n]*+)*+"
)
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_START_TAG: Final = re.compile(
    rb"""<(?P<name>[^\s<>/="']++)(?:\s++[^\s<>/="']++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+\s*+/?>"""
)
_UTF8: Final = frozenset((b"utf-8", b"us-ascii", b"ascii"))


class XmlFault(Exception):
    """A part is no XML, or XML that is not read: `dtd` tells which."""

    def __init__(self, *, dtd: bool) -> None:
        super().__init__("dtd" if dtd else "malformed")
        self.dtd = dtd


def check_beginning(head: bytes) -> None:
    """Return if a part begins as UTF-8 XML without a DTD, which may stand only before the root element.

    Args:
        head: The first bytes of the part, all of its prolog among them.

    Raises:
        XmlFault: It does not, or its prolog is longer than `head`.
    """
    declared = _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared is not None and declared[1].lower() not in _UTF8:
        raise XmlFault(dtd=False)
    prolog = _PROLOG.match(head)
    rest = head[prolog.end() :] if prolog is not None else head
    if rest[:2] == b"<!":
        raise XmlFault(dtd=rest[:9].upper() == b"<!DOCTYPE")
    if not re.match(rb"<[A-Za-z_\x80-\xff]", rest):
        raise XmlFault(dtd=False)


def root_without(head: bytes, root: bytes, attribute: bytes) -> bytes:
    """Return the first bytes of a part with one attribute of its root element made meaningless.

    Args:
        head: The first bytes, the start tag of the root element among them.
        root: The local name the root element must have.
        attribute: The name of the attribute.

    Raises:
        XmlFault: The part does not begin with that element.
    """
    prolog = _PROLOG.match(head)
    start = 0 if prolog is None else prolog.end()
    tag = _START_TAG.match(head, start)
    if tag is None or tag["name"].rpartition(b":")[2] != root:
        raise XmlFault(dtd=False)
    return head[:start] + tag[0].replace(attribute, b"_" * len(attribute)) + head[tag.end() :]


class XmlReading:
    """A part that is parsed as its bytes come.

    Args:
        start: Takes the beginnings of elements: their local name, and their attributes as written.
        end: Takes the local names of those that end.
        text: Takes pieces of what stands between.
    """

    def __init__(self, start: Start, end: End, text: Text | None = None) -> None:
        self._parser = _Parser(start, end, text)
        self.feed(b"")  # so that a part without a byte is malformed too

    def feed(self, piece: bytes) -> None:
        """Take some bytes.

        Raises:
            XmlFault: They are not well-formed, or have a DTD.
        """
        self._do(partial(self._parser.feed, piece))

    def close(self) -> None:
        """Take the end of the part.

        Raises:
            XmlFault: It is not well-formed.
        """
        self._do(self._parser.close)

    def _do(self, step: Callable[[], object]) -> None:
        try:
            step()
        except DefusedXmlException as fault:
            raise XmlFault(dtd=True) from fault
        except SAXException as fault:
            raise XmlFault(dtd=False) from fault


class _Parser(DefusedExpatParser):  # type: ignore[misc]  # its base has no types
    """Hands elements on under their local names, a prefix decides nothing; without SAX's objects between."""

    def __init__(self, start: Start, end: End, text: Text | None) -> None:
        super().__init__(forbid_dtd=True)
        self._start = start
        self._end = end
        self.setContentHandler(ContentHandler() if text is None else _TextHandler(text))

    def start_element(self, name: str, attrs: Attributes) -> None:
        self._start(name.rpartition(":")[2] if ":" in name else name, attrs)

    def end_element(self, name: str) -> None:
        self._end(name.rpartition(":")[2] if ":" in name else name)


class _TextHandler(ContentHandler):
    """Hands pieces of text on."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def characters(self, content: str) -> None:
        self._text(content)
