"""Columns searched for personal data: which detector finds something in which texts, and which is asked at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.policy import _personal_patterns_scan as scan
from opendata_share.policy._personal_patterns import Bytes, Detector, Need
from opendata_share.policy._personal_patterns_scan import bytes_of, found_in

ALWAYS = Need(lambda texts: True)
A_LETTER = Need(lambda texts: b"a" in texts.data, "a")


def masks(texts: Any, *detectors: Detector) -> list[tuple[str, list[bool]]]:
    return [(detector.finding, mask.tolist()) for detector, mask in found_in(texts, detectors)]


def test_each_detector_is_told_with_the_texts_it_finds_something_in() -> None:
    texts = pa.array(["xa", "b1", "a1", "", "c"])
    assert masks(texts, Detector("one", "(1)", ALWAYS), Detector("c", "(c)", ALWAYS)) == [
        ("one", [False, True, True, False, False]),
        ("c", [False, False, False, False, True]),
    ]


def test_a_detector_that_finds_nothing_is_not_told() -> None:
    texts = pa.array(["a", "b"])
    assert masks(texts, Detector("x", "(x)", ALWAYS), Detector("b", "(b)", ALWAYS)) == [("b", [False, True])]
    assert masks(pa.array([], pa.string()), Detector("b", "(b)", ALWAYS)) == []


def test_only_texts_that_hold_what_is_needed_are_searched() -> None:
    """The shape is found in all of them; the need is held by some, and their places are those in the whole column."""
    texts = pa.array(["1", "a1", "1", "1a", "a"])
    assert masks(texts, Detector("one", "(1)", A_LETTER)) == [("one", [False, True, False, True, False])]
    assert masks(texts.slice(2, 2), Detector("one", "(1)", A_LETTER)) == [("one", [False, True])]


def test_a_detector_is_not_asked_where_no_text_can_hold_it() -> None:
    asked: list[bytes] = []

    def held(texts: Bytes) -> bool:
        asked.append(texts.data)
        return False

    need = Need(held)
    assert masks(pa.array(["1", "1"]), Detector("one", "(1)", need), Detector("two", "(1)", need)) == []
    assert asked == [b"11"], "a need that several have is looked at once"


def test_detectors_of_different_needs_are_all_asked() -> None:
    texts = pa.array(["a1", "1"])
    never = Need(lambda _: False)
    found = masks(texts, Detector("n", "(1)", never), Detector("a", "(1)", A_LETTER), Detector("w", "(1)", ALWAYS))
    assert found == [("a", [True, False]), ("w", [True, True])]


def confirmed(texts: Sequence[str], monkeypatch: pytest.MonkeyPatch, most: int) -> tuple[list[bool], list[str]]:
    """Return what a detector finds that confirms even digits, and the digits it was asked about."""
    asked: list[str] = []

    def is_even(match: re.Match[str]) -> bool:
        asked.append(match[1])
        return int(match[1]) % 2 == 0

    monkeypatch.setattr(scan, "MOST_CONFIRMED", most)
    found = masks(pa.array(texts), Detector("even", "([0-9])", ALWAYS, is_even))
    return (found[0][1] if found else [False] * len(texts)), asked


def test_what_the_shape_does_not_decide_is_confirmed_text_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["1", "x", "2", "3", "x", "4"]
    assert confirmed(texts, monkeypatch, 100) == ([False, False, True, False, False, True], ["1", "2", "3", "4"])
    assert confirmed(["1", "3"], monkeypatch, 100)[0] == [False, False]


@pytest.mark.parametrize("most", [0, 1, 2, 4])
def test_beyond_so_many_texts_the_shape_decides(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    found, asked = confirmed(["1", "x", "3", "5", "2"], monkeypatch, most)
    assert asked == ["1", "3", "5", "2"][:most]
    assert found == [most < 1, False, most < 2, most < 3, True]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_the_bytes_are_those_of_the_texts_alone(kind: pa.DataType) -> None:
    texts: pa.Array[Any] = pa.array(["aa", "", "é", "dd"], kind)
    assert bytes_of(texts) == "aaédd".encode()
    assert [bytes_of(texts.slice(at, 1)) for at in range(4)] == [b"aa", b"", "é".encode(), b"dd"]
    assert bytes_of(texts.slice(2)) == "édd".encode()
    assert bytes_of(texts.slice(4)) == b""
    assert bytes_of(pa.array(["", ""], kind)) == b""
    assert bytes_of(pa.array([], kind)) == b""
