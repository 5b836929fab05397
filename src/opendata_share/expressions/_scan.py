"""The scan before parsing: the author's text → tokens of the subset, or the name of what does not belong.

What lives here: the size limit, the lexer, and the operands: every column and literal becomes its finished leaf here,
so that the parser behind sees no content that it could rewrite. What this file must not know: precedence, types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from .._dataclass import dataclass
from ..errors import DefinitionError
from . import _literals
from ._tree import Column, Constant
from ._types import ExpressionType

MAX_BYTES: Final = 4_000

KEYWORDS: Final = frozenset(
    {"AND", "OR", "NOT", "IS", "NULL", "BETWEEN", "IN", "CASE", "WHEN", "THEN", "ELSE", "END", "TRUE", "FALSE"}
)
FUNCTIONS: Final = frozenset({"COALESCE", "CHAR_LENGTH"})
# fmt: off
FOREIGN_WORDS: Final = frozenset(
    {
        "LIKE", "ILIKE", "RLIKE", "REGEXP", "GLOB", "SIMILAR", "ESCAPE", "SELECT", "FROM", "WHERE", "EXISTS", "ANY",
        "ALL", "SOME", "CAST", "AS", "COLLATE", "DISTINCT", "SYMMETRIC", "ASYMMETRIC", "ISNULL", "NOTNULL",
        "UNKNOWN", "XOR", "DIV", "MOD", "OVERLAPS", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP",
        "CURRENT_USER", "LOCALTIME", "LOCALTIMESTAMP", "SESSION_USER", "TIMESTAMPTZ", "ROW", "ARRAY", "OVER",
        "FILTER", "WITHIN", "UNION", "JOIN", "WITH", "AT", "INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER",
    }
)
# fmt: on
"""Words named as unsupported where no column is called so."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token: a finished operand, a keyword, a function's name or a symbol; `text` is the author's spelling."""

    kind: Literal["operand", "keyword", "function", "symbol"]
    text: str
    leaf: Column | Constant | None = None

    @property
    def word(self) -> str:
        """Return the keyword, function or symbol in upper case; an operand has none."""
        return "" if self.kind == "operand" else self.text.upper()


@dataclass(frozen=True, slots=True)
class _Raw:
    kind: str
    text: str
    start: int
    end: int


_PATTERN: Final = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    | (?P<comment>--|/\*|\*/|\#)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<quoted>"(?:[^"]|"")+")
    | (?P<text>'(?:[^']|'')*')
    | (?P<foreign><=>|::|\|\||==|:=|=>|->>|->|\*\*|//|!<|!>|!~|<<|>>|<@|@>|&&|[%^&|~?\[{.])
    | (?P<symbol><=|>=|<>|!=|[=<>+\-*/(),])""",
    re.VERBOSE,
)


def scan(text: str, columns: Mapping[str, ExpressionType]) -> list[Token]:
    """Return the tokens of `text`, its operands finished.

    Raises:
        DefinitionError: `text` is empty or over 4 000 bytes of UTF-8, or holds a comment, a semicolon, an unclosed
            quote, an unknown column, a function or word or sign outside the subset, or a malformed literal.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise DefinitionError("expression-character", character=f"U+{ord(text[error.start]):04X}") from None
    if size > MAX_BYTES:
        raise DefinitionError("expression-too-long", size=size, limit=MAX_BYTES)
    raw = _lex(text)
    if not raw:
        raise DefinitionError("expression-empty")
    return _Reader(text, raw, columns).tokens()


def _lex(text: str) -> list[_Raw]:
    found: list[_Raw] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise _stray(text[position])
        kind, position = str(match.lastgroup), match.end()
        if kind == "comment":
            raise DefinitionError("expression-comment", sign=match.group())
        if kind == "foreign":
            raise DefinitionError("expression-unsupported", construct=match.group())
        if kind == "number" and re.match(r"[\w.]", text[position:]):
            raise DefinitionError("expression-syntax", near=re.match(r"[\w.]+", text[match.start() :]).group())  # type: ignore[union-attr]
        if kind != "space":
            found.append(_Raw(kind, match.group(), match.start(), position))
    return found


def _stray(character: str) -> DefinitionError:
    if character == ";":
        return DefinitionError("expression-semicolon")
    if character in "'\"":
        return DefinitionError("expression-quote", sign=character)
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return DefinitionError("expression-character", character=shown)


class _Reader:
    """Walks the raw tokens once, putting literals of several tokens together."""

    def __init__(self, text: str, raw: list[_Raw], columns: Mapping[str, ExpressionType]) -> None:
        self._text = text
        self._raw = raw
        self._columns = columns
        self._at = 0
        self._done: list[Token] = []

    def tokens(self) -> list[Token]:
        while self._at < len(self._raw):
            self._done.append(self._next())
        return self._done

    def _peek(self, ahead: int) -> _Raw:
        at = self._at + ahead
        return self._raw[at] if at < len(self._raw) else _Raw("end", "", len(self._text), len(self._text))

    def _take(self, count: int) -> str:
        """Move over `count` raw tokens and return what the author wrote there."""
        start, end = self._raw[self._at].start, self._raw[self._at + count - 1].end
        self._at += count
        return self._text[start:end]

    def _next(self) -> Token:
        raw = self._peek(0)
        match raw.kind:
            case "symbol":
                return Token("symbol", self._take(1))
            case "number":
                return self._operand(self._number(raw.text), 1)
            case "text":
                return self._operand(Constant(_unquoted(raw.text), ExpressionType.TEXT, raw.text), 1)
            case "quoted":
                return self._operand(self._column(_unquoted(raw.text)), 1)
        return self._word(raw.text.upper())

    def _operand(self, leaf: Column | Constant, count: int) -> Token:
        return Token("operand", self._take(count), leaf)

    def _number(self, text: str) -> Constant:
        # -9223372036854775808 is an integer though 9223372036854775808 is none.
        negated = bool(self._done) and self._done[-1].word == "-" and not ends_operand(self._done[:-1])
        return _literals.number(text, largest=_literals.LARGEST_INTEGER + negated)

    def _word(self, word: str) -> Token:
        if word in KEYWORDS:
            return self._keyword(word)
        if literal := self._temporal(word):
            return literal
        following = self._peek(1)
        if following.text == "(":
            if word in FUNCTIONS:
                return Token("function", self._take(1))
            if word in FOREIGN_WORDS and self._peek(0).text not in self._columns:
                raise DefinitionError("expression-unsupported", construct=word)
            raise DefinitionError("expression-function", function=self._peek(0).text)
        if following.kind == "text" and following.start == self._peek(0).end:
            raise DefinitionError("expression-unsupported", construct=f"{self._peek(0).text}'…'")
        return self._operand(self._column(self._peek(0).text), 1)

    def _keyword(self, word: str) -> Token:
        if word in ("TRUE", "FALSE"):
            return self._operand(Constant(word == "TRUE", ExpressionType.BOOLEAN, word), 1)
        if word == "NULL" and not self._after_is():
            return self._operand(Constant(None, ExpressionType.NULL, word), 1)
        return Token("keyword", self._take(1))

    def _after_is(self) -> bool:
        last = [token.word for token in self._done[-2:]]
        return last[-1:] == ["IS"] or last == ["IS", "NOT"]

    def _temporal(self, word: str) -> Token | None:
        """Return DATE '…', TIMESTAMP WITH TIME ZONE '…' or INTERVAL '…' UNIT as one operand; None: an ordinary word."""
        first = self._peek(1)
        if word == "DATE" and first.kind == "text":
            return self._operand(_literals.day(_unquoted(first.text), self._written(2)), 2)
        if word == "INTERVAL" and first.kind in ("text", "number"):
            return self._interval(first)
        if word != "TIMESTAMP":
            return None
        zone = [self._peek(ahead).text.upper() for ahead in (1, 2, 3)]
        if zone == ["WITH", "TIME", "ZONE"] and self._peek(4).kind == "text":
            return self._operand(_literals.moment(_unquoted(self._peek(4).text), self._written(5)), 5)
        if first.kind == "text":
            raise DefinitionError("expression-naive-timestamp", literal=self._written(2))
        if zone == ["WITHOUT", "TIME", "ZONE"]:
            raise DefinitionError("expression-naive-timestamp", literal=self._written(5))
        return None

    def _interval(self, amount: _Raw) -> Token:
        unit = self._peek(2)
        if amount.kind != "text" or unit.kind != "word":
            raise DefinitionError("expression-interval-literal", literal=self._written(2))
        if self._peek(3).text.upper() == "TO":
            raise DefinitionError("expression-interval-literal", literal=self._written(5))
        return self._operand(_literals.interval(_unquoted(amount.text), unit.text.upper(), self._written(3)), 3)

    def _written(self, count: int) -> str:
        return self._text[self._peek(0).start : self._peek(count - 1).end]

    def _column(self, name: str) -> Column:
        if name in self._columns:
            return Column(name, self._columns[name])
        if self._peek(0).kind == "word" and name.upper() in FOREIGN_WORDS:
            raise DefinitionError("expression-unsupported", construct=name.upper())
        raise DefinitionError("expression-unknown-column", column=name, known=list(self._columns) or "—")


def _unquoted(text: str) -> str:
    return text[1:-1].replace(text[0] * 2, text[0])


def ends_operand(tokens: list[Token]) -> bool:
    """Return whether the last of `tokens` ends a value, so that an operator and not another value must follow."""
    return bool(tokens) and (tokens[-1].kind == "operand" or tokens[-1].word in (")", "END", "NULL"))
