r"""Regular expressions with one meaning.

What lives here: the portable subset that RE2 (Arrow), ECMA-262 (JSON Schema), Python and this package read alike,
what is refused with the reason, and the translation for Python. What this file must not know: fields and data.

`\d` is [0-9], `\w` is [0-9A-Za-z_], `$` is the end of the text. Refused: look-around and back-references (RE2 has
none), `.`, `\s`, `\b` and inline flags (the engines disagree on which characters they mean), POSIX and Unicode
classes, set operations and empty classes, braces that are no repetition, a repeated `^` or `$`.
"""

from __future__ import annotations

import re
from typing import Final

from .errors import DefinitionError

_ESCAPES: Final = frozenset("dDwWtnrf" + r"\.^$|?*+()[]{}/")
_IN_CLASS: Final = (_ESCAPES - {"D", "W"}) | {"-"}
_TOKEN: Final = re.compile(
    r"""
      \\ (?P<escape> .)
    | \[ \^? (?P<class> (?: \\. | [^\]\\] )* ) \]
    | (?P<repeat> \{ (?: 0 | [1-9][0-9]{0,3} ) (?: , (?: 0 | [1-9][0-9]{0,3} )? )? \} )
    | (?P<other> \(\?[^:] | \. | [{}\]] )
    """,
    re.DOTALL | re.VERBOSE,
)
_SETS: Final = ("[", "&&", "||", "~~", "--")
_LONGEST: Final = 1_000


def portable(pattern: str, *, field: str) -> str:
    r"""Return `pattern` unchanged where every engine reads it alike.

    Args:
        pattern: A regular expression; it matches anywhere in the text unless it carries `^` and `$` (JSON Schema's
            rule).
        field: The field it belongs to, for the error.

    Raises:
        DefinitionError: The pattern uses something outside the portable subset; the message names it.
    """
    if len(pattern) > _LONGEST:
        raise DefinitionError("pattern-not-portable", field=field, part=f"{len(pattern)} > {_LONGEST}")
    if any("\ud800" <= character <= "\udfff" for character in pattern):
        raise DefinitionError("pattern-not-portable", field=field, part="U+D800–U+DFFF")
    for token in _TOKEN.finditer(pattern):
        if reason := _refused(token):
            raise DefinitionError("pattern-not-portable", field=field, part=reason)
    _compile(pattern, field)
    return pattern


def python_pattern(pattern: str) -> str:
    r"""Return a portable pattern for Python's `re` with `re.ASCII`.

    Python's own `$` also matches before a last newline, so it becomes `\Z`.
    """
    return re.sub(r"(\\.)|(\[(?:\\.|[^\]\\])*\])|\$", lambda m: m[0] if m[0] != "$" else r"\Z", pattern)


def _refused(token: re.Match[str]) -> str | None:
    if (escape := token["escape"]) is not None:
        return None if escape in _ESCAPES else f"\\{escape}"
    if token["repeat"] is not None:
        return None
    if token["other"] is not None:
        return token[0]
    return _refused_class(token["class"])


def _refused_class(inside: str) -> str | None:
    if not inside:
        return "[]"
    escapes = re.findall(r"\\(.)", inside, re.DOTALL)
    if unknown := next((f"\\{escape}" for escape in escapes if escape not in _IN_CLASS), None):
        return unknown
    if re.search(r"\\[dw]-[^\]]|[^\\]-\\[dw]", inside):
        return f"[{inside}]"
    bare = re.sub(r"\\.", "", inside, flags=re.DOTALL)
    return next((part for part in _SETS if part in bare), None)


def _compile(pattern: str, field: str) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        pc.match_substring_regex(pa.array([""], pa.string()), pattern)
    except pa.ArrowInvalid as error:
        raise DefinitionError("pattern-invalid", field=field, pattern=pattern) from error
    try:
        re.compile(python_pattern(pattern), re.ASCII)
    except (re.error, OverflowError) as error:
        raise DefinitionError("pattern-not-portable", field=field, part=str(error)) from error
