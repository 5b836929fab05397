"""SQLite over its ADBC driver.

What lives here: how a file is opened so that nothing is written, and what its columns hold. What this module must not
know: batches, bookmarks.

A column of SQLite may hold anything in any row; the driver takes its type from the first thousand rows and fails where
a later one differs. So all rows are asked once what they hold: a column of one type keeps it, any other becomes text,
numbers with all their digits. A row that shows each type is put in front, and dropped again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from ..._limits import Limits
from ...errors import MissingExtra, SourceError
from ..reading import ServiceOptions
from ._dialect import ALIAS, Column, quoted

_MAGIC: Final = b"SQLite format 3\0"
_SAMPLES: Final = {"integer": "0", "real": "0.5", "text": "''", "blob": "x''"}
_LITERALS: Final = {"integer": "CAST({} AS INTEGER)", "text": "{}"}


class Sqlite:
    """A file of SQLite."""

    schemes: frozenset[str] = frozenset()

    def connect(self, location: str, options: ServiceOptions, limits: Limits) -> Any:  # noqa: ARG002 - a file has no secret
        """Return a connection that cannot write."""
        try:
            import adbc_driver_sqlite.dbapi as driver
        except ImportError:
            raise MissingExtra("extra-sql") from None
        with Path(location).open("rb") as file:
            head = file.read(len(_MAGIC))
        if head != _MAGIC:
            raise SourceError("database-no-sqlite", file=location)
        return driver.connect(f"file:{quote(os.fspath(Path(location).absolute()))}?mode=ro")

    def begin(self, cursor: Any, limits: Limits) -> None:  # noqa: ARG002 - a file does not keep us waiting
        """Refuse what the file may bring along: functions in views and defaults, and writing."""
        cursor.execute("PRAGMA query_only = ON")
        cursor.execute("PRAGMA trusted_schema = OFF")

    def columns(self, cursor: Any, relation: str) -> Sequence[Column]:
        """Return the columns, after a look at the type of every cell."""
        cursor.execute(f"SELECT * FROM {relation} LIMIT 0")  # noqa: S608 - the relation's names are quoted
        names = cursor.fetch_arrow_table().schema.names
        if not names:
            return []
        looks = (f"nullif(typeof({ALIAS}.{quoted(name)}), 'null')" for name in names)
        ends = ", ".join(f"min({look}), max({look})" for look in looks)
        cursor.execute(f"SELECT {ends} FROM {relation}")  # noqa: S608 - the relation's names are quoted
        found = cursor.fetchone()
        return [_column(name, found[2 * n], found[2 * n + 1]) for n, name in enumerate(names)]

    def now(self, cursor: Any, location: str) -> datetime | None:  # noqa: ARG002 - the file knows it
        """Return when the file was last written."""
        return datetime.fromtimestamp(Path(location).stat().st_mtime, UTC)


def _column(name: str, first: str | None, last: str | None) -> Column:
    cell = f"{ALIAS}.{quoted(name)}"
    if first != last:
        digits = f"CASE typeof({cell}) WHEN 'real' THEN printf('%!.17g', {cell}) ELSE CAST({cell} AS TEXT) END"
        return Column(name, digits, None, _SAMPLES["text"])
    kind = first or "text"
    return Column(name, cell, _LITERALS.get(kind), _SAMPLES[kind])
