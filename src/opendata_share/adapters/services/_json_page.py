"""A reply as JSON, or an error that says what came instead.

What lives here: one document to Python values, and finding things in it. What this module must not know: any one
service, tables.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

from ...errors import LimitExceeded, SourceError
from ...transport import Reply
from ..reading import JsonDecoder, JsonFault, Places, check_nesting, check_surrogates, skip_space

_MARK: Final = b"\xef\xbb\xbf"
_SPACE: Final = b" \t\r\n"
_CLASS_LENGTH: Final = 120


class Cut(Exception):
    """A reply ends early, and its server did not say how long it is: another try may bring it whole."""


def json_of(reply: Reply, depth: int) -> Any:
    """Return the value of a JSON document; numbers stay the text they were written as.

    Raises:
        Cut: It ends early, and the server did not say how long it is.
        SourceError: It is no JSON: a page to log in, another format, damaged.
        LimitExceeded: It nests deeper than `depth`.
    """
    content = reply.content.removeprefix(_MARK)
    beginning = content.lstrip(_SPACE)[:1]
    if not beginning:
        raise SourceError("service-empty-reply", file=reply.place, kind=reply.kind)
    if beginning not in b"{[":
        refuse_kind(reply, "JSON")
    try:
        check_nesting(content, depth)
    except JsonFault:
        raise LimitExceeded("limit-depth", file=reply.place, limit="depth", value=depth) from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError("service-not-utf-8", file=reply.place, position=error.start) from None
    try:
        check_surrogates(text)
        value, end = JsonDecoder().value(text, skip_space(text, 0))
    except JsonFault as fault:
        _raise(fault, text, reply)
    if (rest := skip_space(text, end)) < len(text):
        _raise(JsonFault("json-trailing-data", rest), text, reply)
    return value


def refuse_kind(reply: Reply, expected: str) -> NoReturn:
    """Raise an error that names what came instead of `expected`: by its declared type, its size and how it begins."""
    head = reply.content.removeprefix(_MARK).lstrip(_SPACE)[:15].lower()
    if head.startswith((b"<!doctype html", b"<html")) or "html" in reply.kind.lower():
        raise SourceError("service-web-page", file=reply.place, expected=expected, size=len(reply.content))
    raise SourceError(
        "service-other-kind", file=reply.place, expected=expected, kind=reply.kind, size=len(reply.content)
    )


def _raise(fault: JsonFault, text: str, reply: Reply) -> NoReturn:
    if fault.message_id == "json-ends-early" and not reply.is_measured:
        raise Cut
    position = min(fault.position or 0, len(text))
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    line = 1 + text.count("\n", 0, position)
    raise SourceError(fault.message_id, file=reply.place, line=line, **{"column": column, **fault.parameters})


def at(value: Any, path: str) -> Any:
    """Return what stands in `value` where `path` leads, names and positions joined by "/"; None where nothing does."""
    for name in path.split("/"):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def records_at(value: Any, path: str | None, reply: Reply) -> list[Any]:
    """Return the array of records at `path`; None is the document itself.

    Raises:
        SourceError: There is no array.
    """
    found = value if path is None else at(value, path)
    if isinstance(found, list):
        return found
    keys = sorted(str(key)[:_CLASS_LENGTH] for key in value) if isinstance(value, dict) else []
    places = Places()
    places.add(value)
    lists = ["/".join(names)[:_CLASS_LENGTH] for names in places.record_lists() if names]
    raise SourceError(
        "service-no-records", file=reply.place, path=path or "–", keys=keys, lists=lists, right=(lists or ["…"])[0]
    )


def records_if_any(value: Any, path: str, reply: Reply) -> list[Any]:
    """Return the array at `path`; none where nothing stands there.

    Raises:
        SourceError: Something else than an array stands there: what it meant would be lost.
    """
    return [] if at(value, path) is None else records_at(value, path, reply)


def whole_number(value: Any) -> int | None:
    """Return a JSON number, or a text of digits, that is a count; None where it is none."""
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def refused(reply: Reply, *words: Any) -> NoReturn:
    """Raise the error of a service that answers with an error in its own form.

    Only the words that class the error are shown: what describes it may repeat what was sent.
    """
    shown = " · ".join(
        "".join(c if c.isprintable() else "?" for c in str(word)[:_CLASS_LENGTH]) for word in words if word
    )
    raise SourceError("service-refused", file=reply.place, words=shown or "?")
