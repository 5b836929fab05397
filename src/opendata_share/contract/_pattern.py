r"""Regular expressions with one meaning.

What lives here: the portable subset that RE2 (Arrow), ECMA-262 (JSON Schema) and this package read alike, and what is
refused with the reason. What this file must not know: fields and data.

`\d` is [0-9], `\w` is [0-9A-Za-z_], `$` is the end of the text. Refused: look-around and back-references (RE2 has none), `.`,
`\s`, `\b` and inline flags (the engines disagree on which characters they mean), POSIX and Unicode classes.
"""

from __future__ import annotations

import re
from typing import Final

from ..errors import DefinitionError

_ESCAPES: Final = frozenset("dDwWtnrf" + r"\.^$|?*+()[]{}-/")
_TOKEN: Final = re.compile(
    r"\\(?P<escape>.)|\[(?P<negated>\^?)(?P<class>(?:\\.|[^\]\\])*)\]|(?P<group>\(\?[^:])|(?P<dot>\.)", re.DOTALL
)
_LONGEST: Final = 1_000


def portable(pattern: str, *, field: str) -> str:
    r"""Return `pattern` unchanged where every engine reads it alike.

    Args:
        pattern: A regular expression; it matches anywhere in the text unless it carries `^` and `$` (JSON Schema's rule).
        field: The field it belongs to, for the error.

    Raises:
        DefinitionError: The pattern uses something outside the portable subset; the message names it.
    """
    if len(pattern) > _LONGEST:
        raise DefinitionError("pattern-not-portable", field=field, part=f"{len(pattern)} > {_LONGEST}")
    for token in _TOKEN.finditer(pattern):
        if reason := _refused(token):
            raise DefinitionError("pattern-not-portable", field=field, part=reason)
    _compile(pattern, field)
    return pattern


def _refused(token: re.Match[str]) -> str | None:
    if (escape := token["escape"]) is not None:
        return None if escape in _ESCAPES else f"\\{escape}"
    if token["group"] is not None or token["dot"] is not None:
        return token[0]
    inside = token["class"]
    if "[:" in inside:
        return "[:…:]"
    escapes = re.findall(r"\\(.)", inside, re.DOTALL)
    return next((f"\\{escape}" for escape in escapes if escape not in _ESCAPES - {"D", "W"}), None)


def _compile(pattern: str, field: str) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        pc.match_substring_regex(pa.array([""], pa.string()), pattern)
    except pa.ArrowInvalid as error:
        raise DefinitionError("pattern-invalid", field=field, pattern=pattern) from error
