"""PostgreSQL: tables that refuse a row where the contract refuses it.

What lives here: tables with their columns, keys, checks, foreign keys and comments. What this file must not know: what
is asked of one value.

A list is `jsonb`, as a release's CSV writes it, and what it holds is asked by a function, since a CHECK takes no
subquery. A key whose fields may be empty is a UNIQUE constraint: rows with an empty one are not compared, there as
here. Foreign keys are checked when a transaction ends, so that tables load in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from ..contract import Contract, FieldType, UniqueAmong
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger
from ._references import targets_of
from ._sql_values import list_conditions, pattern_condition, quoted, value_conditions

_LONGEST_NAME: Final = 63
_TYPES: Final = {
    FieldType.TEXT: 'text COLLATE "C"',
    FieldType.INTEGER: "bigint",
    FieldType.NUMBER: "double precision",
    FieldType.DECIMAL: "numeric",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.DATETIME: "timestamp with time zone",
    FieldType.LIST: "jsonb",
    FieldType.JSON: "json",
}


def table_name(contract: Contract) -> str:
    """Return the name of a contract's table, which needs no quotes where it is no word of SQL."""
    return contract.name.replace("-", "_")


def _name(*parts: str) -> str:
    """Return a quoted name of at most 63 bytes; a longer one ends in a digest, not in the middle."""
    whole = "_".join(parts)
    if len(whole) > _LONGEST_NAME:
        whole = f"{whole[:54]}_{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
    return f'"{whole}"'


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


class _Table:
    """Writes the table of one contract.

    Attributes:
        before: What must be there before the table: functions.
        lines: What stands between its parentheses.
        after: What follows: indexes and comments.
    """

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        self._ledger = ledger
        self._language = settings.language
        self._plain_name = table_name(ledger.contract)
        self.name = f'"{self._plain_name}"'
        self.before: list[str] = []
        self.lines: list[str] = []
        self.after: list[str] = []

    def write(self) -> str:
        """Return the statements."""
        place = self._ledger.place()
        place.take("name")
        words = [place.words("title", self._language), place.words("definition", self._language)]
        said = f"{'. '.join(word for word in words if word)} [{self._ledger.contract.name} {place.take('version')}]"
        self.after.append(f"COMMENT ON TABLE {self.name} IS {quoted(said)};")
        for column in self._ledger.fields:
            self._column(column)
        self._keys()
        self._checks()
        self._table_rules()
        body = ",\n    ".join(self.lines)
        return "\n".join([*self.before, f"CREATE TABLE {self.name} (\n    {body}\n);", *self.after])

    def _column(self, column: FieldPlace) -> None:
        field, kind = column.field, column.take("type")
        name = f'"{field.name}"'
        default = "" if (value := column.take("default")) is None else f" DEFAULT {_literal(value)}"
        needed = " NOT NULL" if column.take("required") else ""
        self.lines.append(f"{name} {_TYPES[kind]}{default}{needed}")
        if kind is FieldType.LIST:
            self._list(column)
        for rule, condition in value_conditions(column, name):
            self._check(_name(field.name, rule), condition)
        if field.pattern_when is not None and (matches := pattern_condition(column, name)) is not None:
            column.take("patternWhen")
            when = self._ledger.contract.pattern_conditions[field.name].standard_sql
            self._check(_name(field.name, "pattern"), f"CASE WHEN {when} THEN {matches} ELSE TRUE END")
        self._comment(column, name)

    def _list(self, column: FieldPlace) -> None:
        function = _name(self._plain_name, column.field.name, "holds")
        condition = list_conditions(column, "value")
        head = f"CREATE FUNCTION {function}(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS"
        self.before.append(f"{head}\n{quoted(f'SELECT {condition}')};")  # a dollar quote could be closed by a code
        self._check(_name(column.field.name, "holds"), f'{function}("{column.field.name}")')

    def _check(self, name: str, condition: str) -> None:
        self.lines.append(f"CONSTRAINT {name} CHECK ({condition})")

    def _comment(self, column: FieldPlace, name: str) -> None:
        words = [column.words("title", self._language), column.words("definition", self._language)]
        notes = [str(column.take("sensitivity")), *(word for word in ("specific", "deprecated") if column.take(word))]
        if (unit := column.take("unit")) is not None:
            notes.append(unit)
        said = f"{'. '.join(word for word in words if word)} [{', '.join(notes)}]"
        self.after.append(f"COMMENT ON COLUMN {self.name}.{name} IS {quoted(said)};")

    def _keys(self) -> None:
        contract = self._ledger.contract
        if key := self._ledger.take("", "primaryKey"):
            whole = all(contract.field(name).required for name in key)
            word = "PRIMARY KEY" if whole else "UNIQUE"
            self.lines.append(f"CONSTRAINT {_name(self._plain_name, 'key')} {word} ({_columns(key)})")
        for number, (place, key) in enumerate(self._ledger.keys, start=1):
            place.take("unique")
            self.lines.append(f"CONSTRAINT {_name(self._plain_name, 'unique', str(number))} UNIQUE ({_columns(key)})")

    def _checks(self) -> None:
        conditions = {check.name: expression for check, expression in self._ledger.contract.conditions}
        for place, check in self._ledger.checks:
            if check.severity != "error":
                place.lose("check", "advice")
                continue
            for word in ("check", "check.name"):
                place.take(word)
            name = _name(check.name)
            self._check(name, conditions[check.name].standard_sql)
            said = place.words("check.message", self._language) or ""
            self.after.append(f"COMMENT ON CONSTRAINT {name} ON {self.name} IS {quoted(said)};")

    def _table_rules(self) -> None:
        for number, (place, kind, rule) in enumerate(self._ledger.table_rules, start=1):
            if getattr(rule, "severity", "advice") == "advice":
                place.lose(kind, "advice")
            elif isinstance(rule, UniqueAmong) and not any("[" in name for name in rule.fields):
                place.take(kind)
                self.after.append(self._unique_among(rule, number))

    def _unique_among(self, rule: UniqueAmong, number: int) -> str:
        nulls = " NULLS NOT DISTINCT" if rule.nulls == "equal" else ""
        when = "" if rule.when is None else self._ledger.contract.rule_conditions[rule.when].standard_sql
        where = f" WHERE ({when})" if when else ""
        name = _name(self._plain_name, "among", str(number))
        return f"CREATE UNIQUE INDEX {name} ON {self.name} ({_columns(rule.fields)}){nulls}{where};"


def _literal(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return quoted(value) if isinstance(value, str) else repr(value)


def _foreign_keys(ledger: Ledger, beside: Sequence[Contract]) -> Iterator[str]:
    own = f'"{table_name(ledger.contract)}"'
    for target in targets_of(ledger, beside):
        target.place.take(target.what)
        target.place.lose(target.what, "stricter")
        other = f'"{table_name(target.contract)}"'
        name = _name(table_name(ledger.contract), *target.fields, "reference")
        yield (
            f"ALTER TABLE {own} ADD CONSTRAINT {name} FOREIGN KEY ({_columns(target.fields)})\n"
            f"    REFERENCES {other} ({_columns(target.key)}) DEFERRABLE INITIALLY DEFERRED;"
        )


def _write(ledgers: Sequence[Ledger], settings: Settings) -> str:
    contracts = [ledger.contract for ledger in ledgers]
    tables = [_Table(ledger, settings).write() for ledger in ledgers]
    references = [statement for ledger in ledgers for statement in _foreign_keys(ledger, contracts)]
    return "\n\n".join([*tables, *references]) + "\n"


SQL: Final = Dialect(name="sql", standard="PostgreSQL 15 DDL", suffix=".sql", several=True, write=_write)
