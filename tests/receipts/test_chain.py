"""The chain: whoever changes, removes, moves or adds an entry is found out, whatever the log says."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.receipts import Decision, Head, Link, Occurrence, Receipt, Side, follow
from opendata_share.receipts._verify import verdict

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Named:
    """A release as verification sees it."""

    dataset: str
    number: str
    digest: str
    receipts: Head | None


def digest_of(number: int) -> str:
    return f"sha256:{number:064x}"


TEXTS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20).filter(
    lambda text: "://" not in text
)
OCCURRENCES = st.builds(
    Occurrence,
    side=st.sampled_from(get_args(Side)),
    decision=st.sampled_from(get_args(Decision)),
    dataset=st.none() | TEXTS,
    release=st.none() | TEXTS,
    release_digest=st.none() | st.integers(0, 9).map(digest_of),
    reason=st.none() | TEXTS,
)


def chain_of(happened: Sequence[Occurrence], purpose: str | None = None) -> list[Receipt]:
    receipts: list[Receipt] = []
    for number, what in enumerate(happened, 1):
        previous = receipts[-1].digest if receipts else None
        at = START + timedelta(seconds=number)
        receipts.append(Receipt(entry=number, previous=previous, at=at, who="jakarta-fire", purpose=purpose, what=what))
    return receipts


def lines_of(receipts: Sequence[Receipt]) -> list[bytes]:
    return [receipt.line() + b"\n" for receipt in receipts]


def links(lines: Sequence[bytes]) -> list[Link]:
    return list(follow(lines, "receipts.jsonl"))


def rules(lines: Sequence[bytes], releases: Sequence[Named] = ()) -> list[str]:
    return [problem.rule for problem in verdict(follow(lines, "receipts.jsonl"), releases, "receipts.jsonl").problems]


def published(count: int) -> tuple[list[Receipt], list[Named]]:
    """Return the log of a publisher, and its releases, each naming the head it was made at."""
    happened = [
        Occurrence(
            side="publisher", decision="published", dataset="a/b", release=str(number), release_digest=digest_of(number)
        )
        for number in range(1, count + 1)
    ]
    receipts = chain_of(happened)
    heads = [Head()] + [Head(receipt.entry, receipt.digest) for receipt in receipts]
    return receipts, [Named("a/b", str(number), digest_of(number), heads[number - 1]) for number in range(1, count + 1)]


@given(st.lists(OCCURRENCES, max_size=8), st.none() | TEXTS)
def test_a_chain_reads_back_as_it_was_written(happened: list[Occurrence], purpose: str | None) -> None:
    receipts = chain_of(happened, purpose)
    read = links(lines_of(receipts))
    assert [link.receipt for link in read] == receipts
    assert [link.problem for link in read] == [None] * len(receipts)


@given(st.lists(OCCURRENCES, min_size=2, max_size=8), st.data())
def test_changing_an_entry_breaks_the_chain_behind_it(happened: list[Occurrence], data: st.DataObject) -> None:
    receipts = chain_of(happened)
    at = data.draw(st.integers(0, len(receipts) - 2))
    forged = dataclasses.replace(receipts[at], who="somebody-else")
    lines = lines_of(receipts)
    lines[at] = forged.line() + b"\n"
    assert links(lines)[at + 1].problem is not None
    assert rules(lines) == ["receipts-broken"]


@given(st.lists(OCCURRENCES, min_size=2, max_size=8), st.data())
def test_removing_an_entry_but_the_last_is_found(happened: list[Occurrence], data: st.DataObject) -> None:
    lines = lines_of(chain_of(happened))
    del lines[data.draw(st.integers(0, len(lines) - 2))]
    assert "receipts-broken" in rules(lines)


@given(st.lists(OCCURRENCES, min_size=2, max_size=8), st.data())
def test_moving_entries_is_found(happened: list[Occurrence], data: st.DataObject) -> None:
    lines = lines_of(chain_of(happened))
    moved = data.draw(st.permutations(lines).filter(lambda order: order != lines))
    assert "receipts-broken" in rules(moved)


@given(st.lists(OCCURRENCES, min_size=1, max_size=6), st.data())
def test_no_byte_of_an_entry_can_change_unseen(happened: list[Occurrence], data: st.DataObject) -> None:
    """A byte of the last entry too, where it makes no other receipt; that one is for the heads to find."""
    lines = lines_of(chain_of(happened))
    at = data.draw(st.integers(0, len(lines) - 1))
    place, byte = data.draw(st.integers(0, len(lines[at]) - 1)), data.draw(st.integers(0, 255))
    changed = bytearray(lines[at])
    if changed[place] == byte:
        return
    changed[place] = byte
    forged = b"".join([*lines[:at], bytes(changed), *lines[at + 1 :]]).splitlines(keepends=True)
    is_last = at == len(lines) - 1
    assert rules(forged) or (is_last and links(forged)[-1].digest != links(lines)[-1].digest)


@given(st.lists(OCCURRENCES, min_size=1, max_size=6), st.data())
def test_a_torn_last_line_is_named_wherever_it_was_torn(happened: list[Occurrence], data: st.DataObject) -> None:
    lines = lines_of(chain_of(happened))
    kept = data.draw(st.integers(1, len(lines[-1]) - 1))
    torn = [*lines[:-1], lines[-1][:kept]]
    assert rules(torn) == ["receipts-torn"]
    assert links(torn)[-1].line == len(lines)
    assert links(torn)[-1].size == kept


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_answered(data: bytes) -> None:
    for link in links(data.splitlines(keepends=True)):
        assert link.problem is not None


def test_the_heads_that_releases_name_lie_on_the_chain() -> None:
    receipts, releases = published(5)
    assert rules(lines_of(receipts), releases) == []


def test_cutting_off_the_end_is_found_wherever_it_is_cut() -> None:
    receipts, releases = published(5)
    for kept in range(5):
        found = rules(lines_of(receipts[:kept]), releases)
        assert found.count("receipts-missing") == 5 - kept
        assert found.count("receipts-cut") == max(0, 4 - kept)
        assert rules(lines_of(receipts[:kept])) == []  # by itself the chain cannot know


def test_a_log_written_anew_is_found_whichever_entry_was_changed_first() -> None:
    receipts, releases = published(5)
    for at in range(4):
        happened = [receipt.what for receipt in receipts]
        happened[at] = dataclasses.replace(happened[at], audience="exchange")
        anew = lines_of(chain_of(happened))
        assert rules(anew) == []
        assert rules(anew, releases).count("receipts-rewritten") == 4 - at


def test_a_receipt_of_another_release_is_found_also_in_the_last_entry() -> None:
    receipts, releases = published(3)
    happened = [receipt.what for receipt in receipts]
    happened[-1] = dataclasses.replace(happened[-1], release_digest=digest_of(99))
    assert rules(lines_of(chain_of(happened)), releases) == ["receipts-other-release"]


def test_releases_without_a_head_are_no_problem() -> None:
    receipts, releases = published(2)
    old = Named("a/old", "1", digest_of(50), None)
    verification = verdict(follow(lines_of(receipts), "log"), [*releases, old], "log")
    assert verification.sound
    assert (verification.releases, verification.heads) == (3, 2)


def test_an_entry_before_its_time_or_with_another_number_is_named() -> None:
    receipts = chain_of([Occurrence(side="consumer", decision="pulled")] * 2)
    early = dataclasses.replace(receipts[1], at=START - timedelta(days=1))
    assert rules(lines_of([receipts[0], early])) == ["receipts-time"]
    other = dataclasses.replace(receipts[1], entry=7)
    assert rules(lines_of([receipts[0], other])) == ["receipts-number"]


def test_a_receipt_written_in_another_way_is_named() -> None:
    (line,) = lines_of(chain_of([Occurrence(side="consumer", decision="pulled")]))
    assert rules([line.replace(b'"entry":1', b'"entry": 1')]) == ["receipts-form"]
