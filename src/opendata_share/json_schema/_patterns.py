r"""Regular expressions of JSON Schema → the portable subset of contracts.

What lives here: what a pattern of ECMA-262 (Unicode mode) is in the subset every engine reads alike, and the search
itself, by RE2 and so in linear time. What this file must not know: schemas, data.

`.` is every character but the four line ends, `\s` is ECMA-262's white space, `\uXXXX` and `\xXX` are the characters
they name; a group's name does not count. Look-around, back-references, `\b` and `\p{…}` are refused: engines disagree
on them, or take exponential time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .._patterns import portable

_TOKEN: Final = re.compile(
    r"""
      \\ (?: u\{(?P<point>[0-9a-fA-F]{1,6})\} | u(?P<unit>[0-9a-fA-F]{4}) | x(?P<byte>[0-9a-fA-F]{2}) | (?P<escape>.) )
    | \[ (?P<class> \^? (?: \\. | [^\]\\] )* ) \]
    | (?P<name> \(\?<[A-Za-z_]\w*> )
    | (?P<dot> \. )
    """,
    re.DOTALL | re.VERBOSE,
)
_LINE_ENDS: Final = "\\n\\r\u2028\u2029"
_SPACE: Final = " \\t\\n\\r\x0b\x0c\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_LITERALS: Final = {"v": "\x0b", "f": "\x0c", "0": "\x00"}
_KEPT: Final = frozenset(r"\.^$|?*+()[]{}/-")


def portable_pattern(pattern: str, *, where: str) -> str:
    r"""Return the pattern that every engine reads as ECMA-262 reads this one.

    Args:
        pattern: As the schema has it.
        where: Where it stands, for the error.

    Raises:
        DefinitionError: It uses something on which engines disagree; the message names it.

    Example:
        >>> portable_pattern(r"^\u0041[\d@]$", where="/pattern")
        '^A[\\d@]$'
    """
    return portable(_TOKEN.sub(_translated, pattern), field=where)


@lru_cache(maxsize=4_096)
def is_found(pattern: str, text: str) -> bool:
    """Whether a portable pattern is found in `text`, by RE2."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return bool(pc.match_substring_regex(pa.array([text], pa.string()), pattern)[0].as_py())


def _translated(token: re.Match[str]) -> str:
    if token["dot"]:
        return f"[^{_LINE_ENDS}]"
    if token["name"]:
        return "("
    if token["class"] is not None:
        return f"[{_TOKEN.sub(_inside, token['class'])}]"
    if (escape := token["escape"]) in {"s", "S"}:
        return f"[{'^' if escape == 'S' else ''}{_SPACE}]"
    return "-" if escape == "-" else _plain(token)


def _inside(token: re.Match[str]) -> str:
    if token["escape"] == "s":
        return _SPACE
    return token[0] if token["dot"] or token["name"] or token["class"] is not None else _plain(token)


def _plain(token: re.Match[str]) -> str:
    r"""Return the character an escape names, itself escaped where it must be; `\@` needs none."""
    digits = token["point"] or token["unit"] or token["byte"]
    if digits is not None:
        number = int(digits, 16)
        if number > 0x10FFFF:
            return token[0]
        return f"\\{chr(number)}" if chr(number) in _KEPT else chr(number)
    escape = token["escape"]
    needless = escape.isascii() and not escape.isalnum() and escape not in _KEPT and not escape.isspace()
    return _LITERALS.get(escape) or (escape if needless else f"\\{escape}")
