"""A transfer without a socket, a disk or a clock: what it asks for, how long it waits, when it gives up, what it keeps.

Every answer is scripted and nothing sleeps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.errors import (
    LimitExceeded,
    OpenDataShareError,
    SourceUnavailable,
    TransferError,
    TrustError,
)
from opendata_share.transport._receive import Begun, Memory
from opendata_share.transport._steps import Ask, Disk, Failure, Head, More, Wait
from opendata_share.transport._transfer import Means, Pace, Plan, plan, transfer

MB = 1024 * 1024
BODY = bytes(range(256)) * 40
OTHER = bytes(reversed(BODY))
ETAG = '"v1"'
BROKEN = Failure("broken")


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass
class Reply:
    """An answer: its head, then pieces of the body; a failure among them is where it broke, a number is a pause."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Iterable[bytes | Failure | float] = ()


@dataclass
class Played:
    """How a transfer went."""

    content: bytes = field(default=b"", repr=False)
    error: OpenDataShareError | None = None
    asked: list[Ask] = field(default_factory=list, repr=False)
    waits: list[float] = field(default_factory=list)
    marks: list[str | None] = field(default_factory=list)
    now: float = 1000.0
    steps: int = 0


class Marked(Memory):
    def __init__(self, played: Played) -> None:
        super().__init__()
        self._played = played

    def mark(self, etag: str | None) -> None:
        self._played.marks.append(etag)


def file_plan(body: bytes = BODY, **more: Any) -> Plan:
    what = plan("https://data.example/file?token=hunter2", "hunter2", 600.0)
    return replace(what, size=len(body), digest=digest(body), goes_on=True, slowest_bytes_s=100, **more)


def play(
    replies: Iterable[Reply | Failure],
    what: Plan | None = None,
    *,
    begun: Begun | None = None,
    kept: bytes = b"",
    chance: Callable[[float, float], float] = max,
    pace: Pace | None = None,
) -> Played:
    """Drive a transfer against scripted answers; nothing sleeps, nothing is sent."""
    played, answers = Played(), iter(replies)
    sink = Marked(played)
    sink.keep(kept)
    means = Means(lambda: played.now, lambda: datetime(2026, 3, 1, 8, tzinfo=UTC), chance)
    steps = transfer(file_plan() if what is None else what, sink, begun or Begun(), means, pace)
    body: Any = iter(())
    told: Any = None
    try:
        while True:
            step = steps.send(told)
            told = None
            played.steps += 1
            match step:
                case Ask():
                    played.asked.append(step)
                    reply = next(answers)
                    body = iter(reply.body) if isinstance(reply, Reply) else iter(())
                    told = Head(reply.status, reply.headers) if isinstance(reply, Reply) else reply
                case More():
                    told = next(body, b"")
                    while isinstance(told, float):
                        played.now += told
                        told = next(body, b"")
                case Wait():
                    played.waits.append(step.seconds)
                    played.now += step.seconds
                case Disk():
                    told = step.action()
    except StopIteration:
        played.content = sink.content
    except OpenDataShareError as error:
        played.error = error
    return played


def whole(body: bytes = BODY, etag: str = ETAG, **more: Any) -> Reply:
    return Reply(200, {"content-length": str(len(body)), "etag": etag, **more}, [body])


def cut(at: int, body: bytes = BODY, etag: str = ETAG) -> Reply:
    return Reply(200, {"content-length": str(len(body)), "etag": etag}, [body[:at], BROKEN])


def rest(start: int, body: bytes = BODY, etag: str = ETAG, total: str | None = None) -> Reply:
    said = f"bytes {start}-{len(body) - 1}/{total or len(body)}"
    return Reply(206, {"content-range": said, "etag": etag, "content-length": str(len(body) - start)}, [body[start:]])


def test_a_transfer_that_breaks_off_goes_on_where_it_stopped() -> None:
    played = play([cut(1000), rest(1000)])
    assert played.content == BODY
    assert "Range" not in played.asked[0].headers
    assert played.asked[1].headers["Range"] == "bytes=1000-"
    assert played.asked[1].headers["If-Range"] == ETAG
    assert played.marks == [ETAG]


@pytest.mark.parametrize("etag", ['W/"v1"', "v1", "", '"a"b"', '"' + "x" * 300 + '"', '"é"', "*", '""'])
def test_without_a_strong_validator_it_begins_anew(etag: str) -> None:
    played = play([cut(1000, etag=etag), whole(etag=etag)])
    assert played.content == BODY
    assert "Range" not in played.asked[1].headers
    assert played.marks == [None, None]


def test_an_object_that_changed_is_begun_anew_and_never_mixed() -> None:
    played = play([cut(1000, OTHER, '"old"'), whole(BODY, '"new"')])
    assert played.content == BODY
    assert played.asked[1].headers["If-Range"] == '"old"'
    assert played.marks == ['"old"', '"new"']


@pytest.mark.parametrize(
    "wrong",
    [
        rest(999),
        rest(1001),
        rest(0),
        rest(1000, etag='"v2"'),
        rest(1000, total=str(len(BODY) + 1)),
        Reply(206, {"content-range": "bytes 1000-999/10240", "etag": ETAG}, [b""]),
        Reply(206, {"content-range": "bytes */10240", "etag": ETAG}, [BODY[1000:]]),
        Reply(206, {"content-range": "items 1000-2000/10240", "etag": ETAG}, [BODY[1000:]]),
        Reply(206, {"content-type": "multipart/byteranges; boundary=x", "etag": ETAG}, [BODY[1000:]]),
        Reply(416, {"content-range": "bytes */10240"}, [b"no"]),
        Reply(206, {"content-range": "bytes 1000-10240/*", "etag": ETAG}, [BODY[1000:] + b"x"]),
        Reply(206, {"content-range": "bytes 1000-10239/10240", "content-length": "9241", "etag": ETAG}, [BODY[1000:]]),
        Reply(206, {"content-range": "bytes 1000-10239/10240", "content-length": "10240", "etag": ETAG}, [BODY]),
    ],
)
def test_a_part_that_does_not_continue_ours_is_not_taken(wrong: Reply) -> None:
    played = play([cut(1000), wrong, whole()])
    assert played.content == BODY
    assert "Range" not in played.asked[2].headers


@pytest.mark.parametrize("pieces", [[BODY], [BODY[1000:-1], b"xy"], [BODY[1000:2000]] * 30])
def test_a_part_that_is_longer_than_it_says_is_not_kept_and_not_blamed_on_the_publisher(pieces: list[bytes]) -> None:
    lie = Reply(206, {"content-range": "bytes 1000-10239/10240", "etag": ETAG}, pieces)
    played = play([cut(1000), lie, whole()])
    assert played.content == BODY
    assert "Range" not in played.asked[2].headers


def test_a_server_that_may_say_less_is_asked_for_the_rest() -> None:
    short = Reply(206, {"content-range": f"bytes 1000-1999/{len(BODY)}", "content-length": "1000"}, [BODY[1000:2000]])
    played = play([cut(1000), short, rest(2000)])
    assert played.content == BODY
    assert played.asked[2].headers["Range"] == "bytes=2000-"


def test_what_was_continued_and_is_wrong_is_fetched_once_more_before_anybody_is_blamed() -> None:
    poisoned = OTHER[:1000]
    begun = Begun(1000, hashlib.sha256(poisoned), ETAG)
    played = play([rest(1000), whole()], begun=begun, kept=poisoned)
    assert played.content == BODY
    assert "Range" not in played.asked[1].headers
    again = play([rest(1000), whole(OTHER)], begun=Begun(1000, hashlib.sha256(poisoned), ETAG), kept=poisoned)
    assert isinstance(again.error, TrustError)
    assert again.error.message_id == "transfer-digest"


def test_what_an_earlier_process_received_whole_is_not_asked_for() -> None:
    played = play([], begun=Begun(len(BODY), hashlib.sha256(BODY), ETAG), kept=BODY)
    assert played.content == BODY
    assert played.asked == []
    for wrong in (OTHER, BODY + b"x"):
        played = play([whole()], begun=Begun(len(wrong), hashlib.sha256(wrong), ETAG), kept=wrong)
        assert played.content == BODY
        assert "Range" not in played.asked[0].headers


def test_other_bytes_are_refused_and_never_asked_for_again() -> None:
    played = play([whole(OTHER)])
    assert isinstance(played.error, TrustError)
    assert len(played.asked) == 1


@pytest.mark.parametrize("length", [0, 1, len(BODY) - 1, len(BODY) + 1, 10**17])
def test_another_declared_length_is_refused_before_a_byte_is_taken(length: int) -> None:
    played = play([Reply(200, {"content-length": str(length)}, [BODY] * 3)])
    assert isinstance(played.error, TrustError)
    assert played.error.message_id == "transfer-size"
    assert played.steps == 1


def test_more_than_was_vouched_for_is_refused_at_the_first_byte_too_many() -> None:
    pieces = 0

    def endless() -> Iterable[bytes]:
        nonlocal pieces
        while True:
            pieces += 1
            yield b"x" * 1024

    played = play([Reply(200, {}, endless())])
    assert isinstance(played.error, TrustError)
    assert pieces == len(BODY) // 1024 + 1


def test_nobody_waits_for_the_end_of_what_is_whole_where_no_length_was_declared() -> None:
    pieces: Iterator[bytes] = iter([BODY[:1000], BODY[1000:], b"more"])
    played = play([Reply(200, {}, pieces)])
    assert played.content == BODY
    assert next(pieces) == b"more"
    measured = play([Reply(200, {"content-length": str(len(BODY))}, iter([BODY, b""]))])
    assert measured.content == BODY


def test_a_document_nobody_vouched_for_stops_at_its_limit() -> None:
    what = replace(plan("https://data.example/c", None, 60.0), limit_bytes=5000)
    assert isinstance(play([Reply(200, {}, [BODY])], what).error, LimitExceeded)
    refused = play([Reply(200, {"content-length": "5001"}, [BODY])], what)
    assert isinstance(refused.error, LimitExceeded)
    assert refused.steps == 1
    assert play([Reply(200, {}, [BODY[:5000]])], what).content == BODY[:5000]


def test_a_document_is_never_continued() -> None:
    what = replace(plan("https://data.example/c", None, 60.0), limit_bytes=50_000)
    played = play([cut(1000), whole()], what)
    assert played.content == BODY
    assert "Range" not in played.asked[1].headers


def test_four_attempts_that_do_not_get_on_are_the_end() -> None:
    for reply in (BROKEN, Failure("silent"), Failure("connect", "refused"), Reply(503), cut(0), cut(1000, etag="")):
        played = play(repeat(reply))
        assert isinstance(played.error, TransferError)
        assert played.error.transient
        assert len(played.asked) == 4
        assert played.waits == [0.2, 0.4, 0.8]  # at chance's most
        assert len(play(repeat(reply), file_plan(attempts=8)).asked) == 8


def test_waits_grow_up_to_five_seconds_and_have_a_random_half() -> None:
    least = play(repeat(BROKEN), file_plan(attempts=9), chance=min).waits
    most = play(repeat(BROKEN), file_plan(attempts=9), chance=max).waits
    assert most == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]
    assert least == [wait / 2 for wait in most]


def test_an_attempt_that_got_on_does_not_count() -> None:
    body = bytes(MB) * 20
    offsets = range(0, 20 * MB, MB)

    def replies() -> Iterable[Reply]:
        for start in offsets:
            piece = [body[start : start + MB], BROKEN]
            said = {"content-range": f"bytes {start}-{len(body) - 1}/{len(body)}", "etag": ETAG}
            yield Reply(206 if start else 200, said, piece)

    played = play(replies(), file_plan(body))
    assert played.content == body
    assert len(played.asked) == 20
    without_etag = play(repeat(Reply(200, {}, [body[:MB], BROKEN])), file_plan(body))
    assert len(without_etag.asked) == 4  # it begins anew each time: that is no getting on


@pytest.mark.parametrize(
    ("asked", "waited"), [("0", 0.2), ("7", 8.0), ("120", 121.0), ("Sun, 01 Mar 2026 08:00:30 GMT", 31.0)]
)
def test_retry_after_is_honoured_with_a_little_more(asked: str, waited: float) -> None:
    played = play([Reply(503, {"retry-after": asked}), whole()])
    assert played.content == BODY
    assert played.waits == [waited]


@pytest.mark.parametrize("asked", ["301", "86400", "999999999", "Sun, 01 Mar 2026 09:00:00 GMT"])
def test_a_server_that_wants_us_back_much_later_is_not_waited_for(asked: str) -> None:
    for status in (429, 503):
        played = play([Reply(status, {"retry-after": asked})])
        assert isinstance(played.error, TransferError)
        assert played.error.transient
        assert (len(played.asked), played.waits) == (1, [])


def test_no_wait_outlasts_the_deadline() -> None:
    played = play(repeat(Reply(503, {"retry-after": "40"})), file_plan(attempts=1000))
    assert isinstance(played.error, TransferError)
    assert played.now - 1000.0 < 600.0
    assert played.error.message_id == "transfer-busy"


def test_a_drip_is_given_up_once_ten_seconds_have_passed() -> None:
    played = play(repeat(Reply(200, {}, chain.from_iterable(repeat((0.4, b"x"))))))
    assert isinstance(played.error, TransferError)
    assert played.error.message_id == "transfer-slow"
    assert 4 * 10 < played.now - 1000.0 < 4 * 12
    patient = play([Reply(200, {}, [9.9, BODY])])
    assert patient.content == BODY


def test_every_request_says_until_when_and_none_is_sent_after_that() -> None:
    played = play(repeat(Reply(200, {"etag": ETAG}, [BODY[:100], 250.0, BROKEN])))
    assert {ask.until for ask in played.asked} == {1600.0}
    assert all(ask.silence_s <= 30.0 for ask in played.asked)
    late = play(repeat(Reply(302, {"location": "/on"}, [])), replace(file_plan(), deadline_s=0.0))
    assert late.asked == []
    assert isinstance(late.error, TransferError)
    assert late.error.message_id == "transfer-deadline"


def test_a_failure_by_the_deadline_is_not_tried_again() -> None:
    played = play([Failure("deadline")])
    assert isinstance(played.error, TransferError)
    assert not played.error.transient
    assert len(played.asked) == 1


def test_requests_keep_their_pace_without_counting_it_against_the_first_deadline() -> None:
    pace = Pace(2.0)
    first = play([whole()], pace=pace)
    assert first.waits == []
    second = play([whole()], pace=pace)  # the clock stands still at 1000
    assert second.waits == [2.0]
    assert second.asked[0].until == 1602.0


def test_a_redirect_keeps_what_is_continued_and_the_secret_at_home() -> None:
    played = play([cut(1000), Reply(307, {"location": "/moved"}), rest(1000)])
    assert played.content == BODY
    assert played.asked[2].headers["Range"] == "bytes=1000-"
    assert played.asked[2].address.path == "/moved"
    away = play([Reply(302, {"location": "https://elsewhere.example/"})])
    assert isinstance(away.error, TransferError)
    assert len(away.asked) == 1


@pytest.mark.parametrize(
    ("status", "error", "asked"),
    [
        (204, SourceUnavailable, 1),
        (206, SourceUnavailable, 1),
        (304, SourceUnavailable, 1),
        (400, SourceUnavailable, 1),
        (401, SourceUnavailable, 1),
        (403, SourceUnavailable, 1),
        (404, SourceUnavailable, 1),
        (408, TransferError, 4),
        (410, SourceUnavailable, 1),
        (416, SourceUnavailable, 1),
        (425, TransferError, 4),
        (429, TransferError, 4),
        (500, TransferError, 4),
        (502, TransferError, 4),
        (503, TransferError, 4),
        (504, TransferError, 4),
    ],
)
def test_every_status_has_its_answer(status: int, error: type[OpenDataShareError], asked: int) -> None:
    played = play(repeat(Reply(status)))
    assert type(played.error) is error
    assert len(played.asked) == asked


@pytest.mark.parametrize("status", [302, 404, 416, 503])
def test_what_little_a_refusal_says_is_taken_so_that_the_connection_can_be_asked_again(status: int) -> None:
    headers = {"content-length": "10", "location": "/on"}
    taken = iter([b"x" * 10])
    play([Reply(status, headers, taken), whole()])
    assert next(taken, None) is None
    for left in ({"content-length": "4096"}, {}, {"transfer-encoding": "chunked"}):
        taken = iter([b"x"])
        play([Reply(status, {"location": "/on", **left}, taken), whole()])
        assert next(taken, None) == b"x"


def test_a_refusal_that_breaks_off_says_what_it_says() -> None:
    played = play([Reply(404, {"content-length": "10"}, [b"x", BROKEN])])
    assert type(played.error) is SourceUnavailable


def test_no_step_shows_a_secret() -> None:
    played = play([cut(1000), rest(1000)])
    assert all("hunter2" not in repr(ask) for ask in played.asked)
    assert all(ask.headers["Authorization"] == "Bearer hunter2" for ask in played.asked)


PIECES = st.lists(st.one_of(st.just(BROKEN), st.floats(0, 40), st.integers(0, 3000)), max_size=6)


@st.composite
def replies(draw: st.DrawFn) -> Reply | Failure:
    """Whatever a server may do, over the right body or another one, honest about it or not."""
    kind = draw(st.sampled_from(["whole", "part", "failure", "status"]))
    if kind == "failure":
        return Failure(draw(st.sampled_from(["broken", "silent", "connect"])))
    if kind == "status":
        headers = draw(st.sampled_from([{}, {"retry-after": "3"}, {"retry-after": "9999"}, {"location": "/x"}]))
        return Reply(draw(st.sampled_from([302, 416, 429, 500, 503])), headers)
    body, etag = draw(st.sampled_from([(BODY, ETAG), (OTHER, '"v2"'), (OTHER, ETAG), (BODY, "W/" + ETAG), (BODY, "")]))
    start = draw(st.integers(0, len(body))) if kind == "part" else 0
    said = draw(st.sampled_from([start, start, 1000]))
    pieces: list[bytes | Failure | float] = []
    for piece in draw(PIECES):
        pieces.append(body[start : start + piece] if isinstance(piece, int) else piece)
        start += piece if isinstance(piece, int) else 0
    if draw(st.booleans()):
        pieces.append(body[start:])
    if kind == "whole":
        return Reply(200, {"etag": etag}, pieces)
    return Reply(206, {"etag": etag, "content-range": f"bytes {said}-{len(body) - 1}/{len(body)}"}, pieces)


@settings(max_examples=300)
@given(st.lists(replies(), max_size=12), st.integers(0, len(BODY)), st.booleans())
def test_whatever_a_server_does_a_transfer_ends_and_gives_the_right_bytes_or_none(
    script: list[Reply | Failure], received: int, poisoned: bool
) -> None:
    kept = (OTHER if poisoned else BODY)[:received]
    played = play(
        chain(script, repeat(BROKEN)), begun=Begun(received, hashlib.sha256(kept), ETAG), kept=kept, chance=min
    )
    if played.error is None:
        assert played.content == BODY
    else:
        assert isinstance(played.error, TransferError | TrustError | SourceUnavailable)
    assert all(ask.until == 1600.0 for ask in played.asked)
    assert len(played.asked) <= 12 + 6 * 6
