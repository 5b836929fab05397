"""Tokens → tree, through sqlglot's grammar.

What lives here: the only lines that know sqlglot. It is shown the *shape* of an expression and none of its content:
every operand stands as `"7"`, the index of its token, so nothing of it can be normalised, rescaled or unescaped on
the way; of what comes back a closed list of node classes is read, and any class or argument outside it is refused.
What this file must not know: which types go together (`_build`), and how anything is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, cast

from ..errors import DefinitionError
from . import _build, _guard
from ._scan import Token
from ._tree import ArithmeticOperator, ComparisonOperator, Node, NullTest

if TYPE_CHECKING:
    from sqlglot import exp

_COMPARISONS: Final[dict[str, ComparisonOperator]] = {
    "eq": "=",
    "neq": "<>",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
}
_ARITHMETIC: Final[dict[str, ArithmeticOperator]] = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_LOGIC: Final = ("and", "or")

_ARGUMENTS: Final[dict[str, frozenset[str]]] = {
    **{key: frozenset({"this", "expression"}) for key in (*_COMPARISONS, *_ARITHMETIC, *_LOGIC, "is")},
    **{key: frozenset({"this"}) for key in ("column", "paren", "not", "neg", "length", "null")},
    "between": frozenset({"this", "low", "high"}),
    "in": frozenset({"this", "expressions"}),
    "coalesce": frozenset({"this", "expressions"}),
    "case": frozenset({"this", "ifs", "default"}),
    "if": frozenset({"this", "true"}),
}
"""Every node class that may come back (by its key), and the arguments it may carry."""


def tree_of(tokens: Sequence[Token]) -> Node:
    """Return the typed tree of `tokens`, which the guard has accepted.

    Raises:
        DefinitionError: They do not form one expression, or its types do not go together.
    """
    return _Translator(tokens).node(_grammar(tokens))


def _grammar(tokens: Sequence[Token]) -> exp.Expression:
    import sqlglot  # a third of a second: only where an expression is really parsed
    from sqlglot.errors import ParseError

    shown = [f'"{index}"' if token.kind == "operand" else token.word for index, token in enumerate(tokens)]
    try:
        # sqlglot spends some twenty frames of the stack on each level of nesting. A fresh thread has a fresh stack,
        # so an expression within our limit parses wherever the caller stands in its own.
        with ThreadPoolExecutor(1) as fresh:
            return cast("exp.Expression", fresh.submit(sqlglot.parse_one, " ".join(shown)).result())
    except ParseError as error:
        column = error.errors[0].get("col") if error.errors else None
        raise DefinitionError("expression-syntax", near=tokens[_token_at(shown, column)].text) from None
    except RecursionError:
        raise DefinitionError("expression-too-deep", limit=_guard.MAX_DEPTH) from None


def _token_at(shown: Sequence[str], column: int | None) -> int:
    """Return which of the tokens `shown`, joined by spaces, ends at or behind `column`."""
    end = -1
    for index, text in enumerate(shown):
        end += len(text) + 1
        if column is not None and end >= column:
            return index
    return len(shown) - 1


class _Translator:
    """Reads sqlglot's nodes, and only those of `_ARGUMENTS`."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._readers: dict[str, Callable[[Any], Node]] = {
            "column": self._leaf,
            "paren": lambda found: self.node(found.this),
            "not": lambda found: _build.negation(self.node(found.this)),
            "neg": lambda found: _build.minus(self.node(found.this)),
            "length": lambda found: _build.character_count(self.node(found.this)),
            "coalesce": lambda found: _build.first_known(self._nodes([found.this, *found.expressions])),
            "between": self._between,
            "is": self._null_test,
            "in": self._membership,
            "case": self._choice,
            **dict.fromkeys(_COMPARISONS, self._comparison),
            **dict.fromkeys(_ARITHMETIC, self._chain),
            **dict.fromkeys(_LOGIC, self._logic),
        }

    def node(self, found: exp.Expression) -> Node:
        """Return the tree of `found`."""
        self._refuse_strangers(found)
        reader = self._readers.get(found.key)
        if reader is None:
            raise DefinitionError("expression-unsupported", construct=found.key.upper())
        return reader(found)

    def _nodes(self, found: Sequence[exp.Expression]) -> list[Node]:
        return [self.node(each) for each in found]

    def _refuse_strangers(self, found: exp.Expression) -> None:
        allowed = _ARGUMENTS.get(found.key)
        # Div and Not carry flags (typed, safe) that are False; only what is set counts.
        if allowed is None or any(value and name not in allowed for name, value in found.args.items()):
            construct = "CHAR_LENGTH(…, …)" if found.key == "length" else found.key.upper()
            raise DefinitionError("expression-unsupported", construct=construct)

    def _leaf(self, found: exp.Expression) -> Node:
        name = found.this
        index = str(name.name)
        if name.key != "identifier" or not name.args.get("quoted") or not index.isdecimal():
            raise DefinitionError("expression-syntax", near=index)
        leaf = self._tokens[int(index)].leaf
        if leaf is None:
            raise DefinitionError("expression-syntax", near=self._tokens[int(index)].text)
        return leaf

    def _comparison(self, found: exp.Expression) -> Node:
        return _build.comparison(_COMPARISONS[found.key], self.node(found.this), self.node(found.expression))

    def _chain(self, found: exp.Expression) -> Node:
        """Read `a + b - c`, which leans left as deep as it is long, without recursion."""
        steps: list[exp.Expression] = []
        first = found
        while first.key in _ARITHMETIC:
            self._refuse_strangers(first)
            steps.append(first)
            first = first.this
        left = self.node(first)
        for step in reversed(steps):
            left = _build.arithmetic(_ARITHMETIC[step.key], left, self.node(step.expression))
        return left

    def _logic(self, found: exp.Expression) -> Node:
        operands: list[exp.Expression] = []
        first = found
        while first.key == found.key:
            self._refuse_strangers(first)
            operands.append(first.expression)
            first = first.this
        operands.append(first)
        return _build.logic("AND" if found.key == "and" else "OR", self._nodes(operands[::-1]))

    def _null_test(self, found: exp.Expression) -> Node:
        self._refuse_strangers(found.expression)
        if found.expression.key != "null":
            raise DefinitionError("expression-unsupported", construct="IS")
        return NullTest(self.node(found.this))

    def _between(self, found: exp.Expression) -> Node:
        return _build.between(self.node(found.this), self.node(found.args["low"]), self.node(found.args["high"]))

    def _membership(self, found: exp.Expression) -> Node:
        if not found.expressions:
            raise DefinitionError("expression-in-list", near=")")
        return _build.membership(self.node(found.this), self._nodes(found.expressions))

    def _choice(self, found: exp.Expression) -> Node:
        subject, otherwise = found.args.get("this"), found.args.get("default")
        whens = []
        for when in found.args["ifs"]:
            self._refuse_strangers(when)
            whens.append((self.node(when.this), self.node(when.args["true"])))
        return _build.choice(
            None if subject is None else self.node(subject),
            whens,
            None if otherwise is None else self.node(otherwise),
        )
