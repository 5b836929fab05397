"""Markdown: a data dictionary for a repository or a wiki.

What lives here: the markup. What this file must not know: what stands in a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ._dialect import Dialect, Settings
from ._dictionary import DictionaryEntry, DictionaryTable, dictionary_of
from ._ledger import Ledger

_MARKUP: Final = re.compile(r"([\\`*_\[\]|~])")


def _text(text: str) -> str:
    """Return text that is no markup, on one line."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", " ".join(plain.split()))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_text, cells))} |"


def _table(table: DictionaryTable) -> Iterator[str]:
    yield from (f"## {_text(table.caption)}", "", _row(table.head), "|" + "---|" * len(table.head))
    yield from (_row(row) for row in table.rows)
    yield ""


def _entry(entry: DictionaryEntry) -> Iterator[str]:
    yield from (f"# {_text(entry.title)}", "", _text(entry.identity), "")
    if entry.definition:
        yield from (_text(entry.definition), "")
    for table in entry.tables:
        yield from _table(table)


def _write(ledgers: Sequence[Ledger], settings: Settings) -> str:
    entries = dictionary_of(ledgers, settings.language)
    return "\n".join(line for entry in entries for line in _entry(entry)).rstrip("\n") + "\n"


MARKDOWN: Final = Dialect(name="markdown", standard="Markdown", suffix=".md", several=True, write=_write)
