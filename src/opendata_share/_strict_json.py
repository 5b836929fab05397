"""JSON documents of releases, receipts and rejections, strictly.

What lives here: text in, plain values out, and back; and the checks of shape every document shares. What this file must
not know: which documents there are. A key written twice, a number that is none, an unknown key or a wrong type is
refused with the place where it stands: a document that two readers may read differently proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, NoReturn, TypeVar

from .errors import SourceError

T = TypeVar("T")
_MISSING: Final = object()


def document_bytes(document: Any) -> bytes:
    """Return `document` as indented UTF-8 JSON with a final newline; the same document always gives the same bytes."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def load_document(data: bytes, place: str) -> Any:
    """Return the values of a JSON document.

    Raises:
        SourceError: It is not JSON, or it writes a key twice, or a number that is none; `place` is named.
    """
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = "nesting" if isinstance(error, RecursionError) else str(error)[:200]
        raise SourceError("release-document", file=place, reason=reason) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key {next(name for name in names if names.count(name) > 1)!r} is written twice")
    return document


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON")


class Reader:
    """Reads one JSON object strictly: every key is asked for, and what is left over is refused by `done`."""

    def __init__(self, document: Any, place: str, pointer: str = "") -> None:
        self.place = place
        self.pointer = pointer
        if not isinstance(document, Mapping):
            raise self.wrong("", "object")
        self._rest = dict(document)

    def wrong(self, key: str, expected: str) -> SourceError:
        """Return the error for what stands under `key`."""
        pointer = f"{self.pointer}/{key}" if key else self.pointer or "/"
        return SourceError("release-document-shape", file=self.place, pointer=pointer, expected=expected)

    def value(self, key: str, kind: type[T]) -> T:
        """Return the value under `key`, which is of exactly this type."""
        found = self._rest.pop(key, _MISSING)
        if type(found) is not kind:
            raise self.wrong(key, kind.__name__)
        return found

    def optional(self, key: str, kind: type[T]) -> T | None:
        """Return the value under `key`, or None where it is null or absent."""
        if self._rest.get(key) is None:
            self._rest.pop(key, None)
            return None
        return self.value(key, kind)

    def count(self, key: str) -> int:
        """Return the whole number under `key`, zero or more."""
        found = self.value(key, int)
        if found < 0:
            raise self.wrong(key, ">= 0")
        return found

    def counts(self, key: str) -> dict[str, int]:
        """Return the object of whole numbers under `key`."""
        inner = self.inner(key)
        return {name: inner.count(name) for name in inner.unread}

    def moment(self, key: str) -> datetime:
        """Return the date-time with an offset under `key`, in UTC."""
        return self._in_utc(key, self.value(key, str))

    def optional_moment(self, key: str, *, naive: tzinfo) -> str | None:
        """Return the text of the date-time under `key`, which is read as of `naive` where it has no offset."""
        text = self.optional(key, str)
        if text is not None:
            self._in_utc(key, text, naive)
        return text

    def _in_utc(self, key: str, text: str, naive: tzinfo | None = None) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
            aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=naive)
            # an offset may lead out of the years there are
            utc = None if aware.tzinfo is None else aware.astimezone(UTC)
        except (ValueError, OverflowError):
            utc = None
        if utc is None:
            raise self.wrong(key, "date-time")
        return utc

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`."""
        found = self.value(key, list)
        if not all(isinstance(item, str) for item in found):
            raise self.wrong(key, "texts")
        return tuple(found)

    @property
    def unread(self) -> tuple[str, ...]:
        """The keys nobody asked for yet."""
        return tuple(self._rest)

    def inner(self, key: str) -> Reader:
        """Return a reader of the object under `key`."""
        return Reader(self._rest.pop(key, None), self.place, f"{self.pointer}/{key}")

    def list(self, key: str) -> list[Reader]:
        """Return a reader for each object of the list under `key`."""
        found = self.value(key, list)
        return [Reader(item, self.place, f"{self.pointer}/{key}/{number}") for number, item in enumerate(found)]

    def done(self) -> None:
        """Raise where the object has a key nobody asked for."""
        if self._rest:
            raise self.wrong(min(self._rest), "absent")
