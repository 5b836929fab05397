"""Receipts of releases: what publishing and pulling leave in a log, and heads in releases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from release_making import units

from opendata_share.errors import DataRejected, DefinitionError, ReleaseError, TrustError
from opendata_share.receipts import ReceiptLog, verify_receipts
from opendata_share.releases import Release, open_catalog, publish


@pytest.fixture
def log(tmp_path: Path) -> ReceiptLog:
    return ReceiptLog(tmp_path / "receipts.jsonl")


def decisions(log: ReceiptLog) -> list[str]:
    return [receipt.what.decision for receipt in log.receipts()]


def releases_in(folder: Path) -> tuple[Release, ...]:
    return open_catalog(folder)["response-unit"].releases()


def test_each_release_leaves_a_receipt_and_names_the_head_before_it(tmp_path: Path, log: ReceiptLog) -> None:
    into = tmp_path / "public"
    for count in (3, 4, 5):
        publish(units(count), into=into, receipts=log)
    releases = releases_in(into)
    receipts = list(log.receipts())
    assert [receipt.what.release_digest for receipt in receipts] == [release.digest for release in releases]
    heads = [release.receipts for release in releases]
    assert [(head.entries, head.digest) for head in heads if head is not None] == [
        (0, None),
        (1, receipts[0].digest),
        (2, receipts[1].digest),
    ]
    assert {receipt.who for receipt in receipts} == {"jakarta-fire"}
    assert {receipt.what.policy for receipt in receipts} == {"open"}
    assert {receipt.what.audience for receipt in receipts} == {"public"}
    assert verify_receipts(log.path, releases).sound
    for release in releases:
        release.verify()


def test_without_a_log_nothing_is_written_and_releases_name_no_head(tmp_path: Path) -> None:
    into = tmp_path / "public"
    publish(units(), into=into)
    (release,) = releases_in(into)
    assert release.receipts is None
    assert "receipts" not in json.loads((into / "jakarta-fire/response-unit/1/manifest.json").read_text("utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_releases_from_before_there_was_a_log_stay_sound(tmp_path: Path, log: ReceiptLog) -> None:
    into = tmp_path / "public"
    publish(units(3), into=into)
    publish(units(4), into=into, receipts=log)
    assert verify_receipts(log.path, releases_in(into)).sound


def test_the_same_rows_again_leave_no_second_receipt(tmp_path: Path, log: ReceiptLog) -> None:
    for _ in range(2):
        publish(units(), into=tmp_path / "public", receipts=log)
    assert decisions(log) == ["published"]


def test_a_publication_interrupted_before_its_receipt_gets_it_when_tried_again(
    tmp_path: Path, log: ReceiptLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "public"
    with monkeypatch.context() as patch:

        def dies(*said: object) -> None:
            raise ReleaseError("receipts-disk", file=log.path, reason="No space left on device")

        patch.setattr("opendata_share.releases._publish.append_published", dies)
        with pytest.raises(ReleaseError):
            publish(units(), into=into, receipts=log)
    (release,) = releases_in(into)
    Path(log.path).touch()
    assert [problem.rule for problem in verify_receipts(log.path, [release]).problems] == ["receipts-missing"]
    assert publish(units(), into=into, receipts=log).outcome == "unchanged"
    assert verify_receipts(log.path, [release]).sound


def test_what_is_held_back_leaves_a_receipt_of_why(tmp_path: Path, log: ReceiptLog) -> None:
    with pytest.raises(DataRejected):
        publish(units(rejected=2), into=tmp_path / "public", receipts=log)
    (receipt,) = log.receipts()
    assert (receipt.what.decision, receipt.what.reason) == ("denied", "publish-rejected")
    assert (receipt.what.dataset, receipt.what.release_digest) == ("jakarta-fire/response-unit", None)


def test_a_log_inside_the_folder_that_is_served_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        publish(units(), into=tmp_path / "public", receipts=tmp_path / "public/receipts.jsonl")
    assert caught.value.message_id == "receipts-inside"
    assert not (tmp_path / "public").exists()


def test_a_broken_log_stops_a_publication_before_anything_is_visible(tmp_path: Path, log: ReceiptLog) -> None:
    Path(log.path).write_text("{}\n", encoding="utf-8")
    with pytest.raises(TrustError):
        publish(units(), into=tmp_path / "public", receipts=log)
    assert not (tmp_path / "public/catalog.json").exists()


def test_a_pull_leaves_a_receipt_of_who_took_what_for_what(tmp_path: Path) -> None:
    publish(units(), into=tmp_path / "public")
    (release,) = releases_in(tmp_path / "public")
    log = ReceiptLog(tmp_path / "health.jsonl", who="jakarta-health", purpose="dispatch")
    release.pull(tmp_path / "in", receipts=log)
    (receipt,) = log.receipts()
    assert (receipt.who, receipt.purpose, receipt.what.side) == ("jakarta-health", "dispatch", "consumer")
    assert (receipt.what.decision, receipt.what.release_digest) == ("pulled", release.digest)


def test_a_pull_that_is_not_what_was_vouched_for_leaves_a_receipt_of_that(tmp_path: Path) -> None:
    publish(units(), into=tmp_path / "public")
    (release,) = releases_in(tmp_path / "public")
    (file,) = (tmp_path / "public").rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    log = ReceiptLog(tmp_path / "health.jsonl", who="jakarta-health")
    with pytest.raises(TrustError):
        release.pull(tmp_path / "in", receipts=log)
    (receipt,) = log.receipts()
    assert (receipt.what.decision, receipt.what.reason) == ("denied", "release-digest")


def test_who_does_not_say_who_they_are_gets_nothing(tmp_path: Path) -> None:
    publish(units(), into=tmp_path / "public")
    (release,) = releases_in(tmp_path / "public")
    with pytest.raises(DefinitionError):
        release.pull(tmp_path / "in", receipts=ReceiptLog(tmp_path / "log"))
    assert not (tmp_path / "in").exists()
