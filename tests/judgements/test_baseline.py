"""A baseline: only what is new fails, and it never grows by itself."""

from __future__ import annotations

import stat
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.errors import DefinitionError
from opendata_share.judgements import Baseline, Found, Judgement, RowDigests, Subject, Tally, held_against

RULES = ("minimum", "required")


def judged(rows: list[tuple[int, str, str | None]], version: str = "1.0.0") -> tuple[Judgement, RowDigests]:
    """Return a judgement of (row, rule, digest or None), and its digests."""
    counts = Counter(rule for _, rule, _ in rows)
    subject = Subject(
        name=f"ward@{version}",
        source="a.csv",
        tallies=tuple(Tally(rule=rule, field="beds", severity="error", count=counts[rule]) for rule in counts),
        found=tuple(Found(rule=rule, severity="error", message="x", row=row, field="beds") for row, rule, _ in rows),
    )
    digests = RowDigests((subject.name, rule, "beds", row, digest) for row, rule, digest in rows if digest)
    return Judgement(command="validate", language="en", subjects=(subject,)), digests


def test_rows_are_known_by_what_they_say_wherever_they_stand() -> None:
    known = Baseline.of(*judged([(1, "minimum", "a"), (2, "minimum", "b")]))
    judgement, digests = judged([(7, "minimum", "b"), (8, "minimum", "c"), (9, "minimum", "b")], version="1.1.0")
    held = held_against(judgement, known, digests)
    assert held.judgement.baseline == {"new": 2, "known": 1, "gone": 1}
    assert [each.is_new for each in held.judgement.found] == [False, True, True]
    assert held.judgement.verdict == "wrong"


def test_rows_nothing_may_be_said_of_are_known_by_number() -> None:
    known = Baseline.of(*judged([(1, "minimum", None), (2, "minimum", None)]))
    two = held_against(*_swapped(judged([(5, "minimum", None), (6, "minimum", None)]), known))
    assert two.judgement.verdict == "sound"
    three = held_against(*_swapped(judged([(5, "minimum", None), (6, "minimum", None), (7, "minimum", None)]), known))
    assert three.judgement.baseline == {"new": 1, "known": 2, "gone": 0}
    assert three.judgement.verdict == "wrong"


def _swapped(judged: tuple[Judgement, RowDigests], known: Baseline) -> tuple[Judgement, Baseline, RowDigests]:
    return judged[0], known, judged[1]


def test_the_same_number_under_another_rule_is_new() -> None:
    known = Baseline.of(*judged([(1, "minimum", None)]))
    held = held_against(*_swapped(judged([(1, "required", None)]), known))
    assert held.judgement.baseline == {"new": 1, "known": 0, "gone": 1}


def test_advice_is_known_by_number_too() -> None:
    tally = Tally(rule="value-change", field=None, severity="advice", count=2)
    subject = Subject(name="ward@1.0.0", source="a.csv", tallies=(tally,))
    judgement = Judgement(command="validate", language="en", subjects=(subject,), strict=True)
    held = held_against(judgement, Baseline.of(judgement, RowDigests()), RowDigests())
    assert held.judgement.verdict == "sound"


ROWS = st.lists(
    st.tuples(st.integers(1, 50), st.sampled_from(RULES), st.sampled_from(["a", "b", "c", None])),
    unique_by=lambda row: (row[0], row[1]),
    max_size=12,
)


@given(ROWS)
def test_what_a_baseline_was_made_of_is_sound_under_it(rows: list[tuple[int, str, str | None]]) -> None:
    judgement, digests = judged(rows)
    held = held_against(judgement, Baseline.of(judgement, digests), digests)
    assert held.judgement.verdict == "sound"
    assert held.judgement.baseline == {"new": 0, "known": len(rows), "gone": 0}
    assert all(not each.is_new for each in held.judgement.found)


@given(ROWS, ROWS)
def test_what_remains_never_grows_and_everything_is_counted_once(
    before: list[tuple[int, str, str | None]], now: list[tuple[int, str, str | None]]
) -> None:
    known = Baseline.of(*judged(before))
    held = held_against(*_swapped(judged(now), known))
    counts = held.judgement.baseline
    assert counts is not None
    assert counts["new"] + counts["known"] == len(now)
    assert counts["known"] + counts["gone"] == len(before)
    assert held.remaining.count <= known.count
    for kind, entry in held.remaining.entries.items():
        assert not Counter(entry.rows) - Counter(known.entries[kind].rows)
    assert sum(each.is_new for each in held.judgement.found) == counts["new"]


def test_it_is_written_and_read_back_and_readable_by_others(tmp_path: Path) -> None:
    baseline = Baseline.of(*judged([(1, "minimum", "a"), (2, "minimum", None), (3, "required", "b")]))
    path = tmp_path / "baseline.json"
    baseline.write(path)
    assert Baseline.read(path) == baseline
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    before = path.read_bytes()
    Baseline.read(path).write(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"format": "opendata-share/baseline@2", "entries": []}', "baseline@1"),
        ('{"format": "opendata-share/baseline@1", "entries": [], "more": 1}', "more"),
        ('{"format": "opendata-share/baseline@1", "entries": [{"contract": "a"}]}', "/entries/0"),
        (
            (
                '{"format": "opendata-share/baseline@1", "entries": [{"contract": "a", "rule": "b", "field": null, '
                '"severity": "error", "count": 1, "rows": {"c": 2}}]}'
            ),
            ">= 2",
        ),
    ],
)
def test_what_is_no_baseline_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        Baseline.read(path)
    assert said in str(caught.value)


def test_a_baseline_that_is_not_there_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="--write-baseline"):
        Baseline.read(tmp_path / "none.json")
