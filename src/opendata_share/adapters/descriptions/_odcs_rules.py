"""Quality rules of an ODCS document → rules of a contract.

What lives here: library metrics, SQL that counts rows, and rules of our own engine. What this file must not know: types
and words of properties, keys, files.

A rule is taken where the contract says the very same: none of the rows may break it. Shares ("fewer than 5 %") and
rules of other engines are lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ...contract import (
    Check,
    CodeList,
    CodeListEntry,
    Contract,
    Field,
    FieldType,
    Level,
    RowCount,
    TableRule,
    Text,
    portable,
    table_rule_of,
)
from ...errors import DefinitionError
from ...expressions import ExpressionType, parse_condition
from ._odcs_fields import Column, TableReading
from ._odcs_words import OwnWords
from ._statements import Statement
from ._table_schema_values import one_of

_OPERATORS: Final = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
)
_DIMENSIONS: Final = {"invalidValues": "conformity", "nullValues": "completeness", "duplicateValues": "uniqueness"}
_COUNT: Final = re.compile(
    r"select\s+count\s*\(\s*(?:\*|1)\s*\)\s+from\s+(?P<table>\S+)\s+where\s+(?P<condition>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_THIS_TABLE: Final = frozenset({"{object}", "${object}", "{table}", "${table}", "{model}", "${model}"})
_THIS_COLUMN: Final = re.compile(r"\$?\{(?:property|column|field)\}")
_TOKEN: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")+"|[^\W\d]\w*""")
_LONGEST_QUERY: Final = 8_000
_MOST_ROWS: Final = 2**53


def with_rules(column: Column, table: TableReading) -> None:
    """Give a column what the rules of its property, its items and their parts say of single values."""
    column.field = _with_value_rules(column.place, column.field, table, column)


def _with_value_rules(place: Statement, found: Field, table: TableReading, column: Column | None) -> Field:
    for rule in place.each("quality"):
        found = _with_value_rule(rule, found, table, column)
    if found.type is FieldType.LIST and found.items is not None and (items := place.inner("items")) is not None:
        found = replace(found, items=_with_value_rules(items, found.items, table, None))
    if found.type is FieldType.OBJECT:
        parts = zip(place.each("properties"), found.fields, strict=True)
        found = replace(found, fields=tuple(_with_value_rules(part, one, table, None) for part, one in parts))
    return found


def _with_value_rule(rule: Statement, found: Field, table: TableReading, column: Column | None) -> Field:
    metric = _metric(rule)
    if not _allows_none(rule) or _is_mild(rule):
        return found
    match metric:
        case "nullValues" if column is not None:
            _taken(rule, metric)
            if not found.required:
                column.place.lose("required", "lost-overruled", judges=False)
            return replace(found, required=True)
        case "duplicateValues" if column is not None and "arguments" not in rule.value:
            _taken(rule, metric)
            column.unique = True
        case "invalidValues" if (arguments := rule.inner("arguments")) is not None:
            kept = _with_valid_values(rule, arguments, found, table, column)
            if kept is not None:
                _taken(rule, metric)
                return kept
    return found


def _with_valid_values(
    rule: Statement, arguments: Statement, found: Field, table: TableReading, column: Column | None
) -> Field | None:
    if set(arguments.value) == {"pattern"}:
        return _with_pattern(arguments, found)
    if set(arguments.value) != {"validValues"}:
        return None
    values = [value for value in arguments.peek("validValues", list) or () if value is not None]
    if not values:
        return None
    if found.type is FieldType.TEXT and all(isinstance(value, str) for value in values):
        if found.code_list is not None:
            return None
        arguments.took("validValues")
        name = _code_list(rule, tuple(dict.fromkeys(values)), found, table)
        return replace(found, code_list=name)
    numbers = {FieldType.INTEGER: (int,), FieldType.NUMBER: (int, float)}.get(found.type, ())
    if column is None or not numbers or not all(type(value) in numbers for value in values):
        return None
    check = one_of(found.name, found.type, values, found.title.en, table.slugs.slug(found.name, "values"))
    if check is None:
        return None
    arguments.took("validValues")
    table.checks.append(check)
    return found


def _with_pattern(arguments: Statement, found: Field) -> Field | None:
    pattern = arguments.peek("pattern", str)
    if found.type is not FieldType.TEXT or found.pattern is not None or pattern is None:
        return None
    try:
        kept = portable(pattern, field="–")
    except DefinitionError:
        return None
    arguments.took("pattern")
    return replace(found, pattern=kept)


def _code_list(rule: Statement, values: tuple[str, ...], found: Field, table: TableReading) -> str:
    """Return the name of the list of these values: one the document embeds, or one made here."""
    name = rule.peek("name", str)
    if table.ours and name in table.lists and table.lists[name].values == values:
        rule.took("name")
        return str(name)
    name = table.slugs.slug(table.contract, found.name)
    codes = tuple(CodeListEntry(value, Text(value, value)) for value in values)
    table.lists[name] = CodeList(name=name, version="0.0.0", title=found.title, codes=codes, source=table.contract)
    return name


def read_checks(
    place: Statement, columns: Sequence[Column], contract: Contract, names: frozenset[str], table: TableReading
) -> list[TableRule]:
    """Return the rules over the whole table, and add those over rows to the checks of `table`.

    Args:
        place: The table.
        columns: Its columns.
        contract: A contract of these columns, for the types of what conditions read.
        names: What the table is called in queries.
        table: Takes the checks.
    """
    reader = _RowRules({one.original: one.field.name for one in columns}, contract.expression_types, names, table)
    for column in columns:
        for rule in column.place.each("quality"):
            reader.sql(rule, column.field.name)
    rules: list[TableRule] = []
    for rule in place.each("quality"):
        reader.sql(rule, None)
        if (found := _table_rule(rule, table.ours)) is not None:
            rules.append(found)
    return rules


def unique_keys(place: Statement, columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Return the sets of columns of which a rule of the table says that no two rows have the same."""
    names = {column.original: column.field for column in columns}
    keys = []
    for rule in place.each("quality"):
        metric = _metric(rule)
        arguments = rule.inner("arguments")
        if metric != "duplicateValues" or arguments is None or not _allows_none(rule) or _is_mild(rule):
            continue
        key = arguments.peek("properties", list) or []
        plain = all(isinstance(one, str) and one in names and is_key_type(names[one]) for one in key)
        if key and plain and set(arguments.value) == {"properties"}:
            arguments.took("properties")
            _taken(rule, metric)
            keys.append(tuple(names[one].name for one in key))
    return keys


def is_key_type(found: Field) -> bool:
    """Whether a field may be part of a key."""
    return found.type not in {FieldType.LIST, FieldType.OBJECT, FieldType.JSON}


class _RowRules:
    """Reads SQL that counts the rows that break a rule."""

    def __init__(
        self,
        fields: Mapping[str, str],
        types: Mapping[str, ExpressionType],
        names: frozenset[str],
        table: TableReading,
    ) -> None:
        self._fields = {original.casefold(): name for original, name in fields.items()}
        self._types = types
        self._names = {name.casefold() for name in names}
        self._table = table

    def sql(self, rule: Statement, column: str | None) -> None:
        """Add the check a rule is, where it is one."""
        if rule.peek("type", str) != "sql" or not _allows_none(rule):
            return
        query = rule.peek("query", str) or ""
        found = _COUNT.fullmatch(query.strip().removesuffix(";").rstrip()) if len(query) <= _LONGEST_QUERY else None
        if found is None or not self._is_this(found["table"]):
            return
        own = OwnWords(rule, ours=self._table.ours)
        expression = self._written(query, own) or self._condition(found["condition"], column)
        if expression is None:
            return
        for key in ("type", "query"):
            rule.took(key)
        _taken_operator(rule)
        self._table.checks.append(self._check(rule, own, expression))

    def _is_this(self, name: str) -> bool:
        plain = name.strip('"`').casefold()
        return name in _THIS_TABLE or plain in self._names or plain.rpartition(".")[2] in self._names

    def _written(self, query: str, own: OwnWords) -> str | None:
        """Return the check as its author wrote it, where our own document tells it and it is what the query asks."""
        for text, _ in own.every("expression", str):
            condition = parse_condition(text, self._types)
            if query == f"SELECT COUNT(*) FROM ${{table}} WHERE NOT ({condition.standard_sql})":  # noqa: S608  # compared
                return str(text)
        return None

    def _condition(self, wrong: str, column: str | None) -> str | None:
        """Return what holds where `wrong` is not true, or None where it is not of the language of checks."""
        if column is not None:
            wrong = _THIS_COLUMN.sub(lambda _: f'"{column}"', wrong)
        wrong = _TOKEN.sub(self._renamed, wrong)
        denied = re.fullmatch(r"not\s*\((.*)\)", wrong, re.IGNORECASE | re.DOTALL)
        plain: tuple[str, ...] = () if denied is None else (denied[1].strip(),)
        for text in (*plain, f"NOT ({wrong})"):
            try:
                parse_condition(text, self._types)
            except DefinitionError:
                continue
            return text
        return None

    def _renamed(self, token: re.Match[str]) -> str:
        text = token[0]
        if text.startswith("'"):
            return text
        name = self._fields.get(text.strip('"').casefold())
        return text if name is None or name == text.strip('"') else f'"{name}"'

    def _check(self, rule: Statement, own: OwnWords, expression: str) -> Check:
        name = rule.peek("name", str) or rule.peek("id", str) or "rule"
        slug = self._table.slugs.slug(name)
        if slug == name:
            rule.take_if("name", name)
        if not slug or not slug[0].isalpha():
            slug = self._table.slugs.slug("rule", name)
        severity = rule.peek("severity", str)
        if severity in {"error", "warning", "info"}:
            rule.took("severity")
            if severity == "info":
                rule.lose("severity", "lost-severity", judges=False)
        message = own.text("description", "check.message", expression) or Text(expression, expression)
        level = own.choice("check.level", Level) or Level.CORE
        own.every("check.severity", str)
        mild: Any = "advice" if severity in {"warning", "info"} else "error"
        return Check(slug, expression, en=message.en, id=message.id, severity=mild, level=level)


def _table_rule(rule: Statement, ours: bool) -> TableRule | None:
    if rule.peek("type", str) == "custom":
        return _own_rule(rule) if ours and rule.value.get("engine") == "opendata-share" else None
    if _metric(rule) != "rowCount":
        return None
    least, most = _row_bounds(rule)
    if least is None and most is None:
        return None
    mild = _is_mild(rule)
    if mild:
        rule.took("severity")
    _taken(rule, "rowCount")
    if least is not None and not mild:
        rule.lose(_operator(rule) or "metric", "lost-too-few")
    return RowCount(least, most, "advice" if mild else "error")


def _own_rule(rule: Statement) -> TableRule:
    text = rule.take("implementation", str)
    try:
        document = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise DefinitionError("contract-not-json", reason=type(error).__name__) from error
    found = table_rule_of(document, f"{rule.pointer}/implementation")
    rule.take_if("name", document["kind"])
    for key in ("type", "engine"):
        rule.took(key)
    return found


def _row_bounds(rule: Statement) -> tuple[int | None, int | None]:
    """Return how many rows a table has at least and at most, or neither where the rule says something else."""
    operator = _operator(rule)
    said: Any = rule.value.get(operator or "")
    bounds: list[Any] = said if operator == "mustBeBetween" and isinstance(said, list) else [said]
    if not all(type(bound) is int and 0 <= bound <= _MOST_ROWS for bound in bounds) or not _counts_rows(rule):
        return None, None
    match operator, bounds:
        case "mustBe", [number]:
            return number, number
        case "mustBeGreaterThan", [number]:
            return number + 1, None
        case "mustBeGreaterOrEqualTo", [number]:
            return number, None
        case "mustBeLessThan", [number] if number:
            return None, number - 1
        case "mustBeLessOrEqualTo", [number]:
            return None, number
        case "mustBeBetween", [low, high] if low + 1 <= high - 1:  # as "greater than" and "less than" together
            return low + 1, high - 1
    return None, None


def _metric(rule: Statement) -> str | None:
    """Return the metric of a library rule; it was called "rule" before version 3.1."""
    if rule.peek("type", str) not in {None, "library"}:
        return None
    found: str | None = rule.peek("metric", str) or rule.peek("rule", str)
    return found


def _operator(rule: Statement) -> str | None:
    found = [operator for operator in _OPERATORS if operator in rule.value]
    return found[0] if len(found) == 1 else None


def _counts_rows(rule: Statement) -> bool:
    return rule.peek("unit", str) in {None, "rows"}


def _allows_none(rule: Statement) -> bool:
    """Whether not a single row may break a rule."""
    operator = _operator(rule)
    value = rule.value.get(operator or "")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if operator in {"mustBe", "mustBeLessOrEqualTo"}:
        return value == 0 and rule.peek("unit", str) in {None, "rows", "percent"}
    return operator == "mustBeLessThan" and 0 < value <= 1 and _counts_rows(rule)


def _is_mild(rule: Statement) -> bool:
    """Whether a rule only advises."""
    return rule.peek("severity", str) in {"warning", "info"}


def _taken_operator(rule: Statement) -> None:
    rule.took(_operator(rule) or "mustBe")
    rule.take_if("unit", "rows", "percent")


def _taken(rule: Statement, metric: str) -> None:
    """Note that a library rule was taken, but for words about it."""
    for key in ("type", "metric", "rule"):
        if key in rule.value:
            rule.took(key)
    _taken_operator(rule)
    rule.take_if("severity", "error")
    rule.take_if("dimension", _DIMENSIONS.get(metric))
