"""A service as a source: pages become batches of cells.

What lives here: the Source every format of this room is, whatever it describes. What this module must not know: any one
service, contracts, field maps.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Protocol

from ..._canonical import document_digest
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError
from ...stages import Note
from ...transport import Reply, Session, http_date, is_remote, shown
from ..reading import KeyUnion, RawBatch, RecordCollector, SourceOptions, compact, refuse_unused
from ._bookmark import Bookmark, Position
from ._paged import Broken, Paged, Request
from ._vigil import Vigil, late_columns, late_members
from ._walk import Step, walk


class Describe(Protocol):
    """Makes the description of a service from its address and what was declared of it."""

    def __call__(self, url: str, options: SourceOptions, limits: Limits) -> Paged:
        """Return it."""
        ...


class ServiceSource:
    """The records of a service as text columns, read page by page; what nests is JSON text.

    Columns are those `header` declares; else those the service or its standard says, and the keys on the first page,
    which is fetched for them and kept until it is read. A column that comes up only later is not read, and told by a
    note (`late-column`). A record whose identity came on the same page or the page before is an `UnmadeRow` with the
    rule `repeated-record`. One page is held at a time.

    Args:
        location: The address of the service.
        options: `header`, `null`, `quarantine`, `record` and `service` apply.
        limits: `document_bytes` (one page), `depth`, `columns`, `rows`, `pages`, `deadline_s`, `slowest_bytes_s` and
            `service_s` apply.

    Raises:
        DefinitionError: The location is no address, or what was declared does not fit the service.
        TrustError: A secret would travel in clear.
    """

    schemes: ClassVar[frozenset[str]] = frozenset(("http", "https"))
    describe: ClassVar[Describe]
    form: ClassVar[str]
    uses: ClassVar[frozenset[str]] = frozenset(
        ("parameters", "paging", "page_size", "rate", "since", "until", "resume", "auth")
    )

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._location = os.fspath(location)
        if not is_remote(self._location):
            raise DefinitionError("service-no-address", file=self._location)
        self._name = shown(self._location)
        self._options = options
        self._limits = limits
        address = _without_userinfo(self._location)
        refuse_unused(options.service, self.uses, self.form)
        self._paged = type(self).describe(address, options, limits)
        self._first = self._paged.first()
        self._service = document_digest([self._first.url, [list(pair) for pair in self._first.parameters]])
        self._captured_at: datetime | None = None
        self._headings: tuple[str, ...] | None = None
        self._start = self._resumed()
        self._captured_at = self._start.seen_at
        self._session()  # a secret that cannot be sent is told before anything is asked
        self._bookmark = self._start
        self._headings = self._start.columns or None
        self._peeked: tuple[Step, Iterator[Step], Vigil] | None = None
        self._digest: str | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    @property
    def name(self) -> str:
        """The address, without user, password and query."""
        return self._name

    def headings(self) -> tuple[str, ...]:
        """Return the columns; asks for the first page where `header` does not declare them; see `Source.headings`."""
        if self._headings is None:
            declared = self._options.header if isinstance(self._options.header, tuple) else ()
            keys = KeyUnion(self._name, self._limits)
            keys.add(dict.fromkeys(declared or self._paged.columns))
            if not declared:
                page = self._peek().page
                keys.add(dict.fromkeys(page.columns))
                for record in page.records:
                    if isinstance(record, dict):
                        keys.add(record)
            self._headings = keys.headings()
        return self._headings

    @property
    def may_leave_out(self) -> bool:
        """Whether the first page is all there is: a column that is not on it has no value anywhere."""
        if self._start.following is None:
            return True
        return not isinstance(self._options.header, tuple) and self._is_whole()

    def batches(self) -> Iterator[RawBatch]:
        """Read the service from its beginning, or from the bookmark; see `Source.batches`.

        A page that was asked for before counts as the first one, once.
        """
        headings = self.headings()
        known, members, begun = set(headings), set[str](), False
        collector = RecordCollector(self._name, self._options, self._limits, headings)
        collector.row = self._start.rows
        hasher = hashlib.sha256()
        for step, vigil in self._steps():
            notes: list[Note] = []
            hasher.update(step.reply.content)
            for record in step.page.records:
                if isinstance(record, Broken):
                    collector.add_unmade(record.rule, record.message_id, compact(record.value))
                elif not isinstance(record, dict):
                    collector.add_unmade("not-an-object", "json-not-an-object", compact(record))
                elif vigil.repeats(record):
                    collector.add_unmade("repeated-record", "service-repeated-record", compact(record))
                else:
                    collector.add(record)
                    notes += self._late(record, known, collector.row)
                    late = self._late_members(record, members, collector.row)
                    notes += late if begun else []
                if collector.full():
                    yield from (replace(batch, notes=tuple(notes)) for batch in collector.take())
                    notes.clear()
            yield from (replace(batch, notes=tuple(notes)) for batch in collector.take())
            # the members of the first page with records are those a map accounts for
            begun = begun or collector.row > self._start.rows
            self._bookmark = self._at(step.page.following, collector.row)
        self._digest = f"sha256:{hasher.hexdigest()}"

    def peek(self) -> Iterator[RawBatch]:
        """Yield the rows of the first page, which is fetched if it was not, and kept; see `PeekedSource.peek`."""
        if self._start.following is None:
            return
        collector = RecordCollector(self._name, self._options, self._limits, self.headings())
        for record in self._peek().page.records:
            if isinstance(record, dict):
                collector.add(record)
        yield from collector.take()

    def bookmark(self) -> Bookmark:
        """Return how far the newest read has come: behind the last page whose batches were all taken."""
        return self._bookmark

    def digest(self) -> str | None:
        """Return the digest of the bytes of all pages, or None before they were read to the end."""
        return self._digest

    def captured_at(self) -> datetime | None:
        """Return when the service answered first, by its own clock; asks for the first page if that was not done."""
        if self._captured_at is None and self._start.following is not None:
            self._peek()
        return self._captured_at

    def _is_whole(self) -> bool:
        self.headings()
        return self._peeked is not None and self._peeked[0].page.following is None

    def _peek(self) -> Step:
        if self._peeked is None:
            session = self._session()
            steps, vigil = self._walk(session)
            step = next(steps)
            session.rest()  # nothing stays open until the rows are wanted
            self._peeked = (step, steps, vigil)
        return self._peeked[0]

    def _steps(self) -> Iterator[tuple[Step, Vigil]]:
        peeked, self._peeked = self._peeked, None
        if peeked is None:
            steps, vigil = self._walk(self._session())
        else:
            first, steps, vigil = peeked
            yield first, vigil
        for step in steps:
            yield step, vigil

    def _walk(self, session: Session) -> tuple[Iterator[Step], Vigil]:
        start = self._start
        vigil = Vigil(self._name, identity=self._paged.identity, stable=self._paged.stable, rows=start.rows)
        following = None if start.following is None else start.following.request(self._first)
        return self._asked(session, following, vigil), vigil

    def _asked(self, session: Session, start: Request | None, vigil: Vigil) -> Iterator[Step]:
        with session:
            for step in walk(self._paged, session, vigil, self._limits, start) if start is not None else ():
                if self._captured_at is None:
                    self._captured_at = moment_of(step.reply)
                yield step

    def _session(self) -> Session:
        service = self._options.service
        return Session(self._location, self._limits, auth=service.auth, per_second=service.per_second)

    def _resumed(self) -> Bookmark:
        text = self._options.service.resume
        if text is None:
            return self._at(self._first, 0)
        bookmark = Bookmark.from_text(text)
        if bookmark.service != self._service:
            raise DefinitionError("service-other-bookmark", file=self._name)
        return bookmark

    def _at(self, following: Request | None, rows: int) -> Bookmark:
        position = None if following is None else Position.of(following, self._first)
        return Bookmark(self._service, rows, position, self._captured_at, self._headings or ())

    def _late(self, record: dict[str, Any], known: set[str], row: int) -> list[Note]:
        return self._noted("note-late-column", late_columns(record, known), known, row)

    def _late_members(self, record: dict[str, Any], known: set[str], row: int) -> list[Note]:
        return self._noted("note-late-member", late_members(record, known), known, row)

    def _noted(self, message_id: str, late: Sequence[str], known: set[str], row: int) -> list[Note]:
        if late and len(known) > self._limits.columns:
            keys = KeyUnion(self._name, self._limits)
            keys.add(dict.fromkeys(known))  # raises the error of the limit
        return [Note(rule="late-column", message_id=message_id, row=row, field=key[:80]) for key in late]


def moment_of(reply: Reply) -> datetime | None:
    """Return the server's own clock (RFC 9110 §6.6.1), or None where it does not tell it."""
    return http_date(reply.headers.get("date", ""))


def _without_userinfo(address: str) -> str:
    scheme, _, rest = address.partition("://")
    authority, slash, tail = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{tail}"
