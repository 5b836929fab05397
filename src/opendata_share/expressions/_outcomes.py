"""What an expression can be worth when some columns are known to be empty.

What lives here: one walk over the tree that keeps, for each part, whether it can be null, true, false or a value. What
this file must not know: rows; it says "perhaps" rather than compute.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Final

from ._tree import (
    Arithmetic,
    CharacterCount,
    Choice,
    Column,
    Comparison,
    Constant,
    FirstKnown,
    Logic,
    Membership,
    Minus,
    Negation,
    Node,
    NullTest,
    Range,
    spine,
)
from ._types import ExpressionType

Outcome = bool | str | None
Outcomes = frozenset[Outcome]

_VALUE: Final = "value"
_EMPTY: Final[Outcomes] = frozenset({None})
_SOME: Final[Outcomes] = frozenset({_VALUE, None})
_ANY: Final[Outcomes] = frozenset({True, False, None})


def can_fail(node: Node, empty: frozenset[str]) -> bool:
    """Return whether a condition can be false, or not computable, in a row where the columns `empty` are null."""
    walk = _Walk(empty)
    return False in walk.outcomes(node) or walk.stumbles


class _Walk:
    """One walk.

    Attributes:
        stumbles: Whether some arithmetic may overflow or divide by zero.
    """

    def __init__(self, empty: frozenset[str]) -> None:
        self._empty = empty
        self.stumbles = False

    def outcomes(self, node: Node) -> Outcomes:
        """Return what a part can be."""
        match node:
            case Column(name=name, type=kind):
                return _EMPTY if name in self._empty else _ANY if kind is ExpressionType.BOOLEAN else _SOME
            case Constant(value=value):
                return frozenset({value if value is None or isinstance(value, bool) else _VALUE})
            case Negation(operand=operand):
                return frozenset(None if each is None else not each for each in self.outcomes(operand))
            case Logic(operator=operator, operands=operands):
                return self._logic(operator == "AND", operands)
            case NullTest(operand=operand):
                return frozenset(each is None for each in self.outcomes(operand))
            case Comparison(left=left, right=right):
                return _ANY if _EMPTY not in (self.outcomes(left), self.outcomes(right)) else _EMPTY
            case Range(subject=subject, low=low, high=high):
                found = [self.outcomes(each) for each in (subject, low, high)]
                return _EMPTY if found[0] == _EMPTY else _ANY
            case Membership(subject=subject):
                return _EMPTY if self.outcomes(subject) == _EMPTY else _ANY
        return self._of_value(node)

    def _of_value(self, node: Arithmetic | Minus | FirstKnown | CharacterCount | Choice) -> Outcomes:
        match node:
            case FirstKnown(operands=operands):
                return self._first(map(self.outcomes, operands))
            case CharacterCount(operand=operand):
                return self.outcomes(operand)
            case Choice(branches=branches, otherwise=otherwise, subject=subject):
                tests = [self.outcomes(branch.test) for branch in branches]
                if subject is not None:
                    tests.append(self.outcomes(subject))
                last = _EMPTY if otherwise is None else self.outcomes(otherwise)
                return last.union(*(self.outcomes(branch.value) for branch in branches))
            case Minus(operand=operand):
                found = self.outcomes(operand)
                self.stumbles |= found != _EMPTY and not isinstance(operand, Constant)
                return found
            case Arithmetic():
                return self._chain(node)

    def _chain(self, node: Arithmetic) -> Outcomes:
        first, steps = spine(node)
        found = self.outcomes(first)
        for step in steps:
            right = self.outcomes(step.right)
            if _EMPTY in (found, right):
                found = _EMPTY
            else:
                self.stumbles, found = True, _SOME
        return found

    def _logic(self, is_and: bool, operands: Iterable[Node]) -> Outcomes:
        deciding = not is_and
        found: Outcomes = frozenset({is_and})
        for operand in operands:
            found = frozenset(
                deciding if deciding in pair else None if None in pair else is_and
                for pair in product(found, self.outcomes(operand))
            )
        return found

    def _first(self, operands: Iterable[Outcomes]) -> Outcomes:
        found: Outcomes = frozenset()
        for each in operands:
            found |= each - _EMPTY
            if None not in each:
                return found
        return found | _EMPTY
