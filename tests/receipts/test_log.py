"""The file: durable, one writer at a time, never continued where it is not sound, within limits."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opendata_share._limits import Limits
from opendata_share.errors import (
    DefinitionError,
    LimitExceeded,
    ReleaseError,
    SourceError,
    SourceUnavailable,
    TrustError,
)
from opendata_share.receipts import Occurrence, ReceiptLog, verify_receipts

PULLED = Occurrence(side="consumer", decision="pulled", dataset="a/b", release="1")


@pytest.fixture
def log(tmp_path: Path) -> ReceiptLog:
    return ReceiptLog(tmp_path / "receipts.jsonl", who="jakarta-health", purpose="dispatch")


def bytes_of(log: ReceiptLog) -> bytes:
    return Path(log.path).read_bytes()


def test_entries_follow_each_other_and_only_the_owner_reads_them(log: ReceiptLog) -> None:
    first, second = log.append(PULLED), log.append(PULLED)
    assert (first.entry, second.entry, second.previous) == (1, 2, first.digest)
    assert [receipt.purpose for receipt in log.receipts()] == ["dispatch", "dispatch"]
    assert stat.S_IMODE(Path(log.path).stat().st_mode) == 0o600


def test_nothing_is_written_before_there_is_an_entry(log: ReceiptLog) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        list(log.links())
    assert caught.value.message_id == "receipts-unreadable"
    assert not Path(log.path).exists()


def test_a_torn_line_stops_reading_and_appending_until_it_is_mended(log: ReceiptLog) -> None:
    log.append(PULLED)
    whole = bytes_of(log)
    Path(log.path).write_bytes(whole + b'{"at":"2026-')
    with pytest.raises(SourceError) as caught:
        log.append(PULLED)
    assert (caught.value.message_id, caught.value.line) == ("receipts-torn", 2)
    with pytest.raises(SourceError):
        list(log.receipts())
    mended = log.mend()
    assert mended is not None
    assert (mended.what.decision, mended.what.reason) == ("mended", "12 bytes")
    assert bytes_of(log).startswith(whole)
    assert [receipt.entry for receipt in log.receipts()] == [1, 2]
    assert log.mend() is None


def test_a_log_torn_at_any_byte_is_mended_to_what_was_acknowledged(log: ReceiptLog) -> None:
    log.append(PULLED)
    before = bytes_of(log)
    log.append(PULLED)
    after = bytes_of(log)
    for kept in range(len(before) + 1, len(after)):
        Path(log.path).write_bytes(after[:kept])
        log.mend()
        assert [receipt.what.decision for receipt in log.receipts()] == ["pulled", "mended"]


def test_a_broken_chain_is_not_continued(log: ReceiptLog) -> None:
    log.append(PULLED)
    log.append(PULLED)
    forged = bytes_of(log).replace(b"jakarta-health", b"somebody-else-", 1)
    Path(log.path).write_bytes(forged)
    for attempt in (lambda: log.append(PULLED), log.mend):
        with pytest.raises(TrustError) as caught:
            attempt()
        assert (caught.value.message_id, caught.value.line) == ("receipts-unsound", 2)
    assert bytes_of(log) == forged


@pytest.mark.parametrize("step", ["write", "fsync"])
def test_a_disk_that_fails_leaves_the_log_as_it_was(
    log: ReceiptLog, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    log.append(PULLED)
    before = bytes_of(log)
    real = os.write

    def fails(descriptor: int, *data: Any) -> int:
        if data:
            real(descriptor, data[0][:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fails)
        with pytest.raises(ReleaseError) as caught:
            log.append(PULLED)
    assert caught.value.message_id == "receipts-disk"
    assert bytes_of(log) == before
    assert log.append(PULLED).entry == 2


def test_a_short_write_goes_on_where_it_stopped(log: ReceiptLog, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    log.append(PULLED)
    assert verify_receipts(log.path).sound


def test_processes_that_append_at_once_do_not_fork_the_chain(log: ReceiptLog) -> None:
    program = (
        "import sys; from opendata_share.receipts import *\n"
        "log = ReceiptLog(sys.argv[1], who=sys.argv[2])\n"
        "for _ in range(10): log.append(Occurrence(side='consumer', decision='pulled'))"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(log.path), f"agency-{n}"]) for n in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    verification = verify_receipts(log.path)
    assert verification.sound
    assert verification.head.entries == 30
    assert {receipt.who for receipt in log.receipts()} == {"agency-0", "agency-1", "agency-2"}


def test_a_log_that_is_held_for_too_long_is_named(log: ReceiptLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata_share.receipts._log._WAIT_S", 0.0)
    with log.opened(), pytest.raises(ReleaseError) as caught:
        log.append(PULLED)
    assert caught.value.message_id == "receipts-busy"


def test_a_line_that_is_being_written_is_not_taken_for_a_torn_one(
    log: ReceiptLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append(PULLED)
    monkeypatch.setattr("opendata_share.receipts._log._WAIT_S", 0.0)
    with log.opened(), pytest.raises(ReleaseError) as caught:
        verify_receipts(log.path)
    assert caught.value.message_id == "receipts-busy"
    assert verify_receipts(log.path).sound


def test_a_reader_holds_nobody_up_and_reads_what_was_there_when_it_began(log: ReceiptLog) -> None:
    log.append(PULLED)
    reading = log.receipts()
    assert next(reading).entry == 1
    assert log.append(PULLED).entry == 2
    assert list(reading) == []


def test_limits_hold(log: ReceiptLog) -> None:
    for _ in range(3):
        log.append(PULLED)
    for name, value in {"rows": 2, "record_bytes": 100, "input_bytes": 700}.items():
        with pytest.raises(LimitExceeded) as caught:
            verify_receipts(log.path, limits=Limits(**{name: value}))
        assert caught.value.parameters["limit"] == name


def test_a_link_or_a_pipe_is_no_log(tmp_path: Path, log: ReceiptLog) -> None:
    log.append(PULLED)
    (tmp_path / "link").symlink_to(Path(log.path))
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(SourceUnavailable):
            verify_receipts(tmp_path / name)


@pytest.mark.parametrize(
    "purpose", ["", "two\nlines", "x" * 501, "https://user:hunter2@health.example/", "\ud800", "\x1b[31m"]
)
def test_what_does_not_belong_into_a_log_is_refused_without_repeating_it(tmp_path: Path, purpose: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        ReceiptLog(tmp_path / "log", who="a", purpose=purpose)
    assert caught.value.message_id == "receipts-text"
    assert "hunter2" not in str(caught.value)


def test_somebody_must_say_who_they_are(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        ReceiptLog(tmp_path / "log").append(PULLED)
    assert caught.value.message_id == "receipts-who"
    assert ReceiptLog(tmp_path / "log").append(PULLED, who="a").who == "a"


DENIED = Occurrence(side="publisher", decision="denied", dataset="a/b", policy="agreement")


def test_a_refusal_is_kept_with_its_reason_and_raised_again(log: ReceiptLog) -> None:
    refusal = DefinitionError("policy-expired", policy="agreement", end="2025-12-31", day="2026-11-29")
    with pytest.raises(DefinitionError) as caught, log.denials(DENIED, PULLED):
        raise refusal
    assert caught.value is refusal
    told = [(receipt.what.decision, receipt.what.dataset, receipt.what.reason) for receipt in log.receipts()]
    assert told == [("denied", "a/b", "policy-expired"), ("pulled", "a/b", "policy-expired")]


def test_where_nothing_is_refused_nothing_is_written(log: ReceiptLog) -> None:
    with log.denials(DENIED):
        pass
    with pytest.raises(ZeroDivisionError), log.denials(DENIED):
        _ = 1 / 0
    assert not Path(log.path).exists()


def test_a_refusal_that_cannot_be_written_down_is_not_lost(log: ReceiptLog) -> None:
    Path(log.path).write_bytes(b"torn")
    refusal = DefinitionError("policy-expired", policy="agreement", end="2025-12-31", day="2026-11-29")
    with pytest.raises(SourceError) as caught, log.denials(DENIED):
        raise refusal
    assert caught.value.__context__ is refusal
