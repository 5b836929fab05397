"""The order of tokens, judged before the parser sees them.

What lives here: nesting (at most 32 deep), balance, values without an operator between them, and the readings on which
SQL engines disagree (`a = b IS NULL`, `a = b = c`), which want parentheses: PostgreSQL reads the first as
`(a = b) IS NULL`, others as `a = (b IS NULL)`. What this file must not know: types, values, and how a tree is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from .._dataclass import dataclass
from ..errors import DefinitionError
from ._scan import Token, ends_operand

MAX_DEPTH: Final = 32

COMPARISONS: Final = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})
_PREDICATES: Final = COMPARISONS | {"IS", "BETWEEN", "IN"}
_INFIX: Final = COMPARISONS | {"AND", "OR", "IS", "BETWEEN", "IN", "+", "-", "*", "/"}
_CLAUSES: Final = frozenset({"THEN", "ELSE"})
_FRESH: Final = frozenset({"OR", "WHEN", "THEN", "ELSE", ","})
_NOT_FOLLOWS: Final = frozenset({"", "(", "CASE", "AND", "OR", "NOT", "WHEN", "THEN", "ELSE", ","})


@dataclass(slots=True)
class _Level:
    """One open parenthesis or CASE, or (`prefix`) one unary operator still waiting for its operand."""

    kind: Literal["top", "group", "call", "list", "CASE", "prefix"]
    predicate: bool = False
    betweens: int = 0


def check(tokens: Sequence[Token]) -> None:
    """Accept `tokens` whose order has one meaning in every SQL engine.

    Raises:
        DefinitionError: They nest deeper than 32, are not balanced, stop short, or need parentheses to mean one thing.
    """
    guard = _Guard()
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        guard.admit(token, list(tokens[max(0, index - 2) : index]), following)
    guard.finish(tokens)


class _Guard:
    def __init__(self) -> None:
        self._levels = [_Level("top")]

    def admit(self, token: Token, before: list[Token], following: Token | None) -> None:
        """Take the next token in, knowing the two before it and the one after."""
        after_value = ends_operand(before)
        previous = before[-1].word if before else ""
        starts_value = token.kind in ("operand", "function") or token.word in ("(", "CASE")
        if starts_value and after_value:
            raise DefinitionError("expression-operator-missing", near=token.text)
        if previous == "IN" and token.word != "(":
            raise DefinitionError("expression-in-list", near=token.text)
        if token.kind == "operand":
            self._close_prefixes()
        elif token.word == "NOT":
            self._admit_not(previous, after_value, following)
        elif token.word in ("+", "-") and not after_value:
            self._admit_sign(token)
        else:
            self._admit_structure(token, before, after_value, following)

    def _admit_structure(self, token: Token, before: list[Token], after_value: bool, following: Token | None) -> None:
        word = token.word
        previous = before[-1].word if before else ""
        negated = word in ("BETWEEN", "IN") and previous == "NOT" and ends_operand(before[:-1])
        expects_value = word in _INFIX or word in _CLAUSES or (word == "WHEN" and previous != "CASE")
        if expects_value and not after_value and not negated:
            raise DefinitionError("expression-syntax", near=token.text)
        if word in ("WHEN", *_CLAUSES) and self._innermost().kind != "CASE":
            raise DefinitionError("expression-unbalanced", near=token.text)
        if word == "IS":
            self._admit_is(following)
        if word in _PREDICATES:
            self._admit_predicate(token)
        if word == "(":
            self._open("list" if previous == "IN" else "call" if before and before[-1].kind == "function" else "group")
        elif word == "CASE":
            self._open("CASE")
        elif word in (")", "END"):
            self._close(token, after_value)
        elif word == ",":
            self._admit_comma(token, after_value)
        elif word == "AND" and self._innermost().betweens:
            self._innermost().betweens -= 1
        elif word == "AND" or word in _FRESH:
            self._innermost().predicate = False

    def _admit_not(self, previous: str, after_value: bool, following: Token | None) -> None:
        if previous == "IS":
            if following is None or following.word != "NULL":
                raise DefinitionError("expression-unsupported", construct="IS NOT" + _spaced(following))
            return
        if after_value:
            if following is None or following.word not in ("BETWEEN", "IN"):
                raise DefinitionError("expression-syntax", near="NOT")
            return
        if previous not in _NOT_FOLLOWS:
            raise DefinitionError("expression-ambiguous", near="NOT")
        self._open("prefix")

    def _admit_sign(self, token: Token) -> None:
        if token.word == "+":
            raise DefinitionError("expression-unsupported", construct="unary +")
        self._open("prefix")

    def _admit_is(self, following: Token | None) -> None:
        if following is None or following.word not in ("NULL", "NOT"):
            raise DefinitionError("expression-unsupported", construct="IS" + _spaced(following))

    def _admit_predicate(self, token: Token) -> None:
        level = self._innermost()
        if level.predicate:
            raise DefinitionError("expression-ambiguous", near=token.text)
        level.predicate = True
        level.betweens += token.word == "BETWEEN"

    def _admit_comma(self, token: Token, after_value: bool) -> None:
        if not after_value or self._innermost().kind not in ("call", "list"):
            raise DefinitionError("expression-syntax", near=token.text)
        self._innermost().predicate = False

    def _open(self, kind: Literal["group", "call", "list", "CASE", "prefix"]) -> None:
        self._levels.append(_Level(kind))
        if len(self._levels) - 1 > MAX_DEPTH:
            raise DefinitionError("expression-too-deep", limit=MAX_DEPTH)

    def _close(self, token: Token, after_value: bool) -> None:
        if not after_value:
            raise DefinitionError("expression-syntax", near=token.text)
        closes_case = self._innermost().kind == "CASE"
        if len(self._levels) == 1 or closes_case != (token.word == "END"):
            raise DefinitionError("expression-unbalanced", near=token.text)
        self._levels.pop()
        self._close_prefixes()

    def _close_prefixes(self) -> None:
        while self._levels[-1].kind == "prefix":
            self._levels.pop()

    def _innermost(self) -> _Level:
        return next(level for level in reversed(self._levels) if level.kind != "prefix")

    def finish(self, tokens: Sequence[Token]) -> None:
        """Take the end in."""
        if len(self._levels) > 1 and self._innermost().kind != "top":
            opened = "CASE" if self._innermost().kind == "CASE" else "("
            raise DefinitionError("expression-unbalanced", near=opened)
        if not ends_operand(list(tokens)):
            raise DefinitionError("expression-syntax", near=tokens[-1].text)


def _spaced(token: Token | None) -> str:
    return "" if token is None else f" {token.text}"
