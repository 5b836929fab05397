"""Tokens → tree, by which operator binds which operands.

What lives here: precedence, and nothing else: OR, AND, NOT, then one comparison or test, then + and -, * and /, unary
minus. What comes in was accepted by the guard, so nesting is at most 32 deep and no operator is read in two ways; a
chain such as `a + b - c` is read in a loop, however long. What this file must not know: which types go together
(`_build`), and how anything is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..errors import DefinitionError
from . import _build
from ._scan import Token
from ._tree import ArithmeticOperator, ComparisonOperator, Node, NullTest

_COMPARISONS: Final[dict[str, ComparisonOperator]] = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_SUMS: Final[dict[str, ArithmeticOperator]] = {"+": "+", "-": "-"}
_PRODUCTS: Final[dict[str, ArithmeticOperator]] = {"*": "*", "/": "/"}


def tree_of(tokens: Sequence[Token]) -> Node:
    """Return the typed tree of `tokens`, which the guard has accepted.

    Raises:
        DefinitionError: They do not form one expression, or its types do not go together.
    """
    parser = _Parser(tokens)
    node = parser.disjunction()
    parser.finish()
    return node


class _Parser:
    """Reads tokens from left to right; each method reads one level of precedence."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _word(self) -> str:
        """The next keyword, function or symbol; empty at an operand and at the end."""
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""

    def _skip(self, word: str) -> bool:
        """Read `word` if it comes next, and return whether it did."""
        found = self._word == word
        self._at += found
        return found

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise self._out_of_order()

    def _out_of_order(self) -> DefinitionError:
        return DefinitionError("expression-syntax", near=self._tokens[min(self._at, len(self._tokens) - 1)].text)

    def finish(self) -> None:
        """Refuse tokens that are left over."""
        if self._at < len(self._tokens):
            raise self._out_of_order()

    def disjunction(self) -> Node:
        """Read conditions joined by OR, or any one value."""
        operands = [self._conjunction()]
        while self._skip("OR"):
            operands.append(self._conjunction())
        return operands[0] if len(operands) == 1 else _build.logic("OR", operands)

    def _conjunction(self) -> Node:
        operands = [self._negation()]
        while self._skip("AND"):
            operands.append(self._negation())
        return operands[0] if len(operands) == 1 else _build.logic("AND", operands)

    def _negation(self) -> Node:
        return _build.negation(self._negation()) if self._skip("NOT") else self._predicate()

    def _predicate(self) -> Node:
        subject = self._sum()
        if self._word in _COMPARISONS:
            operator = _COMPARISONS[self._word]
            self._at += 1
            return _build.comparison(operator, subject, self._sum())
        if self._skip("IS"):
            negated = self._skip("NOT")
            self._expect("NULL")
            test: Node = NullTest(subject)
        else:
            negated = self._skip("NOT")
            if self._skip("BETWEEN"):
                test = self._between(subject)
            elif self._skip("IN"):
                test = _build.membership(subject, self._list())
            else:
                return subject
        return _build.negation(test) if negated else test

    def _between(self, subject: Node) -> Node:
        low = self._sum()
        self._expect("AND")
        return _build.between(subject, low, self._sum())

    def _sum(self) -> Node:
        left = self._product()
        while (operator := _SUMS.get(self._word)) is not None:
            self._at += 1
            left = _build.arithmetic(operator, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._unary()
        while (operator := _PRODUCTS.get(self._word)) is not None:
            self._at += 1
            left = _build.arithmetic(operator, left, self._unary())
        return left

    def _unary(self) -> Node:
        return _build.minus(self._unary()) if self._skip("-") else self._primary()

    def _primary(self) -> Node:
        if self._at < len(self._tokens) and (leaf := self._tokens[self._at].leaf) is not None:
            self._at += 1
            return leaf
        if self._skip("("):
            inner = self.disjunction()
            self._expect(")")
            return inner
        if self._skip("CASE"):
            return self._choice()
        if self._skip("COALESCE"):
            return _build.first_known(self._list())
        if self._skip("CHAR_LENGTH"):
            texts = self._list()
            if len(texts) > 1:
                raise DefinitionError("expression-unsupported", construct="CHAR_LENGTH(…, …)")
            return _build.character_count(texts[0])
        raise self._out_of_order()

    def _list(self) -> list[Node]:
        self._expect("(")
        members = [self.disjunction()]
        while self._skip(","):
            members.append(self.disjunction())
        self._expect(")")
        return members

    def _choice(self) -> Node:
        subject = None if self._word == "WHEN" else self.disjunction()
        whens = []
        while self._skip("WHEN"):
            test = self.disjunction()
            self._expect("THEN")
            whens.append((test, self.disjunction()))
        otherwise = self.disjunction() if whens and self._skip("ELSE") else None
        self._expect("END")
        if not whens:
            raise self._out_of_order()
        return _build.choice(subject, whens, otherwise)
