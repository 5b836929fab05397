"""A flow asks, its driver fetches: answers go in, errors go in, and nothing is left open."""

from __future__ import annotations

import pytest

from opendata_share.errors import TransferError
from opendata_share.transport import Flow, Wanted, drive


def both(closed: list[str]) -> Flow[tuple[bytes | None, bytes | None]]:
    try:
        first = yield Wanted("first.json", 10)
        second = yield Wanted("second.json", 20)
    finally:
        closed.append("closed")
    return first, second


def test_a_flow_gets_what_is_fetched_and_none_for_what_is_not_there() -> None:
    asked: list[Wanted] = []

    def fetch(wanted: Wanted) -> bytes | None:
        asked.append(wanted)
        return b"{}" if wanted.name == "first.json" else None

    assert drive(both([]), fetch) == (b"{}", None)
    assert asked == [Wanted("first.json", 10), Wanted("second.json", 20)]


def test_an_error_of_fetching_goes_through_the_flow_which_closes() -> None:
    closed: list[str] = []

    def fetch(wanted: Wanted) -> bytes | None:
        raise TransferError("transfer-broken", file=wanted.name)

    with pytest.raises(TransferError) as caught:
        drive(both(closed), fetch)
    assert caught.value.file == "first.json"
    assert closed == ["closed"]


def test_a_flow_may_answer_an_error_and_go_on() -> None:
    def patient() -> Flow[str]:
        try:
            yield Wanted("a", 1)
        except TransferError:
            again = yield Wanted("b", 1)
            return "none" if again is None else again.decode()
        return "no error"

    def fetch(wanted: Wanted) -> bytes | None:
        if wanted.name == "a":
            raise TransferError("transfer-broken", file="a")
        return b"b"

    assert drive(patient(), fetch) == "b"
