"""The kit for services: subclass it, answer as the real service does, and every promise over the wire is a test.

What lives here: the checks of one source that asks a service, and the faults a network has. What this file must not
know: any service, any test runner.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar, Final

from .. import _plugins
from .._limits import DEFAULT_LIMITS, Limits
from ..adapters.sources import RawBatch, ServiceOptions, Source, SourceOptions, open_source
from ..errors import OpenDataShareError, SourceError, TransferError
from ._hostile import damaged
from ._promise import holds
from ._source_kit import Cells, logged, read_whole
from ._stand_in import Answer, Asked, Behave, StandIn, standing_in

_SECRET: Final = "canary-5e0c44-token"  # noqa: S105 - it is a canary, and no secret
_MOST_REQUESTS: Final = 40
_REFUSED: Final = (429, 503)


class ServiceKit(ABC):
    """What every source over http promises, as tests; a subclass named `Test…` is collected by pytest.

    Every check starts a server on this machine that answers as `answer` says, with one fault.

    Attributes:
        format: The name the source is registered under.
        records: The service's records, as JSON values: enough for several pages.
        expected: The rows they must become: the text of each cell by heading.
        path: What follows the origin in the service's address.
        options: What `SourceOptions` must declare, such as `record`.
        service: What `ServiceOptions` must declare, such as `paging`, `parameters` or `page_size`.
        can_resume: Whether a read can go on from a bookmark.

    Example:
        >>> class TestBeds(ServiceKit):
        ...     format = "api"
        ...     records = ({"id": "A"}, {"id": "B"})
        ...     expected = ({"id": "A"}, {"id": "B"})
        ...     def answer(self, asked, records):
        ...         return Answer(list(records))
        >>> TestBeds().test_every_record_comes()
    """

    format: ClassVar[str]
    records: ClassVar[Sequence[Mapping[str, Any]]]
    expected: ClassVar[Sequence[Cells]]
    path: ClassVar[str] = "/"
    options: ClassVar[Mapping[str, Any]] = {}
    service: ClassVar[Mapping[str, Any]] = {}
    can_resume: ClassVar[bool] = True

    @abstractmethod
    def answer(self, asked: Asked, records: Sequence[Mapping[str, Any]]) -> Answer:
        """Return what the real service answers to a request when it has these records: its paging, its envelope."""

    def make(self, server: StandIn, limits: Limits = DEFAULT_LIMITS, **service: Any) -> Source:
        """Return the source of the stand-in."""
        options = SourceOptions(
            **{**self.options, "format": self.format, "service": ServiceOptions(**{**self.service, **service})}
        )
        return open_source(f"{server.origin}{self.path}", options, limits)

    # -- as the service is

    def test_it_is_found_by_its_name(self) -> None:
        """The format is registered, takes addresses of http, and making a source asks for nothing."""
        holds(self.format in _plugins.names("sources"), f"no source is registered as {self.format!r}")
        with self._serving() as server:
            source = self.make(server)
            holds(isinstance(source, Source), f"{type(source).__name__} lacks a method of Source")
            holds(not server.asked, "making a source asked for something")

    def test_every_record_comes(self) -> None:
        """All pages, in order, each record once; the last page ends it."""
        with self._serving() as server:
            cells = read_whole(self.make(server)).cells
            self._assert_all(cells)
            holds(len(server.asked) <= len(self.records) + 3, f"{len(server.asked)} requests were sent")

    def test_an_empty_service_has_no_rows(self) -> None:
        """A service without records is a table of no rows."""
        with standing_in(lambda asked: self.answer(asked, ())) as server:
            holds(read_whole(self.make(server)).rows == [], "there are rows where the service has none")

    def test_a_second_pass_is_the_same(self) -> None:
        """Reading again asks again, or says that it was read already."""
        with self._serving() as server:
            source = self.make(server)
            first = read_whole(source)
            try:
                holds(read_whole(source) == first, "the second pass gave something else")
            except OpenDataShareError as error:
                holds(error.message_id == "source-already-read", f"the second pass ended with {error.message_id}")

    def test_a_key_that_comes_late_is_told(self) -> None:
        """A key only the last record has is a column, or is told by a note; it is never dropped in silence."""
        records = [*self.records[:-1], {**self.records[-1], "brand_new": "1"}]
        with standing_in(lambda asked: self.answer(asked, records)) as server:
            source = self.make(server)
            headings = source.headings()
            notes = [note.field for batch in source.batches() for note in batch.notes]
        holds("brand_new" in headings or "brand_new" in notes, "a key that came late was dropped without a word")

    def test_a_read_goes_on_from_its_bookmark(self) -> None:
        """Wherever the connection breaks for good, the saved bookmark reads the rest, nothing twice, nothing lost."""
        if not self.can_resume:
            return
        whole = self._count()
        for breaks_at in range(1, whole + 1):
            gone = [True]

            def behave(asked: Asked, at: int = breaks_at, gone: list[bool] = gone) -> Answer:
                fails = gone[0] and asked.number >= at
                return Answer(b"", 404) if fails else self.answer(asked, self.records)

            with standing_in(behave) as server:
                source = self.make(server)
                before = self._taken(source)
                bookmark: Any = getattr(source, "bookmark", None)
                holds(bookmark is not None, "the source has no bookmark: say can_resume = False")
                gone[0] = False
                after = read_whole(self.make(server, resume=bookmark().to_text())).cells
            self._assert_all([*before, *after])

    # -- as networks are

    def test_a_busy_service_is_waited_for(self) -> None:
        """429 and 503 with Retry-After are waited out; the rows are the same."""
        for status in _REFUSED:
            refusal = Answer(b"", status, headers={"Retry-After": "0"})
            with self._serving(lambda asked, said=refusal: said if asked.number in {1, 2} else None) as server:
                self._assert_all(read_whole(self.make(server)).cells)

    def test_a_service_that_is_always_busy_is_given_up(self) -> None:
        """The number of attempts is bounded, and the error says that trying later may help."""
        with self._serving(lambda _asked: Answer(b"", 503, headers={"Retry-After": "0"})) as server:
            error = self._fails(server, "a service that is always busy")
            holds(getattr(error, "transient", False), "the error does not say that it may pass")
            holds(len(server.asked) <= _MOST_REQUESTS, f"{len(server.asked)} requests were sent")

    def test_a_wait_longer_than_the_deadline_is_not_begun(self) -> None:
        """A day of Retry-After is an answer, not a sleep."""
        with self._serving(lambda _asked: Answer(b"", 429, headers={"Retry-After": "86400"})) as server:
            self._fails(server, "a wait of a day")

    def test_a_cut_reply_is_asked_for_again_and_never_taken(self) -> None:
        """Half a page is no page: once cut it is asked for again, always cut it is an error."""

        def cut(asked: Asked) -> Answer:
            return replace(self.answer(asked, self.records), is_cut=True)

        with self._serving(lambda asked: cut(asked) if asked.number == 1 else None) as server:
            self._assert_all(read_whole(self.make(server)).cells)
        with self._serving(cut) as server:
            holds(isinstance(self._fails(server, "a reply that is cut"), TransferError), "it is no TransferError")

    def test_a_page_for_people_is_named(self) -> None:
        """A sign-in page or a proxy's notice instead of records is named, not read as no records."""
        page = Answer("<!DOCTYPE html><title>Sign in</title>", kind="text/html")
        with self._serving(lambda _asked: page) as server:
            holds(isinstance(self._fails(server, "a web page"), SourceError), "it is no SourceError")

    def test_damaged_replies_end_in_rows_or_named_errors(self) -> None:
        """Whatever the bytes of a reply are, reading ends, with rows or an error of this package."""
        with self._serving() as server:
            read_whole(self.make(server))
            first = self.answer(replace(server.asked[0], number=1), self.records)
        for data in damaged(first.content, most=24):
            with self._serving(
                lambda asked, data=data: replace(first, body=data) if asked.number == 1 else None
            ) as server:
                try:
                    read_whole(self.make(server))
                except OpenDataShareError as error:
                    holds(bool(error.text("id")), "an error says nothing")
                holds(len(server.asked) <= _MOST_REQUESTS, f"{len(server.asked)} requests were sent")

    def test_the_same_page_for_ever_ends(self) -> None:
        """A service that answers every request with its first page is found out after a few."""
        with self._serving() as server:
            read_whole(self.make(server))
            first, pages = server.asked[0], len(server.asked)
        if pages == 1:
            return
        with standing_in(lambda asked: self.answer(replace(first, origin=asked.origin), self.records)) as server:
            error = None
            try:
                reading = read_whole(self.make(server))
                holds(bool(reading.unmade), "the first page was taken again and again")
            except OpenDataShareError as caught:
                error = caught
            holds(error is None or bool(error.text()), "an error says nothing")
            holds(len(server.asked) <= _MOST_REQUESTS, f"{len(server.asked)} requests were sent")

    def test_another_origin_is_never_asked(self) -> None:
        """A redirect to somebody else is refused: neither the question nor the secret goes there."""
        with standing_in(lambda _asked: Answer([])) as other:
            away = Answer(b"", 302, headers={"Location": f"{other.origin}/steal"})
            with self._serving(lambda _asked: away) as server:
                self._fails(server, "a redirect to another origin", auth=_SECRET)
            holds(not other.asked, "another origin was asked")

    def test_a_secret_goes_to_the_service_and_nowhere_else(self) -> None:
        """It is in a header of each request and in no address, error, log, bookmark or text of the source."""
        with self._serving(lambda asked: Answer(b"", 403) if asked.number > 1 else None) as server, logged() as said:
            source = self.make(server, auth=_SECRET)
            shown = [repr(source), source.name]
            try:
                shown.append(repr(read_whole(source)))
            except OpenDataShareError as error:
                shown += [error.text("en"), error.text("id"), repr(vars(error))]
            bookmark: Any = getattr(source, "bookmark", None)
            shown += [bookmark().to_text()] if bookmark is not None else []
            for asked in server.asked:
                holds(_SECRET in " ".join(asked.headers.values()), "a request went without the secret")
                holds(_SECRET not in repr(asked.pairs) + asked.path, "the secret stands in an address")
        ours = [text for text in said() if "canary" in text]
        for text in (*shown, *ours):
            holds(_SECRET not in text, f"the secret stands in: {text[:100]}")

    # -- how

    @contextmanager
    def _serving(self, fault: Any = None) -> Iterator[StandIn]:
        """Run the stand-in; `fault` may answer a request in the service's place."""

        def behave(asked: Asked) -> Answer:
            instead: Answer | None = None if fault is None else fault(asked)
            return self.answer(asked, self.records) if instead is None else instead

        chosen: Behave = behave
        with standing_in(chosen) as server:
            yield server

    def _count(self) -> int:
        with self._serving() as server:
            read_whole(self.make(server))
            return len(server.asked)

    def _taken(self, source: Source) -> list[dict[str, Any]]:
        """Return the rows that come before the service breaks."""
        cells: list[dict[str, Any]] = []
        try:
            source.headings()
            for batch in source.batches():
                cells += _records(batch)
        except OpenDataShareError:
            return cells
        return cells

    def _fails(self, server: StandIn, on: str, **service: Any) -> OpenDataShareError:
        try:
            read_whole(self.make(server, **service))
        except OpenDataShareError as error:
            return error
        raise AssertionError(f"{on} was taken without a word")

    def _assert_all(self, cells: Sequence[Mapping[str, Any]]) -> None:
        expected = [dict(row) for row in self.expected]
        given = [{name: row.get(name) for name in wanted} for row, wanted in zip(cells, expected, strict=False)]
        holds(len(cells) == len(expected), f"{len(cells)} rows came, {len(expected)} are expected")
        holds(given == expected, f"the rows are {given}, expected {expected}")


def _records(batch: RawBatch) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = batch.columns.to_pylist()
    return records
