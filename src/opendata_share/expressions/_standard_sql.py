"""A parsed expression as SQL for a database to keep, with the meaning it has here.

What lives here: the tree spelled anew: columns quoted, so that no name is a word of the language; numbers with an
exponent as doubles; durations in seconds, a day being 24 hours whatever the time zone; a date moved by days still a
date. What this file must not know: tables. Texts compare by bytes here: the columns must have the collation for it.
"""

from __future__ import annotations

from decimal import Decimal

from . import _tree as tree
from ._types import ExpressionType


def standard_sql(node: tree.Node) -> str:
    """Return `node` as SQL, every operand in parentheses of its own."""
    match node:
        case tree.Column(name=name):
            return '"' + name.replace('"', '""') + '"'
        case tree.Constant():
            return _constant(node)
        case tree.Arithmetic():
            return _chain(node)
        case tree.Minus(operand=operand):
            return f"-{_operand(operand)}"
        case tree.FirstKnown(operands=operands):
            return f"COALESCE({', '.join(map(standard_sql, operands))})"
        case tree.CharacterCount(operand=operand):
            return f"CHAR_LENGTH({standard_sql(operand)})"
        case tree.Choice():
            return _choice(node)
    return _condition(node)


def _condition(
    node: tree.Negation | tree.Logic | tree.Comparison | tree.NullTest | tree.Range | tree.Membership,
) -> str:
    match node:
        case tree.Negation(operand=tree.NullTest(operand=operand)):
            return f"{_operand(operand)} IS NOT NULL"
        case tree.Negation(operand=operand):
            return f"NOT {_operand(operand)}"
        case tree.Logic(operator=operator, operands=operands):
            return f" {operator} ".join(map(_operand, operands))
        case tree.Comparison(operator=sign, left=left, right=right):
            return f"{_operand(left)} {sign} {_operand(right)}"
        case tree.NullTest(operand=operand):
            return f"{_operand(operand)} IS NULL"
        case tree.Range(subject=subject, low=low, high=high):
            return f"{_operand(subject)} BETWEEN {_operand(low)} AND {_operand(high)}"
        case tree.Membership(subject=subject, members=members):
            return f"{_operand(subject)} IN ({', '.join(map(_constant, members))})"


def _constant(node: tree.Constant) -> str:
    if node.type is ExpressionType.NUMBER:
        return f"CAST({node.text} AS double precision)"
    if node.type is ExpressionType.DURATION and isinstance(node.value, int):
        seconds = f"{Decimal(node.value).scaleb(-6):f}".rstrip("0").rstrip(".")
        return f"INTERVAL '{seconds}' SECOND"
    return node.text


def _chain(node: tree.Arithmetic) -> str:
    first, steps = tree.spine(node)
    text = _operand(first)
    for step in steps:
        text = f"{text} {step.operator} {_operand(step.right)}"
        if step.type is ExpressionType.DATE:
            text = f"CAST({text} AS date)"
        elif step is not steps[-1]:
            text = f"({text})"
    return text


def _choice(node: tree.Choice) -> str:
    subject = "" if node.subject is None else f" {standard_sql(node.subject)}"
    branches = "".join(f" WHEN {standard_sql(one.test)} THEN {standard_sql(one.value)}" for one in node.branches)
    otherwise = "" if node.otherwise is None else f" ELSE {standard_sql(node.otherwise)}"
    return f"CASE{subject}{branches}{otherwise} END"


def _operand(node: tree.Node) -> str:
    closed = isinstance(node, (tree.Column, tree.Constant, tree.FirstKnown, tree.CharacterCount, tree.Choice))
    return standard_sql(node) if closed else f"({standard_sql(node)})"
