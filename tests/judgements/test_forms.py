"""JUnit, SARIF and HTML are what their readers expect, whatever stands in a judgement."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verdict_oracles import SARIF_SCHEMA, meets, read_by_others

import opendata_share as share
from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.judgements import Found, Judgement, RowDigests, Sample, Subject, Tally, render, subject_of
from opendata_share.testing import hostile_cousins

SCHEMA = jsonschema.Draft4Validator(json.loads(SARIF_SCHEMA.read_text("utf-8")))
FAILURE = Found(rule="source-not-there", severity="error", message="there is nothing", file="a.csv", line=3)

texts = st.text(max_size=12)
words = st.text(min_size=1, max_size=12)
numbers = st.integers(1, 10**12)


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    """Any judgement: what stands in it comes from strangers."""
    found = st.builds(
        Found,
        rule=words, severity=st.sampled_from(["error", "advice"]), message=texts, hint=st.none() | texts,
        file=st.none() | words, line=st.none() | numbers, row=st.none() | numbers, field=st.none() | words,
        columns=st.lists(texts, max_size=2).map(tuple), is_new=st.booleans(), row_digest=st.none() | words,
    )  # fmt: skip
    tally = st.builds(
        Tally,
        rule=words, field=st.none() | words, severity=st.sampled_from(["error", "advice"]), count=numbers,
        first=st.none() | numbers, last=st.none() | numbers,
    )  # fmt: skip
    subject = st.builds(
        Subject,
        name=words, source=texts, file=st.none() | words, tallies=st.lists(tally, max_size=3).map(tuple),
        found=st.lists(found, max_size=3).map(tuple), summary=texts,
    )  # fmt: skip
    subjects = tuple(draw(st.lists(subject, max_size=2)))
    cells = st.tuples(st.none() | numbers, st.none() | numbers, words, st.tuples(st.none() | texts))
    samples = tuple(
        Sample(subject=each.name, columns=(draw(texts),), rows=(draw(cells),), of=draw(numbers)) for each in subjects
    )
    return Judgement(
        command="validate",
        language=draw(st.sampled_from(["en", "id"])),
        subjects=subjects,
        samples=samples,
        failure=draw(st.none() | found),
        also=tuple(draw(st.lists(found, max_size=2))),
        unlisted=draw(st.integers(0, 9)),
        could_judge=draw(st.booleans()),
        strict=draw(st.booleans()),
        baseline=draw(st.none() | st.just({"new": 1, "known": 2, "gone": 3})),
    )


@settings(max_examples=40)
@given(judgements())
def test_junit_is_xml_whatever_stands_in_it(judgement: Judgement) -> None:
    root = ET.fromstring(render(judgement, "junit"))
    cases = root.findall(".//testcase")
    assert int(root.get("tests", "")) == len(cases)
    assert int(root.get("failures", "")) == len(root.findall(".//failure"))
    assert (judgement.verdict == "sound") == (not root.findall(".//failure") and not root.findall(".//error"))


@settings(max_examples=40)
@given(judgements())
def test_sarif_meets_its_schema_whatever_stands_in_it(judgement: Judgement) -> None:
    document = json.loads(render(judgement, "sarif"))
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert run["invocations"][0]["exitCode"] == {"sound": 0, "wrong": 1, "not-judged": 2}[judgement.verdict]
    assert len(set(fingerprints(judgement))) == len(run["results"])


@settings(max_examples=40)
@given(judgements(), st.integers(1, 1000))
def test_what_sarif_knows_a_finding_by_is_not_where_it_stands(judgement: Judgement, down: int) -> None:
    def moved(found: Found) -> Found:
        line, row = (None if place is None else place + down for place in (found.line, found.row))
        return replace(found, line=line, row=row, message="moved", hint=None, columns=())

    subjects = (replace(each, found=tuple(map(moved, each.found))) for each in judgement.subjects)
    assert fingerprints(replace(judgement, subjects=tuple(subjects))) == fingerprints(judgement)


def fingerprints(judgement: Judgement) -> list[str]:
    (run,) = json.loads(render(judgement, "sarif"))["runs"]
    return [result["partialFingerprints"]["openDataShare/v2"] for result in run["results"]]


def test_a_row_is_known_by_what_it_says_and_others_by_number(judgement: Judgement) -> None:
    (subject,) = judgement.subjects
    low = subject.found[0]

    def known_by(*rows: tuple[int, str | None]) -> list[str]:
        digests = RowDigests((subject.name, low.rule, low.field, row, digest) for row, digest in rows if digest)
        found = tuple(replace(low, row=row) for row, _ in rows)
        return fingerprints(replace(judgement, subjects=(digests.marked(replace(subject, found=found)),)))

    first, second = known_by((2, "a"), (9, "b"))
    assert known_by((3, "b"), (4, "c"), (5, "a"))[::2] == [second, first]  # in another order, one among them
    twins = known_by((2, "a"), (3, "a"))
    assert twins[0] == first != twins[1]
    unseen = known_by((2, None), (9, None))
    assert known_by((4, None), (5, "a"), (6, None), (7, None))[:3:2] == unseen
    assert len({first, second, *twins, *unseen}) == 5


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name.startswith("on") or name in {"src", "style"} for name, _ in attrs)


ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "a", "main", "section", "div", "h1", "h2", "h3", "p", "strong"),
    *("code", "span", "bdi", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}


@settings(max_examples=40)
@given(judgements())
def test_no_text_becomes_markup(judgement: Judgement) -> None:
    tags = Tags()
    tags.feed(render(judgement, "html"))
    assert set(tags.seen) <= ALLOWED
    assert tags.seen.count("a") == 1


def test_advice_is_a_case_that_passes_and_what_is_known_is_skipped(judgement: Judgement) -> None:
    def outcomes(judged: Judgement) -> list[list[str]]:
        cases = ET.fromstring(render(judged, "junit")).findall(".//testcase")
        return [[child.tag for child in case] for case in cases]

    assert outcomes(judgement) == [["failure"], ["system-out"]]
    assert outcomes(replace(judgement, strict=True)) == [["failure"], ["failure"]]
    (subject,) = judgement.subjects
    known = replace(subject, tallies=tuple(replace(tally, known=tally.count) for tally in subject.tallies))
    assert outcomes(replace(judgement, subjects=(known,))) == [["skipped"], ["system-out"]]
    sound = replace(subject, tallies=(), found=())
    assert outcomes(replace(judgement, subjects=(sound,))) == [[]]


def test_sarif_says_what_a_baseline_holds(judgement: Judgement) -> None:
    (subject,) = judgement.subjects
    found = (replace(subject.found[0], is_new=False), *subject.found[1:])
    held = replace(judgement, subjects=(replace(subject, found=found),), baseline={"new": 12, "known": 1, "gone": 0})
    states = [result["baselineState"] for result in json.loads(render(held, "sarif"))["runs"][0]["results"]]
    assert states == ["unchanged", "new", "new"]


def test_the_page_shows_what_may_be_shown_and_nothing_else(judgement: Judgement) -> None:
    page = render(judgement, "html")
    assert ">-1<" in page.replace("<bdi>", "").replace("</bdi>", "")
    assert "hidden" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


CASES: dict[str, dict[str, Any]] = {
    "wrong": {},
    "strict": {"strict": True},
    "held": {"baseline": {"new": 12, "known": 1, "gone": 0}},
    "stopped": {"subjects": (), "samples": (), "failure": FAILURE, "could_judge": False},
    "malformed": {"subjects": (), "samples": (), "failure": FAILURE},
    "sound": {"subjects": (Subject(name="ward@1.0.0", source="a.csv", rows=3, rejected=0),), "samples": ()},
}


@pytest.mark.oracle
def test_other_peoples_readers_agree(judgement: Judgement, tmp_path: Path) -> None:
    files = []
    for name, changes in CASES.items():
        for form in ("junit", "sarif", "html"):
            path = tmp_path / f"{name}.{form}"
            path.write_text(render(replace(judgement, **changes), form), encoding="utf-8")  # type: ignore[arg-type]
            files.append((form, path))
    read = dict(zip([path.name for _, path in files], read_by_others(files), strict=True))
    assert (read["wrong.junit"]["tests"], read["wrong.junit"]["failures"]) == (2, 1)
    assert read["wrong.junit"]["cases"][0] == ["ward@1.0.0", "minimum beds", ["Failure"]]
    assert read["strict.junit"]["failures"] == 2
    assert read["stopped.junit"]["errors"] == 1
    assert read["malformed.junit"]["failures"] == 1
    assert read["sound.junit"]["failures"] == 0
    levels = [["minimum", "error"], ["minimum", "error"], ["value-change", "warning"]]
    assert read["wrong.sarif"]["results"] == levels
    done = meets(SARIF_SCHEMA, *(path for form, path in files if form == "sarif"))
    assert done.returncode == 0, done.stdout


@pytest.mark.oracle
def test_what_every_shipped_contract_rejects_is_read_by_others(tmp_path: Path) -> None:
    """The forms hold for all shipped schemas: rows that are each wrong in one cell."""
    files = []
    for name in sorted(_plugins.names("contracts")):
        contract = find_contract(name)
        rows = [cousin.row for cousin in hostile_cousins(contract)][:25]
        report = share.validate(share.adapt(rows, to=contract, agency="demo"), keep=False).report
        (table,) = report.tables
        assert table.counts
        subjects = (subject_of(table, "id", lambda file: "data/rows.json", 100),)
        for form in ("junit", "sarif", "html"):
            path = tmp_path / f"{name}.{form}"
            judgement = Judgement(command="validate", language="id", subjects=subjects)
            path.write_text(render(judgement, form), encoding="utf-8")  # type: ignore[arg-type]
            files.append((form, path))
    read = read_by_others(files)
    assert all(found["failures"] > 0 for (form, _), found in zip(files, read, strict=True) if form == "junit")
    assert all(found["results"] for (form, _), found in zip(files, read, strict=True) if form == "sarif")
    done = meets(SARIF_SCHEMA, *(path for form, path in files if form == "sarif"))
    assert done.returncode == 0, done.stdout
