"""Typed construction: parts that fit together become a node, parts that do not become a DefinitionError.

What lives here: the typing rule of every construct, and which part and which types a refusal names.
What this file must not know: how the text was parsed, and how Arrow computes anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

from ..errors import DefinitionError
from . import _tree as tree
from ._tree import Node, written
from ._types import NUMERIC, ExpressionType, common_type

BOOLEAN, NULL = ExpressionType.BOOLEAN, ExpressionType.NULL
INTEGER, TEXT = ExpressionType.INTEGER, ExpressionType.TEXT
DATE, DATETIME, DURATION = ExpressionType.DATE, ExpressionType.DATETIME, ExpressionType.DURATION

Signature = tuple[ExpressionType, ExpressionType, ExpressionType]
"""What the left and the right operand widen to, and what comes out."""

_TEMPORAL: Final[dict[tuple[str, ExpressionType, ExpressionType], ExpressionType]] = {
    ("+", DATETIME, DURATION): DATETIME,
    ("+", DURATION, DATETIME): DATETIME,
    ("-", DATETIME, DURATION): DATETIME,
    ("-", DATETIME, DATETIME): DURATION,
    ("+", DATE, DURATION): DATE,
    ("+", DURATION, DATE): DATE,
    ("-", DATE, DURATION): DATE,
    ("+", DURATION, DURATION): DURATION,
    ("-", DURATION, DURATION): DURATION,
    ("*", INTEGER, DURATION): DURATION,
    ("*", DURATION, INTEGER): DURATION,
}


def negation(operand: Node) -> Node:
    """Return NOT `operand`, which must be a condition."""
    return tree.Negation(_condition(operand, "NOT"))


def logic(operator: Literal["AND", "OR"], operands: Sequence[Node]) -> Node:
    """Return the conditions `operands` joined by `operator`."""
    return tree.Logic(operator, tuple(_condition(operand, operator) for operand in operands))


def _condition(node: Node, where: str) -> Node:
    if node.type not in (BOOLEAN, NULL):
        raise DefinitionError("expression-condition", part=written(node), where=where, type=node.type)
    return node


def comparison(operator: tree.ComparisonOperator, left: Node, right: Node) -> Node:
    """Return `left operator right`; booleans know only = and <>."""
    domain = _comparable(left, right, operator)
    if domain is BOOLEAN and operator not in ("=", "<>"):
        raise DefinitionError("expression-boolean-order", operator=operator, part=written(left))
    return tree.Comparison(operator, left, right, domain)


def _comparable(left: Node, right: Node, operator: str) -> ExpressionType:
    domain = common_type((left.type, right.type))
    if domain is None:
        raise _mixed(operator, left, right)
    return domain


def _mixed(operator: str, left: Node, right: Node) -> DefinitionError:
    return DefinitionError(
        "expression-types-mixed",
        operator=operator,
        left=written(left),
        right=written(right),
        left_type=left.type,
        right_type=right.type,
    )


def between(subject: Node, low: Node, high: Node) -> Node:
    """Return `subject BETWEEN low AND high`."""
    domains = [_comparable(subject, bound, "BETWEEN") for bound in (low, high)]
    if BOOLEAN in domains:
        raise DefinitionError("expression-boolean-order", operator="BETWEEN", part=written(subject))
    return tree.Range(subject, low, high, domains[0], domains[1])


def membership(subject: Node, members: Sequence[Node]) -> Node:
    """Return `subject IN (members)`; the members are literals and none of them NULL."""
    literals: list[tree.Constant] = []
    for member in members:
        if not isinstance(member, tree.Constant) or member.value is None:
            raise DefinitionError("expression-in-literals", part=written(member))
        _comparable(subject, member, "IN")
        literals.append(member)
    domain = common_type([subject.type, *(member.type for member in literals)])
    if domain is None:  # only where the subject is NULL and the members differ
        raise _differing("IN", literals)
    return tree.Membership(subject, tuple(literals), domain)


def first_known(operands: Sequence[Node]) -> Node:
    """Return COALESCE of `operands`, widened to one type."""
    return tree.FirstKnown(tuple(operands), _one_type(operands, "COALESCE"))


def _one_type(values: Sequence[Node], construct: str) -> ExpressionType:
    kind = common_type(value.type for value in values)
    if kind is None:
        raise _differing(construct, values)
    return kind


def _differing(construct: str, values: Sequence[Node]) -> DefinitionError:
    known = [value for value in values if value.type is not NULL]
    other = next(value for value in known if common_type((value.type, known[0].type)) is None)
    return DefinitionError(
        "expression-types-differ",
        construct=construct,
        first=written(known[0]),
        other=written(other),
        first_type=known[0].type,
        other_type=other.type,
    )


def character_count(operand: Node) -> Node:
    """Return CHAR_LENGTH of `operand`, which must be a text."""
    if operand.type not in (TEXT, NULL):
        raise DefinitionError("expression-char-length", part=written(operand), type=operand.type)
    return tree.CharacterCount(operand)


def choice(subject: Node | None, whens: Sequence[tuple[Node, Node]], otherwise: Node | None) -> Node:
    """Return CASE, simple where there is a subject; every result widens to one type."""
    branches: list[tree.Branch] = []
    for test, value in whens:
        if subject is None:
            branches.append(tree.Branch(_condition(test, "WHEN"), value))
        else:
            branches.append(tree.Branch(test, value, _comparable(subject, test, "WHEN")))
    results = [branch.value for branch in branches] + ([] if otherwise is None else [otherwise])
    return tree.Choice(subject, tuple(branches), otherwise, _one_type(results, "CASE"))


def minus(operand: Node) -> Node:
    """Return the negative of a number or a duration; a literal is folded, so that -9223372036854775808 is one."""
    if operand.type not in (*NUMERIC, DURATION, NULL):
        raise DefinitionError("expression-minus", part=written(operand), type=operand.type)
    if isinstance(operand, tree.Constant):
        value = operand.value
        negative: tree.Value = -value if isinstance(value, (int, float)) else None
        if isinstance(value, Decimal):
            negative = value.copy_negate()  # -value would round 38 digits to the context's 28
        # Minus before a negative literal would spell a comment: -(-1).
        text = f"-({operand.text})" if operand.text.startswith("-") else f"-{operand.text}"
        if isinstance(negative, int) and negative > 2**63 - 1:
            raise DefinitionError("expression-number-range", literal=text)
        return tree.Constant(negative, operand.type, text, operand.whole_days)
    return tree.Minus(operand, operand.type, whole_days=_whole_days(operand))


def arithmetic(operator: tree.ArithmeticOperator, left: Node, right: Node) -> Node:
    """Return `left operator right` on numbers, or on dates, datetimes and durations where that has a meaning."""
    signature = _signature(operator, left, right)
    if signature is None:
        if operator == "/" and {left.type, right.type} <= {INTEGER, NULL}:
            raise DefinitionError("expression-integer-division", left=written(left), right=written(right))
        raise _mixed(operator, left, right)
    days = _whole_days(right if signature[1] is DURATION else left)
    if operator in "+-" and DURATION == signature[0] == signature[1]:
        days = _whole_days(left) and _whole_days(right)
    if signature[2] is DATE and not days:
        raise DefinitionError("expression-date-days", part=written(left if signature[0] is DURATION else right))
    return tree.Arithmetic(operator, left, right, *signature, whole_days=signature[2] is DURATION and days)


def _signature(operator: str, left: Node, right: Node) -> Signature | None:
    """Return how the operands combine. NULL stands for the other side's type, else a duration, else an integer."""
    if left.type is NULL and right.type is NULL:
        return NULL, NULL, NULL
    guesses = (DURATION, INTEGER)
    lefts = (right.type, *guesses) if left.type is NULL else (left.type,)
    rights = (left.type, *guesses) if right.type is NULL else (right.type,)
    for first in lefts:
        for second in rights:
            if found := _combined(operator, first, second):
                return found
    return None


def _combined(operator: str, left: ExpressionType, right: ExpressionType) -> Signature | None:
    if left in NUMERIC and right in NUMERIC:
        wide = max(left, right, key=NUMERIC.index)
        return None if operator == "/" and wide is INTEGER else (wide, wide, wide)
    result = _TEMPORAL.get((operator, left, right))
    return None if result is None else (left, right, result)


def _whole_days(node: Node) -> bool:
    """Return whether a duration was written in days only, so that a date may be moved by it."""
    return node.type is NULL or (isinstance(node, (tree.Constant, tree.Minus, tree.Arithmetic)) and node.whole_days)
