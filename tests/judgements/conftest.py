from __future__ import annotations

import sys
from pathlib import Path

import pytest

from opendata_share.judgements import Found, Judgement, Sample, Subject, Tally

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def judgement() -> Judgement:
    """Twelve beds below zero, of which two findings are kept, and one piece of advice."""
    found = (
        Found(
            rule="minimum", severity="error", message="-1 is less than 0: 100%,\nreally", hint="count again",
            file="data/a b.csv", line=3, row=2, field="beds", columns=("Kosong",),
        ),
        Found(rule="minimum", severity="error", message="-2 is less than 0", file="data/a b.csv", row=9, field="beds"),
        Found(rule="value-change", severity="advice", message="moved much", field="beds"),
    )  # fmt: skip
    tallies = (
        Tally(rule="minimum", field="beds", severity="error", count=12, first=2, last=30),
        Tally(rule="value-change", field="beds", severity="advice", count=1),
    )
    subject = Subject(
        name="ward@1.0.0", source="a b.csv", file="data/a b.csv", rows=40, rejected=12, tallies=tallies, found=found,
        summary="40 rows read, 28 accepted, 12 rejected",
    )  # fmt: skip
    cells: tuple[str | None, ...] = ("-1", None)
    sample = Sample(subject="ward@1.0.0", columns=("Kosong", "NIK"), rows=((2, 3, "minimum", cells),), of=12)
    return Judgement(command="validate", language="en", subjects=(subject,), samples=(sample,))
