"""Tables under policies, made at random: no canary is in any byte of anything that leaves or is said.

Each way out is a part of its own, so that cores share them. What the search must find, were it there, is
`test_the_search_finds`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ways_out import KEY, KEY_NAME, WAYS, tried

A_FEW, A_FEW_COMMANDS, MANY = 20, 8, 600
APART = 100_000
"""Each way has cases of its own."""
Tell = Callable[[int, int], None]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)


def seeds(way: str, count: int, *, at_length: bool = False) -> range:
    start = APART * (2 * list(WAYS).index(way) + at_length)
    return range(start, start + count)


@pytest.mark.parametrize("way", WAYS)
def test_no_canary_leaves_a_few_tables(way: str, tmp_path: Path, tell: Tell) -> None:
    count = A_FEW_COMMANDS if WAYS[way].commands else A_FEW
    out = tried(way, seeds(way, count), tmp_path, tell)
    assert (out.counts["cases"], out.search.found) == (count, [])
    assert out.counts["rows left"] > count / 2, "cases of which nothing may leave show nothing"
    assert out.search.scanned > 100_000


def test_there_is_a_way_for_every_form_that_can_be_exported() -> None:
    from opendata_share.exports import forms

    assert {form.name for form in forms()} <= set(WAYS)
    assert MANY * len(WAYS) >= 10_000


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", WAYS)
def test_no_canary_leaves_ten_thousand_tables(
    way: str, tmp_path: Path, tell: Tell, record_property: Callable[[str, object], None]
) -> None:
    out = tried(way, seeds(way, MANY, at_length=True), tmp_path, tell)
    for name, count in sorted(out.counts.items()):
        record_property(name.replace(" ", "_"), count)
    record_property("bytes_searched", out.search.scanned)
    record_property("canaries", len(out.search.found))
    assert (out.counts["cases"], out.search.found) == (MANY, [])
