"""Binding: a field map, headings and contracts become one plan, or an error that says what to write.

What lives here: every question that can be answered before a row is read (maps.md §2, "Errors. Bind time"). What this
file must not know: rows.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NoReturn

import pyarrow as pa

from ... import _arrow
from ...contract import Contract, Field, FieldType, Provenance
from ...errors import DefinitionError
from ...expressions import Expression, ExpressionType, expression_type, parse, parse_condition
from ._bound import BoundBlock, BoundMap, BoundValue
from ._conversion import DURATION, TIMESTAMP, Kind, Lexical, constant
from ._field_map import FieldMap
from ._map_reads import chooser, codes_written, columns_read, headings_of, in_order, names_read, source_fields
from ._map_tree import Block, Constant, Expr, First, Formats, From, Point, Ref, Value
from ._steps import unit_factor

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
_FILLED_ALWAYS: Final = {
    Provenance.AGENCY,
    Provenance.RECORDED_AT,
    Provenance.RECORDED_AT_BASIS,
    Provenance.SOURCE_IDENTIFIER,
}


def bind(
    field_map: FieldMap,
    headings: tuple[str, ...],
    find_contract: Callable[[str], Contract],
    *,
    agency: str | None,
    captured_at: datetime | None,
    source: str,
    tidy: bool = False,
) -> BoundMap:
    """Return the plan of `field_map` for a source with `headings`.

    Args:
        field_map: The map.
        headings: The source's columns, quarantined ones included.
        find_contract: Gives a contract by name.
        agency: The agency the caller names; a map that names another is refused.
        captured_at: When the source was captured, aware, or None.
        source: The source's name, for errors.
        tidy: Whether the map follows from the headings alone: then JSON is taken at its word, and without an agency
            identifiers stay as they are written.

    Raises:
        DefinitionError: A column or field is unknown, unused or missing, a type does not fit, a literal is wrong.
    """
    if agency is not None and field_map.agency not in {None, agency}:
        raise DefinitionError("map-other-agency", file=field_map.name, map_agency=field_map.agency, agency=agency)
    binder = _Binder(field_map, headings, find_contract, agency or field_map.agency, captured_at, source, tidy)
    try:
        return binder.bind()
    except DefinitionError as error:
        if binder.at:
            error.file = error.file or field_map.name
            error.line = error.line or field_map.lines.line(binder.at)
        raise


class _Binder:
    """Binds one map; collects the columns it uses."""

    def __init__(
        self,
        field_map: FieldMap,
        headings: tuple[str, ...],
        find_contract: Callable[[str], Contract],
        agency: str | None,
        captured_at: datetime | None,
        source: str,
        tidy: bool,
    ) -> None:
        self.map = field_map
        self.headings = headings
        self.find_contract = find_contract
        self.agency = agency
        self.captured_at = captured_at or field_map.source.captured_at
        self.source = source
        self.tidy = tidy
        self.used: set[str] = set()
        self.at = ""
        self.lets: dict[str, BoundValue] = {}
        self.quarantined = frozenset(name.removesuffix("?") for name in field_map.source.quarantine)

    def bind(self) -> BoundMap:
        """Return the plan."""
        for name in in_order(self.map.lets, self._let_reads, self._cycle):
            self.at = f"let.{name}"
            self.lets[name] = self._let(name, self.map.lets[name])
        seen: set[str] = set()
        blocks = []
        for block in self.map.blocks:
            blocks.append(self._block(block, carries_unmade=block.contract not in seen))
            seen.add(block.contract)
        self.at = "source.skip"
        for name, _ in self.map.source.skip:
            self._column(name)
        self._account_for_columns()
        return BoundMap(
            agency=self.agency,
            captured_at=self.captured_at,
            lets=tuple(self.lets.values()),
            blocks=tuple(blocks),
            skip=self.map.source.skip,
        )

    def _account_for_columns(self) -> None:
        self.at = "source.ignore"
        ignored = self._ignored()
        rest = [name for name in self.headings if name not in self.used | ignored | self.quarantined]
        if rest:
            listed = [*self.map.source.ignore, *rest]
            right = f"ignore = [{', '.join(str(n) if isinstance(n, int) else _quoted(n) for n in listed)}]"
            self._refuse("map-unused-columns", columns=rest, right=right)
        self.at = "source.quarantine"
        for name in self.map.source.quarantine:
            if not name.endswith("?") and name not in self.headings:
                self._missing(name)
        if wrong := self.used & self.quarantined:
            self._refuse("map-quarantined-used", columns=wrong)

    def _ignored(self) -> set[str]:
        ignored: set[str] = set()
        for pattern in self.map.source.ignore:
            if isinstance(pattern, int):
                if not 0 <= pattern < len(self.headings):
                    self._refuse("map-ignore-index", index=pattern, columns=len(self.headings))
                ignored.add(self.headings[pattern])
            else:
                glob = pattern.removesuffix("?") if pattern.endswith("?") else pattern
                found = set(fnmatch.filter(self.headings, glob)) | ({glob} & set(self.headings))
                if not found and not pattern.endswith("?") and "*" not in pattern:
                    self._missing(pattern)
                ignored |= found
        return ignored

    def _column(self, name: str) -> None:
        """Mark a column as used; a let of the same name would hide it."""
        if name in self.map.lets:
            if name in self.headings:
                self._refuse("map-let-hides-column", column=name)
            return
        if name == "#":
            return
        if name not in self.headings:
            self._missing(name)
        self.used.add(name)

    def _missing(self, name: str) -> NoReturn:
        near = _close(name, self.headings) or _folded_matches(name, self.headings)
        if near:
            self._refuse("map-missing-column", column=name, near=near, right=self._line_with(name, near[0]))
        self._refuse("map-missing-column-far", column=name, columns=self.headings)

    def _line_with(self, wrong: str, right: str) -> str:
        """Return the line errors point at with `wrong` mended to `right`, as it should be written."""
        line = self.map.lines.line(self.at)
        text = "" if line is None else self.map.lines.line_text(line)
        for quoted in (_quoted(wrong), f"'{wrong}'"):
            if quoted in text:
                return text.replace(quoted, _quoted(right), 1)
        mended = re.sub(rf"(?<![\w-]){re.escape(wrong)}(?![\w-])", lambda _: right, text, count=1)
        return mended if mended != text else _quoted(right)

    def _let_reads(self, name: str) -> set[str]:
        return names_read(self.map.lets[name]) & set(self.map.lets)

    def _let(self, name: str, value: Value) -> BoundValue:
        if isinstance(value.producer, Expr):
            expression = self._expression(value.producer.text, {}, name)
            kind = (
                _LET_KINDS[_EXPRESSION_KINDS[expression.type]]
                if expression.type in _EXPRESSION_KINDS
                else _LET_KINDS["text"]
            )
        else:
            kind = _LET_KINDS[value.as_type or "text"]
        return self._value(name, value, kind, {}, None)

    def _block(self, block: Block, *, carries_unmade: bool) -> BoundBlock:
        self.at = where = block.path or f"tables.{block.contract}"
        contract = self.find_contract(block.contract)
        values = self._fields_of(block, contract, where)
        types = {
            name: t for name, t in contract.expression_types.items() if name in values or name in _point_fields(values)
        }
        order = in_order(
            values,
            lambda name: (names_read(values[name]) | chooser(contract, name)) & (set(values) | _point_fields(values)),
            self._cycle,
            _point_of if "point" in values else str,
        )
        fields = []
        for name in order:
            self.at = f"{where}.{name}"
            fields.append(self._field(contract, name, values[name], types))
        self.at = where
        self._check_complete(block, contract, values)
        self._check_key(block, contract)
        if block.each is not None and (block.each not in self.lets or self.lets[block.each].value.split is None):
            self._refuse("map-each", key=f"{where}.each", let=block.each)
        self.at = f"{where}.where"
        return BoundBlock(
            contract=contract,
            block=block,
            fields=tuple(fields),
            where=None if block.where is None else self._condition(block.where, types),
            sources=source_fields(contract, values),
            constants=tuple(name for name, value in values.items() if isinstance(value.producer, Constant)),
            headings=headings_of(block, contract, values, self.map.lets, self.headings),
            carries_unmade=carries_unmade,
        )

    def _fields_of(self, block: Block, contract: Contract, where: str) -> Mapping[str, Value]:
        for name, value in block.fields.items():
            self.at = f"{where}.{name}"
            if name == "point":
                if "latitude" not in contract or "longitude" not in contract:
                    self._refuse(
                        "map-unknown-field-far", key=where, field=name, fields=[f.name for f in contract.fields]
                    )
                if isinstance(value.producer, Point) and value.producer.crs not in {"EPSG:4326", "OGC:CRS84"}:
                    self._refuse("map-crs", key=where, crs=value.producer.crs)
            elif name not in contract:
                near = _close(name, [f.name for f in contract.fields])
                if near:
                    right = self._line_with(name, near[0])
                    self._refuse("map-unknown-field", key=where, field=name, near=near, right=right)
                self._refuse("map-unknown-field-far", key=where, field=name, fields=[f.name for f in contract.fields])
        return block.fields

    def _check_complete(self, block: Block, contract: Contract, values: Mapping[str, Value]) -> None:
        """Refuse a map that leaves out what the contract requires and the package cannot fill."""
        given = set(values) | _point_fields(values)
        for field in contract.fields:
            if not field.required or field.name in given or field.default is not None or field.derived is not None:
                continue
            if field.provenance is Provenance.AGENCY and self.agency is None:
                self._refuse("map-no-agency", key=f"tables.{contract.name}")
            if field.provenance is Provenance.IDENTIFIER:
                if block.key is None:
                    self._refuse("map-no-key", key=f"tables.{contract.name}", columns=self.headings)
                continue
            if field.provenance not in _FILLED_ALWAYS:
                right = f'{field.name} = "COLUMN"'
                if field.code_list is not None:
                    right = f'{field.name} = {{ value = "{contract.code_list(field.code_list).values[0]}" }}'
                self._refuse("map-required-field", key=self.at, field=field.name, right=right)

    def _check_key(self, block: Block, contract: Contract) -> None:
        if block.key is None:
            return
        if contract.provenance(Provenance.IDENTIFIER) is None:
            self._refuse("map-key-unwanted", key=f"tables.{contract.name}.key", fields=contract.primary_key)
        if self.agency is None:
            self._refuse("map-no-agency", key=f"tables.{contract.name}")
        self.at = f"{self.at}.key"
        for name in () if block.key == "digest" else block.key:
            self._column(name)

    def _field(self, contract: Contract, name: str, value: Value, types: Mapping[str, ExpressionType]) -> BoundValue:
        if name == "point":
            return self._value(name, value, Kind(FieldType.NUMBER, pa.float64()), types, None)
        field = contract.field(name)
        bound = self._value(name, value, Kind(field.type, field.arrow_type(), field), types, field)
        self._check_codes(contract, field, value)
        return bound

    def _value(
        self, name: str, value: Value, kind: Kind, types: Mapping[str, ExpressionType], field: Field | None
    ) -> BoundValue:
        for column in columns_read(value):
            self._column(column)
        lexical = self._lexical(value, kind)
        if (
            kind.type is FieldType.DATETIME
            and lexical.format is not None
            and "%z" not in lexical.format
            and lexical.zone is None
        ):
            self._refuse("map-no-zone", key=name)
        expression = condition = None
        if isinstance(value.producer, Expr):
            expression = self._expression(value.producer.text, types, name)
            self._check_expression(name, expression, kind)
        if value.when is not None:
            condition = self._condition(value.when, types)
        alternatives = value.producer.alternatives if isinstance(value.producer, First) else ()
        return BoundValue(
            name=name,
            value=value,
            kind=kind,
            lexical=lexical,
            expression=expression,
            condition=condition,
            alternatives=tuple(self._value(name, alternative, kind, types, field) for alternative in alternatives),
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
        )

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
            self._refuse("map-no-agency", key=name)
        return self.agency if needs else None

    def _has_minted_key(self, name: str) -> bool:
        """Whether rows of a contract are told apart by the identifier that an agency's prefix begins."""
        try:
            target = self.find_contract(name)
        except DefinitionError as error:
            # A contract of one's own may refer to rows nobody here has described: their ids are taken as they stand.
            if self.tidy and error.message_id == "plugin-unknown":
                return False
            raise
        key = target.provenance(Provenance.IDENTIFIER)
        return name != "agency" and key is not None and (key.name,) == target.primary_key

    def _prefix_by(self, value: Value, field: Field | None) -> tuple[str, frozenset[str]] | None:
        """Return the field that chooses among several targets, and for which of its values the prefix is right."""
        if field is None or field.reference is None or not isinstance(value.producer, From):
            return None
        minted = frozenset(word for word, name in field.reference.targets if self._has_minted_key(name))
        if field.reference.by is None or len(minted) == len(field.reference.targets):
            return None
        return field.reference.by, minted

    def _check_codes(self, contract: Contract, field: Field, value: Value) -> None:
        """Refuse a code the field's list does not have; found here, not once a row."""
        inner = field.items if field.items is not None and field.code_list is None else field
        if inner.code_list is None:
            return
        known = contract.code_list(inner.code_list).values
        for code in codes_written(value):
            if code not in known:
                near = _close(code, known)
                listed = {"key": field.name, "code": code, "code_list": inner.code_list}
                if near:
                    self._refuse("map-unknown-code", **listed, near=near, right=self._line_with(code, near[0]))
                self._refuse("map-unknown-code-far", **listed, codes=known)

    def _lexical(self, value: Value, kind: Kind) -> Lexical:
        formats: Formats = self.map.source.formats
        by_type: dict[str, str | None] = {FieldType.DATE: formats.date, FieldType.DATETIME: formats.datetime}
        declared = by_type.get(kind.type)
        return Lexical(
            format=value.format or declared,
            zone=value.zone or formats.zone,
            decimal=value.decimal or formats.decimal,
            group=formats.group if value.group is None else value.group or None,
        )

    def _types(self, fields: Mapping[str, ExpressionType]) -> dict[str, ExpressionType]:
        types = dict(fields)
        for name, let in self.lets.items():
            found = expression_type(let.kind.arrow)
            if found is not None and let.value.split is None:
                types.setdefault(name, found)
        return types

    def _expression(self, text: str, fields: Mapping[str, ExpressionType], name: str) -> Expression:
        try:
            return parse(text, self._types(fields))
        except DefinitionError as error:
            error.field = error.field or name
            raise

    def _condition(self, text: str, fields: Mapping[str, ExpressionType]) -> Expression:
        return parse_condition(text, self._types(fields))

    def _check_expression(self, name: str, expression: Expression, kind: Kind) -> None:
        wanted = expression_type(kind.arrow)
        found = expression.type
        widens = wanted is ExpressionType.NUMBER and found in {ExpressionType.INTEGER, ExpressionType.DECIMAL}
        if found is not wanted and found is not ExpressionType.NULL and not widens:
            self._refuse("map-expression-type", key=name, found=str(found), wanted=str(wanted))

    def _cycle(self, name: str) -> NoReturn:
        self._refuse("map-cycle", key=name)

    def _refuse(self, message_id: str, **parameters: Any) -> NoReturn:
        parameters.setdefault("key", self.at or "–")
        raise DefinitionError(message_id, file=self.map.name, source=self.source, **parameters)


def _close(word: str, known: Collection[str]) -> list[str]:
    """Return the words that look most like `word`; only a mistake asks for them."""
    from difflib import get_close_matches

    return get_close_matches(word, known, n=3)


def _folded_matches(name: str, headings: tuple[str, ...]) -> list[str]:
    """Return the headings that differ from `name` in case and spaces only."""
    wanted = "".join(name.casefold().split())
    return [heading for heading in headings if "".join(heading.casefold().split()) == wanted]


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)  # a TOML text has the same escapes


def _point_of(name: str) -> str:
    return "point" if name in {"latitude", "longitude"} else name


def _point_fields(values: Iterable[str]) -> set[str]:
    return {"latitude", "longitude"} if "point" in values else set()
