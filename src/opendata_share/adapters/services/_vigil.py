"""What must not happen while a service is read page by page.

What lives here: a read that goes in circles, pages that repeat, totals that change, records that are missing in the
end. It remembers eight bytes a page and the identities of two pages. What this module must not know: sockets, any one
service.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from ...errors import SourceError
from ._paged import Page, Request


class Vigil:
    """Watches one read.

    Args:
        place: What to call the service in errors.
        identity: The key of a record that no other record has, or None.
        stable: Whether new records come last.
        rows: How many records were read before.
    """

    def __init__(self, place: str, *, identity: str | None, stable: bool, rows: int = 0) -> None:
        self._place = place
        self._identity = identity
        self._stable = stable
        self.rows = rows
        """How many records came, those before this read included."""
        self._asked: set[int] = set()
        self._before: bytes | None = None
        self._total: int | None = None
        self._known: set[str] = set()
        self._latest: set[str] = set()

    def asks(self, request: Request) -> None:
        """Take note of a request.

        Raises:
            SourceError: It was asked before: the service leads in a circle.
        """
        mark = int.from_bytes(hashlib.blake2b(request.address.encode(), digest_size=8).digest())
        if mark in self._asked:
            raise SourceError("service-circle", file=self._place)
        self._asked.add(mark)

    def takes(self, page: Page, content: bytes) -> None:
        """Take note of a page, before its records are handed on.

        Raises:
            SourceError: It is the page before once more, or the total has changed so that records may have been missed.
        """
        mark = hashlib.blake2b(content, digest_size=16).digest()
        if mark == self._before and page.records:
            raise SourceError("service-same-page", file=self._place)
        self._before = mark
        if page.total is not None:
            if self._total is not None and (
                page.total < self._total or (page.total > self._total and not self._stable)
            ):
                raise self._changed(page.total)
            self._total = page.total
        self.rows += len(page.records)
        self._identity = page.identity or self._identity
        self._known, self._latest = self._latest, set()

    def ends(self) -> None:
        """Take note that there is no further page.

        Raises:
            SourceError: Fewer records came than the service said there are, or more, where new ones do not come last.
        """
        if self._total is not None and (self.rows < self._total or (self.rows > self._total and not self._stable)):
            raise SourceError("service-count", file=self._place, total=self._total, read=self.rows)

    def repeats(self, record: dict[str, Any]) -> bool:
        """Tell whether a record of this page came on it or on the page before."""
        found = None if self._identity is None else record.get(self._identity)
        if not isinstance(found, str):
            return False
        repeated = found in self._known or found in self._latest
        self._latest.add(found)
        return repeated

    def _changed(self, total: int) -> SourceError:
        error = SourceError("service-total-changed", file=self._place, first=self._total, total=total)
        error.transient = True
        return error


def late_columns(record: dict[str, Any], known: set[str]) -> Sequence[str]:
    """Return the keys of a record that are no columns yet, and make them known."""
    if known.issuperset(record):
        return ()
    late = [key for key in record if key not in known]
    known.update(late)
    return late


def late_members(record: dict[str, Any], known: set[str]) -> Sequence[str]:
    """Return the paths of members of members that are not known yet, and make them known."""
    late: list[str] = []
    for key, value in record.items():
        if type(value) in (dict, list):
            _note_members(key, value, known, late)
    return late


def _note_members(path: str, value: Any, known: set[str], late: list[str]) -> None:
    if type(value) is list:
        for item in value:
            _note_members(path, item, known, late)
    elif type(value) is dict:
        for name, inner in value.items():
            below = f"{path}/{name}"
            if below not in known:
                known.add(below)
                late.append(below)
            _note_members(below, inner, known, late)
