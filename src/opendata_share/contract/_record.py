"""Record: a contract written as a Python class.

What lives here: the pydantic base, and the reading of annotations and markers into the neutral `Contract`. What this
file must not know: documents, engines, files. The engine never reads the class; it reads the contract.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self, TypeVar, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from .. import _plugins
from .._patterns import python_pattern
from ..errors import DefinitionError
from . import _markers as markers
from ._check import Check
from ._code_list import CodeList
from ._contract import Contract
from ._field import Element, Field, FieldType, Level, Reference, Sensitivity
from ._table_rules import TableRule
from ._text import Text
from ._unsaid import sayable, telling_no_value, without_values
from ._upgrades import Upgrade

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
_TYPES: Final[dict[type, FieldType]] = {
    str: FieldType.TEXT,
    bool: FieldType.BOOLEAN,
    int: FieldType.INTEGER,
    float: FieldType.NUMBER,
    Decimal: FieldType.DECIMAL,
    datetime: FieldType.DATETIME,
    date: FieldType.DATE,
}


class Record(BaseModel):
    """One row of a table, as a class; giving it a name, a version and a key makes it a contract.

    Class arguments: `name` (kebab-case), `version` (semantic), `key` (the primary key's fields), `sensitivity` (the
    class of every field that carries no `Classified` marker; without it each field must carry one), `label` (a
    `Title`) and `meaning` (a `Definition`). Class attributes: `checks`, `unique`, `table_rules`, `upgrades`.

    An instance meets the contract's field rules and checks, else pydantic raises `ValidationError`: values are not
    coerced, unknown fields are refused, datetimes carry an offset. Neither an instance that is printed nor a refusal
    shows a value of a field that is not public: the type and the length of its text stand there.

    Raises:
        DefinitionError: The class is not a sound contract; raised when the class is made.

    Example:
        >>> from typing import Annotated
        >>> from opendata_share.contract import Ge, Record, Title
        >>> class Pump(Record, name="pump", version="1.0.0", sensitivity="public", key=("pump_id",)):
        ...     '''A flood pump.'''
        ...     pump_id: Annotated[str, Title(en="Pump", id="Pompa")]
        ...     flow: Annotated[int | None, Ge(0), Title(en="Flow", id="Debit")] = None
        >>> Pump.contract().identity
        'pump@1.0.0'
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)

    checks: ClassVar[tuple[Check, ...]] = ()
    unique: ClassVar[tuple[tuple[str, ...], ...]] = ()
    table_rules: ClassVar[tuple[TableRule, ...]] = ()
    upgrades: ClassVar[tuple[Upgrade, ...]] = ()
    _contract: ClassVar[Contract | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        name: str | None = None,
        version: str = "1.0.0",
        sensitivity: str | None = None,
        key: Sequence[str] = (),
        label: markers.Title | None = None,
        meaning: markers.Definition | None = None,
        **kwargs: Any,
    ) -> None:
        if kwargs:
            raise DefinitionError("record-class-argument", record=cls.__name__, arguments=set(kwargs))
        if name is None:
            cls._contract = None
            return
        if sensitivity is not None and sensitivity not in set(Sensitivity):
            raise DefinitionError("record-sensitivity", record=cls.__name__, known=tuple(Sensitivity))
        default = None if sensitivity is None else Sensitivity(sensitivity)
        reader = _FieldReader(cls.__name__, default)
        fields = tuple(reader.field(field_name, info) for field_name, info in cls.model_fields.items())
        cls._contract = Contract(
            name=name,
            version=version,
            title=_title_of_class(cls) if label is None else label.text(),
            fields=fields,
            primary_key=tuple(key),
            unique=cls.unique,
            checks=cls.checks,
            table_rules=cls.table_rules,
            upgrades=cls.upgrades,
            code_lists=tuple(sorted(reader.code_lists.values(), key=lambda code_list: code_list.name)),
            definition=None if meaning is None else meaning.text(),
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_wrap_validator_function(telling_no_value, handler(source))

    @classmethod
    def model_validate_json(cls, *args: Any, **kwargs: Any) -> Self:
        """Return the instance that a JSON text holds.

        Raises:
            ValidationError: It is no JSON, or no record; the text is not shown.
        """
        # what is no JSON meets no validator, so the one above does not see it
        try:
            return super().model_validate_json(*args, **kwargs)
        except ValidationError as error:
            refused = without_values(error)
        raise refused

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return sayable(super().__repr_args__(), self._contract)

    @classmethod
    def contract(cls) -> Contract:
        """Return the neutral contract of this class.

        Raises:
            DefinitionError: The class was given no name, so it is a part of records and no contract.
        """
        if cls._contract is None:
            raise DefinitionError("record-without-name", record=cls.__name__)
        return cls._contract

    @model_validator(mode="after")
    def _meets_the_contract(self) -> Record:
        if (contract := self._contract) is not None:
            for field in contract.fields:
                _judge_value(field, getattr(self, field.name), contract)
            _judge_checks(self, contract)
        return self


def _judge_value(field: Field, value: Any, contract: Contract) -> None:
    """Raise ValueError where a value breaks a rule that pydantic does not know; never shows the value."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{field.name}: a time needs an offset")
    if isinstance(value, list) and field.items is not None:
        for item in value:
            _judge_value(field.items, item, contract)
    if isinstance(value, BaseModel):
        for inner in field.fields:
            _judge_value(inner, getattr(value, inner.name), contract)
    if isinstance(value, str):
        _judge_text(field, value, contract)


def _judge_text(field: Field, value: str, contract: Contract) -> None:
    if field.code_list is not None and value not in contract.code_list(field.code_list).values:
        raise ValueError(f"{field.name}: not a code of {field.code_list}")
    if field.pattern is not None and field.pattern_when is None and not _matches(field.pattern, value):
        raise ValueError(f"{field.name}: does not match {field.pattern}")


def _matches(pattern: str, value: str) -> bool:
    return re.search(python_pattern(pattern), value, re.ASCII) is not None


def _judge_checks(record: Record, contract: Contract) -> None:
    """Raise ValueError where the row, as a batch of one, breaks a check or a pattern that a condition asks for."""
    columns = {name: _cell(contract, name, getattr(record, name)) for name in contract.expression_types}
    for check, condition in contract.conditions:
        if check.severity == "error" and condition.evaluate(columns, 1).values[0].as_py() is False:
            raise ValueError(f"{check.name}: {check.message.en}")
    for name, condition in contract.pattern_conditions.items():
        value, pattern = getattr(record, name), contract.field(name).pattern
        asked = condition.evaluate(columns, 1).values[0].as_py() is True
        if asked and value is not None and pattern is not None and not _matches(pattern, value):
            raise ValueError(f"{name}: does not match {pattern}")


def _cell(contract: Contract, name: str, value: Any) -> pa.Array[Any]:
    """Return a value as a column of one, or raise ValueError where the column's type cannot hold it."""
    import pyarrow as pa

    try:
        column: pa.Array[Any] = pa.array([value], contract.arrow_schema.field(name).type)
    except (pa.ArrowException, OverflowError, UnicodeError):
        # Arrow's own message shows the value
        raise ValueError(f"{name}: no {contract.field(name).type} can hold this value") from None
    return column


def _title_of_class(cls: type) -> Text:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__).capitalize()
    return Text(words, words)


class _FieldReader:
    """Reads annotated fields of one record class; collects the code lists they use."""

    def __init__(self, record: str, default: Sensitivity | None) -> None:
        self.record = record
        self.default = default
        self.code_lists: dict[str, CodeList] = {}

    def field(self, name: str, info: FieldInfo) -> Field:
        """Return the neutral field of a pydantic field."""
        if info.default_factory is not None:
            raise DefinitionError("record-default-factory", record=self.record, field=name)
        required = info.is_required() or info.default is not None
        default = None if info.is_required() else info.default
        return self._field(name, info.annotation, list(info.metadata), required, default)

    def _field(self, name: str, annotation: Any, metadata: list[Any], required: bool, default: Any) -> Field:
        annotation, nullable = _without_none(annotation)
        kind, inner = self._type(name, annotation)
        classified = _one(metadata, markers.Classified)
        sensitivity = self.default if classified is None else classified.sensitivity
        if sensitivity is None:
            raise DefinitionError("record-field-without-class", record=self.record, field=name)
        title = _one(metadata, markers.Title)
        if title is None:
            raise DefinitionError("record-field-without-title", record=self.record, field=name)
        definition, unit = _one(metadata, markers.Definition), _one(metadata, markers.Unit)
        return Field(
            name=name,
            type=kind,
            required=required and not nullable,
            default=default,
            title=title.text(),
            definition=None if definition is None else definition.text(),
            sensitivity=sensitivity,
            specific=classified is not None and classified.specific,
            level=_level(metadata),
            unit=None if unit is None else unit.code,
            code_list=self._code_list(metadata),
            reference=_reference(metadata),
            elements=tuple(marker for marker in metadata if isinstance(marker, Element)),
            provenance=None if (filled := _one(metadata, markers.Filled)) is None else filled.role,
            derived=None if (derived := _one(metadata, markers.Derived)) is None else derived.expression,
            deprecated=None if (gone := _one(metadata, markers.Deprecated)) is None else gone.deprecation(),
            **inner,
            **_limits(metadata, exact=kind is FieldType.DECIMAL),
        )

    def _type(self, name: str, annotation: Any) -> tuple[FieldType, dict[str, Any]]:
        if annotation in _TYPES:
            return _TYPES[annotation], {}
        if get_origin(annotation) is list:
            return FieldType.LIST, {"items": self._item(get_args(annotation)[0])}
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = [self.field(inner, info) for inner, info in annotation.model_fields.items()]
            return FieldType.OBJECT, {"fields": tuple(fields)}
        raise DefinitionError("record-field-type", record=self.record, field=name, type=str(annotation))

    def _item(self, annotation: Any) -> Field:
        metadata: list[Any] = []
        if get_origin(annotation) is Annotated:
            annotation, *metadata = get_args(annotation)
        if _one(metadata, markers.Title) is None:
            metadata.append(markers.Title(en="Item", id="Butir"))
        return self._field("item", annotation, metadata, True, None)

    def _code_list(self, metadata: list[Any]) -> str | None:
        marker = _one(metadata, markers.Code)
        if marker is None:
            return None
        code_list = marker.code_list
        if isinstance(code_list, str):
            code_list = find_code_list(code_list)
        self.code_lists[code_list.name] = code_list
        return code_list.name


def find_code_list(name: str) -> CodeList:
    """Return the registered code list called `name`.

    Raises:
        DefinitionError: No registered package ships a list of that name.
    """
    for package in _plugins.names("code_lists"):
        found = _plugins.load("code_lists", package)(name)
        if isinstance(found, CodeList):
            return found
    raise DefinitionError("code-list-unknown", name=name)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) == 1:
            return parts[0], True
    return annotation, False


def _one(metadata: list[Any], kind: type[T]) -> T | None:
    return next((marker for marker in metadata if isinstance(marker, kind)), None)


def _level(metadata: list[Any]) -> Level:
    if _one(metadata, markers.Full) is not None:
        return Level.FULL
    return Level.CORE if _one(metadata, markers.Recommended) is None else Level.RECOMMENDED


def _reference(metadata: list[Any]) -> Reference | None:
    if (by := _one(metadata, markers.RefBy)) is not None:
        return Reference(by.targets, by.by)
    ref = _one(metadata, markers.Ref)
    return None if ref is None else Reference((("", ref.contract),))


def _limits(metadata: list[Any], *, exact: bool) -> dict[str, Any]:
    """Return what the limiting markers say; bounds of an `exact` (decimal) field are text."""
    limits: dict[str, Any] = {}
    for marker in metadata:
        match marker:
            case annotated_types.Ge(ge):
                limits["minimum"] = _bound(ge, exact)
            case annotated_types.Le(le):
                limits["maximum"] = _bound(le, exact)
            case annotated_types.Gt(gt):
                limits["exclusive_minimum"] = _bound(gt, exact)
            case annotated_types.Lt(lt):
                limits["exclusive_maximum"] = _bound(lt, exact)
            case annotated_types.MinLen(shortest):
                limits["min_length"] = shortest
            case annotated_types.MaxLen(longest):
                limits["max_length"] = longest
            case markers.Pattern(expression, when):
                limits |= {"pattern": expression, "pattern_when": when}
            case markers.Format(name):
                limits["format"] = name
            case markers.Precision(digits, scale):
                limits |= {"precision": digits, "scale": scale}
            case _:
                continue
    return limits


def _bound(value: Any, exact: bool) -> int | float | str:
    return value if isinstance(value, (int, float)) and not exact else str(value)
