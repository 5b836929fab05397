"""The kit for services: ours keep every promise, and a source that breaks one is caught; tapes replay what was said."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from opendata_share import _plugins
from opendata_share.adapters.sources import ApiSource, Paging, RawBatch, RowsSource, SourceOptions, open_source
from opendata_share.errors import SourceError, TransferError
from opendata_share.testing import (
    Answer,
    Asked,
    ServiceKit,
    checks_of,
    recorded,
    replayed,
    run_check,
    standing_in,
)

RECORDS = tuple({"id": f"P-{number}", "name": f"Pos {number}", "beds": number} for number in range(7))
ROWS = tuple({"id": f"P-{number}", "name": f"Pos {number}", "beds": str(number)} for number in range(7))


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for again is asked for soon: nobody is spared here."""
    monkeypatch.setattr("opendata_share.transport._transfer._LONGEST_PAUSE_S", 0.1)


class TestApi(ServiceKit):
    """A JSON API with offsets, three records a page."""

    format = "api"
    records = RECORDS
    expected = ROWS
    service: ClassVar[Any] = {"paging": Paging(by="offset", identity="id", size_parameter="limit"), "page_size": 3}

    def answer(self, asked: Asked, records: Sequence[Any]) -> Answer:
        first = asked.whole_number("offset")
        return Answer(list(records[first : first + 3]))


class TestNextAddress(ServiceKit):
    """An API that says the address of the next page."""

    format = "api"
    records = RECORDS
    expected = ROWS
    path = "/beds"
    options: ClassVar[Any] = {"record": "items"}
    service: ClassVar[Any] = {"paging": Paging(by="next", at="next", identity="id")}

    def answer(self, asked: Asked, records: Sequence[Any]) -> Answer:
        first = asked.whole_number("from")
        following = f"{asked.origin}/beds?from={first + 3}" if first + 3 < len(records) else None
        return Answer({"items": list(records[first : first + 3]), "next": following})


class TestCkan(ServiceKit):
    """A resource of a CKAN DataStore."""

    format = "ckan"
    records = tuple({"_id": number, **record} for number, record in enumerate(RECORDS, start=1))
    expected = ROWS
    service: ClassVar[Any] = {"parameters": {"resource_id": "r-1"}, "page_size": 3}

    def answer(self, asked: Asked, records: Sequence[Any]) -> Answer:
        first, limit = asked.whole_number("offset"), asked.whole_number("limit", 100)
        names = list(records[-1]) if records else ["_id", "id"]
        result = {
            "records": list(records[first : first + limit]), "total": len(records),
            "fields": [{"id": name, "type": "text"} for name in names],
        }  # fmt: skip
        return Answer({"success": True, "result": result})


# -- sources that break promises, as a person in a hurry writes them


class Hurried:
    """Asks with urllib until a page is empty; what it breaks is what the specimens below vary."""

    schemes = frozenset({"http"})

    def __init__(self, location: str, options: SourceOptions, _limits: Any) -> None:
        self.location, self.options = location, options
        self.name = location

    def headings(self) -> tuple[str, ...]:
        return ("id", "name", "beds")

    def batches(self) -> Iterator[RawBatch]:
        records: list[Any] = []
        for page in range(30):
            found = self.page(3 * page)
            if not found:
                break
            records += found
        rows = [{name: record.get(name) for name in self.headings()} for record in records]
        yield from RowsSource(rows).batches() if rows else ()

    def page(self, offset: int) -> list[Any]:
        try:
            found: list[Any] = json.loads(self.ask(f"{self.location}?offset={offset}"))
        except (URLError, ValueError, OSError) as error:
            _close(error)
            return self.failed(error)
        return found

    def ask(self, url: str) -> bytes:
        auth = self.options.service.auth
        with urlopen(Request(url, headers={"Authorization": f"Bearer {auth}"} if auth else {}), timeout=5) as reply:
            body: bytes = reply.read()
            return body

    def failed(self, error: Exception) -> list[Any]:
        raise SourceError("source-malformed", file=self.location, reason=type(error).__name__)

    def digest(self) -> None:
        return None

    def captured_at(self) -> None:
        return None


def _close(error: Exception) -> None:
    """An HTTP error of urllib holds its connection."""
    if isinstance(error, HTTPError):
        error.close()


class Silent(Hurried):
    """Takes every failure for the end."""

    def failed(self, error: Exception) -> list[Any]:
        return []


class Eager(Hurried):
    def __init__(self, location: str, options: SourceOptions, limits: Any) -> None:
        super().__init__(location, options, limits)
        self.page(0)


class FirstPage(Hurried):
    def batches(self) -> Iterator[RawBatch]:
        yield from RowsSource(self.page(0)).batches()


class Stubborn(Hurried):
    """Asks again for ever."""

    def page(self, offset: int) -> list[Any]:
        for _ in range(60):
            try:
                found: list[Any] = json.loads(self.ask(f"{self.location}?offset={offset}"))
            except (URLError, ValueError) as error:
                _close(error)
                continue
            return found
        raise TransferError("transfer-busy", file=self.location)


class InTheAddress(Hurried):
    def ask(self, url: str) -> bytes:
        with urlopen(f"{url}&token={self.options.service.auth}", timeout=5) as reply:
            body: bytes = reply.read()
            return body


class Chatty(Hurried):
    def ask(self, url: str) -> bytes:
        logging.getLogger("hurried").info("asking with %s", self.options.service.auth)
        return super().ask(url)


class Foreign(Hurried):
    def failed(self, error: Exception) -> list[Any]:
        raise error


class Once(Hurried):
    done = False

    def batches(self) -> Iterator[RawBatch]:
        if not self.done:
            self.done = True
            yield from super().batches()


class Sleepless(Hurried):
    """Does what a server asks, whatever it asks."""

    def failed(self, error: Exception) -> list[Any]:
        wait = error.headers.get("Retry-After", "0") if isinstance(error, HTTPError) else "0"
        assert float(wait) < 10, "this specimen would sleep for a day"
        time.sleep(float(wait))
        return super().failed(error)


SPECIMENS: tuple[tuple[type, str], ...] = (
    (Eager, "test_it_is_found_by_its_name"),
    (FirstPage, "test_every_record_comes"),
    (Foreign, "test_a_page_for_people_is_named"),
    (Silent, "test_a_page_for_people_is_named"),
    (Silent, "test_a_cut_reply_is_asked_for_again_and_never_taken"),
    (Silent, "test_a_busy_service_is_waited_for"),
    (Hurried, "test_a_busy_service_is_waited_for"),
    (Hurried, "test_a_service_that_is_always_busy_is_given_up"),
    (Stubborn, "test_a_service_that_is_always_busy_is_given_up"),
    (Silent, "test_a_wait_longer_than_the_deadline_is_not_begun"),
    (Sleepless, "test_a_wait_longer_than_the_deadline_is_not_begun"),
    (Hurried, "test_a_key_that_comes_late_is_told"),
    (Hurried, "test_a_read_goes_on_from_its_bookmark"),
    (Once, "test_a_second_pass_is_the_same"),
    (Hurried, "test_the_same_page_for_ever_ends"),
    (Foreign, "test_damaged_replies_end_in_rows_or_named_errors"),
    (Hurried, "test_another_origin_is_never_asked"),
    (InTheAddress, "test_a_secret_goes_to_the_service_and_nowhere_else"),
    (Chatty, "test_a_secret_goes_to_the_service_and_nowhere_else"),
)


@pytest.mark.parametrize(("specimen", "check"), SPECIMENS, ids=[f"{s.__name__}-{c}" for s, c in SPECIMENS])
def test_a_source_that_breaks_a_promise_is_caught(
    specimen: Callable[..., Any], check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_plugins, "load", lambda _group, _name: specimen)
    assert run_check(TestApi, check).failure


def test_rows_where_there_are_none_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    class Inventive(Hurried):
        def page(self, offset: int) -> list[Any]:
            return [{"id": "made up"}] if offset == 0 else []

    monkeypatch.setattr(_plugins, "load", lambda _group, _name: Inventive)
    assert run_check(TestApi, "test_an_empty_service_has_no_rows").failure


def test_every_check_has_a_source_that_breaks_it() -> None:
    assert set(checks_of(TestApi)) == {check for _, check in SPECIMENS} | {"test_an_empty_service_has_no_rows"}


def test_a_tape_replays_what_the_service_said_and_holds_no_secret(tmp_path: Path) -> None:
    kit, tape = TestNextAddress(), tmp_path / "tape.json"
    secret = "canary-secret"
    options = SourceOptions(format="api", record="items")
    with standing_in(lambda asked: kit.answer(asked, RECORDS)) as real:
        recording = recorded(real.origin, tape, auth=secret, secrets=["key"])
        with standing_in(recording) as between:
            first = _rows(open_source(f"{between.origin}/beds?key={secret}", _paged(options)))
        assert secret in real.asked[0].headers["authorization"]
    assert first == list(ROWS)
    text = tape.read_text("utf-8")
    assert secret not in text
    assert "127.0.0.1" not in text
    with standing_in(replayed(tape, secrets=["key"])) as server:
        assert _rows(open_source(f"{server.origin}/beds?key=another", _paged(options))) == first
        assert len(server.asked) == 3
        missing = open_source(f"{server.origin}/other", _paged(options))
        with pytest.raises(SourceError, match="not"):
            missing.headings()


def _paged(options: SourceOptions) -> SourceOptions:
    from dataclasses import replace

    from opendata_share.adapters.sources import ServiceOptions

    return replace(options, service=ServiceOptions(paging=Paging(by="next", at="next")))


def _rows(source: Any) -> list[Any]:
    assert isinstance(source, ApiSource)
    source.headings()
    return [row for batch in source.batches() for row in batch.columns.to_pylist()]
