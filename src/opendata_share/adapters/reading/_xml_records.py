"""Records of an XML document, one at a time: elements as nested values, the way the JSON reader gives them.

What lives here: the parse, its limits, and what an element becomes. What this module must not know: files, tables.

An element with text alone is that text, without the white space around it; an empty one, or one with xsi:nil, is null.
One with attributes or children is an object: children by their local names (several of one name are an array),
attributes as "@name", its own text as "#text". Namespaces and prefixes are dropped. Everything is parsed through
defusedxml: a document type, which is where entities are made, is refused, and nothing is ever fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.parsers.expat import ExpatError
from xml.parsers.expat.errors import XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, codes
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.expatreader import DefusedExpatParser  # type: ignore[import-untyped]

from ..._limits import Limits
from ...errors import LimitExceeded, SourceError

_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SPACE: Final = " \t\r\n"
_ENDS_EARLY: Final = frozenset((codes[XML_ERROR_NO_ELEMENTS], codes[XML_ERROR_UNCLOSED_TOKEN]))
_NAMES: Final = 40
_LONGEST_NAME: Final = 200


class _Element:
    """An element of a record that is still open."""

    __slots__ = ("children", "is_nil", "name", "texts")

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: dict[str, Any] = {}
        self.texts: list[str] = []
        self.is_nil = False

    def add(self, name: str, value: Any) -> None:
        if name not in self.children:
            self.children[name] = value
        elif isinstance(earlier := self.children[name], list):
            earlier.append(value)
        else:
            self.children[name] = [earlier, value]

    def value(self) -> Any:
        text = "" if self.is_nil else "".join(self.texts).strip(_SPACE)
        if not self.children:
            return text or None
        return {**self.children, "#text": text} if text else self.children


class XmlRecords:
    """Takes a document in pieces and gives its records.

    Args:
        file: The name for errors.
        record: The name of the elements that are records, or the names that lead to it from anywhere, joined by "/". A
            record inside a record is part of it. None finds no records, only names.
        limits: `depth`, `columns` (attributes of one element) and `record_bytes` apply.

    Attributes:
        names: Names of elements that were met, the first forty.
        elements: How many elements were met.

    Example:
        >>> records = XmlRecords("x", "post", Limits())
        >>> records.feed(b"<posts><post no='1'><name>Pos A</name><tel/></post></posts>")
        [({'@no': '1', 'name': 'Pos A', 'tel': None}, 1)]
        >>> records.close()
        []
    """

    def __init__(self, file: str, record: str | None, limits: Limits) -> None:
        self.names: dict[str, None] = {}
        self.elements = 0
        self._file = file
        self._steps = () if record is None else tuple(record.split("/"))
        self._limits = limits
        self._path: list[str] = []
        self._open: list[_Element] = []
        self._line = 0
        self._done: list[tuple[dict[str, Any], int]] = []
        self._instance = {"xsi"}
        self._fed = 0
        self._since = 0
        """Where the record that is open began, or where the parser came to last, in bytes."""
        self._parser = _Parser(self)

    def feed(self, data: bytes) -> list[tuple[dict[str, Any], int]]:
        """Take the next bytes; return the records that ended in them, each with the line it began on.

        Raises:
            SourceError: It is not well-formed, or has a document type.
            LimitExceeded: It is nested too deep, an element has too many attributes, a record is too long.
        """
        self._fed += len(data)
        self._parse(data, last=False)
        if self._fed - self._since > self._limits.record_bytes:
            limit = self._limits.record_bytes
            raise LimitExceeded(
                "limit-record-bytes", file=self._file, line=self._at_line(), limit="record_bytes", value=limit
            )
        return self._taken()

    def close(self) -> list[tuple[dict[str, Any], int]]:
        """Take note that the document ends here; return what is left.

        Raises:
            SourceError: It ends early.
        """
        self._parse(b"", last=True)
        return self._taken()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        local = name.rpartition(":")[2]
        if len(local) > _LONGEST_NAME:
            raise SourceError("xml-long-name", file=self._file, line=self._at_line(), most=_LONGEST_NAME)
        self.elements += 1
        if len(self.names) < _NAMES:
            self.names[local] = None
        self._path.append(local)
        if len(self._path) > self._limits.depth:
            limit = self._limits.depth
            raise LimitExceeded("xml-too-deep", file=self._file, line=self._at_line(), limit="depth", value=limit)
        if len(attributes) > self._limits.columns:
            limit, found = self._limits.columns, len(attributes)
            raise LimitExceeded(
                "limit-columns", file=self._file, line=self._at_line(), limit="columns", value=limit, found=found
            )
        self._instance.update(
            key.removeprefix("xmlns:")
            for key, value in attributes.items()
            if value == _INSTANCE and key[:6] == "xmlns:"
        )
        if self._open or self._is_record():
            if not self._open:
                self._line = self._at_line()
                self._since = self._parser.position
            self._open.append(self._element(local, attributes))
        else:
            self._since = self._parser.position

    def text(self, content: str) -> None:
        """Take a piece of text."""
        if self._open:
            self._open[-1].texts.append(content)

    def end(self) -> None:
        """Take an end tag."""
        self._path.pop()
        if not self._open:
            self._since = self._parser.position
            return
        element = self._open.pop()
        value = element.value()
        if self._open:
            self._open[-1].add(element.name, value)
            return
        self._done.append((_record(value), self._line))
        self._since = self._parser.position

    def _element(self, local: str, attributes: Mapping[str, str]) -> _Element:
        element = _Element(local)
        for name, value in attributes.items():
            prefix, _, rest = name.rpartition(":")
            if name == "xmlns" or prefix == "xmlns":
                continue
            if prefix in self._instance:
                element.is_nil = element.is_nil or (rest == "nil" and value.strip(_SPACE) in {"true", "1"})
            else:
                element.add(f"@{rest}", value)
        return element

    def _is_record(self) -> bool:
        return bool(self._steps) and tuple(self._path[-len(self._steps) :]) == self._steps

    def _taken(self) -> list[tuple[dict[str, Any], int]]:
        done, self._done = self._done, []
        return done

    def _at_line(self) -> int:
        return int(self._parser.getLineNumber() or 1)

    def _parse(self, data: bytes, *, last: bool) -> None:
        try:
            self._parser.feed(data, last)
        except DefusedXmlException:
            raise SourceError("xml-document-type", file=self._file, line=self._at_line()) from None
        except SAXParseException as fault:
            raise self._malformed(fault) from None
        except (LookupError, ValueError):  # what Python says to an encoding it does not know, or not a byte at a time
            raise SourceError("xml-encoding", file=self._file, line=self._at_line()) from None

    def _malformed(self, fault: SAXParseException) -> SourceError:
        cause = fault.getException()
        early = isinstance(cause, ExpatError) and cause.code in _ENDS_EARLY
        line, column = fault.getLineNumber() or 1, (fault.getColumnNumber() or 0) + 1
        if early:
            return SourceError("xml-ends-early", file=self._file, line=line)
        return SourceError("xml-malformed", file=self._file, line=line, column=column)


def _record(value: Any) -> dict[str, Any]:
    """Return a record's element as an object, also where it has text alone or nothing."""
    if isinstance(value, dict):
        return value
    return {} if value is None else {"#text": value}


class _Parser(DefusedExpatParser):  # type: ignore[misc]  # its base has no types
    """Hands elements on without SAX's objects between."""

    def __init__(self, records: XmlRecords) -> None:
        super().__init__(forbid_dtd=True)
        self._records = records
        self.setContentHandler(_TextHandler(records))

    @property
    def position(self) -> int:
        """Where the parser stands, in bytes."""
        return int(self._parser.CurrentByteIndex)

    def start_element(self, name: str, attrs: Mapping[str, str]) -> None:
        self._records.start(name, attrs)

    def end_element(self, _name: str) -> None:
        self._records.end()


class _TextHandler(ContentHandler):
    """Hands pieces of text on."""

    def __init__(self, records: XmlRecords) -> None:
        super().__init__()
        self._records = records

    def characters(self, content: str) -> None:
        self._records.text(content)
