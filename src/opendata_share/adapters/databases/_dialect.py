"""What a database is, seen from outside: how it is opened, made read-only, and asked for a table's columns.

What lives here: the shapes between one kind of database and the source, and the SQL they share. What this module must
not know: any one kind of database, batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import DefinitionError
from ..reading import ServiceOptions

ALIAS: Final = "q"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of what is read.

    Attributes:
        name: Its heading.
        expression: What is selected for it, an expression over the alias `q`.
        literal: How a value of it is written in SQL, `{}` being a quoted text; None where it cannot be a key.
        sample: A value of its type in SQL, for a database that takes the types from the first rows; None elsewhere.
    """

    name: str
    expression: str
    literal: str | None = "{}"
    sample: str | None = None


class Dialect(Protocol):
    """One kind of database."""

    @property
    def schemes(self) -> frozenset[str]:
        """The addresses it takes; none where it is a file."""
        ...

    def connect(self, location: str, options: ServiceOptions, limits: Limits) -> Any:
        """Return a connection of Python's database interface, over ADBC.

        Raises:
            MissingExtra: The driver is not installed.
        """
        ...

    def begin(self, cursor: Any, limits: Limits) -> None:
        """Make sure that nothing can be written, and that the whole read sees one state."""
        ...

    def columns(self, cursor: Any, relation: str) -> Sequence[Column]:
        """Return the columns of a relation, which may stand behind FROM."""
        ...

    def now(self, cursor: Any, location: str) -> datetime | None:
        """Return when this state was the newest, or None where nothing tells."""
        ...


def quoted(name: str) -> str:
    """Return a name as an SQL identifier (SQL:2016, 5.2 <delimited identifier>)."""
    if "\0" in name:
        raise DefinitionError("database-name")
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    if "\0" in text:
        raise DefinitionError("database-name")
    return "'" + text.replace("'", "''") + "'"


def relation(options: ServiceOptions) -> str:
    """Return what is read: a table by its name, with its schema before a dot, or the caller's query in brackets.

    Raises:
        DefinitionError: Neither or both were said.
    """
    if (options.table is None) == (options.query is None):
        raise DefinitionError("database-table-or-query")
    if options.query is not None:
        return f"({options.query.strip().rstrip(';')}\n) AS {ALIAS}"
    return ".".join(quoted(part) for part in (options.table or "").split(".")) + f" AS {ALIAS}"


def select(columns: Sequence[Column], source: str, options: ServiceOptions, after: str | None) -> str:
    """Return the one query that is run.

    Args:
        columns: All columns of the relation.
        source: The relation.
        options: `key`, `changed`, `since` and `until` apply.
        after: The key of the last row that was read before, or None.

    Raises:
        DefinitionError: The key or the column of changes is no column, or cannot be one.
    """
    known = {column.name: column for column in columns}
    where = []
    for name, option in ((options.key, "key"), (options.changed, "changed")):
        if name is not None and (name not in known or known[name].literal is None):
            raise DefinitionError("database-column", option=option, field=name, known=list(known))
    if options.key is not None and after is not None:
        where.append(f"{_column(options.key)} > {_literal(known[options.key], after)}")
    for sign, moment in ((">=", options.since), ("<", options.until)):
        if moment is not None:
            if options.changed is None:
                raise DefinitionError("database-changed")
            value = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00:00")
            where.append(f"{_column(options.changed)} {sign} {_literal(known[options.changed], value)}")
    names = ", ".join(f"{column.expression} AS {quoted(column.name)}" for column in columns)
    order = "" if options.key is None else f" ORDER BY {_column(options.key)}"
    conditions = f" WHERE {' AND '.join(where)}" if where else ""
    inner = f"SELECT {names} FROM {source}{conditions}{order}"  # noqa: S608 - names and literals are quoted
    if not columns or columns[0].sample is None:
        return inner
    samples = ", ".join(f"{column.sample} AS {quoted(column.name)}" for column in columns)
    return f"SELECT {samples} UNION ALL SELECT * FROM ({inner})"  # noqa: S608 - as above


def _column(name: str) -> str:
    return f"{ALIAS}.{quoted(name)}"


def _literal(column: Column, text: str) -> str:
    return (column.literal or "{}").replace("{}", text_literal(text))
