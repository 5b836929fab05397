"""CAP 1.2 (OASIS, 2010): a message for each alert, an info for each of its rows.

What lives here: rows to elements. What this file must not know: files, policies.

Times are UTC, which CAP writes as `-00:00` (section 3.3.2), to the second; polygons and circles stay latitude first, as
the rows have them. A row without an event is a message without an info, as answers and errors are. Where an info lacks
its urgency, severity, certainty or category, CAP demands one: `Unknown`, and for the category `Other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final

from .._dataclass import dataclass
from ..contract import CodeList
from ..errors import DefinitionError
from ..stages import Table
from ._form import Document, Form
from ._losses import Losses
from ._rows import Row, rows_of
from ._xml_text import HEAD, element, is_whole, text

_ALERTS: Final = "public-alert"
_NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME: Final = 120
_TEXTS: Final = (
    ("sender_name", "senderName"),
    ("headline", "headline"),
    ("description", "description"),
    ("instruction", "instruction"),
    ("web", "web"),
    ("contact", "contact"),
)
_LISTS: Final = {
    "status": "alert-status",
    "msg_type": "alert-message-type",
    "scope": "alert-scope",
    "category": "alert-category",
    "response_type": "alert-response-type",
    "urgency": "alert-urgency",
    "severity": "alert-severity",
    "certainty": "alert-certainty",
}


@dataclass(slots=True)
class _Message:
    """One alert while the table is read: its head, and its infos by their number."""

    head: str
    name: str
    infos: list[tuple[int, str]] = field(default_factory=list)


def _documents(tables: Mapping[str, Table], losses: Losses) -> Iterator[Document]:
    table = tables[_ALERTS]
    words = {codes.name: codes for codes in table.contract.code_lists}
    messages: dict[tuple[str, str, str], _Message] = {}
    for row in rows_of(table, losses):
        key = (row.look("identifier"), row.look("sender"), row.look("sent"))
        message = messages.get(key)
        if message is None:
            message = messages[key] = _Message(_head(row, words), key[0])
        else:
            _head(row, words)  # the rows of one message say the same in its head
        if (info := _info(row, words)) is not None:
            message.infos.append((row.take("info_index"), info))
        else:
            row.take("info_index")
    if not messages:
        raise DefinitionError("export-nothing", form=CAP.name)
    taken: set[str] = set()
    for message in messages.values():
        yield _free_name(message.name, taken), iter((_document(message).encode(),))


def _document(message: _Message) -> str:
    infos = "".join(info for _, info in sorted(message.infos, key=lambda pair: pair[0]))
    return f"{HEAD}{element('alert', message.head + infos, xmlns=_NAMESPACE)}\n"


def _free_name(identifier: str, taken: set[str]) -> str:
    """Return a file name for an identifier, which may hold anything, and which another sender may have used too."""
    stem = _NOT_IN_NAMES.sub("_", identifier)[:_LONGEST_NAME]
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return f"{name}.cap.xml"


def _head(row: Row, words: Mapping[str, CodeList]) -> str:
    references = row.take("references")
    return "".join(
        (
            _said(row, "identifier", "identifier"),
            _said(row, "sender", "sender"),
            element("sent", _time(row, "sent")),
            element("status", _word(row, "status", words)),
            element("msgType", _word(row, "msg_type", words)),
            element("scope", _word(row, "scope", words)),
            _said(row, "restriction", "restriction"),
            _said(row, "addresses", "addresses"),
            element("references", text(" ".join(references)) if references else None),
        )
    )


def _info(row: Row, words: Mapping[str, CodeList]) -> str | None:
    language, event = row.take("language"), row.look("event")
    if event is None:
        return None
    categories = [_cap(words, "category", code) for code in row.take("category") or []]
    responses = [_cap(words, "response_type", code) for code in row.take("response_type") or []]
    return element(
        "info",
        "".join(
            (
                element("language", text(language)),
                *(element("category", word) for word in categories or ["Other"]),
                _said(row, "event", "event"),
                *(element("responseType", word) for word in responses),
                *(element(name, _word(row, name, words) or "Unknown") for name in ("urgency", "severity", "certainty")),
                *(_pair("eventCode", pair, row, "event_code") for pair in row.take("event_code") or []),
                *(element(name, _time(row, name)) for name in ("effective", "onset", "expires")),
                *(_said(row, name, tag) for name, tag in _TEXTS),
                *(_area(area, row) for area in row.take("areas") or []),
            )
        ),
    )


def _area(area: Mapping[str, Any], row: Row) -> str:
    if (described := area.get("area_desc")) is None:  # a policy took it out, and CAP demands it
        row.lose("areas", "invalid-there")
        return ""
    shapes = "".join(element(name, text(shape)) for name in ("polygon", "circle") for shape in area.get(name) or [])
    codes = "".join(_pair("geocode", pair, row, "areas") for pair in area.get("geocode") or [])
    return element("area", element("areaDesc", text(described)) + shapes + codes)


def _pair(name: str, pair: Mapping[str, str], row: Row, field: str) -> str:
    """Return a name and its value; CAP knows neither alone, and a policy may have taken one out."""
    system, value = pair.get("system"), pair.get("value")
    if system is None or value is None:
        row.lose(field, "invalid-there")
        return ""
    return element(name, element("valueName", text(system)) + element("value", text(value)))


def _said(row: Row, name: str, tag: str) -> str:
    value = row.take(name)
    if value is not None and not is_whole(value):
        row.lose(name, "invalid-there")
    return element(tag, text(value))


def _time(row: Row, name: str) -> str | None:
    moment: str | None = row.take(name)
    if moment is None:
        return None
    whole, dot, _ = moment.removesuffix("Z").partition(".")
    if dot:
        row.lose(name, "less-precise")
    return f"{whole}-00:00"


def _word(row: Row, name: str, words: Mapping[str, CodeList]) -> str | None:
    code = row.take(name)
    return None if code is None else _cap(words, name, code)


def _cap(words: Mapping[str, CodeList], name: str, code: str) -> str:
    """Return CAP's word for a code; every code of these lists has one."""
    found = words[_LISTS[name]].code(code)
    return next(word for system, word in found.mappings if system == "cap") if found is not None else code


CAP: Final = Form("cap", "application/cap+xml", "CAP 1.2", (_ALERTS,), _documents)
