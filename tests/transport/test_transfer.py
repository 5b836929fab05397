"""Transfers against servers that misbehave: what comes is whole and verified, or an error says what happened."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import os
import pickle
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path

import pytest
from bad_server import Behaviour, Exchange, serving

from opendata_share.errors import (
    DefinitionError,
    LimitExceeded,
    OpenDataShareError,
    SourceUnavailable,
    TransferError,
    TrustError,
)
from opendata_share.transport import AsyncWire, download, fetch, fetching, held, http_date, run_async
from opendata_share.transport._secrets import Secret

BODY = bytes(range(256)) * 400
DIGEST = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
SECRET = "hunter2"


def get(url: str, **more: object) -> bytes:
    return fetch(url, **{"limit_bytes": 1_000_000, "deadline_s": 40.0, **more})  # type: ignore[arg-type]


def bring(url: str, path: Path, **more: object) -> None:
    download(url, path, **{"size": len(BODY), "digest": DIGEST, "deadline_s": 40.0, **more})  # type: ignore[arg-type]


def whole(exchange: Exchange) -> None:
    exchange.answer(BODY)


def test_a_document_is_fetched_and_asked_for_uncompressed() -> None:
    with serving(whole) as server:
        assert get(server.url()) == BODY
        assert "accept-encoding: identity" in server.requests[0].lower()
        assert "authorization" not in server.requests[0].lower()


def test_a_file_is_downloaded_and_nothing_else_is_left(tmp_path: Path) -> None:
    with serving(whole) as server:
        bring(server.url(), tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == BODY
    assert os.listdir(tmp_path) == ["file"]


def test_a_download_replaces_what_stood_there_only_when_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with serving(lambda exchange: exchange.answer(BODY[:-1] + b"x")) as server, pytest.raises(TrustError) as caught:
        bring(server.url(), tmp_path / "file")
    assert (tmp_path / "file").read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]
    assert DIGEST in str(caught.value)
    assert len(server.requests) == 1  # tampering is never retried


@pytest.mark.parametrize("kept", [0, 1, 1000, len(BODY) - 1])
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_breaks_off_is_tried_again_and_never_taken(tmp_path: Path, kept: int, declared: bool) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.answer(BODY[:kept], length=len(BODY) if declared else None)

    def cut_once(exchange: Exchange) -> None:
        cut(exchange) if exchange.number == 1 else whole(exchange)

    with serving(cut_once) as server:
        bring(server.url(), tmp_path / "file")
        assert (tmp_path / "file").read_bytes() == BODY
        assert len(server.requests) == 2
    with serving(cut) as server, pytest.raises(TransferError) as caught:
        bring(server.url(), tmp_path / "other")
    assert caught.value.transient
    assert os.listdir(tmp_path) == ["file"]
    assert len(server.requests) == 4


def test_a_short_document_is_tried_again_where_its_size_is_known() -> None:
    def cut_once(exchange: Exchange) -> None:
        exchange.answer(BODY[:100], length=None) if exchange.number == 1 else whole(exchange)

    with serving(cut_once) as server:
        assert get(server.url(), size=len(BODY), digest=DIGEST) == BODY


def test_a_chunked_body_that_breaks_off_is_no_document() -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")

    with serving(cut) as server, pytest.raises(TransferError):
        get(server.url())


def test_another_size_that_the_server_means_is_no_accident(tmp_path: Path) -> None:
    for body in (BODY[:-5], BODY + b"more"):
        with serving(lambda exchange, body=body: exchange.answer(body)) as server, pytest.raises(TrustError) as caught:  # type: ignore[misc]
            bring(server.url(), tmp_path / "file")
        assert caught.value.message_id == "transfer-size"
        assert len(server.requests) == 1
    assert os.listdir(tmp_path) == []


def test_a_login_page_instead_of_the_file_is_named_by_its_type(tmp_path: Path) -> None:
    def login(exchange: Exchange) -> None:
        exchange.answer(b"<html>log in</html>", "Content-Type: text/html")

    with serving(login) as server, pytest.raises(TrustError) as caught:
        bring(server.url(), tmp_path / "file")
    assert "text/html" in str(caught.value)


def test_endless_bodies_stop_at_the_limit(tmp_path: Path) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(10_000):
            exchange.send(b"x" * 65_536)

    with serving(endless) as server:
        with pytest.raises(LimitExceeded) as caught:
            get(server.url(), limit_bytes=100_000)
        assert "100000" in str(caught.value)
        with pytest.raises(TrustError):
            bring(server.url(), tmp_path / "file")


def test_a_declared_length_over_the_limit_is_refused_before_a_byte_is_read() -> None:
    with serving(lambda exchange: exchange.answer(b"", length=10**12)) as server, pytest.raises(LimitExceeded):
        get(server.url())


@pytest.mark.parametrize("part", ["body", "headers", "silence", "half a head"])
def test_a_drip_ends_at_the_deadline(tmp_path: Path, part: str) -> None:
    def drip(exchange: Exchange) -> None:
        if part == "body":
            exchange.send(b"HTTP/1.1 200 OK\r\n\r\n")
            exchange.drip(b"x" * 1000, 0.05)
        elif part == "headers":
            exchange.send(b"HTTP/1.1 200 OK\r\nX: ")
            exchange.drip(b"y" * 1000, 0.05)
        else:
            if part == "half a head":
                exchange.send(b"HTTP/1.1 200")
            time.sleep(50)

    with serving(drip) as server:
        for attempt in (
            lambda: get(server.url(), deadline_s=0.6),
            lambda: bring(server.url(), tmp_path / "f", deadline_s=0.6),
        ):
            started = time.monotonic()
            with pytest.raises(TransferError) as caught:
                attempt()
            assert caught.value.message_id in {"transfer-deadline", "transfer-silent"}
            assert time.monotonic() - started < 30  # each server here goes on for 50 s
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("encoding", ["gzip", "br", "x-thing"])
def test_compressed_answers_are_refused(tmp_path: Path, encoding: str) -> None:
    with serving(lambda exchange: exchange.answer(gzip.compress(BODY), f"Content-Encoding: {encoding}")) as server:
        for attempt in (lambda: get(server.url()), lambda: bring(server.url(), tmp_path / "file")):
            with pytest.raises(TransferError) as caught:
                attempt()
            assert encoding in str(caught.value)
            assert not caught.value.transient
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_at_home_are_followed_with_the_secret(status: int) -> None:
    def lead(exchange: Exchange) -> None:
        if exchange.target == "/file":
            exchange.answer(b"", "Location: /other?x=1", status=f"{status} Moved")
        else:
            exchange.answer(BODY)

    with serving(lead) as server:
        assert get(server.url(), auth=SECRET) == BODY
        assert all(f"Bearer {SECRET}" in request for request in server.requests)
        assert server.requests[1].startswith("GET /other?x=1 ")


def test_redirects_end() -> None:
    with serving(lambda exchange: exchange.answer(b"", "Location: /file", status="302 Found")) as server:
        with pytest.raises(TransferError) as caught:
            get(server.url())
        assert caught.value.message_id == "transfer-redirects"
        assert len(server.requests) == 6


def test_a_redirect_to_another_origin_is_not_followed_and_no_secret_leaks() -> None:
    with serving(whole) as stranger:

        def lead_away(exchange: Exchange) -> None:
            exchange.answer(b"", f"Location: {stranger.url('x', 'u:p@')}?t={SECRET}", status="302 Found")

        with serving(lead_away) as server:
            for auth in (SECRET, ("user", SECRET), {"X-API-Key": SECRET}):
                with pytest.raises(TransferError) as caught:
                    get(server.url(), auth=auth)
                assert str(stranger.port) in str(caught.value)
                assert SECRET not in str(caught.value)
                assert caught.value.exit_code == 2
        assert stranger.requests == []


@pytest.mark.parametrize(
    ("status", "tries"), [(401, 1), (403, 1), (404, 1), (410, 1), (400, 1), (451, 1), (206, 1), (204, 1)]
)
def test_answers_that_will_not_change_are_not_asked_for_again(status: int, tries: int) -> None:
    with serving(lambda exchange: exchange.answer(b"no", status=f"{status} No")) as server:
        with pytest.raises(SourceUnavailable) as caught:
            get(server.url())
        assert (caught.value.exit_code, caught.value.transient) == (2, False)
        assert str(status) in str(caught.value)
        assert len(server.requests) == tries


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_servers_that_cannot_answer_now_are_asked_again_but_not_for_ever(status: int) -> None:
    def busy(exchange: Exchange) -> None:
        exchange.answer(b"", status=f"{status} Busy") if exchange.number < 3 else whole(exchange)

    with serving(busy) as server:
        assert get(server.url()) == BODY
    with serving(lambda exchange: exchange.answer(b"", status=f"{status} Busy")) as server:
        with pytest.raises(TransferError) as caught:
            get(server.url())
        assert caught.value.transient
        assert len(server.requests) == 4


def test_retry_after_is_honoured() -> None:
    def busy(exchange: Exchange) -> None:
        if exchange.number == 1:
            exchange.answer(b"", "Retry-After: 1", status="503 Busy")
        else:
            whole(exchange)

    with serving(busy) as server:
        started = time.monotonic()
        assert get(server.url()) == BODY
        assert time.monotonic() - started >= 1.0


@pytest.mark.parametrize("wait", ["3600", "date", "nonsense", "-1", "9" * 50, "Sun, 01 Mar 99999999999 08:00:00 GMT"])
def test_waiting_never_outlasts_the_deadline(wait: str) -> None:
    value = formatdate(time.time() + 3600, usegmt=True) if wait == "date" else wait

    def busy(exchange: Exchange) -> None:
        exchange.answer(b"", f"Retry-After: {value}", status="503 Busy")

    with serving(busy) as server:
        started = time.monotonic()
        with pytest.raises(TransferError):
            get(server.url(), deadline_s=3)
        assert time.monotonic() - started < 60  # an hour was asked for


def test_a_server_that_is_not_there_is_a_transfer_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransferError) as caught:
        get(f"http://user:{SECRET}@127.0.0.1:{port}/x?{SECRET}")
    assert SECRET not in str(caught.value)
    assert f"127.0.0.1:{port}" in str(caught.value)


@pytest.mark.parametrize("answer", [b"not http at all\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
def test_what_is_no_http_is_a_transfer_error(answer: bytes) -> None:
    with serving(lambda exchange: exchange.send(answer)) as server, pytest.raises(TransferError):
        get(server.url())


def test_headers_without_end_are_not_collected() -> None:
    def endless(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            exchange.send(f"X-{number}: {'y' * 100}\r\n".encode())

    with serving(endless) as server, pytest.raises(TransferError):
        get(server.url())


def test_the_environment_is_not_asked_for_proxies_or_credentials(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login u password {SECRET}\n")
    with serving(whole) as proxy, serving(whole) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        monkeypatch.setenv("NETRC", str(netrc))
        assert get(server.url(), auth="token") == BODY
        assert get(server.url()) == BODY
        assert proxy.requests == []
        assert "authorization" not in server.requests[1].lower()


def test_user_and_password_of_the_address_are_sent_and_never_shown(tmp_path: Path) -> None:
    def refuse(exchange: Exchange) -> None:
        whole(exchange) if exchange.header("Authorization") == "Basic dXNlcjpodW50ZXIy" else exchange.answer(
            b"", status="401 No"
        )

    with serving(refuse) as server:
        assert get(server.url(userinfo=f"user:{SECRET}@")) == BODY
        with pytest.raises(SourceUnavailable) as caught:
            get(server.url(userinfo=f"other:{SECRET}@"))
    for text in (
        str(caught.value),
        repr(caught.value),
        caught.value.text("id"),
        str(pickle.loads(pickle.dumps(caught.value))),
    ):
        assert SECRET not in text


def test_no_log_holds_a_secret_of_an_address_or_of_a_header(caplog: pytest.LogCaptureFixture) -> None:
    """At every level, of every logger: a key in the query is a secret too, and httpx's client writes it down."""

    async def awaited(url: str) -> bytes:
        async with AsyncWire() as wire:
            return await run_async(fetching(url, limit_bytes=1_000_000, auth=SECRET), wire)

    with serving(whole) as server, caplog.at_level(logging.NOTSET):
        url = f"{server.url()}?token={SECRET}"
        assert get(url, auth={"X-API-Key": SECRET}) == BODY
        assert get(f"{server.url(userinfo=f'user:{SECRET}@')}?token={SECRET}") == BODY
        assert asyncio.run(awaited(url)) == BODY
    assert all(SECRET in request for request in server.requests)
    assert any(each.name.startswith("httpcore") for each in caplog.records), "nobody listened"
    said = [f"{each.getMessage()} {each.args!r}" for each in caplog.records]
    assert not [each for each in said if SECRET in each]


def test_secrets_are_not_sent_in_clear_and_not_shown() -> None:
    with pytest.raises(TrustError) as caught:
        get("http://data.example/", auth=SECRET)
    assert SECRET not in str(caught.value)
    with pytest.raises(DefinitionError) as refused:
        get("https://data.example/", auth=f"{SECRET}\n")
    assert SECRET not in str(refused.value)


def test_a_disk_that_is_full_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    with serving(whole) as server:
        with pytest.raises(TransferError) as caught:
            bring(server.url(), tmp_path / "no" / "such" / "folder")
        assert not caught.value.transient
        assert server.requests == []


def test_a_download_into_a_full_disk(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with serving(whole) as server, pytest.raises(TransferError) as caught:
            bring(server.url(), tmp_path / "file")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.message_id == "transfer-write"
    assert len(server.requests) == 1
    assert os.listdir(tmp_path) == []


def test_permissions_are_those_asked_for(tmp_path: Path) -> None:
    with serving(whole) as server:
        bring(server.url(), tmp_path / "file", mode=0o600)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_every_error_of_a_transfer_reads_in_both_languages() -> None:
    with pytest.raises(OpenDataShareError) as caught:
        get("ftp://x/")
    assert caught.value.text("en") != caught.value.text("id")


def test_importing_the_room_does_not_import_httpx() -> None:
    import subprocess
    import sys

    code = "import sys, opendata_share.transport; sys.exit('httpx' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONPATH": "src"}).returncode
        == 0
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sun, 01 Mar 2026 08:00:00 GMT", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 08:00:00 +0700", datetime(2026, 3, 1, 1, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 08:00:00 -0000", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("Sun, 01 Mar 99999999999 08:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_clock_that_tells_no_time_is_no_clock(text: str, moment: datetime | None) -> None:
    assert http_date(text) == moment


class Tokens:
    """Gives one token after the other, and remembers which were refused."""

    def __init__(self, *tokens: Secret) -> None:
        self._left = list(tokens)
        self.told: list[Secret | None] = []

    def __call__(self, refused: Secret | None) -> Secret:
        self.told.append(refused)
        return self._left.pop(0)


def only(token: str) -> Behaviour:
    """A server that lets in who has this token."""

    def behave(exchange: Exchange) -> None:
        known = exchange.header("Authorization") == f"Bearer {token}"
        exchange.answer(BODY if known else b"who are you?", status="200 OK" if known else "401 No")

    return behave


def test_a_token_that_has_ended_is_asked_for_once_more(tmp_path: Path) -> None:
    with serving(only("new")) as server:
        tokens = Tokens("old", "new")
        bring(server.url(), tmp_path / "file", auth=tokens)
        assert (tmp_path / "file").read_bytes() == BODY
        assert tokens.told == [None, "old"]
        assert len(server.requests) == 2


@pytest.mark.parametrize("given", [("old", "older", "new"), ("old", "old", "new")], ids=["another", "the same"])
def test_a_token_is_asked_for_once_more_and_no_oftener(given: tuple[str, ...]) -> None:
    with serving(only("new")) as server:
        tokens = Tokens(*given)
        with pytest.raises(SourceUnavailable) as caught:
            get(server.url(), auth=tokens)
        assert caught.value.parameters["status"] == 401
        assert tokens.told == [None, "old"]
        assert len(server.requests) == (1 if given[1] == "old" else 2)


def test_what_is_refused_for_good_is_not_asked_for_with_another_token() -> None:
    with serving(lambda exchange: exchange.answer(b"", status="403 No")) as server:
        tokens = Tokens("old", "new")
        with pytest.raises(SourceUnavailable):
            get(server.url(), auth=tokens)
        assert tokens.told == [None]


def test_a_token_that_was_held_serves_every_request_and_is_renewed_once_for_all_threads() -> None:
    tokens = Tokens("old", "new")
    auth = held(tokens)
    with serving(only("new")) as server, ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: get(server.url(), auth=auth), range(8))) == {BODY}
    assert tokens.told == [None, "old"]
    assert SECRET not in repr(held(Tokens(SECRET)))


@pytest.mark.parametrize("given", [None, 7, ("one", "two", "three"), f"{SECRET}\n"], ids=["none", "7", "three", "line"])
def test_what_gives_no_secret_is_refused_and_nothing_of_it_is_shown(given: object) -> None:
    with serving(whole) as server:
        with pytest.raises(DefinitionError) as caught:
            get(server.url(), auth=lambda refused: given)
        assert server.requests == []
    assert SECRET not in caught.value.text("id")
    with pytest.raises(TrustError):
        get("http://data.example/", auth=lambda refused: SECRET)


def test_what_asking_for_a_token_raises_comes_out() -> None:
    def fails(refused: Secret | None) -> Secret:
        raise LookupError

    with serving(whole) as server, pytest.raises(LookupError):
        get(server.url(), auth=fails)
