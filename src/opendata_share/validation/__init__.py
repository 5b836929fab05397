"""Validation: what is true of a table, row by row and as a whole.

What lives here: rules as Arrow masks over batches, keys and references over tables, rows set aside with their reasons,
the verb `validate`. What this room must not know: how data is read, what may leave, where a release goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._late_names import late
from .._side_by_side import MapBatches
from ._custom_rules import CustomRule, kept_by, rule
from ._progress import Listener, Progress
from ._rules import RULES, SCHEMA_RULES, Rule
from ._screen import BrokenRule, screen_of
from ._validate import validate

if TYPE_CHECKING:
    from ._judge_record import judge_record
    from ._plan import Plan, PlannedRule, explain_plan
    from ._replay import replay

__all__ = [
    "RULES",
    "SCHEMA_RULES",
    "BrokenRule",
    "CustomRule",
    "Listener",
    "MapBatches",
    "Plan",
    "PlannedRule",
    "Progress",
    "Rule",
    "explain_plan",
    "judge_record",
    "kept_by",
    "replay",
    "rule",
    "screen_of",
    "validate",
]


_LATE = {
    "judge_record": "_judge_record",
    "explain_plan": "_plan",
    "Plan": "_plan",
    "PlannedRule": "_plan",
    "replay": "_replay",
}


__getattr__ = late(__name__, _LATE)
