"""HTML: a data dictionary as one page that needs nothing else.

What lives here: the markup; no script, nothing from elsewhere, tables with captions and headings for screen readers.
What this file must not know: what stands in a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from ._dialect import Dialect, Settings
from ._dictionary import DictionaryEntry, DictionaryTable, dictionary_of
from ._ledger import Ledger

_STYLE: Final = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; font-size: .9rem; }
caption { text-align: left; font-weight: 600; font-size: 1.1rem; padding: .5rem 0; }
th, td { border: 1px solid #8a8a8a; padding: .3rem .5rem; text-align: left; vertical-align: top; }
th, td { overflow-wrap: anywhere; }
thead th { background: #e8eef6; }
.wide { overflow-x: auto; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def _table(table: DictionaryTable) -> Iterator[str]:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    yield f'<div class="wide" role="region" aria-label="{escape(table.caption)}" tabindex="0"><table>'
    yield f"<caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>"
    for first, *rest in table.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _entry(entry: DictionaryEntry, level: int) -> Iterator[str]:
    yield f"<section><h{level}>{escape(entry.title)}</h{level}><p>{escape(entry.identity)}</p>"
    if entry.definition:
        yield f"<p>{escape(entry.definition)}</p>"
    for table in entry.tables:
        yield from _table(table)
    yield "</section>"


def _write(ledgers: Sequence[Ledger], settings: Settings) -> str:
    entries = dictionary_of(ledgers, settings.language)
    title = ", ".join(entry.title for entry in entries)
    lines = [
        f'<!doctype html><html lang="{settings.language}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
    ]
    if len(entries) > 1:
        lines.append(f"<h1>{escape(title)}</h1>")
    for entry in entries:
        lines += _entry(entry, 1 if len(entries) == 1 else 2)
    return "\n".join([*lines, "</main></body></html>"]) + "\n"


HTML: Final = Dialect(name="html", standard="HTML", suffix=".html", several=True, write=_write)
