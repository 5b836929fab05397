"""The face of an expression: parse it once, evaluate it over as many batches as there are.

What lives here: `Expression`, `Evaluated`, and the two verbs that make an expression from text.
What this file must not know: how text is scanned and parsed, and what any construct means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa

from .._dataclass import dataclass
from ..errors import DefinitionError
from . import _guard
from ._evaluate import Evaluator
from ._outcomes import can_fail
from ._parse import tree_of
from ._scan import scan
from ._standard_sql import standard_sql
from ._sums import Said, sums_in
from ._tree import Column, Node, shortened, valued_columns
from ._types import ExpressionType


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an expression is worth in each row of a batch.

    `values` has the expression's Arrow type (`decimal128(p, s)` with a precision and scale that follow from the
    columns') and as many rows as the batch. `not_computable`, a boolean array without nulls, is true in the rows that
    overflowed, divided by zero or left the range of dates; `values` is null there. It is None where no row did.
    """

    values: pa.Array[Any]
    not_computable: pa.BooleanArray | None


class Expression:
    """One SQL expression over named columns, parsed and type-checked; frozen, comparable, picklable.

    Made by `parse` and `parse_condition`. Two are equal when they have the same text over the same types of the
    columns they read.

    Attributes:
        text: The expression as its author wrote it.
        type: What it is worth.
        columns: The names of the columns it reads, in the order it first names them.
    """

    __slots__ = ("_declared", "_tree", "columns", "text", "type")

    text: str
    type: ExpressionType
    columns: tuple[str, ...]

    def __init__(self, text: str, tree: Node, declared: Mapping[str, ExpressionType]) -> None:
        initial: dict[str, object] = {
            "text": text,
            "type": tree.type,
            "columns": tuple(declared),
            "_tree": tree,
            "_declared": dict(declared),
        }
        for name, value in initial.items():
            object.__setattr__(self, name, value)

    _tree: Final[Node]  # type: ignore[misc]
    _declared: Final[dict[str, ExpressionType]]  # type: ignore[misc]

    @property
    def is_constant(self) -> bool:
        """Return whether it reads no column, so that it is worth the same in every row."""
        return not self.columns

    @property
    def sums(self) -> tuple[Said, ...]:
        """Return (total, parts, all of it) for every comparison that says how columns add up, in order, each once.

        `a + b = total` says that `a` and `b` are all of `total`; where the sum is only a bound
        (`total >= COALESCE(a, 0) + b`), something else is part of it too. `part <= whole` is a bound with one part.

        Example:
            >>> from opendata_share.expressions import ExpressionType, parse_condition
            >>> counts = dict.fromkeys(("a", "b", "total"), ExpressionType.INTEGER)
            >>> parse_condition("total = 0 OR a + b = total", counts).sums
            (('total', ('a', 'b'), True),)
        """
        return sums_in(self._tree)

    @property
    def valued_columns(self) -> frozenset[str]:
        """The columns whose values it looks at; those it only asks whether they are null are not among them.

        Example:
            >>> columns = {"closed": ExpressionType.DATE, "opened": ExpressionType.DATE}
            >>> sorted(parse("closed IS NULL OR opened > DATE '2026-01-01'", columns).valued_columns)
            ['opened']
        """
        return valued_columns(self._tree)

    @property
    def standard_sql(self) -> str:
        """The expression as SQL that a database can keep as a constraint: columns quoted, durations in seconds.

        It means there what it means here where columns of text have a collation by bytes.

        Example:
            >>> columns = {"order": ExpressionType.INTEGER, "seen": ExpressionType.DATETIME}
            >>> parse_condition("order > 1 AND seen IS NOT NULL", columns).standard_sql
            '("order" > 1) AND ("seen" IS NOT NULL)'
        """
        return standard_sql(self._tree)

    def can_fail(self, empty: frozenset[str]) -> bool:
        """Return whether this condition can reject a row in which the columns `empty` are null.

        It says yes wherever it cannot tell.

        Example:
            >>> columns = {"staffed": ExpressionType.INTEGER, "free": ExpressionType.INTEGER}
            >>> condition = parse_condition("free <= staffed", columns)
            >>> condition.can_fail(frozenset()), condition.can_fail(frozenset({"staffed"}))
            (True, False)
        """
        return can_fail(self._tree, empty)

    def evaluate(self, columns: Mapping[str, pa.Array[Any]], length: int) -> Evaluated:
        """Return what the expression is worth in each row, by SQL's three-valued logic.

        Args:
            columns: At least the columns it reads, each of `length` rows and of the declared type; another width,
                unit or time zone of that type is converted.
            length: The number of rows; a constant expression is repeated as often.

        Raises:
            KeyError: A column it reads is missing.
            ValueError: A column has another length or another type.
        """
        cells = Evaluator(columns, length).cells(self._tree)
        failed = cells.failed if cells.failed is not None and cells.failed.true_count else None
        return Evaluated(cells.array(length), failed)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an expression is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an expression is frozen: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expression):
            return NotImplemented
        return (self.text, self._declared) == (other.text, other._declared)

    def __hash__(self) -> int:
        return hash((self.text, *self._declared.items()))

    def __repr__(self) -> str:
        over = ", ".join(f"{name}: {kind}" for name, kind in self._declared.items())
        return f"<Expression {self.text!r} -> {self.type}{f' over {over}' if over else ''}>"

    def __reduce__(self) -> tuple[Callable[..., Expression], tuple[str, dict[str, ExpressionType]]]:
        # The text is the expression: a tree as deep as a chain is long does not pickle, and text fits every version.
        return parse, (self.text, self._declared)


def parse(text: str, columns: Mapping[str, ExpressionType]) -> Expression:
    """Return the expression that `text` spells over `columns`, parsed, type-checked and ready to evaluate.

    The language is a closed subset of SQL: columns (bare or in double quotes, by their exact name), literals, AND OR
    NOT, = <> != < <= > >=, IS [NOT] NULL, [NOT] BETWEEN, [NOT] IN literals, + - * and unary minus, / on decimals and
    numbers, COALESCE, CHAR_LENGTH, CASE, DATE '…', TIMESTAMP WITH TIME ZONE '…', INTERVAL '…' DAY | HOUR | MINUTE |
    SECOND. `1.5` is an exact decimal, `1.5e0` a number (a double). It is never run as SQL by anyone.

    Raises:
        DefinitionError: `text` is over 4 000 bytes or nested deeper than 32, holds anything outside the subset (the
            message names it), reads a column that `columns` does not have, or mixes types that do not mix.

    Example:
        >>> parse("available <= staffed", {"available": ExpressionType.INTEGER, "staffed": ExpressionType.INTEGER}).type
        <ExpressionType.BOOLEAN: 'boolean'>
    """
    tokens = scan(text, columns)
    _guard.check(tokens)
    tree = tree_of(tokens)
    leaves = [token.leaf for token in tokens if isinstance(token.leaf, Column)]
    return Expression(text, tree, {leaf.name: leaf.type for leaf in leaves})


def parse_condition(text: str, columns: Mapping[str, ExpressionType]) -> Expression:
    """Return `parse(text, columns)`, which must be a condition: a check, a `when`, a `where`, a row filter.

    Raises:
        DefinitionError: As for `parse`, and where the expression is not boolean.
    """
    expression = parse(text, columns)
    if expression.type is not ExpressionType.BOOLEAN:
        raise DefinitionError("expression-not-boolean", part=shortened(text), type=expression.type)
    return expression
