"""Keywords of a JSON Schema asked of whole columns.

What lives here: a keyword to a function from columns to the mask of cells or rows that meet it. A null cell meets
everything, as a property that is not there does. What this file must not know: how a row that does not is explained.

Whatever is not found here is asked row by row; `NotColumns` says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._addresses import ADDRESSES, LONGEST_LOCAL_PART
from .._arrow import Values, mask_of, pc
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Provenance
from ..json_schema import Json, Node, is_found, is_integer, is_number

if TYPE_CHECKING:
    from .._arrow import Mask

CellMask = Callable[[Values], "Mask"]
RowMask = Callable[["Batch"], "Mask"]
_INT64: Final = (-(2**63), 2**63 - 1)
_JSON_TYPE: Final = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "string",
    FieldType.DATETIME: "string",
    FieldType.LIST: "array",
}
_NUMBERS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_OF_TEXT: Final = frozenset({"minLength", "maxLength", "pattern", "format"})
_OF_LISTS: Final = frozenset(
    {"minItems", "maxItems", "uniqueItems", "contains", "prefixItems", "items", "unevaluatedItems"}
)
_OF_OBJECTS: Final = frozenset(
    {
        *("maxProperties", "minProperties", "required", "dependentRequired", "dependentSchemas", "properties"),
        *("patternProperties", "additionalProperties", "propertyNames", "unevaluatedProperties"),
    }
)
_NEVER_OF_COLUMNS: Final = {
    **dict.fromkeys(("enum", "const", "patternProperties", "propertyNames"), "object"),
    **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), "unevaluated"),
    "$dynamicRef": "reference",
}
_SIMPLE: Final = frozenset({FieldType.TEXT, FieldType.INTEGER, FieldType.NUMBER, FieldType.BOOLEAN})


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as columns.

    Attributes:
        columns: The cells, by field.
        count: How many rows there are.
    """

    columns: Mapping[str, Values]
    count: int


class NotColumns(Exception):
    """A keyword is not asked of whole columns.

    Args:
        reason: Why; the last part of a message id.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def cell_keyword(node: Node, keyword: str, field: Field) -> CellMask:
    """Return what finds the cells of a field that meet one keyword.

    Raises:
        NotColumns: It is asked row by row.
    """
    if field.type is FieldType.JSON:
        raise NotColumns("json")
    if keyword == "false":
        return lambda values: mask_of(pc.is_null(values))
    if keyword in _IN_PLACE:
        mask: CellMask = _IN_PLACE[keyword](node, lambda inner: cell_schema(inner, field))
        return mask
    if keyword == "type":
        return _type(node.get("type"), field)
    if keyword in {"enum", "const"}:
        return _listed(node.get("enum") if keyword == "enum" else [node.get("const")], field)
    kinds = {"number": {FieldType.INTEGER, FieldType.NUMBER}, "string": {FieldType.TEXT}, "array": {FieldType.LIST}}
    if keyword in _NUMBERS or keyword == "multipleOf":
        return _number(node, keyword, field) if field.type in kinds["number"] else _everything
    if keyword in _OF_TEXT:
        if field.type in {FieldType.DATE, FieldType.DATETIME}:
            raise NotColumns("text")
        return _text(node, keyword) if field.type in kinds["string"] else _everything
    if keyword in _OF_LISTS:
        return _list(node, keyword, field) if field.type in kinds["array"] else _everything
    if keyword in _OF_OBJECTS:
        return _everything
    raise NotColumns("keyword")


def cell_schema(node: Node, field: Field) -> CellMask:
    """Return what finds the cells of a field that meet a whole subschema."""
    if not node.assertions:
        return _everything
    if any(keyword in node.one for keyword in ("unevaluatedItems", "unevaluatedProperties")):
        raise NotColumns("unevaluated")
    return _all([cell_keyword(node, keyword, field) for keyword in node.assertions])


def _everything(values: Values) -> Mask:
    return np.ones(len(values), np.bool_)


def _all(masks: list[CellMask]) -> CellMask:
    return lambda values: np.logical_and.reduce([mask(values) for mask in masks])


def _or_null(values: Values, holds: Any) -> Mask:
    return mask_of(pc.or_kleene(pc.is_null(values), pc.fill_null(holds, False)))


def _type(stated: Any, field: Field) -> CellMask:
    types = {stated} if isinstance(stated, str) else set(stated)
    own = _JSON_TYPE.get(field.type)
    if own is None:
        raise NotColumns("type")
    if own in types or (own == "integer" and "number" in types):
        return _everything
    if own == "number" and "integer" in types:
        return lambda values: _or_null(values, pc.equal(pc.floor(values), values))
    return lambda values: mask_of(pc.is_null(values))


def _listed(listed: list[Json], field: Field) -> CellMask:
    if field.type not in _SIMPLE:
        raise NotColumns("nested")
    found = [value for value in listed if _fits(value, field.type)]
    if field.type is FieldType.NUMBER:
        found = [float(value) for value in found if Decimal(repr(float(value))) == value]
    elif field.type is FieldType.INTEGER:
        found = [int(value) for value in found if _INT64[0] <= value <= _INT64[1]]
    known = pa.array(found, field.arrow_type())
    return lambda values: _or_null(values, pc.is_in(values, value_set=known))


def _fits(value: Json, kind: FieldType) -> bool:
    match kind:
        case FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.INTEGER:
            return is_integer(value)
        case _:
            return is_number(value)


def _number(node: Node, keyword: str, field: Field) -> CellMask:
    bound = node.get(keyword)
    if keyword == "multipleOf":
        if field.type is not FieldType.INTEGER:
            raise NotColumns("decimal")
        return _multiple(Fraction(bound).numerator)
    if field.type is FieldType.NUMBER:
        near = float(bound)
        if Decimal(repr(near)) != bound:
            raise NotColumns("decimal")
        return _compared(keyword, pa.scalar(near, pa.float64()))
    inclusive = {"minimum": math.ceil, "exclusiveMaximum": math.ceil}.get(keyword, math.floor)(Fraction(bound))
    if not _INT64[0] <= inclusive <= _INT64[1]:
        met = (inclusive < 0) == (keyword in {"minimum", "exclusiveMinimum"})
        return _everything if met else lambda values: mask_of(pc.is_null(values))
    return _compared(keyword, pa.scalar(inclusive, pa.int64()))


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "minimum": pc.greater_equal,
    "maximum": pc.less_equal,
    "exclusiveMinimum": pc.greater,
    "exclusiveMaximum": pc.less,
}


def _compared(keyword: str, bound: Any) -> CellMask:
    return lambda values: _or_null(values, _COMPARISONS[keyword](values, bound))


def _multiple(divisor: int) -> CellMask:
    def holds(values: Values) -> Mask:
        numbers = pc.fill_null(values, 0).to_numpy(zero_copy_only=False)
        found: Mask = numbers == 0 if divisor > _INT64[1] else numbers % divisor == 0
        return found

    return holds


def _text(node: Node, keyword: str) -> CellMask:
    value = node.get(keyword)
    if keyword == "pattern":
        pattern = node.patterns[value]
        return lambda values: _or_null(values, pc.match_substring_regex(values, pattern))
    if keyword == "format":
        return _format(value)
    least = keyword == "minLength"

    def holds(values: Values) -> Mask:
        lengths = pc.utf8_length(values)
        bound = pa.scalar(min(int(value), _INT64[1]), pa.int64())
        return _or_null(values, pc.greater_equal(lengths, bound) if least else pc.less_equal(lengths, bound))

    return holds


def _format(name: str) -> CellMask:
    if name not in ADDRESSES:
        raise NotColumns("format")

    def holds(values: Values) -> Mask:
        found = pc.match_substring_regex(values, ADDRESSES[name])
        if name == "email":
            found = pc.and_(found, pc.invert(pc.match_substring_regex(values, LONGEST_LOCAL_PART)))
        return _or_null(values, found)

    return holds


def _list(node: Node, keyword: str, field: Field) -> CellMask:
    if keyword in {"minItems", "maxItems"}:
        bound = pa.scalar(int(node.get(keyword)), pa.int64())
        compare = pc.greater_equal if keyword == "minItems" else pc.less_equal
        return lambda values: _or_null(values, compare(pc.list_value_length(values), bound))
    if field.items is None or field.items.type not in _SIMPLE or not field.items.required:
        raise NotColumns("nested")
    if keyword == "uniqueItems":
        return _unique if node.get(keyword) else _everything
    if keyword == "contains":
        return _contains(node, cell_schema(node.one["contains"], field.items))
    raise NotColumns("nested")


def _parents(values: Values) -> Any:
    return pc.list_parent_indices(values).to_numpy(zero_copy_only=False).astype(np.int64, copy=False)


def _unique(values: Values) -> Mask:
    """Return which lists have no item twice; a null item, which the field refuses, is an item like another."""
    codes = pc.list_flatten(values).dictionary_encode(null_encoding="encode").indices.to_numpy(zero_copy_only=False)
    order = np.lexsort((codes, parents := _parents(values)))
    same = (np.diff(parents[order]) == 0) & (np.diff(codes[order]) == 0)
    holds = np.ones(len(values), np.bool_)
    holds[parents[order][1:][same]] = False
    return holds


def _contains(node: Node, item: CellMask) -> CellMask:
    least, most = node.get("minContains"), node.get("maxContains")

    def holds(values: Values) -> Mask:
        items = pc.list_flatten(values)
        meets = item(items) & ~mask_of(pc.is_null(items))
        counts = np.bincount(_parents(values), weights=meets, minlength=len(values))
        enough = counts >= (1 if least is None else int(least))
        few = np.True_ if most is None else counts <= int(most)
        found: Mask = (enough & few) | mask_of(pc.is_null(values))
        return found

    return holds


# -- keywords that ask other schemas about the same value, of a cell or of a row


def _conjunction(node: Node, ask: Callable[[Node], Any]) -> Any:
    masks = [ask(inner) for inner in node.many["allOf"]]
    return lambda *given: np.logical_and.reduce([mask(*given) for mask in masks])


def _any_of(node: Node, ask: Callable[[Node], Any]) -> Any:
    masks = [ask(inner) for inner in node.many["anyOf"]]
    return lambda *given: np.logical_or.reduce([mask(*given) for mask in masks])


def _one_of(node: Node, ask: Callable[[Node], Any]) -> Any:
    masks = [ask(inner) for inner in node.many["oneOf"]]
    return lambda *given: np.sum([mask(*given) for mask in masks], axis=0) == 1


def _not(node: Node, ask: Callable[[Node], Any]) -> Any:
    mask = ask(node.one["not"])
    return lambda *given: ~mask(*given)


def _if(node: Node, ask: Callable[[Node], Any]) -> Any:
    condition = ask(node.one["if"])
    then = ask(node.one["then"]) if "then" in node.one else None
    otherwise = ask(node.one["else"]) if "else" in node.one else None

    def holds(*given: Any) -> Mask:
        asked: Mask = condition(*given)
        met = asked | (otherwise(*given) if otherwise is not None else True)
        found: Mask = met & (~asked | (then(*given) if then is not None else True))
        return found

    return holds


def _reference(node: Node, ask: Callable[[Node], Any]) -> Any:
    if node.reference is None:
        raise NotColumns("reference")
    return ask(node.reference)


_IN_PLACE: Final[Mapping[str, Callable[[Node, Callable[[Node], Any]], Any]]] = {
    "allOf": _conjunction,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "$ref": _reference,
}


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of a contract are for keywords about them.

    Attributes:
        fields: The field of each property.
        closed: Whether a row can have no other property.
    """

    fields: Mapping[str, Field]
    closed: bool

    @classmethod
    def of(cls, contract: Contract) -> Rows:
        """Return the rows of a contract."""
        others = contract.provenance(Provenance.OTHER_PROPERTIES)
        names = {} if contract.residual is None else contract.residual.property_of
        fields = {names.get(field.name, field.name): field for field in contract.fields if field is not others}
        return cls(fields, others is None)

    def keyword(self, node: Node, keyword: str) -> RowMask:
        """Return what finds the rows that meet one keyword.

        Raises:
            NotColumns: It is asked row by row.
        """
        if keyword in _IN_PLACE:
            mask: RowMask = _IN_PLACE[keyword](node, self.schema)
            return mask
        if keyword in _NEVER_OF_COLUMNS:
            raise NotColumns(_NEVER_OF_COLUMNS[keyword])
        match keyword:
            case "type":
                return _every_row if "object" in node.get("type") else _no_row
            case "false":
                return _no_row
            case "required":
                return self._required(node.get("required"))
            case "dependentRequired":
                return self._dependent(node.get("dependentRequired"))
            case "properties":
                return self._members(node.named["properties"])
            case "dependentSchemas":
                return self._dependent_schemas(node)
            case "minProperties" | "maxProperties":
                return self._count(node, keyword)
            case "additionalProperties":
                return self._additional(node)
            case _:
                return _every_row

    def schema(self, node: Node) -> RowMask:
        """Return what finds the rows that meet a whole subschema."""
        if any(keyword in node.one for keyword in ("unevaluatedItems", "unevaluatedProperties")):
            raise NotColumns("unevaluated")
        masks = [self.keyword(node, keyword) for keyword in node.assertions]
        if not masks:
            return _every_row
        return lambda batch: np.logical_and.reduce([mask(batch) for mask in masks])

    def _field(self, name: str) -> Field | None:
        """Return the field of a property, or None where no row can have it."""
        if (field := self.fields.get(name)) is None and not self.closed:
            raise NotColumns("open")
        return field

    def _required(self, names: list[str]) -> RowMask:
        fields = [self._field(name) for name in names]
        if not fields:
            return _every_row
        return lambda batch: np.logical_and.reduce([_there(field, batch) for field in fields])

    def _dependent(self, dependent: Mapping[str, list[str]]) -> RowMask:
        pairs = [(self._field(name), self._required(others)) for name, others in dependent.items()]

        def holds(batch: Batch) -> Mask:
            found = np.ones(batch.count, np.bool_)
            for field, required in pairs:
                found &= ~_there(field, batch) | required(batch)
            return found

        return holds

    def _dependent_schemas(self, node: Node) -> RowMask:
        pairs = [(self._field(name), self.schema(inner)) for name, inner in node.named["dependentSchemas"].items()]

        def holds(batch: Batch) -> Mask:
            found = np.ones(batch.count, np.bool_)
            for field, mask in pairs:
                found &= ~_there(field, batch) | mask(batch)
            return found

        return holds

    def _members(self, members: Mapping[str, Node]) -> RowMask:
        asked: list[tuple[str, CellMask]] = []
        for name, node in members.items():
            if node.assertions and (field := self._field(name)) is not None:
                asked.append((field.name, self._cell(node, field)))

        def holds(batch: Batch) -> Mask:
            found = np.ones(batch.count, np.bool_)
            for name, mask in asked:
                found &= mask(batch.columns[name])
            return found

        return holds

    def _cell(self, node: Node, field: Field) -> CellMask:
        if node.value is False:
            return lambda values: mask_of(pc.is_null(values))
        return cell_schema(node, field)

    def _count(self, node: Node, keyword: str) -> RowMask:
        if not self.closed:
            raise NotColumns("open")
        names, bound = [field.name for field in self.fields.values()], int(node.get(keyword))

        def holds(batch: Batch) -> Mask:
            there = np.sum([mask_of(pc.is_valid(batch.columns[name])) for name in names], axis=0)
            found: Mask = there >= bound if keyword == "minProperties" else there <= bound
            return found

        return holds

    def _additional(self, node: Node) -> RowMask:
        if not self.closed:
            raise NotColumns("open")
        declared = node.named.get("properties", {})
        patterns = [node.patterns[pattern] for pattern in node.named.get("patternProperties", ())]
        inner = node.one["additionalProperties"]
        rest = [name for name in self.fields if name not in declared]
        return self._members({n: inner for n in rest if not any(is_found(pattern, n) for pattern in patterns)})


def _every_row(batch: Batch) -> Mask:
    return np.ones(batch.count, np.bool_)


def _no_row(batch: Batch) -> Mask:
    return np.zeros(batch.count, np.bool_)


def _there(field: Field | None, batch: Batch) -> Mask:
    return _no_row(batch) if field is None else mask_of(pc.is_valid(batch.columns[field.name]))
