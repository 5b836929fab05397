"""Words that several forms share: a finding on one line, the counts, the verdict.

What lives here: sentences put together from the catalogue. What this file must not know: any form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .. import _messages
from ..report import Severity
from ._judgement import Found, Judgement, Tally

_CONTROL: Final = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")


def clean(text: str) -> str:
    """Return a text without characters that no document may hold, and that make a terminal do things."""
    return _CONTROL.sub("\ufffd", text)


def place_of(found: Found, judgement: Judgement) -> str:
    """Return where a finding is, in words: the row, the line, the column by its own heading; empty where nowhere."""
    headings = ", ".join(f'"{column}"' for column in found.columns)
    field = found.field or ""
    named = headings and (f"{headings} ({field})" if field and found.columns != (field,) else headings)
    told = {"row": found.row or "–", "line": found.line or "–", "field": clean(named or field or "–")}
    if found.row is None:
        return clean(named or field)
    return _messages.render("report-place-line" if found.line else "report-place", judgement.language, told)


def line_of(found: Found, judgement: Judgement) -> str:
    """Return a finding on one line: where, which rule, what, and what to do."""
    place, hint = place_of(found, judgement), "" if found.hint is None else f" → {found.hint}"
    said = clean(f"[{found.rule}] {found.message}{hint}")
    return f"{place} {said}" if place else said


def totals(judgement: Judgement) -> str:
    """Return how much was found and what follows, in one sentence."""
    counts = {f"{name}s" if name == "error" else name: judgement.count(name) for name in ("error", "advice")}
    verdict = _messages.render(f"judgement-{judgement.verdict}", judgement.language, {})
    return _messages.render("judgement-totals", judgement.language, {**counts, "verdict": verdict})


def severity_word(severity: Severity, judgement: Judgement) -> str:
    """Return what a severity is called."""
    return _messages.render(f"report-severity-{severity}", judgement.language, {})


def of_tally(tally: Tally, found: Iterable[Found]) -> Iterator[Found]:
    """Yield the findings that a tally counts."""
    key = (tally.rule, tally.field, tally.severity)
    return (each for each in found if (each.rule, each.field, each.severity) == key)


def in_turns(found: Iterable[Found]) -> list[Found]:
    """Return findings so that the first of every rule and field comes before the second of any."""
    turns: dict[tuple[str, str | None], int] = {}
    placed = []
    for number, each in enumerate(found):
        turn = turns[each.rule, each.field] = turns.get((each.rule, each.field), -1) + 1
        placed.append((turn, number, each))
    return [each for _, _, each in sorted(placed, key=lambda entry: entry[:2])]
