"""Judgements: what a command that judges has found, in one neutral form, and every form it is printed in.

What lives here: the judgement, the baseline it may be held against, one file for each form. What this room must not
know: who judges, contracts, data, files. A new command makes a `Judgement`; a new form takes one: neither knows the
other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._late_names import late
from ._judgement import Found, Judgement, Sample, Subject, Tally, Verdict
from ._of_report import found_in, subject_of

if TYPE_CHECKING:
    from ._baseline import Baseline, BaselineEntry, Held, RowDigests, held_against
    from ._baseline_schema import baseline_schema
    from ._forms import FORMS, Form, render

__all__ = [
    "FORMS",
    "Baseline",
    "BaselineEntry",
    "Form",
    "Found",
    "Held",
    "Judgement",
    "RowDigests",
    "Sample",
    "Subject",
    "Tally",
    "Verdict",
    "baseline_schema",
    "found_in",
    "held_against",
    "render",
    "subject_of",
]

_LATE = {
    "Baseline": "_baseline",
    "BaselineEntry": "_baseline",
    "FORMS": "_forms",
    "Form": "_forms",
    "Held": "_baseline",
    "RowDigests": "_baseline",
    "baseline_schema": "_baseline_schema",
    "held_against": "_baseline",
    "render": "_forms",
}

__getattr__ = late(__name__, _LATE)
