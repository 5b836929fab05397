"""What decides a verdict: errors, and advice only where that was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opendata_share.judgements import FORMS, Found, Judgement, Subject, Tally, render

ADVICE = Tally(rule="value-change", field="beds", severity="advice", count=2)
ERROR = Tally(rule="minimum", field="beds", severity="error", count=2)
FAILURE = Found(rule="unavailable", severity="error", message="it is not there", file="a.csv")


def of(*tallies: Tally, **options: object) -> Judgement:
    subject = Subject(name="ward@1.0.0", source="a.csv", tallies=tallies)
    return replace(Judgement(command="validate", language="en", subjects=(subject,)), **options)


@pytest.mark.parametrize(
    ("judgement", "verdict"),
    [
        (of(), "sound"),
        (of(ADVICE), "sound"),
        (of(ERROR), "wrong"),
        (of(ADVICE, strict=True), "wrong"),
        (of(strict=True), "sound"),
        (of(replace(ERROR, known=2)), "sound"),
        (of(replace(ERROR, known=1)), "wrong"),
        (of(replace(ADVICE, known=2), strict=True), "sound"),
        (of(failure=FAILURE), "wrong"),
        (of(failure=FAILURE, could_judge=False), "not-judged"),
    ],
)
def test_new_errors_decide_and_advice_only_where_it_is_strict(judgement: Judgement, verdict: str) -> None:
    assert judgement.verdict == verdict


@pytest.mark.parametrize("form", FORMS)
def test_the_same_judgement_gives_the_same_text(judgement: Judgement, form: str) -> None:
    assert render(judgement, form) == render(replace(judgement), form)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["github", "junit", "sarif", "html"])
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_form_speaks_both_languages(judgement: Judgement, form: str, language: str) -> None:
    text = render(replace(judgement, language=language), form)  # type: ignore[arg-type]
    assert {"en": "row 2", "id": "baris 2"}[language] in text


def test_the_document_says_what_strictness_and_a_baseline_made_of_it(judgement: Judgement) -> None:
    assert judgement.whole_document() == {}
    counts = {"new": 0, "known": 3, "gone": 1}
    held = replace(judgement, strict=True, baseline=counts)
    assert held.whole_document() == {"verdict": "wrong", "strict": True, "baseline": counts}


def test_people_are_told_what_strictness_and_a_baseline_make_of_it(judgement: Judgement) -> None:
    assert render(replace(judgement, text="what the command says"), "text") == "what the command says"
    counts = {"new": 2, "known": 3, "gone": 1}
    lines = render(replace(judgement, strict=True, baseline=counts), "text").splitlines()
    assert lines[0] == "against the baseline: 2 new, 3 known"
    assert lines[1].startswith("1 of the baseline are gone")
    assert lines[2] == "--strict: 1 advice count as errors"
