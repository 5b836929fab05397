"""Lines of flat JSON objects, proven by their bytes and cut into columns without a Python object a cell.

What lives here: the proof, a block of lines at a time, that a line is one object of strings, numbers, true, false and
null, as programs write it (`{"a":1,"b":"x"}` or `{"a": 1, "b": "x"}`), with known keys, none twice; and its cells as
columns. What is not proven may be JSON as well, and is read by `_json_text`; so nothing here decides that a line is
wrong.
What this module must not know: files, rows, the nesting of JSON, what becomes of a line that is not proven.

The proof. Quotes that are not escaped pair up within a line, so what is between them is known. A pair before a colon is
a key, and every other pair must stand before a comma or the closing brace. Each key is looked up by its bytes. Between
its colon and the comma before the next key stands its value: exactly one pair of quotes, or a literal, or a number by
the grammar. Escapes are decoded by Python's own scanner. No byte of the line is left over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..._dataclass import dataclass
from ._json_text import JsonFault, check_surrogates
from ._raw import KIND_BOOLEAN, KIND_NULL, KIND_NUMBER, KIND_STRING

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

PADDING: Final = b" " * 8
"""What must stand after the bytes of a block: eight bytes are read at once."""

_SPACE, _QUOTE, _COMMA, _COLON, _BACKSLASH, _OPEN, _CLOSE, _LF, _CR = b' ",:\\{}\n\r'
_UNKNOWN: Final = 255
_KIND: Final = np.full(256, _UNKNOWN, np.uint8)
_KIND[_QUOTE] = KIND_STRING
_KIND[ord("n")] = KIND_NULL
_KIND[list(b"-0123456789")] = KIND_NUMBER
_KIND[list(b"tf")] = KIND_BOOLEAN
_AFTER_STRING: Final = np.zeros(256, np.bool_)
_AFTER_STRING[[_COLON, _COMMA, _CLOSE]] = True
_NUMBER: Final = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$"
_WORD: Final = np.array([(1 << 8 * length) - 1 for length in range(8)] + [(1 << 64) - 1], np.uint64)
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_FEW: Final = 64
_SLOT_BITS: Final = 14


class KeyTable:
    """Keys that are looked up by their bytes, many at a time.

    Args:
        names: The keys; one that JSON cannot write as it is (with a quote, a backslash or a control character), or that
            cannot be told from another by length and ends, is never found.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._count = len(names)
        raw: dict[tuple[int, bytes, bytes], tuple[int, bytes]] = {}
        for place, name in enumerate(names):
            data = name.encode()
            if json.dumps(name, ensure_ascii=False) == f'"{name}"':
                raw.setdefault((len(data), data[:8], data[-8:]), (place, data))
        found = list(raw.values())
        self._places = np.array([place for place, _ in found], np.intp)
        self._lengths = np.array([len(data) for _, data in found], np.intp)
        self._firsts = np.array([_word(data[:8]) for _, data in found], np.uint64)
        self._lasts = np.array([_word(data[-8:]) for _, data in found], np.uint64)
        # what neither the first eight bytes nor the last eight say
        self._middles = {number: data[8:-8] for number, (_, data) in enumerate(found) if len(data) > 16}
        hashes = _hashes(self._firsts, self._lasts, self._lengths)
        self._order = np.argsort(hashes)
        self._sorted = hashes[self._order]
        slots = (hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.intp)
        self._slots: npt.NDArray[np.intp] | None = None
        if 0 < len(found) <= _FEW and len(set(slots.tolist())) == len(found):
            self._slots = np.zeros(1 << _SLOT_BITS, np.intp)
            self._slots[slots] = np.arange(len(found))

    def __len__(self) -> int:
        return self._count

    def look_up(self, data: Bytes, words: npt.NDArray[np.uint64], opens: Places, closes: Places) -> Places:
        """Return the place of each key among the names, -1 where it is none of them.

        Args:
            data: The bytes, padded.
            words: The eight bytes that begin at each place of `data`, as one number.
            opens: Where the quote before each key stands.
            closes: Where the quote after it stands.
        """
        lengths = closes - opens - 1
        if not len(self._places):
            return np.full(len(opens), -1, np.intp)
        firsts = words[opens + 1] & _WORD[np.minimum(lengths, 8)]
        lasts = np.where(lengths >= 8, words[np.maximum(closes - 8, 0)], firsts)
        hashes = _hashes(firsts, lasts, lengths)
        if self._slots is not None:
            found = self._slots[(hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.intp)]
        else:
            found = self._order[np.minimum(np.searchsorted(self._sorted, hashes), len(self._order) - 1)]
        same = (lengths == self._lengths[found]) & (firsts == self._firsts[found]) & (lasts == self._lasts[found])
        for number, middle in self._middles.items():
            of_it = np.flatnonzero(same & (found == number))
            inside = opens[of_it][:, None] + 9 + np.arange(len(middle))
            same[of_it] = (data[inside] == np.frombuffer(middle, np.uint8)).all(axis=1)
        places: Places = np.where(same, self._places[found], -1)
        return places


def _word(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _hashes(firsts: npt.NDArray[np.uint64], lasts: npt.NDArray[np.uint64], lengths: Places) -> npt.NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        mixed = (firsts * _MIX[0]) ^ (lasts * _MIX[1])
        hashes: npt.NDArray[np.uint64] = ((mixed ^ (mixed >> np.uint64(32))) + lengths.astype(np.uint64)) * _MIX[2]
    return hashes


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a block, and the pairs of quotes of those that may be flat objects.

    Attributes:
        data: The bytes, padded.
        starts: Where each line starts.
        ends: Where it ends, before CR LF or LF.
        candidates: Which lines begin and end as an object, hold no control character, have quotes in pairs, and
            nothing after a pair that may not follow a string.
        owners: The line each key stands on.
        opens: The quote before each key of a candidate.
        closes: The quote after it.
        values: How many other pairs of quotes each line has.
        slashes: Where the backslashes are.
    """

    data: Bytes
    words: npt.NDArray[np.uint64]
    starts: Places
    ends: Places
    candidates: Mask
    owners: Places
    opens: Places
    closes: Places
    values: Places
    slashes: Places

    def text(self, line: int) -> bytes:
        """Return the bytes of one line."""
        return self.data[self.starts[line] : self.ends[line]].tobytes()


def lines_of(block: bytes, size: int) -> Lines:
    """Return the lines in the first `size` bytes of `block`, which holds `PADDING` or more after them."""
    data = np.frombuffer(block, np.uint8)
    words = np.ndarray((len(block) - 7,), np.dtype("<u8"), block, strides=(1,))
    controls = np.flatnonzero(data[:size] < _SPACE)
    feeds = controls[data[controls] == _LF]
    ends = feeds if size and data[size - 1] == _LF else np.append(feeds, size)
    starts = np.concatenate([[0], feeds + 1])[: len(ends)]
    if len(feeds) != len(controls):
        ends = ends - ((ends > starts) & (data[np.maximum(ends - 1, 0)] == _CR))
    candidates = (ends - starts >= 2) & (data[starts] == _OPEN) & (data[np.maximum(ends - 1, 0)] == _CLOSE)
    if len(feeds) != len(controls):
        others = controls[data[controls] != _LF]
        owners = np.searchsorted(starts, others, side="right") - 1
        candidates[owners[others < ends[owners]]] = False
    quotes, slashes = _quotes_and_slashes(block, data, size)
    bounds = np.searchsorted(quotes, np.append(starts, size))
    counts = np.diff(bounds)
    candidates &= counts & 1 == 0
    if not candidates.all():
        quotes = quotes[np.repeat(candidates, counts)]
        counts = np.where(candidates, counts, 0)
    opens, closes = quotes[0::2], quotes[1::2]
    pairs = counts >> 1
    owners = np.repeat(np.arange(len(starts)), pairs)
    following = data[closes + 1]
    if not (fitting := _AFTER_STRING[following]).all():
        candidates[owners[~fitting]] = False
    keys = following == _COLON
    if not candidates.all():
        keys &= candidates[owners]
    opens, closes, owners = opens[keys], closes[keys], owners[keys]
    return Lines(
        data, words, starts, ends, candidates, owners, opens, closes,
        pairs - np.bincount(owners, minlength=len(starts)), slashes,
    )  # fmt: skip


def _quotes_and_slashes(block: bytes, data: Bytes, size: int) -> tuple[Places, Places]:
    """Return the quotes that do not follow an odd number of backslashes, and the backslashes."""
    quotes = data[:size] == _QUOTE
    slashes = np.zeros(0, np.intp)
    if block.find(b"\\", 0, size) >= 0:
        slashes = np.flatnonzero(data[:size] == _BACKSLASH)
        first = np.ones(len(slashes), np.bool_)
        first[1:] = np.diff(slashes) != 1
        began = np.maximum.accumulate(np.where(first, slashes, 0))  # where the run of each backslash begins
        escaped = slashes[(slashes - began) & 1 == 0] + 1
        quotes[escaped[escaped < size]] = False
    return np.flatnonzero(quotes), slashes


@dataclass(frozen=True, slots=True)
class FlatCells:
    """The cells of proven lines.

    Attributes:
        lines: Which lines they are, ascending.
        columns: One column of text for each key that is wanted; null where a line has no such key.
        kinds: What each cell is, by column.
    """

    lines: Places
    columns: list[pa.StringArray]
    kinds: list[npt.NDArray[np.uint8]]


@dataclass(slots=True)
class _Values:
    """The values of the keys of candidates, one each."""

    owners: Places
    names: Places
    starts: Places
    ends: Places
    kinds: npt.NDArray[np.uint8]

    def kept(self, mask: Mask) -> _Values:
        return _Values(self.owners[mask], self.names[mask], self.starts[mask], self.ends[mask], self.kinds[mask])


def flat_cells(lines: Lines, table: KeyTable, kept: Sequence[int]) -> FlatCells:
    """Return the cells of every line that is proven to be a flat object.

    Args:
        lines: The lines.
        table: The keys they may have.
        kept: The places of the keys whose columns are wanted.
    """
    proven = lines.candidates.copy()
    values = _values(lines, table, proven)
    if not proven.all():
        values = values.kept(proven[values.owners])
    _check_scalars(lines, values, proven)
    decoded = _decoded(lines, values, proven)
    if not proven.all():
        still = proven[values.owners]
        moved = np.cumsum(still) - 1
        decoded = {int(moved[place]): text for place, text in decoded.items() if still[place]}
        values = values.kept(still)
    return _columns(lines, values, proven, decoded, (len(table), kept))


def _values(lines: Lines, table: KeyTable, proven: Mask) -> _Values:
    """Return the values; take lines from `proven` whose keys are not known or whose values are not cut clearly."""
    data, owners = lines.data, lines.owners
    names = table.look_up(data, lines.words, lines.opens, lines.closes)
    starts = lines.closes + 2
    starts = starts + (data[starts] == _SPACE)
    last = np.ones(len(owners), np.bool_)
    last[:-1] = owners[1:] != owners[:-1]
    separators = np.empty(len(owners), np.intp)
    separators[:-1] = lines.opens[1:] - 1
    separators[last] = lines.ends[owners[last]] - 1
    separators = separators - (data[separators] == _SPACE)
    kinds = _KIND[data[starts]]
    texts = kinds == KIND_STRING
    wrong = (names < 0) | (separators <= starts) | (kinds == _UNKNOWN)
    wrong |= data[separators] != np.where(last, np.uint8(_CLOSE), np.uint8(_COMMA))
    wrong |= texts & ((data[separators - 1] != _QUOTE) | (separators - starts < 2))
    first = np.ones(len(owners), np.bool_)
    first[1:] = last[:-1]
    wrong[first] |= lines.opens[first] != lines.starts[owners[first]] + 1
    proven[owners[wrong]] = False
    count = len(lines.starts)
    proven &= np.bincount(owners[texts], minlength=count) == lines.values
    keyless = lines.candidates & (np.bincount(owners, minlength=count) == 0)
    proven[keyless] = (lines.ends - lines.starts)[keyless] == 2  # {}
    return _Values(owners, names, starts + texts, separators - texts, kinds)


def _check_scalars(lines: Lines, values: _Values, proven: Mask) -> None:
    """Take lines from `proven` with a literal or a number that is none."""
    for kind, literals in ((KIND_NULL, (b"null",)), (KIND_BOOLEAN, (b"true", b"false"))):
        of_it = np.flatnonzero(values.kinds == kind)
        starts, lengths = values.starts[of_it], (values.ends - values.starts)[of_it]
        good = np.zeros(len(of_it), np.bool_)
        for literal in literals:
            word = lines.words[starts] & _WORD[len(literal)]
            good |= (lengths == len(literal)) & (word == np.uint64(_word(literal)))
        proven[values.owners[of_it[~good]]] = False
    numbers = np.flatnonzero(values.kinds == KIND_NUMBER)
    if len(numbers):
        places: Any = pa.array(numbers * 2)
        texts = _spans(lines.data, values).take(places)
        good = pc.match_substring_regex(texts, _NUMBER).to_numpy(zero_copy_only=False)
        proven[values.owners[numbers[~good]]] = False


def _spans(data: Bytes, values: _Values) -> pa.StringArray:
    """Return the values, and what stands between them, as one array over the block's own bytes; values are even."""
    offsets = np.empty(len(values.starts) * 2, np.int32)
    offsets[0::2], offsets[1::2] = values.starts, values.ends
    places, text = (pa.py_buffer(array.data) for array in (offsets, data))
    return pa.StringArray.from_buffers(max(len(offsets) - 1, 0), places, text)


def _decoded(lines: Lines, values: _Values, proven: Mask) -> dict[int, str]:
    """Return the texts of strings with escapes by their place; take lines from `proven` that have a wrong one."""
    if not len(lines.slashes) or not len(values.starts):
        return {}
    places = np.unique(np.searchsorted(values.starts, lines.slashes, side="right") - 1)
    places = places[(places >= 0) & (values.kinds[places] == KIND_STRING)]
    raw = lines.data.tobytes()
    texts = [raw[values.starts[place] : values.ends[place]].decode() for place in places]
    try:
        decoded = _unescape(texts)
    except (JsonFault, ValueError):  # which of them it is decides the slow reading, line by line
        proven[values.owners[places]] = False
        return {}
    return dict(zip(places.tolist(), decoded, strict=True))


def _unescape(texts: list[str]) -> list[str]:
    joined = '","'.join(texts)
    check_surrogates(joined)
    decoded: list[str] = json.loads(f'["{joined}"]') if texts else []
    return decoded


def _columns(
    lines: Lines, values: _Values, proven: Mask, decoded: dict[int, str], names: tuple[int, Sequence[int]]
) -> FlatCells:
    """Return the columns of proven lines, but of lines that have a key twice."""
    width, kept = names
    count = int(np.count_nonzero(proven))
    ranks = np.cumsum(proven) - 1
    cells = np.full((width, count), -1, np.int64)
    rank = ranks[values.owners]
    cells[values.names, rank] = np.arange(len(values.starts))
    if int(np.count_nonzero(cells >= 0)) != len(values.starts):
        written = np.count_nonzero(cells >= 0, axis=0)
        twice = written != np.bincount(rank, minlength=count)
        proven[np.flatnonzero(proven)[twice]] = False
        cells = cells[:, ~twice]
    spans = _spans(lines.data, values)
    columns: list[Any] = []
    kinds: list[npt.NDArray[np.uint8]] = []
    escaped = np.zeros(len(values.starts), np.bool_)
    escaped[list(decoded)] = True
    for of_name in cells[list(kept)]:
        absent = of_name < 0
        kind = values.kinds[of_name] if len(values.kinds) else np.zeros(len(of_name), np.uint8)
        kind[absent] = KIND_NULL
        empty = kind == KIND_NULL
        column = spans.take(pa.array(of_name * 2, mask=empty if empty.any() else None))
        if decoded and (found := escaped[of_name] & ~empty).any():
            texts: Any = pa.array([decoded[place] for place in of_name[found].tolist()], pa.string())
            column = pc.replace_with_mask(column, pa.array(found), texts)
        columns.append(column)
        kinds.append(kind)
    return FlatCells(np.flatnonzero(proven), columns, kinds)
