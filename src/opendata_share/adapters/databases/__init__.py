"""Databases: tables of other people's servers and files, as sources, over ADBC.

What lives here: the one way a table is read, and one small file a kind of database. What this room must not know:
contracts, field maps.
"""

from __future__ import annotations

from typing import ClassVar

from ._any_driver import AnyDriver
from ._database_source import DatabaseSource
from ._dialect import Dialect
from ._key_bookmark import KeyBookmark
from ._postgresql import Postgresql
from ._sqlite import Sqlite

__all__ = ["AdbcSource", "DatabaseSource", "KeyBookmark", "PostgresqlSource", "SqliteSource"]


class PostgresqlSource(DatabaseSource):
    """A table of PostgreSQL; the location is `postgresql://host/database`."""

    form = "postgresql"
    dialect: ClassVar[Dialect] = Postgresql()
    schemes: ClassVar[frozenset[str]] = dialect.schemes


class SqliteSource(DatabaseSource):
    """A table of a SQLite file."""

    form = "sqlite"
    uses = DatabaseSource.uses - {"auth"}
    dialect: ClassVar[Dialect] = Sqlite()


class AdbcSource(DatabaseSource):
    """A table of any database whose ADBC driver the caller names (`driver="adbc_driver_…"`)."""

    form = "adbc"
    uses = DatabaseSource.uses | {"driver"}
    dialect: ClassVar[Dialect] = AnyDriver()
    schemes: ClassVar[frozenset[str]] = dialect.schemes
