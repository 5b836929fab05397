"""The closed tree an expression becomes: frozen, typed, and nothing outside these classes.

What lives here: one class per construct, each knowing its own type, and `written`, which prints a part for a message.
What this file must not know: SQL's spelling rules, and how Arrow computes anything.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Final, Literal

from .._dataclass import dataclass
from ._types import ExpressionType

BOOLEAN: Final = ExpressionType.BOOLEAN

ComparisonOperator = Literal["=", "<>", "<", "<=", ">", ">="]
ArithmeticOperator = Literal["+", "-", "*", "/"]
Value = str | int | float | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column, by its name."""

    name: str
    type: ExpressionType


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal.

    `value` is a date's days since 1970-01-01, a datetime's microseconds since then in UTC, a duration's microseconds.
    `text` is how the author wrote it; `whole_days` says that a duration was written in days.
    """

    value: Value
    type: ExpressionType
    text: str
    whole_days: bool = False


@dataclass(frozen=True, slots=True)
class Negation:
    """NOT of a condition."""

    operand: Node
    type: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Logic:
    """AND or OR of two conditions or more, flat however many there are."""

    operator: Literal["AND", "OR"]
    operands: tuple[Node, ...]
    type: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared as `domain`, the type both widen to."""

    operator: ComparisonOperator
    left: Node
    right: Node
    domain: ExpressionType
    type: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class NullTest:
    """IS NULL; IS NOT NULL is its negation."""

    operand: Node
    type: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Range:
    """BETWEEN: `subject >= low AND subject <= high`, the subject computed once, each bound in its own domain."""

    subject: Node
    low: Node
    high: Node
    low_domain: ExpressionType
    high_domain: ExpressionType
    type: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Membership:
    """IN a list of literals, none of them NULL, compared as `domain`."""

    subject: Node
    members: tuple[Constant, ...]
    domain: ExpressionType
    type: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two values combined. `left` and `right` widen to `left_domain` and `right_domain` first."""

    operator: ArithmeticOperator
    left: Node
    right: Node
    left_domain: ExpressionType
    right_domain: ExpressionType
    type: ExpressionType
    whole_days: bool = False


@dataclass(frozen=True, slots=True)
class Minus:
    """Unary minus."""

    operand: Node
    type: ExpressionType
    whole_days: bool = False


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """COALESCE: the first operand that is not null."""

    operands: tuple[Node, ...]
    type: ExpressionType


@dataclass(frozen=True, slots=True)
class CharacterCount:
    """CHAR_LENGTH: the number of Unicode code points of a text."""

    operand: Node
    type: ExpressionType = ExpressionType.INTEGER


@dataclass(frozen=True, slots=True)
class Branch:
    """WHEN `test` THEN `value`. In a simple CASE the test is compared with the subject, as `domain`."""

    test: Node
    value: Node
    domain: ExpressionType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Choice:
    """CASE, searched (`subject` is None) or simple; `otherwise` None means NULL."""

    subject: Node | None
    branches: tuple[Branch, ...]
    otherwise: Node | None
    type: ExpressionType


Node = (
    Column
    | Constant
    | Negation
    | Logic
    | Comparison
    | NullTest
    | Range
    | Membership
    | Arithmetic
    | Minus
    | FirstKnown
    | CharacterCount
    | Choice
)

_LONGEST_PART: Final = 80


def written(node: Node) -> str:
    """Return `node` as SQL, cut at 80 characters: the part a message is about."""
    return shortened(_sql(node))


def shortened(text: str) -> str:
    """Return `text` cut at 80 characters."""
    return text if len(text) <= _LONGEST_PART else text[: _LONGEST_PART - 1] + "…"


def _sql(node: Node) -> str:
    match node:
        case Column(name=name):
            return name if name.isidentifier() else '"' + name.replace('"', '""') + '"'
        case Constant(text=text):
            return text
        case Arithmetic():
            return _sql_of_chain(node)
        case Minus(operand=operand):
            return f"-{_operand(operand)}"
        case FirstKnown(operands=operands):
            return f"COALESCE({', '.join(map(_sql, operands))})"
        case CharacterCount(operand=operand):
            return f"CHAR_LENGTH({_sql(operand)})"
        case Choice():
            return _sql_of_choice(node)
    return _sql_of_condition(node)


def _sql_of_condition(node: Negation | Logic | Comparison | NullTest | Range | Membership) -> str:
    match node:
        case Negation(operand=NullTest(operand=operand)):
            return f"{_operand(operand)} IS NOT NULL"
        case Negation(operand=operand):
            return f"NOT {_operand(operand)}"
        case Logic(operator=operator, operands=operands):
            return f" {operator} ".join(map(_operand, operands))
        case Comparison(operator=sign, left=left, right=right):
            return f"{_operand(left)} {sign} {_operand(right)}"
        case NullTest(operand=operand):
            return f"{_operand(operand)} IS NULL"
        case Range(subject=subject, low=low, high=high):
            return f"{_operand(subject)} BETWEEN {_operand(low)} AND {_operand(high)}"
        case Membership(subject=subject, members=members):
            return f"{_operand(subject)} IN ({', '.join(member.text for member in members)})"


def _sql_of_chain(node: Arithmetic) -> str:
    first, steps = spine(node)
    return "".join([_operand(first), *(f" {step.operator} {_operand(step.right)}" for step in steps)])


def _sql_of_choice(node: Choice) -> str:
    subject = "" if node.subject is None else f" {_sql(node.subject)}"
    branches = "".join(f" WHEN {_sql(branch.test)} THEN {_sql(branch.value)}" for branch in node.branches)
    otherwise = "" if node.otherwise is None else f" ELSE {_sql(node.otherwise)}"
    return f"CASE{subject}{branches}{otherwise} END"


def _operand(node: Node) -> str:
    closed = isinstance(node, (Column, Constant, FirstKnown, CharacterCount, Choice))
    return _sql(node) if closed else f"({_sql(node)})"


def valued_columns(node: Node) -> frozenset[str]:
    """Return the columns whose values matter: all but those that are only asked whether they are null."""
    found: set[str] = set()
    waiting: list[object] = [node]
    while waiting:  # a chain is as deep as it is long
        part = waiting.pop()
        if isinstance(part, Column):
            found.add(part.name)
        elif not (isinstance(part, NullTest) and isinstance(part.operand, Column)):
            waiting += _parts(part)
    return frozenset(found)


def _parts(node: object) -> list[object]:
    parts: list[object] = []
    for field in fields(node) if is_dataclass(node) and not isinstance(node, type) else ():
        value = getattr(node, field.name)
        parts += value if isinstance(value, tuple) else [value]
    return parts


def spine(node: Node) -> tuple[Node, list[Arithmetic]]:
    """Return the first operand of a chain such as `a + b - c`, and its steps from left to right.

    A chain leans left as deep as it is long, and 4 000 bytes hold one of 2 000 steps: walk it with this, never by
    recursion.
    """
    steps: list[Arithmetic] = []
    while isinstance(node, Arithmetic):
        steps.append(node)
        node = node.left
    steps.reverse()
    return node, steps
