"""PostgreSQL over its ADBC driver.

What lives here: how it is opened and made read-only, and which of its types are handed on as what. What this module
must not know: batches, bookmarks.

One transaction sees one state, cannot write, and ends after `service_s`. Rows come by COPY as a stream. Types that
Arrow has are handed on as they are; all others become text in the session, which has UTC and ISO 8601: numeric keeps
its digits, uuid and inet their usual form, json its text. So does money, which the driver makes a number of cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import pyarrow as pa

from ..._limits import Limits
from ...errors import DefinitionError, MissingExtra
from ..reading import ServiceOptions
from ._dialect import ALIAS, Column, quoted

_TYPE: Final = b"POSTGRESQL:type"
_AS_TEXT: Final = frozenset({"money", "bpchar", "time", "timetz", "interval"})
_KEYS: Final = frozenset(
    {
        *("int2", "int4", "int8", "numeric", "text", "varchar", "bpchar", "name"),
        *("uuid", "date", "timestamp", "timestamptz"),
    }
)
_LONGEST: Final = 2**31 - 1


class Postgresql:
    """PostgreSQL."""

    schemes = frozenset({"postgresql", "postgres"})

    def connect(self, location: str, options: ServiceOptions, limits: Limits) -> Any:
        """Return a connection; libpq's own files and variables say what the address leaves open."""
        try:
            import adbc_driver_postgresql.dbapi as driver  # type: ignore[import-untyped]  # it ships no types
        except ImportError:
            raise MissingExtra("extra-sql") from None
        parts = urlsplit(location)
        pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
        pairs.setdefault("connect_timeout", str(max(2, min(30, int(limits.deadline_s)))))
        if options.auth is not None:
            if not isinstance(options.auth, tuple):
                raise DefinitionError("database-auth")
            pairs["user"], pairs["password"] = options.auth
        return driver.connect(urlunsplit(parts._replace(query=urlencode(pairs, quote_via=quote))))

    def begin(self, cursor: Any, limits: Limits) -> None:
        """See one state, write nothing, end in time."""
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        milliseconds = min(_LONGEST, int(limits.service_s * 1000))
        for name, value in (
            ("statement_timeout", str(milliseconds)),
            ("TimeZone", "'UTC'"),
            ("IntervalStyle", "'iso_8601'"),
            ("standard_conforming_strings", "on"),
        ):
            cursor.execute(f"SET LOCAL {name} = {value}")

    def columns(self, cursor: Any, relation: str) -> Sequence[Column]:
        """Return the columns, with a cast to text for types that Arrow does not have."""
        cursor.execute(f"SELECT * FROM {relation} LIMIT 0")  # noqa: S608 - the relation's names are quoted
        return [_column(field) for field in cursor.fetch_arrow_table().schema]

    def now(self, cursor: Any, location: str) -> datetime | None:  # noqa: ARG002 - the server knows it
        """Return when the transaction began, by the server's clock."""
        cursor.execute("SELECT transaction_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _column(field: Any) -> Column:
    kind = (field.metadata or {}).get(_TYPE, b"").decode("ascii", "replace")
    name = f"{ALIAS}.{quoted(field.name)}"
    as_text = isinstance(field.type, pa.BaseExtensionType) or kind in _AS_TEXT
    literal = f"CAST({{}} AS {kind})" if kind in _KEYS else None
    return Column(field.name, f"CAST({name} AS text)" if as_text else name, literal)
