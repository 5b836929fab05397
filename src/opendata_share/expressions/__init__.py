"""SQL text → closed tree → Arrow mask: checks, `when`, `where` and row filters all mean the same.

What lives here: a closed subset of SQL (docs of `parse`), its types, and its evaluation over Arrow columns. A message
about anything outside the subset names it. What this package must not know: contracts, records, rules, field maps and
files.

How a text becomes values: `_scan` makes tokens and finished leaves, `_guard` judges their order and nesting, `_parse`
says which operator binds which operands and has `_build` check types, `_evaluate` computes over Arrow.
"""

from __future__ import annotations

from ._expression import Evaluated, Expression, parse, parse_condition
from ._types import ExpressionType, expression_type

__all__ = ["Evaluated", "Expression", "ExpressionType", "expression_type", "parse", "parse_condition"]
