"""Validation: what is true of a table, row by row and as a whole.

What lives here: rules as Arrow masks over batches, keys and references over tables, rows set aside with their reasons,
the verb `validate`. What this room must not know: how data is read, what may leave, where a release goes.
"""

from __future__ import annotations

from ._rules import RULES, Rule
from ._screen import BrokenRule, screen_of
from ._side_by_side import MapBatches
from ._validate import validate

__all__ = ["RULES", "BrokenRule", "MapBatches", "Rule", "screen_of", "validate"]
