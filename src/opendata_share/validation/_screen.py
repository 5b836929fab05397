"""Screening: do rows that were judged before still meet the contract they are about to leave under?

What lives here: the judging of one batch again, reduced to the first rule that breaks. What this file must not know:
why the contract changed, files.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from .._dataclass import dataclass
from ..contract import Contract
from ..report import Balance
from ..stages import Rows
from ._judge import judge_of


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that rows to publish break; it names no value.

    Attributes:
        field: The field, or None for a whole-row rule.
        rule: The slug.
        count: How many rows of the batch break it.
    """

    field: str | None
    rule: str
    count: int


def screen_of(contract: Contract) -> Callable[[pa.RecordBatch], BrokenRule | None]:
    """Return a function that gives the first rule a batch breaks, or None where it meets `contract`.

    It judges every field rule and every row check; keys and references need the whole table and were judged before.
    """
    judge = judge_of(contract)

    def screen(batch: pa.RecordBatch) -> BrokenRule | None:
        count = batch.num_rows
        balance = Balance(read=count, produced=count)
        findings = judge.findings(Rows(data=batch, rows=np.arange(1, count + 1, dtype=np.int64), balance=balance))
        broken = next((finding for finding in findings if finding.severity == "error"), None)
        return None if broken is None else BrokenRule(broken.field, broken.rule, len(broken.positions))

    return screen
