"""A tree over Arrow columns → values with three-valued logic, and the rows that could not be computed.

What lives here: the meaning of every construct. A failed row spreads like an error and not like a null, except where
SQL would not have looked: a false operand decides AND and a true one OR, CASE looks at the branch it takes, COALESCE
stops at the first value that is not null. What this file must not know: SQL text, and the arithmetic of any one type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from . import _arithmetic, _cells
from . import _tree as tree
from ._cells import FALSE, UNKNOWN, Cells, any_failed, joined, kernel, widened
from ._tree import Node
from ._types import MAX_DECIMAL_DIGITS, ExpressionType, arrow_type_of

_COMPARISONS: Final[dict[str, str]] = {
    "=": "equal",
    "<>": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
_HASHABLE: Final = (ExpressionType.TEXT, ExpressionType.INTEGER)
_TRUE: Final = pa.scalar(True)


class Evaluator:
    """Evaluates trees over one batch of columns, each array of the same `length`."""

    def __init__(self, columns: Mapping[str, Any], length: int) -> None:
        self._columns = columns
        self._length = length
        self._meanings: dict[type[Any], Callable[[Any], Cells]] = {
            tree.Column: self._column,
            tree.Constant: lambda node: Cells(_cells.constant(node)),
            tree.Negation: self._negation,
            tree.Logic: self._logic,
            tree.Comparison: self._comparison,
            tree.NullTest: self._null_test,
            tree.Range: self._range,
            tree.Membership: self._membership,
            tree.Arithmetic: self._chain,
            tree.Minus: self._minus,
            tree.FirstKnown: self._first_known,
            tree.CharacterCount: self._character_count,
            tree.Choice: self._choice,
        }

    def cells(self, node: Node) -> Cells:
        """Return what `node` is worth."""
        return self._meanings[type(node)](node)

    def _as(self, node: Node, domain: ExpressionType) -> Cells:
        return widened(self.cells(node), node.type, domain)

    def _column(self, node: tree.Column) -> Cells:
        return _cells.arrived(self._columns[node.name], node.type, node.name, self._length)

    # Conditions

    def _negation(self, node: tree.Negation) -> Cells:
        operand = self._as(node.operand, ExpressionType.BOOLEAN)
        return Cells(kernel("invert", operand.values), operand.failed)

    def _logic(self, node: tree.Logic) -> Cells:
        operands = [self._as(operand, ExpressionType.BOOLEAN) for operand in node.operands]
        return self._decided("and_kleene" if node.operator == "AND" else "or_kleene", operands)

    def _decided(self, logic: str, operands: Sequence[Cells]) -> Cells:
        """Join conditions. A failed row is null, so where a result is known an operand that did not fail decided it."""
        values = operands[0].values
        for operand in operands[1:]:
            values = kernel(logic, values, operand.values)
        failed = any_failed(*operands)
        if failed is not None:
            failed = kernel("and", failed, kernel("is_null", values))
        return Cells(values, failed)

    def _comparison(self, node: tree.Comparison) -> Cells:
        left, right = self._as(node.left, node.domain), self._as(node.right, node.domain)
        return _compared(node.operator, left, right, node.domain)

    def _null_test(self, node: tree.NullTest) -> Cells:
        operand = self.cells(node.operand)
        values = kernel("is_null", operand.values)
        if operand.failed is not None:
            values = kernel("if_else", operand.failed, UNKNOWN, values)
        return Cells(values, operand.failed)

    def _range(self, node: tree.Range) -> Cells:
        subject = self.cells(node.subject)
        low = widened(subject, node.subject.type, node.low_domain), self._as(node.low, node.low_domain)
        high = widened(subject, node.subject.type, node.high_domain), self._as(node.high, node.high_domain)
        bounds = [_compared(">=", *low, node.low_domain), _compared("<=", *high, node.high_domain)]
        return self._decided("and_kleene", bounds)

    def _membership(self, node: tree.Membership) -> Cells:
        subject = self._as(node.subject, node.domain)
        if node.domain in _HASHABLE:
            members = pa.array([member.value for member in node.members], arrow_type_of(node.domain))
            found = kernel("is_in", subject.values, options=pc.SetLookupOptions(value_set=members))
            known = kernel("is_valid", subject.values)
            if subject.is_scalar:
                return Cells(found if known.as_py() else UNKNOWN, subject.failed)
            return Cells(kernel("if_else", known, found, UNKNOWN), subject.failed)
        tests = [_compared("=", subject, self._as(member, node.domain), node.domain) for member in node.members]
        return self._decided("or_kleene", tests)

    # Values

    def _chain(self, node: tree.Arithmetic) -> Cells:
        first, steps = tree.spine(node)
        left, kind = self.cells(first), first.type
        for step in steps:
            left = widened(left, kind, step.left_domain)
            right = self._as(step.right, step.right_domain)
            left, kind = _arithmetic.combine(step.operator, left, right, step.type, self._length), step.type
        return left

    def _minus(self, node: tree.Minus) -> Cells:
        return _arithmetic.negate(self.cells(node.operand), node.type, self._length)

    def _character_count(self, node: tree.CharacterCount) -> Cells:
        operand = self._as(node.operand, ExpressionType.TEXT)
        count = kernel("utf8_length", operand.values)
        return Cells(kernel("cast", count, options=pc.CastOptions.safe(pa.int64())), operand.failed)

    def _first_known(self, node: tree.FirstKnown) -> Cells:
        values = self._one_type(node.operands, node.type)
        rest = values[-1]
        for value in reversed(values[:-1]):
            unset = _array(kernel("is_null", value.values), self._length)
            if value.failed is not None:
                unset = kernel("and", unset, kernel("invert", value.failed))
            rest = self._chosen(unset, rest, value)
        return rest

    def _choice(self, node: tree.Choice) -> Cells:
        nothing: Node = tree.Constant(None, ExpressionType.NULL, "NULL")
        results = [branch.value for branch in node.branches]
        *values, rest = self._one_type([*results, node.otherwise or nothing], node.type)
        tests = self._tests(node)
        for test, value in zip(reversed(tests), reversed(values), strict=True):
            taken = kernel("coalesce", _array(test.values, self._length), FALSE)
            rest = self._chosen(taken, value, rest)
            if test.failed is not None:
                empty = Cells(pa.scalar(None, rest.values.type), test.failed)
                rest = self._chosen(test.failed, empty, rest)
        return rest

    def _tests(self, node: tree.Choice) -> list[Cells]:
        if node.subject is None:
            return [self._as(branch.test, ExpressionType.BOOLEAN) for branch in node.branches]
        subject, kind = self.cells(node.subject), node.subject.type
        return [
            _compared("=", widened(subject, kind, branch.domain), self._as(branch.test, branch.domain), branch.domain)
            for branch in node.branches
        ]

    def _one_type(self, nodes: Sequence[Node], kind: ExpressionType) -> list[Cells]:
        """Return the values of `nodes` in one Arrow type; decimals in the scale that loses nothing."""
        values = [self._as(node, kind) for node in nodes]
        if kind is not ExpressionType.DECIMAL:
            return values
        precision, scale = _cells.decimal_shape([value.values.type for value in values])
        fitted: list[Cells] = []
        for value in values:
            narrow = _cells.narrowed(value.array(self._length), scale, min(precision, MAX_DECIMAL_DIGITS))
            fitted.append(Cells(narrow.values, joined(value.failed, narrow.failed)))
        return fitted

    def _chosen(self, where: Any, yes: Cells, no: Cells) -> Cells:
        """Return `yes` in the rows `where`, `no` in the others, with their failures."""
        values = kernel("if_else", where, yes.values, no.values)
        if yes.failed is None and no.failed is None:
            return Cells(values)
        failures = [FALSE if each.failed is None else each.failed for each in (yes, no)]
        return Cells(values, kernel("if_else", where, *failures))


def _array(values: Any, length: int) -> Any:
    return Cells(values).array(length)


def _compared(sign: str, left: Cells, right: Cells, domain: ExpressionType) -> Cells:
    failed = any_failed(left, right)
    if domain is ExpressionType.NULL:
        return Cells(UNKNOWN, failed)
    first, second = left.values, right.values
    if domain is ExpressionType.DECIMAL and first.type != second.type:
        precision, scale = _cells.decimal_shape((first.type, second.type))
        make = pa.decimal128 if precision <= MAX_DECIMAL_DIGITS else pa.decimal256
        options = pc.CastOptions.safe(make(precision, scale))
        first, second = kernel("cast", first, options=options), kernel("cast", second, options=options)
    return Cells(kernel(_COMPARISONS[sign], first, second), failed)
