"""Binding one value: what it reads, what it becomes, and every question about it that needs no row.

What lives here: columns, types, expressions, codes and literals of single values and of lists of records. What this
file must not know: blocks, rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pyarrow as pa

from ... import _arrow
from ..._dataclass import dataclass
from ...contract import CodeList, Contract, Field, FieldType, Provenance
from ...errors import DefinitionError
from ...expressions import Expression, ExpressionType, expression_type, parse, parse_condition
from ._account import SourceAccount
from ._bound import BoundValue
from ._conversion import DURATION, TIMESTAMP, Kind, Lexical, constant
from ._field_map import FieldMap
from ._map_errors import MapErrors, close
from ._map_reads import alternatives_of, codes_written, columns_read, in_order, is_list_path, is_listed, names_read
from ._map_tree import Area, Constant, Expr, Formats, From, Match, Point, Records, Ref, Value
from ._scope import POSITIONS
from ._steps import unit_factor

if TYPE_CHECKING:
    from ._by_name import BoundMatch, Role

_LET_KINDS: Final = {
    "text": Kind(FieldType.TEXT, pa.string()),
    "int": Kind(FieldType.INTEGER, pa.int64()),
    "float": Kind(FieldType.NUMBER, pa.float64()),
    "decimal": Kind(FieldType.DECIMAL, pa.decimal128(38, 9)),
    "bool": Kind(FieldType.BOOLEAN, pa.bool_()),
    "date": Kind(FieldType.DATE, pa.date32()),
    "datetime": Kind(FieldType.DATETIME, TIMESTAMP),
    "duration": Kind("duration", DURATION),
}
_NORMALISATIONS: Final = {"emergency-facility": "facilities", "administrative-area": "areas"}
_EXPRESSION_KINDS: Final = {
    ExpressionType.TEXT: "text",
    ExpressionType.INTEGER: "int",
    ExpressionType.NUMBER: "float",
    ExpressionType.DECIMAL: "decimal",
    ExpressionType.BOOLEAN: "bool",
    ExpressionType.DATE: "date",
    ExpressionType.DATETIME: "datetime",
    ExpressionType.DURATION: "duration",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What binding any part of one map knows.

    Attributes:
        errors: Raises errors at the line being bound.
        find_contract: Gives a contract by name.
        has_minted_key: Tells whether rows of a contract are told apart by an identifier that is minted.
        agency: The publishing agency's slug, or None.
        tidy: Whether the map follows from headings alone.
        references: The contracts whose tables are given, for references by name.
        unread_joins: The joined files of which something is wrong, as far as they were looked at.
    """

    errors: MapErrors
    find_contract: Callable[[str], Contract]
    has_minted_key: Callable[[str], bool]
    agency: str | None
    tidy: bool
    references: Collection[str]
    unread_joins: set[str]


@dataclass(frozen=True, slots=True)
class JoinedColumns:
    """A joined file as values see it.

    Attributes:
        account: Its columns.
        left: What its key reads beside the joined file.
        formats: How its times and numbers are written.
    """

    account: SourceAccount
    left: tuple[str, ...]
    formats: Formats


class ValueBinder:
    """Binds the values of one map; collects the columns they read."""

    def __init__(
        self,
        field_map: FieldMap,
        lets: Mapping[str, Value],
        account: SourceAccount,
        formats: Formats,
        joins: Mapping[str, JoinedColumns],
        context: Context,
    ) -> None:
        self.map = field_map
        self.written_lets = lets
        self.account = account
        self.formats = formats
        self.joins = joins
        self.context = context
        self.errors = context.errors
        self.find_contract = context.find_contract
        self.has_minted_key = context.has_minted_key
        self.agency = context.agency
        self.tidy = context.tidy
        self.within: tuple[str, ...] = ()
        self.inside = ""
        self.each_let: str | None = None
        self.code_lists: Mapping[str, CodeList] = {}
        self.lets: dict[str, BoundValue] = {}
        self.unread: set[str] = set()

    def reads_unread(self, names: Collection[str]) -> bool:
        """Whether one of the names is a let or a column of a joined file that is wrong, so that nothing can be said."""
        return any(name in self.unread or name.partition(".")[0] in self.context.unread_joins for name in names)

    @property
    def at(self) -> str:
        """The key being bound."""
        return self.errors.at

    @at.setter
    def at(self, key: str) -> None:
        self.errors.at = key

    def use(self, name: str, *, whole: bool = False) -> None:
        """Mark a column as used; a let of the same name would hide it."""
        if name in self.written_lets:
            if name in self.account.headings:
                self.refuse("map-let-hides-column", column=name)
            return
        if name in POSITIONS and (self.inside or self.each_let is not None):
            return
        if (joined := self._joined_to(name)) is not None:
            if name in self.account.headings:
                self.refuse("map-join-hides-column", column=name)
            self._use_joined(*joined, name)
            return
        if name not in self.account.headings and "." in name:
            self._check_near_join(name)
        self.account.use(name, within=self.within, inside=self.inside, whole=whole)

    def _joined_to(self, name: str) -> tuple[JoinedColumns, str] | None:
        """Return the joined file and the column `name` stands for, or None where it names none."""
        join, dot, column = name.partition(".")
        return (self.joins[join], column) if dot and join in self.joins else None

    def _check_near_join(self, name: str) -> None:
        """Refuse a name that looks like a column of a joined file, with the one it looks like."""
        joined = [f"{join}.{column}" for join, found in self.joins.items() for column in found.account.headings]
        if near := close(name, joined):
            self.refuse("map-missing-column", column=name, near=near, right=self.line_with(name, near[0]))

    def _use_joined(self, joined: JoinedColumns, column: str, name: str) -> None:
        """Mark a column of a joined file as used; what its key reads must be one value a row here."""
        if self.inside:
            self.refuse("map-join-inside", column=name)
        for left in joined.left:
            if self._is_list(left):
                self.refuse("map-join-list", column=name, let=left)
        if column not in joined.account.headings and (near := close(column, joined.account.headings)):
            right = self.line_with(name, f"{name.removesuffix(column)}{near[0]}")
            self.refuse("map-missing-column", column=name, near=near, right=right)
        joined.account.use(column)

    def line_with(self, wrong: str, right: str) -> str:
        """Return the line errors point at with `wrong` mended to `right`, as it should be written."""
        return self.errors.line_with(wrong, right)

    def bind_let(self, name: str, value: Value) -> BoundValue:
        """Return a named value; an expression has the type its text gives it."""
        if isinstance(value.producer, Expr):
            expression = self._expression(value.producer.text, {}, name)
            kind = (
                _LET_KINDS[_EXPRESSION_KINDS[expression.type]]
                if expression.type in _EXPRESSION_KINDS
                else _LET_KINDS["text"]
            )
        else:
            kind = _LET_KINDS[value.as_type or "text"]
        bound = self.bind_value(name, value, kind, {}, None)
        if any(name in columns_read(each) for each in (value, *alternatives_of(value))):
            self.cycle(name)  # the source has no such column, else the let would have hidden it
        return bound

    def bind_field(
        self, contract: Contract, name: str, value: Value, types: Mapping[str, ExpressionType]
    ) -> BoundValue:
        """Return a field's value; a code its list does not have is refused."""
        self.code_lists = {listed.name: listed for listed in contract.code_lists}
        if name == "point":
            return self.bind_value(name, value, Kind(FieldType.NUMBER, pa.float64()), types, None)
        field = contract.field(name)
        bound = self.bind_value(name, value, Kind(field.type, field.arrow_type(), field), types, field)
        self._check_codes(contract, field, bound.value)
        return bound

    def bind_value(
        self, name: str, value: Value, kind: Kind, types: Mapping[str, ExpressionType], field: Field | None
    ) -> BoundValue:
        """Return a value bound to what it is to become."""
        value = self._with_codes(name, value, field)
        whole = kind.type in {FieldType.LIST, FieldType.JSON, FieldType.OBJECT}
        if isinstance(value.producer, Point):
            whole = value.producer.form in {"geojson", "topojson"}
        for column in columns_read(value):
            self.use(column, whole=whole)
        listed = self._check_listed(name, value, kind, field)
        lexical = self._lexical(value, kind)
        if (
            kind.type is FieldType.DATETIME
            and lexical.format is not None
            and "%z" not in lexical.format
            and lexical.zone is None
        ):
            self.refuse("map-no-zone", key=name)
        expression = condition = None
        if isinstance(value.producer, Expr):
            expression = self._expression(value.producer.text, types, name)
            self._check_expression(name, expression, kind)
        if value.when is not None:
            condition = self.condition(value.when, types)
        return BoundValue(
            name=name,
            value=value,
            kind=kind,
            lexical=lexical,
            expression=expression,
            condition=condition,
            alternatives=tuple(
                self.bind_value(name, alternative, kind, types, field) for alternative in alternatives_of(value)
            ),
            literal=constant(value.producer.value, kind, lexical, field=name)
            if isinstance(value.producer, Constant)
            else None,
            default=None if value.default is None else constant(value.default, kind, lexical, field=name),
            unmapped=self._unmapped_code(value, kind, lexical, name),
            unit=None
            if value.unit is None
            else unit_factor(value.unit, None if field is None else field.unit, field=name),
            agency=self._prefix(value, field, name),
            agency_by=self._prefix_by(value, field),
            strict=self.tidy,
            listed=listed and value.split is None,
            match=self._match(name, value.producer) if isinstance(value.producer, Match) else None,
            records=self._records(name, value, field) if isinstance(value.producer, Records) else (),
        )

    def _match(self, name: str, producer: Match) -> BoundMatch:
        """Return a reference by name, bound to the contract it refers to."""
        target = self.find_contract(producer.contract)
        if len(target.primary_key) != 1:
            self.refuse("map-match-key", key=name, contract=target.name)
        if target.name not in self.context.references:
            self.refuse("map-no-reference", key=name, contract=target.name)
        roles = []
        for field, _ in producer.on:
            if field not in target:
                near = close(field, [f.name for f in target.fields])
                if near:
                    right = self.line_with(field, near[0])
                    self.refuse("map-unknown-field", key=name, field=field, near=near, right=right)
                self.refuse("map-unknown-field-far", key=name, field=field, fields=[f.name for f in target.fields])
            roles.append((field, _role(target.field(field))))
        if (names := sum(role == "name" for _, role in roles)) != 1:
            self.refuse("map-match-name", key=name, contract=target.name, count=names)
        if sum(role == "area" for _, role in roles) > 1:
            self.refuse("map-match-areas", key=name, contract=target.name)
        from ._by_name import BoundMatch  # most maps refer to nothing by its name

        return BoundMatch(
            contract=target.name,
            key=target.primary_key[0],
            roles=tuple(roles),
            normalise=producer.normalise or _NORMALISATIONS.get(target.name, "plain"),
            min_score=producer.min_score,
            margin=producer.margin,
            aliases=producer.aliases,
            file=self.map.name,
            line=self.map.lines.line(self.at),
        )

    def _check_listed(self, name: str, value: Value, kind: Kind, field: Field | None) -> bool:
        """Whether a value is a list of what its path or let names; one where one value is wanted is refused."""
        reads = columns_read(value)
        listed = any(self._is_list(column) for column in reads)
        single = field is not None and kind.type is not FieldType.LIST
        if kind.type is FieldType.LIST and value.codes is not None and value.split is None and not listed:
            self._refuse_whole_list(reads)
        if listed and (single or not isinstance(value.producer, From | Area) or len(reads) > 1):
            self.refuse("map-list-into-one", key=name, columns=[column for column in reads if self._is_list(column)])
        return listed

    def _refuse_whole_list(self, reads: tuple[str, ...]) -> None:
        """Refuse codes for a nested list that is read as a whole: they are of its items."""
        for name in reads:
            if name not in self.written_lets and name not in self.account.headings and "/" in name:
                path = f"{name}[]"
                right = self.line_with(name, path)
                self.refuse("map-path-list", path=name, list=name, right=right, each=f'each = "{name}"')

    def _is_list(self, column: str) -> bool:
        """Whether a name stands for a list: a path with [], or a let that splits or reads one."""
        if column in self.lets:
            return is_listed(self.lets[column].value) and self.each_let != column
        return is_list_path(column) and (bool(self.inside) or column not in self.account.headings)

    def _records(self, name: str, value: Value, field: Field | None) -> tuple[BoundValue, ...]:
        """Return the fields of each record of a list of records."""
        producer = value.producer
        assert isinstance(producer, Records)
        item = None if field is None else field.items
        if item is None or item.type is not FieldType.OBJECT:
            self.refuse("map-each-no-records", key=name)
        where, before = self.at, self.inside
        parts = {part.name: part for part in item.fields}
        self.inside = self.account.use_list(producer.path, inside=self.inside)
        for inner in producer.fields:
            if inner not in parts:
                self.at = f"{where}.fields.{inner}"
                near = close(inner, parts)
                if near:
                    right = self.line_with(inner, near[0])
                    self.refuse("map-unknown-field", key=where, field=inner, near=near, right=right)
                self.refuse("map-unknown-field-far", key=where, field=inner, fields=list(parts))
        for part in item.fields:
            if part.required and part.name not in producer.fields:
                self.refuse("map-required-member", key=where, member=part.name, right=f'{part.name} = "MEMBER"')
        types = {n: t for n, part in parts.items() if (t := expression_type(part.arrow_type())) is not None}
        order = in_order(producer.fields, lambda n: names_read(producer.fields[n]) & set(producer.fields), self.cycle)
        bound = []
        for inner in order:
            self.at = f"{where}.fields.{inner}"
            part = parts[inner]
            kind = Kind(part.type, part.arrow_type(), part)
            bound.append(self.bind_value(inner, producer.fields[inner], kind, types, part))
        self.at, self.inside = where, before
        return tuple(bound)

    def _unmapped_code(self, value: Value, kind: Kind, lexical: Lexical, name: str) -> _arrow.Constant | None:
        if value.unmapped in {"reject", "null", "keep", "quarantine"}:
            return None
        return constant(value.unmapped, kind, lexical, field=name)

    def _prefix(self, value: Value, field: Field | None, name: str) -> str | None:
        """Return the agency that prefixes this field's values: identifiers of other tables are the agency's own."""
        needs = isinstance(value.producer, Ref)
        if field is not None and field.reference is not None and isinstance(value.producer, From):
            needs = any(map(self._has_minted_key, field.reference.contracts))
        needs |= self.tidy and field is not None and field.provenance is Provenance.IDENTIFIER
        if needs and self.agency is None and not self.tidy:
            self.refuse("map-no-agency", key=name)
        return self.agency if needs else None

    def _has_minted_key(self, name: str) -> bool:
        """Whether an agency's prefix begins the keys of another table; agencies themselves have none."""
        try:
            return name != "agency" and self.has_minted_key(name)
        except DefinitionError as error:
            # A contract of one's own may refer to rows nobody here has described: their ids are taken as they stand.
            if error.message_id == "plugin-unknown":
                return False
            raise

    def _prefix_by(self, value: Value, field: Field | None) -> tuple[str, frozenset[str]] | None:
        """Return the field that chooses among several targets, and for which of its values the prefix is right."""
        if field is None or field.reference is None or not isinstance(value.producer, From):
            return None
        minted = frozenset(word for word, name in field.reference.targets if self._has_minted_key(name))
        if field.reference.by is None or len(minted) == len(field.reference.targets):
            return None
        return field.reference.by, minted

    def _with_codes(self, name: str, value: Value, field: Field | None) -> Value:
        """Return a value with the words that its field's code list has for another system."""
        if value.codes is None or all(table.system is None for table in value.codes):
            return value
        coded = field if field is None or field.code_list is not None or field.items is None else field.items
        listed = None if coded is None or coded.code_list is None else self.code_lists.get(coded.code_list)
        tables = []
        for table in value.codes:
            words = [] if listed is None or table.system is None else _words_of(listed, table.system)
            if table.system is not None and not words:
                systems = [] if listed is None else _systems(listed)
                known = [*sorted(self.map.document.get("codes", {})), *systems]
                self.refuse("map-code-table", key=name, table=table.system, known=known or ["–"])
            tables.append(table if table.system is None else replace(table, entries=tuple(words), system=None))
        return replace(value, codes=tuple(tables))

    def _check_codes(self, contract: Contract, field: Field, value: Value) -> None:
        """Refuse a code the field's list does not have; found here, not once a row."""
        inner = field.items if field.items is not None and field.code_list is None else field
        if inner.code_list is None:
            return
        known = contract.code_list(inner.code_list).values
        for code in codes_written(value):
            if code not in known:
                near = close(code, known)
                listed = {"key": field.name, "code": code, "code_list": inner.code_list}
                if near:
                    right = self.errors.line_with(code, near[0], behind_sign=True)
                    self.refuse("map-unknown-code", **listed, near=near, right=right)
                self.refuse("map-unknown-code-far", **listed, codes=known)

    def _lexical(self, value: Value, kind: Kind) -> Lexical:
        formats = self._formats_of(value)
        by_type: dict[str, str | None] = {FieldType.DATE: formats.date, FieldType.DATETIME: formats.datetime}
        declared = by_type.get(kind.type)
        return Lexical(
            format=value.format or declared,
            zone=value.zone or formats.zone,
            decimal=value.decimal or formats.decimal,
            group=formats.group if value.group is None else value.group or None,
        )

    def _formats_of(self, value: Value) -> Formats:
        """Return how what a value reads is written: columns of a joined file as that file says."""
        joined = [self._joined_to(name) for name in columns_read(value)]
        if joined and all(found is not None and found[0] is (joined[0] or found)[0] for found in joined):
            first = joined[0]
            return self.formats if first is None else first[0].formats
        return self.formats

    def _types(self, fields: Mapping[str, ExpressionType]) -> dict[str, ExpressionType]:
        types = dict(fields)
        for name, let in self.lets.items():
            found = expression_type(let.kind.arrow)
            if found is not None and not is_listed(let.value):
                types.setdefault(name, found)
        return types

    def _expression(self, text: str, fields: Mapping[str, ExpressionType], name: str) -> Expression:
        try:
            return parse(text, self._types(fields))
        except DefinitionError as error:
            error.field = error.field or name
            raise

    def condition(self, text: str, fields: Mapping[str, ExpressionType]) -> Expression:
        """Return a condition over fields and lets."""
        return parse_condition(text, self._types(fields))

    def _check_expression(self, name: str, expression: Expression, kind: Kind) -> None:
        wanted = expression_type(kind.arrow)
        found = expression.type
        widens = wanted is ExpressionType.NUMBER and found in {ExpressionType.INTEGER, ExpressionType.DECIMAL}
        if found is not wanted and found is not ExpressionType.NULL and not widens:
            self.refuse("map-expression-type", key=name, found=str(found), wanted=str(wanted))

    def cycle(self, name: str) -> NoReturn:
        """Refuse a value that needs itself."""
        self.refuse("map-cycle", key=name)

    def refuse(self, message_id: str, **parameters: Any) -> NoReturn:
        """Raise the error, with the line the binder is at."""
        self.errors.refuse(message_id, source=self.account.source, **parameters)


def _role(field: Field) -> Role:
    """Return what a field is compared by: areas lie in one another, names are alike, anything else is equal."""
    if field.reference is not None and "administrative-area" in field.reference.contracts:
        return "area"
    plain = field.type is FieldType.TEXT and field.code_list is None and field.pattern is None
    return "name" if plain and field.reference is None and field.provenance is None else "same"


def _words_of(listed: CodeList, system: str) -> list[tuple[str, object]]:
    """Return the words another system has for codes of a list; one that stands for several codes is none of them."""
    pairs = [(word, code.code) for code in listed.codes for named, word in code.mappings if named == system]
    words = [word for word, _ in pairs]
    return [(word, code) for word, code in pairs if words.count(word) == 1]


def _systems(listed: CodeList) -> list[str]:
    return sorted({system for code in listed.codes for system, _ in code.mappings})
