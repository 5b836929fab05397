r"""Patterns of Table Schema → patterns with one meaning.

What lives here: the translation of XML Schema's regular expressions (which the standard asks for) into the portable
subset of contracts. What this file must not know: documents, fields, data.

A Table Schema pattern matches the whole value. `.` is every character but line ends and `\s` is blank, tab and line
ends, as XML Schema Part 2, appendix F says; `\d` is [0-9] and `\w` [0-9A-Za-z_], as everywhere in contracts.
"""

from __future__ import annotations

import re
from typing import Final

from ...contract import portable
from ...errors import DefinitionError

_TOKEN: Final = re.compile(r"\\(?P<escape>.)|\[(?P<class>\^?(?:\\.|[^\]\\])*)\]|(?P<dot>\.)", re.DOTALL)
_SPACE: Final = r" \t\n\r"
_OUTSIDE: Final = {"s": f"[{_SPACE}]", "S": f"[^{_SPACE}]"}
_KEPT: Final = frozenset(r"\.^$|?*+()[]{}/-")
_LONGEST: Final = 1_000


def portable_pattern(pattern: str) -> tuple[str | None, str]:
    r"""Return the pattern every engine reads alike, or None and what stands in the way.

    Args:
        pattern: As the document has it.

    Example:
        >>> portable_pattern("[A-Z]{2}.*")
        ('^(?:[A-Z]{2}[^\\n\\r]*)$', '')
        >>> portable_pattern("(?=a)b")
        (None, '(?=')
    """
    if len(pattern) > _LONGEST:
        return None, f"{len(pattern)} > {_LONGEST}"
    translated = _TOKEN.sub(_translated, pattern)
    whole = translated if _is_anchored(translated) else f"^(?:{translated})$"
    try:
        portable(translated, field="–")  # by itself too: "a)|(b" must not become whole by what is put around it
        return portable(whole, field="–"), ""
    except DefinitionError as error:
        return None, str(error.parameters.get("part", pattern))


def speaks_of_words(pattern: str) -> bool:
    r"""Whether a pattern has `\w` or `\W`, which are wider elsewhere."""
    return bool(re.search(r"(?<!\\)(?:\\\\)*\\[wW]", pattern))


def _translated(token: re.Match[str]) -> str:
    if token["dot"]:
        return r"[^\n\r]"
    if (escape := token["escape"]) is not None:
        return _OUTSIDE.get(escape) or ("-" if escape == "-" else _plain(escape))
    inner = re.sub(r"\\(.)", lambda m: _SPACE if m[1] == "s" else _plain(m[1]), token["class"], flags=re.DOTALL)
    return f"[{inner}]"


def _plain(escape: str) -> str:
    r"""Return `\x`, or x itself where it needs no escape: `\@` is a sign that not every engine lets be escaped."""
    needless = escape.isascii() and not escape.isalnum() and escape not in _KEPT and not escape.isspace()
    return escape if needless else f"\\{escape}"


def _is_anchored(pattern: str) -> bool:
    """Whether `^` and `$` enclose the whole pattern, so that searching for it is matching all of a text."""
    if not pattern.startswith("^") or not re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern):
        return False
    bare = re.sub(r"\\.|\[\^?(?:\\.|[^\]\\])*\]", "", pattern, flags=re.DOTALL)
    depth = 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            return False
    return True
