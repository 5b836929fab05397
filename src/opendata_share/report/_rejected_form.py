"""The form in which rejected rows are handed to a person and come back: headings, protected cells, seals.

What lives here: pure functions of texts, so that whoever writes the file and whoever reads it again mean the same. What
this file must not know: files, tables, how a row was rejected.

The form. One line for each source row, in the source's order. Our columns have names that begin with `_`, are the same
in every language and every release, and stand around the source's own: before them what a person reads (`_row`,
`_line`, `_file`, `_column`, `_message`, `_hint`) and what a program reads (`_field`, `_rule`, `_contract`, `_text`),
behind them what the way back needs (`_source`, `_seal`). `_row` is always first: by it the file is known for what it
is.

A CSV file has no types, so a spreadsheet reads them into it: `=cmd|…` becomes a formula, `+62 812…` and `0012` lose a
character, `11.10` a digit or its meaning, `3-2` becomes a day. Every such cell gets an apostrophe before it, the
spreadsheets' own mark of a text, and loses it on the way back; a cell that begins with one gets another. So each cell
comes back as the bytes that left. Whole numbers (`-5`, `190`) and plain words stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Final

from ._quarantine_form import OURS as QUARANTINED

BEFORE: Final = ("_row", "_line", "_file", "_column", "_message", "_hint", "_field", "_rule", "_contract", "_text")
"""Our columns before the source's own; `_file` only where the source is several files, `_text` only where a row could
not be cut into cells."""
BEHIND: Final = ("_source", "_seal")
"""Our columns behind them: the file a row belongs to, and its seal."""
SHEET: Final = "_rejected"
"""The name of a workbook's sheet that holds the rows; the same in every language, so that it is found again."""
_RESERVED: Final = frozenset((*BEFORE, *BEHIND, *QUARANTINED))

_MONTHS: Final = (
    "jan(?:uari|uary)?|[fp]eb(?:ruari|ruary)?|mar(?:et|ch)?|apr(?:il)?|may|mei|jun[ie]?|jul[iy]?|aug(?:ust)?"
    "|ag[ut]s?(?:tus)?|ags|sept?(?:ember)?|o[kc]t(?:ober)?|no[vp](?:ember)?|de[sc](?:ember)?"
)
_PLAIN_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_FORMULA: Final = re.compile(r"\s*[=+@＝＋－＠-]|[\t\r]")  # noqa: RUF001  # the full-width signs count too
_NO_LETTERS: Final = re.compile(r"[^\W\d_]")
_READ_OTHERWISE: Final = re.compile(
    rf"\s*[0-9.,]+e[+-]?[0-9]+\s*|\s*(?:true|false)\s*|\s*(?:rp|idr|usd)[\s.]*[-0-9].*|\s*[0-9][0-9:.\s]*[ap]m?\s*"
    rf"|(?:[a-z']+[\s,]+)?[\W\d_]*(?:{_MONTHS})[\W\d_]*",
    re.IGNORECASE | re.DOTALL,
)


def free_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """Return the source's headings as they stand in the file: one that is called like ours gets underscores after it.

    Example:
        >>> free_headings(["Kode RS", "_row"])
        ('Kode RS', '_row_')
    """
    taken: set[str] = set()
    free = []
    for heading in headings:
        name = heading
        while name in _RESERVED or name in taken:
            name += "_"
        taken.add(name)
        free.append(name)
    return tuple(free)


def guarded(text: str) -> str:
    """Return a cell as it stands in CSV: an apostrophe before what a spreadsheet would compute or rewrite.

    Example:
        >>> [guarded(text) for text in ("=1+1", "0012", "-5", "RS Budi", "'12")]
        ["'=1+1", "'0012", '-5', 'RS Budi', "''12"]
    """
    return f"'{text}" if text.startswith("'") or is_rewritten(text) else text


def unguarded(text: str) -> str:
    """Return the cell that `guarded` was given; a cell a person wrote without an apostrophe is itself.

    Example:
        >>> unguarded("'0012"), unguarded("12")
        ('0012', '12')
    """
    return text.removeprefix("'")


def is_rewritten(text: str) -> bool:
    """Whether a spreadsheet that opens CSV may show or save something else than `text`."""
    if not text or text == "-" or _PLAIN_INTEGER.fullmatch(text):
        return False
    if _FORMULA.match(text):
        return True
    if not any(character.isdigit() for character in text):
        return text.strip().casefold() in {"true", "false"}
    return _NO_LETTERS.search(text) is None or _READ_OTHERWISE.fullmatch(text) is not None


def same_text(text: str) -> str:
    """Return a text with its line ends as LF: spreadsheets change them, and a changed one is no correction."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def source_seal(digest: str | None) -> str:
    """Return what the seals of one source begin with; "s" where it has no digest. No spreadsheet reads it as a number.

    Example:
        >>> source_seal("sha256:0123456789abcdef0123")
        's0123456789abcdef'
    """
    return f"s{(digest or '').removeprefix('sha256:')[:16]}"


def row_seal(source: str, row: int, cells: Sequence[str]) -> str:
    """Return the seal of a row as it was written; it shows whether a person has changed a cell since.

    Args:
        source: What `source_seal` gave.
        row: The source row.
        cells: The source's cells as texts; an empty text where there is none.
    """
    plain = json.dumps([row, *map(same_text, cells)], ensure_ascii=False, separators=(",", ":"))
    return f"{source}-{hashlib.sha256(plain.encode()).hexdigest()[:16]}"
