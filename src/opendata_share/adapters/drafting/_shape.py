"""What the cells of a column look like: counts, kinds, shapes; never their text where it may be personal.

What lives here: one pass over sampled rows, a profile a column. What this file must not know: contracts, headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from ..._arrow import pc
from ..._dataclass import dataclass
from ...schemas.headings import headings
from ..mapping import as_text
from ..reading import CELL_NUMBER, CELL_TIME, PeekedSource

if TYPE_CHECKING:
    from ..._arrow import Values
    from ..reading import RawBatch, Source

SAMPLED_ROWS: Final = 10_000
_SAMPLED_CELLS: Final = 2_000_000
_FEWEST_ROWS: Final = 200
_DISTINCT: Final = 2_000
_INTEGER: Final = re.compile(r"[+-]?[0-9]+\Z")
_PLAIN: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\Z")


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a source as text.

    Attributes:
        columns: The text of each cell by heading; an empty cell is null.
        times: By heading, which cells a sheet marks as dates or times.
        typed: By heading, which cells a sheet marks as numbers.
        numbers: The row numbers as the user sees them.
        whole: Whether the source has no more rows.
        raw: The rows as the source gave them.
        items: By heading, the items of all lists of a column that is a list.
    """

    columns: Mapping[str, Values]
    times: Mapping[str, Values]
    typed: Mapping[str, Values]
    numbers: Values
    whole: bool
    raw: tuple[RawBatch, ...] = ()
    items: Mapping[str, Values] = field(default_factory=dict)

    def without(self, left_out: set[int]) -> Sample:
        """Return the sample without the rows at these positions."""
        if not left_out:
            return self
        kept = pa.array([place not in left_out for place in range(len(self.numbers))])
        return Sample(
            {name: column.filter(kept) for name, column in self.columns.items()},
            {name: marks.filter(kept) for name, marks in self.times.items()},
            {name: marks.filter(kept) for name, marks in self.typed.items()},
            self.numbers.filter(kept),
            self.whole,
            self.raw,
            self.items,
        )


def sample_of(source: Source) -> Sample:
    """Return the first rows of `source`, so many that neither rows nor columns can make it large."""
    names = source.headings()
    wanted = min(SAMPLED_ROWS, max(_FEWEST_ROWS, _SAMPLED_CELLS // max(1, len(names))))
    parts: dict[str, list[Values]] = {}
    marks: dict[int, dict[str, list[Values]]] = {CELL_TIME: {}, CELL_NUMBER: {}}
    numbers: list[Values] = []
    raw: list[RawBatch] = []
    taken, whole = 0, True
    peeked = isinstance(source, PeekedSource)
    for batch in _first_batches(source):
        rows = min(wanted - taken, batch.columns.num_rows)
        raw.append(_first_rows(batch, rows))
        for name, column in zip(batch.columns.schema.names, batch.columns.columns, strict=True):
            parts.setdefault(name, []).append(blank_to_null(as_text(column.slice(0, rows))))
            cells = None if batch.cells is None else batch.cells.get(name)
            for mark, found in marks.items():
                marked = pa.nulls(rows, pa.bool_()) if cells is None else pc.equal(cells.slice(0, rows), mark)
                found.setdefault(name, []).append(marked.fill_null(False))
        numbers.append(batch.rows.slice(0, rows))
        taken += rows
        if rows < batch.columns.num_rows:
            whole = False
            break
    unread = pa.nulls(taken, pa.string())  # quarantined
    return Sample(
        {name: joined(parts[name], pa.string()) if name in parts else unread for name in names},
        {name: _joined_marks(marks[CELL_TIME], name, taken) for name in names},
        {name: _joined_marks(marks[CELL_NUMBER], name, taken) for name in names},
        joined(numbers, pa.int64()),
        whole and not (peeked and not getattr(source, "may_leave_out", False)),
        tuple(raw),
    )


def _first_batches(source: Source) -> Iterator[RawBatch]:
    """Yield the rows of a source; of one that is costly to read, those of the first page that has any."""
    if not isinstance(source, PeekedSource):
        yield from source.batches()
        return
    found = False
    for batch in source.peek():
        found = found or batch.columns.num_rows > 0
        yield batch
    if not found:
        yield from islice((batch for batch in source.batches() if batch.columns.num_rows), 1)


def _first_rows(batch: RawBatch, rows: int) -> RawBatch:
    kinds = None if batch.kinds is None else {name: kind.slice(0, rows) for name, kind in batch.kinds.items()}
    return replace(batch, columns=batch.columns.slice(0, rows), rows=batch.rows.slice(0, rows), lines=None, kinds=kinds)


def joined(arrays: list[Values], kind: pa.DataType) -> Values:
    """Return arrays as one of that type."""
    return pa.concat_arrays([array.cast(kind) for array in arrays]) if arrays else pa.array([], kind)


def _joined_marks(marks: Mapping[str, list[Values]], name: str, rows: int) -> Values:
    return joined(marks[name], pa.bool_()) if name in marks else pa.repeat(False, rows)


def blank_to_null(column: Values) -> Values:
    """Return text without white space around it, null where nothing is left."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


@dataclass(frozen=True)
class Profile:
    """One column of the sample.

    Attributes:
        heading: Its heading.
        rows: How many rows were looked at.
        counts: Each text of its cells with how often it stands there, in order of first appearance, without the words
            for "no value" and without marked dates; cut at some thousands.
        nulls: The words for "no value" met, with how often.
        dates: The ISO text of cells a sheet marks as dates or times, with how often.
        cut: Whether there were more different texts.
        typed: How often each of the texts stands in a cell that a sheet marks as a number: such a cell is read as it
            is, whatever separators are declared.
        names: What it is called, from the outside in; nothing where it is called by its heading.
        is_list: Whether its cells are lists; then what is counted are their items.
        nests: Whether it is read out of nested records.
        is_wrapped: Whether it is only taken to be the value of what it is called by.
    """

    heading: str
    rows: int
    counts: tuple[tuple[str, int], ...]
    nulls: tuple[tuple[str, int], ...]
    dates: tuple[tuple[str, int], ...]
    cut: bool
    typed: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    is_list: bool = False
    nests: bool = False
    is_wrapped: bool = False

    @property
    def label(self) -> str:
        """What it is called, all names together."""
        return " ".join(self.names) or self.heading

    @property
    def titles(self) -> tuple[str, ...]:
        """What it may be called: all names together, the last two, the last."""
        texts = [self.label, *(" ".join(self.names[-length:]) for length in (2, 1))]
        return tuple(dict.fromkeys(text for text in texts if text))

    @cached_property
    def filled(self) -> int:
        """How many cells hold a value."""
        return sum(count for _, count in (*self.counts, *self.dates))

    @property
    def empty(self) -> int:
        """How many cells hold none, or a word for none."""
        return self.rows - self.filled

    @property
    def distinct(self) -> int:
        """How many different values there are, as far as counted."""
        return len(self.counts) + len(self.dates)

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value and no two the same."""
        return self.rows > 0 and self.filled == self.rows and self.distinct == self.filled and not self.cut

    def share(self, pattern: re.Pattern[str]) -> float:
        """Return which part of the filled cells matches `pattern`, from its start."""
        matching = sum(count for text, count in self.counts if pattern.match(text))
        return matching / self.filled if self.filled else 0.0

    @cached_property
    def integers(self) -> float:
        """Which part of the filled cells are whole numbers as they stand."""
        return self.share(_INTEGER)

    @cached_property
    def plain_numbers(self) -> float:
        """Which part of the filled cells are numbers as they stand."""
        return self.share(_PLAIN)

    def written(self) -> Profile:
        """Return the profile of the cells that are texts: those whose separators have to be found out."""
        left = ((text, count - self.typed.get(text, 0)) for text, count in self.counts)
        return replace(self, counts=tuple((text, count) for text, count in left if count > 0), typed={})

    def bounds(self) -> tuple[float, float] | None:
        """Return the least and the greatest of the plain numbers."""
        numbers = [float(text) for text, _ in self.counts if _PLAIN.match(text) and len(text) < 20]
        return (min(numbers), max(numbers)) if numbers else None


def profile(heading: str, sample: Sample) -> Profile:
    """Return the profile of one column of the sample."""
    if heading in sample.items:
        return _profile_of_items(heading, sample.items[heading])
    column, times = sample.columns[heading], sample.times[heading]
    dates = _counted(column.filter(times)) if pc.any(times).as_py() else ()
    texts = _counted(column.filter(pc.invert(times)))
    nulls = tuple((text, count) for text, count in texts if is_null_word(text))
    counts = tuple((text, count) for text, count in texts if not is_null_word(text))
    typed = dict(_counted(column.filter(sample.typed[heading]))) if pc.any(sample.typed[heading]).as_py() else {}
    return Profile(heading, len(column), counts[:_DISTINCT], nulls, dates[:_DISTINCT], len(counts) > _DISTINCT, typed)


def _profile_of_items(heading: str, items: Values) -> Profile:
    texts = _counted(items)
    nulls = tuple((text, count) for text, count in texts if is_null_word(text))
    counts = tuple((text, count) for text, count in texts if not is_null_word(text))
    return Profile(heading, len(items), counts[:_DISTINCT], nulls, (), len(counts) > _DISTINCT, is_list=True)


def _counted(column: Values) -> tuple[tuple[str, int], ...]:
    found = pc.value_counts(column.drop_null())
    values, counts = found.field("values").to_pylist(), found.field("counts").to_pylist()
    return tuple(zip(values, counts, strict=True))


_NULLS: Final = frozenset(word.casefold() for word in headings().nulls)


def is_null_word(text: str) -> bool:
    """Whether a cell's text is one of the words for "no value"."""
    return text.casefold() in _NULLS


def shape(text: str) -> str:
    """Return the form of a text without its letters and digits: `RS-01` is `aa-99`; at most 24 signs."""
    signs = ["9" if sign.isdigit() else "a" if sign.isalpha() else sign if sign.isprintable() else " " for sign in text]
    return "".join(signs[:24]) + ("…" if len(signs) > 24 else "")


def common_shape(found: Profile) -> str:
    """Return the form most cells have."""
    counts: dict[str, int] = {}
    for text, count in (*found.counts, *found.dates):
        form = shape(text)
        counts[form] = counts.get(form, 0) + count
    return max(counts, key=lambda form: (counts[form], form)) if counts else ""
