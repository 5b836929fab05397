"""One table in several files: a folder of them, or the files a pattern names, read one after the other.

What lives here: which files belong to the table and in which order, that they have the same columns, and rows numbered
across all of them. What this module must not know: how any format is read, contracts.

The order is that of the paths, compared byte by byte, so that the same files give the same rows everywhere. Names that
begin with a dot or an underscore, and files of rejected rows, are not parts; every other file must be of the one format
of the table. A link must not lead out of the folder, nor to a folder.
"""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np
import pyarrow as pa

from ..._limits import Limits
from ...errors import LimitExceeded, SourceError, SourceUnavailable
from ._raw import Part, RawBatch, Source

_MAGIC: Final = re.compile(r"[*?[]")
_REJECTED: Final = re.compile(r".+\.rejected(\.\d+)?\.(csv|xlsx)", re.IGNORECASE)
_SHOWN: Final = 5
_LONGEST: Final = 80
_MOST: Final = 20
_JSON: Final = frozenset((".ndjson", ".jsonl"))


def is_several(path: str) -> bool:
    """Tell whether a location stands for several files: a folder, or a pattern that is not itself a file's name."""
    try:
        return Path(path).is_dir() or (_MAGIC.search(path) is not None and not Path(path).exists())
    except (OSError, ValueError):  # a NUL, or a name longer than any file's: whoever opens it says so
        return False


def files_of(path: str, limits: Limits) -> tuple[Path, ...]:
    """Return the files a folder or a pattern stands for, in order.

    Raises:
        SourceUnavailable: There is none, or a folder cannot be listed.
        SourceError: A link leads out of the folder, or the files are of several formats.
        LimitExceeded: There are more than `files`.
    """
    root, found = _listed(path)
    files = [file for file in found if not _is_left_out(file.relative_to(root))]
    if len(files) > limits.files:
        raise LimitExceeded("limit-files", file=path, limit="files", value=limits.files)
    within = root.resolve()
    for file in files:
        if not file.resolve().is_relative_to(within) or (file.is_symlink() and file.is_dir()):
            raise SourceError("parts-link-outside", file=str(file), root=str(root))
    files = sorted((file for file in files if file.is_file()), key=lambda file: os.fsencode(file.as_posix()))
    if not files:
        raise SourceUnavailable("parts-none", file=path)
    suffixes = sorted({file.suffix.lower() for file in files})
    if len(suffixes) > 1:
        raise SourceError("parts-several-formats", file=path, suffixes=suffixes, suffix=suffixes[0])
    return tuple(files)


def _listed(path: str) -> tuple[Path, list[Path]]:
    """Return the folder the files must lie in, and everything in it that may be one, links to folders included."""
    try:
        root = Path(path)
        if root.is_dir():
            return root, list(_walked(root))
        parts = PurePath(path).parts
        fixed = next(place for place, part in enumerate(parts) if _MAGIC.search(part))
        root = Path(*parts[:fixed]) if fixed else Path()
        return root, list(root.glob(str(PurePath(*parts[fixed:]))))
    except (OSError, ValueError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise SourceUnavailable("source-unreadable", file=path, reason=reason) from error


def _walked(root: Path) -> Iterator[Path]:
    for folder, inside, names in os.walk(root, onerror=_fail):
        linked = (name for name in inside if Path(folder, name).is_symlink())
        yield from (Path(folder, name) for name in (*names, *linked))


def _fail(error: OSError) -> None:
    raise error


def _is_left_out(file: PurePath) -> bool:
    hidden = any(part.startswith((".", "_")) for part in file.parts)
    return hidden or _REJECTED.fullmatch(file.name) is not None


class PartitionedSource:
    """Several files that are one table.

    Every file must have the columns of the first, in any order; files of JSON lines may lack some. Rows are numbered
    across the files, lines within each; `file_of` tells which file a row came from.

    Args:
        location: The folder or pattern as given; it is the name in reports.
        sources: The files' own readers, in order.
        limits: `rows` and `columns` apply to the table as a whole.
        quarantine: Columns whose cells do not leave the readers.
    """

    def __init__(
        self, location: str, sources: Sequence[Source], limits: Limits, quarantine: Collection[str] = ()
    ) -> None:
        self._quarantine = quarantine
        self._location = location
        self._sources = tuple(sources)
        self._limits = limits
        self._headings: tuple[str, ...] | None = None
        self._starts: list[int] = []  # how many rows came before each file, as far as they were read

    @property
    def name(self) -> str:
        """The folder or pattern as given."""
        return self._location

    def headings(self) -> tuple[str, ...]:
        """Return the columns all files have.

        Raises:
            SourceError: Files have other columns than the first; each is named with what it lacks and has besides.
        """
        if self._headings is None:
            found = [(source, source.headings()) for source in self._sources]
            if PurePath(self._sources[0].name).suffix.lower() in _JSON:
                self._headings = tuple(dict.fromkeys(name for _, names in found for name in names))
                if len(self._headings) > self._limits.columns:
                    limit = self._limits.columns
                    raise LimitExceeded(
                        "limit-columns", file=self.name, limit="columns", value=limit, found=len(self._headings)
                    )
            else:
                self._headings = found[0][1]
                self._check_same(found)
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the files one after the other; see `Source.batches`."""
        return (part() for part in self.parts())

    def file_of(self, row: int) -> str | None:
        """Return the name of the file a row that was read came from."""
        place = bisect_right(self._starts, row - 1) - 1
        return self._sources[place].name if place >= 0 and row > 0 else None

    def digest(self) -> str | None:
        """Return `sha256:` and the digest of the files' digests, in order."""
        hasher = hashlib.sha256()
        for source in self._sources:
            digest = source.digest()
            if digest is None:
                return None
            hasher.update(digest.encode() + b"\n")
        return f"sha256:{hasher.hexdigest()}"

    def captured_at(self) -> datetime | None:
        """Return when the last of the files changed."""
        found = [moment for source in self._sources if (moment := source.captured_at()) is not None]
        return max(found, default=None)

    def parts(self) -> Iterator[Part]:
        """Yield the batches of one file after the other, each to be put under the table's columns in any thread."""
        headings = tuple(name for name in self.headings() if name not in self._quarantine)
        read = 0
        self._starts = []
        for source in self._sources:
            self._starts.append(read)
            before = read
            for batch in source.batches():
                read += len(batch.rows) + len(batch.unmade)
                if read > self._limits.rows:
                    raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
                yield partial(_moved, batch, before, headings)

    def _check_same(self, found: Sequence[tuple[Source, tuple[str, ...]]]) -> None:
        first = set(found[0][1])
        others = [(source, names) for source, names in found if set(names) != first]
        if not others:
            return
        told = [
            f"{source.name}: −[{_named(first - set(names))}] +[{_named(set(names) - first)}]"
            for source, names in others[:_SHOWN]
        ]
        raise SourceError(
            "parts-other-columns",
            file=self.name,
            first=found[0][0].name,
            count=len(others),
            differences="; ".join(told),
        )


def _named(headings: set[str]) -> str:
    """Return headings as a sentence may hold them: not all of thousands, and none of a megabyte."""
    clipped = [heading[:_LONGEST] for heading in sorted(headings)[:_MOST]]
    return ", ".join(clipped if len(headings) <= _MOST else [*clipped, "…"])


def _moved(batch: RawBatch, before: int, headings: tuple[str, ...]) -> RawBatch:
    """Return a batch of one file as a batch of the table: rows numbered on, columns in the table's order."""
    rows: Any = pa.array(np.asarray(batch.rows, np.int64) + before)
    unmade = tuple(replace(row, row=row.row + before) for row in batch.unmade)
    present = set(batch.columns.schema.names)
    names = [name for name in headings if name in present]
    kinds = batch.kinds
    columns = [batch.columns.column(name) for name in names]
    if kinds is not None:  # JSON leaves out what has no value
        empty: Any = pa.array(np.zeros(len(rows), np.uint8))
        nothing: Any = pa.nulls(len(rows), pa.string())
        kinds = {name: kinds.get(name, empty) for name in headings}
        names, columns = (
            list(headings),
            [batch.columns.column(name) if name in present else nothing for name in headings],
        )
    return replace(
        batch, columns=pa.RecordBatch.from_arrays(columns, names=names), rows=rows, unmade=unmade, kinds=kinds
    )
