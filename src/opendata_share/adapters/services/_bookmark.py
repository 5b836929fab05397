"""Bookmarks: how far a read has come, as a text that can be saved.

What lives here: the value and its text. What this module must not know: sockets, any one service.
"""

from __future__ import annotations

import json
from dataclasses import field
from datetime import datetime
from typing import Any, Final

from ..._dataclass import dataclass
from ...errors import DefinitionError
from ._paged import Request

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Position:
    """A request without what the first request was asked with.

    Attributes:
        url: The address without a query.
        parameters: The query, in order; None stands for the value the first request has.
        note: The request's note.
    """

    url: str = field(repr=False)
    parameters: tuple[tuple[str, str | None], ...] = field(repr=False)
    note: str = ""

    @classmethod
    def of(cls, request: Request, first: Request) -> Position:
        """Return where `request` stands, in a read that began with `first`."""
        pairs = tuple((name, None if first.get(name) == value else value) for name, value in request.parameters)
        return cls(request.url, pairs, request.note)

    def request(self, first: Request) -> Request:
        """Return the request again."""
        pairs = ((name, first.get(name) if value is None else value) for name, value in self.parameters)
        known = tuple((name, value) for name, value in pairs if value is not None)
        return Request(self.url, known, self.note)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a read of a service has come.

    What the service was asked with stands in no bookmark, except where the service itself puts it into the address of
    its next page: keep it as you keep the data.

    Attributes:
        service: "sha256:…" of the address and the parameters the read began with.
        rows: How many records were read.
        following: What to ask next; None where the read is complete.
        seen_at: When the service answered first, by its own clock, or None: what changed later may be missing, so it is
            the next read's `since`.
        columns: The columns of the read, which those that go on behind it keep.
    """

    service: str
    rows: int
    following: Position | None = field(repr=False)
    seen_at: datetime | None
    columns: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the read came to the end."""
        return self.following is None

    def to_text(self) -> str:
        """Return the bookmark as one line of JSON, for `resume`."""
        place = self.following
        following = None if place is None else [place.url, list(place.parameters), place.note]
        seen_at = None if self.seen_at is None else self.seen_at.isoformat()
        written = [_VERSION, self.service, self.rows, following, seen_at, list(self.columns)]
        return json.dumps(written, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Bookmark:
        """Return the bookmark that `to_text` wrote.

        Raises:
            DefinitionError: The text is none.
        """
        try:
            version, service, rows, following, seen_at, columns = json.loads(text)
            position = None if following is None else _position(*following)
            moment = None if seen_at is None else datetime.fromisoformat(seen_at)
        except (ValueError, TypeError):
            raise DefinitionError("service-bookmark") from None
        if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
            raise DefinitionError("service-bookmark")
        if version != _VERSION or type(service) is not str or type(rows) is not int or rows < 0:
            raise DefinitionError("service-bookmark")
        return cls(service, rows, position, moment, tuple(columns))


def _position(url: Any, parameters: Any, note: Any) -> Position:
    pairs = tuple((name, value) for name, value in parameters)
    if not isinstance(url, str) or not isinstance(note, str) or not all(isinstance(name, str) for name, _ in pairs):
        raise TypeError
    if not all(isinstance(value, str | None) for _, value in pairs):
        raise TypeError
    return Position(url, pairs, note)
