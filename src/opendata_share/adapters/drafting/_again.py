"""A draft for a map that exists: its bytes stay, and what is new is put beside them.

What lives here: what a text already names, and where lines are added. What this file must not know: how lines are
found.

A column or a field is settled once the text names it anywhere, as a line that holds, in a comment, or in `ignore`.
A person who deletes a proposal is not asked again while its column stands in `ignore`, where a draft puts it; who takes
it out there and does nothing else is, since the map could not be used either.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ..._dataclass import dataclass
from ...contract import Contract
from ..mapping import FieldMap, From, MapLines, Records, Span, Value
from ._leaves import Leaf
from ._text import Proposal, key, listed, quoted

_DOUBLE: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SINGLE: Final = re.compile(r"'[^'\n]*'")
_KEY: Final = re.compile(r"([A-Za-z0-9_-]+)\s*=(?!=)")
_IN_TEMPLATE: Final = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What the text of a map names.

    Attributes:
        text: The text.
        map: The map it holds.
        columns: The headings it names anywhere.
        keys: The keys it names anywhere, also in comments.
    """

    text: str
    map: FieldMap
    columns: frozenset[str]
    keys: frozenset[str]

    @classmethod
    def of(cls, text: str, known: FieldMap, leaves: Sequence[Leaf]) -> Mentioned:
        """Return what `text` names of the columns and members of a source, and every key."""
        named = set(_texts(text)) | set(_KEY.findall(text))
        named |= {part.removesuffix("?") for name in set(named) for part in _IN_TEMPLATE.findall(name)}
        named |= {name.removesuffix("?") for name in known.source.quarantine}
        named |= set(_inside_lists(known))
        paths = {"/".join(leaf.place[:length]) for leaf in leaves for length in range(1, len(leaf.place) + 1)}
        headings = tuple(dict.fromkeys(leaf.place[0] for leaf in leaves))
        for entry in known.source.ignore:
            if isinstance(entry, int):
                named |= set(headings[entry : entry + 1])
            else:
                named |= {entry.removesuffix("?"), *fnmatch.filter(paths, entry.removesuffix("?"))}
        closed = [name for name in known.source.quarantine if "/" in name]
        found = frozenset(leaf.address for leaf in leaves if _is_named(leaf, named) or _is_emptied(leaf, closed))
        return cls(text, known, found, frozenset(_KEY.findall(text)))

    def of_text(self, text: str, leaves: Sequence[Leaf]) -> Mentioned:
        """Return the same of the text with lines added."""
        return Mentioned.of(text, FieldMap.from_toml(text), leaves)

    def fields_of(self, contract: Contract) -> frozenset[str]:
        """Return the fields of a contract that are settled, `wide` and the like included."""
        if contract.name not in self.map.contracts and f"tables.{contract.name}" not in self.text:
            return frozenset()
        fields = {name for name in self.keys if name in contract}
        fields |= {"latitude", "longitude"} if "point" in self.keys else set()
        fields |= {"point"} if {"latitude", "longitude"} & self.keys else set()
        identifier = {f.name for f in contract.fields if f.provenance == "identifier"} if "key" in self.keys else set()
        return frozenset(fields | identifier | ({"wide", "where", "key", "point"} & self.keys))


def _is_named(leaf: Leaf, named: set[str]) -> bool:
    """Whether a leaf is named as a line writes it, by its path, or by a record it is in."""
    if leaf.address in named:
        return True
    return any("/".join(leaf.place[:length]) in named for length in range(1, len(leaf.place) + 1))


def _is_emptied(leaf: Leaf, closed: Sequence[str]) -> bool:
    """Whether a record has nothing in it only because its members are in quarantine."""
    return any(name.startswith(f"{leaf.canonical}/") for name in closed)


def _inside_lists(known: FieldMap) -> Iterator[str]:
    """Yield the paths, from the record, of what lists of records read: in a map they start from the item."""
    for block in known.blocks:
        for value in block.fields.values():
            yield from _of_records(value, "")


def _of_records(value: Value, before: str) -> Iterator[str]:
    if not isinstance(value.producer, Records):
        return
    for inner in value.producer.fields.values():
        path = f"{before}{value.producer.path}/"
        if isinstance(inner.producer, From):
            yield f"{path}{inner.producer.name}".replace("[]", "")
        yield from _of_records(inner, path)


def _texts(text: str) -> Iterator[str]:
    for found in _DOUBLE.findall(text):
        try:
            yield tomllib.loads(f"key = {found}")["key"]
        except tomllib.TOMLDecodeError:
            yield found[1:-1]
    yield from (found[1:-1] for found in _SINGLE.findall(text))


@dataclass(frozen=True, slots=True, order=True)
class _Insertion:
    at: int
    text: str


def added_to(
    known: Mentioned,
    *,
    contract: str,
    top: list[Proposal],
    source: list[Proposal],
    table: list[Proposal],
    ignore: tuple[str | int, ...],
    quarantine: tuple[str, ...],
    heading: str,
    notes: tuple[str, ...] = (),
) -> str:
    """Return the text with the lines added; the text itself where there is nothing to add."""
    insertions = [
        *_top(top),
        *_source(known, source, ignore, quarantine),
        *_table(known, contract, _lines(table) + "".join(f"{line}\n" for line in notes), heading),
    ]
    text = known.text
    end = "\r\n" if "\r\n" in text else "\n"
    for insertion in sorted(insertions, key=lambda i: i.at, reverse=True):
        text = text[: insertion.at] + insertion.text.replace("\n", end) + text[insertion.at :]
    return text


def _lines(proposals: Iterable[Proposal]) -> str:
    return "".join(f"{line.text}\n" for line in proposals)


def _top(lines: list[Proposal]) -> Iterator[_Insertion]:
    if lines:
        yield _Insertion(0, _lines(lines))


def _source(
    known: Mentioned, lines: list[Proposal], ignore: tuple[str | int, ...], quarantine: tuple[str, ...]
) -> Iterator[_Insertion]:
    spans = known.map.lines
    fresh = list(lines)
    for name, entries in (("ignore", ignore), ("quarantine", quarantine)):
        if not entries:
            continue
        if (span := spans.span(f"source.{name}")) is not None:
            yield _in_list(spans, span, name, entries)
        else:
            toml = f"{name} = {listed(entries)}"
            fresh.append(Proposal(key=name, place="source", toml=toml, is_active=True))
    if not fresh:
        return
    header = spans.span("source")
    if header is not None and known.text.startswith("[", header.start):
        yield _behind_line(known.text, header.end, _lines(fresh))
    elif header is None and "source" not in known.map.document:
        first = min((s.start for s in spans.spans.values() if known.text.startswith("[", s.start)), default=0)
        yield _Insertion(_line_start(known.text, first), f"[source]\n{_lines(fresh)}\n")


def _in_list(lines: MapLines, span: Span, name: str, entries: tuple[str | int, ...]) -> _Insertion:
    """Return the insertion of more entries behind the last of a list."""
    more = ", ".join(str(entry) if isinstance(entry, int) else quoted(entry) for entry in entries)
    ends = [s.end for path, s in lines.spans.items() if path[:2] == ("source", name) and len(path) == 3]
    return _Insertion(max(ends), f", {more}") if ends else _Insertion(span.value + 1, more)


def _table(known: Mentioned, contract: str, lines: str, heading: str) -> Iterator[_Insertion]:
    if not lines:
        return
    spans = known.map.lines.spans
    block = spans.get(("tables", contract, 1))
    if block is None or not known.text.startswith("[", block.start):
        end = "" if known.text.endswith("\n") or not known.text else "\n"
        yield _Insertion(len(known.text), f"{end}\n[[tables.{key(contract)}]]\n{heading}\n{lines}")
        return
    headers = [s.start for s in spans.values() if s.start > block.start and _is_header(known.text, s)]
    following = min(headers, default=len(known.text))
    inside = [s.end for s in spans.values() if block.start <= s.start < following]
    yield _behind_line(known.text, max(inside), f"{heading}\n{lines}")


def _is_header(text: str, span: Span) -> bool:
    """Whether a span is a `[table]` header: it stands at the beginning of a line, and no value does."""
    return (
        span.start == span.value
        and text.startswith("[", span.start)
        and not text[_line_start(text, span.start) : span.start].strip()
    )


def _behind_line(text: str, at: int, lines: str) -> _Insertion:
    end = text.find("\n", at)
    return _Insertion(len(text), f"\n{lines}") if end < 0 else _Insertion(end + 1, lines)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1
