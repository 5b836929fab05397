"""Annotations of GitHub Actions, read back as its runner reads them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.judgements import Found, Judgement, Subject, Tally, render

LINE = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as `ActionCommand.TryParseV2` of actions/runner does."""
    read = []
    for line in text.splitlines():
        parsed = LINE.fullmatch(line)
        assert parsed is not None, line
        pairs = (pair.split("=", 1) for pair in parsed["properties"].split(","))
        properties = {name: unescaped(value.replace("%3A", ":").replace("%2C", ",")) for name, value in pairs}
        read.append((parsed["level"], properties, unescaped(parsed["message"])))
    return read


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_a_finding_is_an_annotation_of_its_line_and_a_notice_counts_the_rest(judgement: Judgement) -> None:
    first, second, advice, notice = read(render(judgement, "github"))
    assert first[0] == "error"
    assert first[1] == {"file": "data/a b.csv", "line": "3", "title": "minimum (beds)"}
    assert first[2].startswith('row 2 (line 3), "Kosong" (beds) [minimum] -1 is less than 0: 100%,\nreally')
    assert second[1] == {"file": "data/a b.csv", "title": "minimum (beds)"}
    assert advice[0] == "warning"
    assert notice[2] == "12 errors, 1 advice: wrong; 10 more are not shown here"


def test_strict_makes_errors_of_advice(judgement: Judgement) -> None:
    levels = [level for level, _, _ in read(render(replace(judgement, strict=True), "github"))]
    assert levels == ["error", "error", "error", "notice"]


def test_no_more_is_printed_than_is_shown_and_every_rule_is_there() -> None:
    found = tuple(
        Found(rule=f"rule-{number % 7}", severity=severity, message="x", row=number)
        for severity in ("error", "advice")
        for number in range(60)
    )
    tallies = tuple(
        Tally(rule=f"rule-{number}", field=None, severity=severity, count=900)
        for severity in ("error", "advice")
        for number in range(7)
    )
    subject = Subject(name="ward@1.0.0", source="a.csv", tallies=tallies, found=found)
    annotations = read(render(Judgement(command="validate", language="en", subjects=(subject,)), "github"))
    assert [level for level, _, _ in annotations] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert {properties["title"] for _, properties, _ in annotations[:10]} == {f"rule-{number}" for number in range(7)}
    assert "12580 more" in annotations[-1][2]


def test_what_a_baseline_holds_is_no_annotation(judgement: Judgement) -> None:
    (subject,) = judgement.subjects
    known = replace(
        subject,
        tallies=tuple(replace(tally, known=tally.count) for tally in subject.tallies),
        found=tuple(replace(each, is_new=False) for each in subject.found),
    )
    held = replace(judgement, subjects=(known,), baseline={"new": 0, "known": 13, "gone": 0})
    assert [level for level, _, _ in read(render(held, "github"))] == ["notice"]


@pytest.mark.parametrize("could_judge", [True, False])
def test_what_stopped_the_command_is_an_error(could_judge: bool) -> None:
    failure = Found(rule="source-not-there", severity="error", message="there is nothing", file="a.csv")
    stopped = Judgement(command="validate", language="en", failure=failure, could_judge=could_judge)
    error, notice = read(render(stopped, "github"))
    assert error[:2] == ("error", {"file": "a.csv", "title": "source-not-there"})
    assert ("could not be judged" in notice[2]) is not could_judge


@given(st.text(), st.text(min_size=1))
def test_no_text_becomes_a_command_of_its_own(message: str, column: str) -> None:
    found = Found(rule="minimum", severity="error", message=message, file=column, row=1, line=1, columns=(column,))
    tally = Tally(rule="minimum", field=None, severity="error", count=1)
    subject = Subject(name="w@1.0.0", source="a.csv", tallies=(tally,), found=(found,))
    text = render(Judgement(command="validate", language="en", subjects=(subject,)), "github")
    assert [line.split(" ")[0] for line in text.split("\n")] == ["::error", "::notice"]
    assert not re.search("[\\x00-\\x08\\x0b-\\x1f\\x7f]", text)
