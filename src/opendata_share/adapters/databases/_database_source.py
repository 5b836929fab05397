"""A table of a database as a source: a stream of Arrow batches, read-only.

What lives here: the Source every kind of database is. What this module must not know: any one kind of database,
contracts, field maps. No word of a driver's error is shown: it may hold the address, a secret or a value.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from ..._canonical import document_digest
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, LimitExceeded, OpenDataShareError, SourceError, SourceUnavailable
from ..reading import ArrowBatches, RawBatch, SourceOptions, check_schema, refuse_unused
from ._dialect import Column, Dialect, relation, select
from ._key_bookmark import KeyBookmark

_ROWS: Final = 65_536
_NO_SERVER: Final = ("08", "53", "57P")


class DatabaseSource:
    """A table or view, or what the caller's query gives, as columns of Arrow's types; text where Arrow has none.

    Rows come as a stream from one state of the database, in one transaction that cannot write. With `key`, a column
    without nulls that no two rows share, they come in its order, and a read can go on behind a bookmark.

    Args:
        location: The database: an address, or a file.
        options: `null`, `quarantine` and `service` (table, query, key, changed, since, until, resume, auth, driver)
            apply.
        limits: `columns`, `rows`, `record_bytes`, `input_bytes` and `service_s` apply.

    Raises:
        DefinitionError: What was declared does not fit.
    """

    schemes: ClassVar[frozenset[str]]
    dialect: ClassVar[Dialect]
    form: ClassVar[str]
    uses: ClassVar[frozenset[str]] = frozenset(("table", "query", "key", "changed", "since", "until", "resume", "auth"))

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._location = os.fspath(location)
        self._options = options
        self._asked = options.service
        self._limits = limits
        refuse_unused(self._asked, self.uses, self.form)
        self._relation = relation(self._asked)
        self._name = f"{_shown(self._location)}#{self._asked.table or 'query'}"
        if self._asked.resume is not None and self._asked.key is None:
            raise DefinitionError("database-resume-key")
        self._source = document_digest([_shown(self._location), self._relation, self._asked.key])
        self._start = self._resumed()
        self._bookmark = self._start
        self._headings: tuple[str, ...] | None = None
        self._captured_at: datetime | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    @property
    def name(self) -> str:
        """The database and the table, without user, password and options."""
        return self._name

    def headings(self) -> tuple[str, ...]:
        """Ask for the columns; see `Source.headings`."""
        if self._headings is None:
            with self._opened() as cursor:
                self._look(cursor)
        return self._headings or ()

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows as they come, at most 65 536 at a time; see `Source.batches`."""
        start = self._start
        if start.is_complete and self._asked.resume is not None:
            return
        reader = ArrowBatches(self._name, self._options, self._limits, before=start.rows)
        last = start.last
        with self._opened() as cursor:
            columns = self._look(cursor)
            samples = 1 if columns and columns[0].sample is not None else 0
            cursor.execute(select(columns, self._relation, self._asked, start.last))
            for whole in cursor.fetch_record_batch():
                batch, samples = whole.slice(min(samples, whole.num_rows)), max(0, samples - whole.num_rows)
                if not batch.num_rows:
                    continue
                plain = pa.RecordBatch.from_arrays(
                    [_plain(column) for column in batch.columns], names=batch.schema.names
                )
                before, keys = reader.rows, self._keys(plain, last)
                for first in range(0, plain.num_rows, _ROWS):
                    for part in reader.read(plain.slice(first, _ROWS)):
                        yield part
                        read = part.rows[-1].as_py()
                        last = None if keys is None else keys[read - before - 1].as_py()
                        self._bookmark = self._at(read, last, is_complete=False)
        self._bookmark = self._at(reader.rows, last, is_complete=True)

    def bookmark(self) -> KeyBookmark:
        """Return how far the newest read has come: behind the last batch that was taken whole."""
        return self._bookmark

    def digest(self) -> str | None:
        """Return None: rows that come from a server are no bytes."""
        return None

    def captured_at(self) -> datetime | None:
        """Return when what was read was the newest, by the database's clock, or None where nothing tells."""
        self.headings()
        return self._captured_at

    def _look(self, cursor: Any) -> list[Column]:
        """Take note of the columns and the time."""
        columns = list(self.dialect.columns(cursor, self._relation))
        schema = pa.schema([(column.name, pa.string()) for column in columns])
        self._headings = check_schema(schema, self._name, self._limits, fold=False)
        if self._captured_at is None:
            self._captured_at = self.dialect.now(cursor, self._location)
        return columns

    def _keys(self, batch: pa.RecordBatch, last: str | None) -> Any:
        """Return the keys as text; refuse one that is null or comes twice: a bookmark would lose rows."""
        if self._asked.key is None:
            return None
        keys = batch.column(self._asked.key)
        if keys.null_count:
            raise SourceError("database-key-null", file=self._name, field=self._asked.key)
        texts: Any = keys if pa.types.is_string(keys.type) else pc.cast(keys, pa.string())
        repeats: Any = pc.equal(texts.slice(1), texts.slice(0, len(texts) - 1))
        if repeats.true_count or texts[0].as_py() == last:
            raise SourceError("database-key-repeats", file=self._name, field=self._asked.key)
        return texts

    def _resumed(self) -> KeyBookmark:
        if self._asked.resume is None:
            return KeyBookmark(self._source, 0, None, False, None)
        bookmark = KeyBookmark.from_text(self._asked.resume)
        if bookmark.source != self._source:
            raise DefinitionError("service-other-bookmark", file=self._name)
        return bookmark

    def _at(self, rows: int, last: str | None, *, is_complete: bool) -> KeyBookmark:
        return KeyBookmark(self._source, rows, last, is_complete, self._captured_at)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """Give a cursor in a transaction that cannot write; what fails is an error of ours without a word of theirs."""
        with (
            self._errors(),
            closing(self.dialect.connect(self._location, self._asked, self._limits)) as connection,
            closing(connection.cursor()) as cursor,
        ):
            self.dialect.begin(cursor, self._limits)
            yield cursor

    @contextmanager
    def _errors(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        except OpenDataShareError:
            raise
        except UnicodeDecodeError:  # names and texts of SQLite may be any bytes
            raise SourceError("database-not-utf-8", file=self._name) from None
        except (pa.ArrowException, OSError):
            # its words may hold a value, in the server's language: only the clock tells why a stream was ended
            if time.monotonic() - began >= self._limits.service_s:
                raise self._refused("57014", "") from None
            error = SourceError("database-broke-off", file=self._name)
            error.transient = True
            raise error from None
        except Exception as error:
            if not hasattr(error, "sqlstate"):
                raise
            raise self._refused(error.sqlstate or "", str(getattr(error, "status_code", ""))) from None

    def _refused(self, state: str, status: str) -> OpenDataShareError:
        """Return what an SQLSTATE (SQL:2016, 24.1) or, without one, ADBC's status means."""
        name = self._name
        if state == "57014":
            value = self._limits.service_s
            return LimitExceeded("limit-service", file=name, limit="service_s", value=value)
        if state.startswith("28") or "UNAUTHENTICATED" in status:
            return SourceUnavailable("database-login", file=name)
        if state.startswith(_NO_SERVER) or (not state and status.endswith(("IO", "10"))):
            return SourceUnavailable("database-unreachable", file=name, transient=True)
        if state == "3D000":
            return SourceUnavailable("database-missing", file=name)
        if state in {"42P01", "3F000"} or (not state and "NOT_FOUND" in status):
            return SourceUnavailable("database-no-table", file=name)
        if state == "42501":
            return SourceUnavailable("database-no-permission", file=name)
        return SourceError("database-refused", file=name, state=state or status or "?")


def _plain(column: Any) -> Any:
    """Return a column without the extension types that drivers use for what Arrow has no type for."""
    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    if column.type.extension_name == "arrow.uuid":
        texts = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.array(texts, pa.string())
    return column.storage


def _shown(location: str) -> str:
    """Return a location without user, password and options."""
    if "://" not in location:
        return location
    parts = urlsplit(location)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
