"""What a condition adds up: which columns are parts of which other.

What lives here: reading sums out of an expression's tree. What this file must not know: rows, why anybody asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ._tree import (
    Arithmetic,
    Branch,
    CharacterCount,
    Choice,
    Column,
    Comparison,
    FirstKnown,
    Logic,
    Membership,
    Minus,
    Negation,
    Node,
    NullTest,
    Range,
)

Said: TypeAlias = tuple[str, tuple[str, ...], bool]
"""The total, its parts, and whether the parts are all of it."""


def sums_in(tree: Node) -> tuple[Said, ...]:
    """Return (total, parts, all of it) for every comparison in a tree that says how columns add up, in order."""
    return tuple(dict.fromkeys(found for each in _comparisons(tree) for found in _said(each)))


def _comparisons(node: Node | Branch) -> Iterator[Comparison]:
    if isinstance(node, Comparison):
        yield node
    for part in _parts(node):
        yield from _comparisons(part)


def _parts(node: Node | Branch) -> tuple[Node | Branch, ...]:
    match node:
        case Logic(operands=operands) | FirstKnown(operands=operands):
            return operands
        case Comparison(left=left, right=right) | Arithmetic(left=left, right=right):
            return left, right
        case Negation(operand=operand) | NullTest(operand=operand) | Minus(operand=operand):
            return (operand,)
        case CharacterCount(operand=operand):
            return (operand,)
        case Range(subject=subject, low=low, high=high):
            return subject, low, high
        case Membership(subject=subject):
            return (subject,)
        case Branch(test=test, value=value):
            return test, value
        case Choice(branches=branches, otherwise=otherwise):
            return branches if otherwise is None else (*branches, otherwise)
        case _:
            return ()


def _said(comparison: Comparison) -> Iterator[Said]:
    left, right = _added(comparison.left), _added(comparison.right)
    if comparison.operator in {"=", "<=", "<"} and len(right) == 1 and left:
        yield right[0], left, comparison.operator == "="
    elif comparison.operator in {"=", ">=", ">"} and len(left) == 1 and right:
        yield left[0], right, comparison.operator == "="


def _added(node: Node) -> tuple[str, ...]:
    """Return the columns that are added up in `node`, or nothing where it is no such sum."""
    match node:
        case Column(name=name):
            return (name,)
        case FirstKnown(operands=(first, *_)):
            return _added(first)
        case Arithmetic(operator="+", left=left, right=right):
            before, behind = _added(left), _added(right)
            return (*before, *behind) if before and behind else ()
        case _:
            return ()
