"""Testing: what proves that something strangers write for this package is right.

What lives here: the kits for sources and field maps, the check of a rule, and rows generated from what a contract
promises. What this room must not know: any test runner; a check that fails raises `AssertionError`.
"""

from __future__ import annotations

from ._check_rule import RuleCheckFailed, check_rule
from ._cousins import Cousin, hostile_cousins
from ._generated import generated_rows
from ._map_kit import FieldMapKit
from ._run_kit import Check, Kit, checks_of, run_check, run_kit
from ._sample import sample_rows, sample_table
from ._service_kit import ServiceKit
from ._source_kit import SourceKit
from ._stand_in import Answer, Asked, StandIn, standing_in
from ._strategies import records_of
from ._tape import recorded, replayed

__all__ = [
    "Answer",
    "Asked",
    "Check",
    "Cousin",
    "FieldMapKit",
    "Kit",
    "RuleCheckFailed",
    "ServiceKit",
    "SourceKit",
    "StandIn",
    "check_rule",
    "checks_of",
    "generated_rows",
    "hostile_cousins",
    "recorded",
    "records_of",
    "replayed",
    "run_check",
    "run_kit",
    "sample_rows",
    "sample_table",
    "standing_in",
]
