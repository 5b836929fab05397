"""One column of a contract, frozen and neutral.

What lives here: what a field promises, and the Arrow type that follows from it. What this file must not know: how the
promise was written (Python class or document) and how it is judged.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from .._dataclass import dataclass
from ..errors import DefinitionError
from ._text import Text

if TYPE_CHECKING:
    import pyarrow as pa


class FieldType(StrEnum):
    """The types a column can have; `list` and `object` nest, an object only inside a list.

    `json` holds any JSON value as its text, numbers as they were written.
    """

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    LIST = "list"
    OBJECT = "object"
    JSON = "json"


class Sensitivity(StrEnum):
    """Who may see a field: everyone, other agencies, those who need to know, or nobody without a named purpose."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
    PERSONAL = "personal"


class Provenance(StrEnum):
    """What the package fills in by itself, so that nobody maps it by hand."""

    IDENTIFIER = "identifier"
    AGENCY = "agency"
    SOURCE_IDENTIFIER = "source-identifier"
    RECORDED_AT = "recorded-at"
    RECORDED_AT_BASIS = "recorded-at-basis"
    OTHER_PROPERTIES = "other-properties"


class Level(StrEnum):
    """`core` holds for every file; `recommended`, and `full` by agreement, are asked for: unmet they are advice."""

    CORE = "core"
    RECOMMENDED = "recommended"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A field that will go: readers should stop asking for it.

    Attributes:
        sunset: The day from which it may be gone, or None where that is not decided.
        use: The field that takes its place, or None.
        reason: Why, in both languages, or None.
    """

    sunset: date | None = None
    use: str | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """Where a field comes from in somebody's standard: ("EDXL-HAVE", "BedType")."""

    standard: str
    path: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: the value is the primary key of a row of another contract.

    Attributes:
        targets: (value of `by`, contract name) pairs; one pair with an empty value where the target is always the same.
        by: The field whose value chooses the target, or None.
    """

    targets: tuple[tuple[str, str], ...]
    by: str | None = None

    # a document's object has no order: the same reference must be equal however it was written
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and (self.by, set(self.targets)) == (other.by, set(other.targets))

    def __hash__(self) -> int:
        return hash((self.by, frozenset(self.targets)))

    @property
    def contracts(self) -> tuple[str, ...]:
        """The names of the contracts referred to."""
        return tuple(contract for _, contract in self.targets)


Bound = int | float | str
"""A limit of a field: a number, or text for decimals, dates and integers beyond 2**53."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What one column promises.

    Attributes:
        name: The column's name, lower_snake.
        type: Its type.
        required: Whether a null is a violation.
        default: What a null becomes while adapting, or None.
        title: What people call it, in both languages.
        definition: What it means, in both languages, or None.
        sensitivity: Who may see it.
        specific: Whether it is "specific" personal data (Indonesia's UU 27/2022, article 4).
        level: Whether everyone owes it (`core`, by `required`) or agencies by agreement (`full`, advice).
        unit: The UCUM unit of a number, or None.
        code_list: The name of the code list its values come from, or None.
        reference: The foreign key it holds, or None.
        elements: The elements of other standards it follows.
        minimum, maximum: Inclusive limits, or None.
        exclusive_minimum, exclusive_maximum: Exclusive limits, or None.
        min_length, max_length: Limits of a text, in code points, or of a list, in items.
        pattern: A portable regular expression, or None.
        pattern_when: The condition (SQL) under which the pattern holds; None means always.
        format: "uri" or "email", or None.
        precision, scale: Of a decimal.
        provenance: What the package fills here, or None.
        derived: The expression (SQL) that fills a null from other fields, or None.
        deprecated: That it will go, from which day and what to use instead, or None.
        items: What a list holds.
        fields: What an object holds.
    """

    name: str
    type: FieldType
    required: bool = False
    default: str | int | float | bool | None = None
    title: Text
    definition: Text | None = None
    sensitivity: Sensitivity
    specific: bool = False
    level: Level = Level.CORE
    unit: str | None = None
    code_list: str | None = None
    reference: Reference | None = None
    elements: tuple[Element, ...] = ()
    minimum: Bound | None = None
    maximum: Bound | None = None
    exclusive_minimum: Bound | None = None
    exclusive_maximum: Bound | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_when: str | None = None
    format: str | None = None
    precision: int | None = None
    scale: int | None = None
    provenance: Provenance | None = None
    derived: str | None = None
    deprecated: Deprecation | None = None
    items: Field | None = None
    fields: tuple[Field, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether a value of this field may stand in a report."""
        return self.sensitivity is Sensitivity.PUBLIC

    def arrow_type(self) -> pa.DataType:
        """Return the Arrow type of the column; datetimes are timestamp[us, UTC]."""
        import pyarrow as pa

        match self.type:
            case FieldType.LIST:
                if self.items is None:
                    raise DefinitionError("field-type", field=self.name, type="list")
                return pa.list_(self.items.arrow_type())
            case FieldType.OBJECT:
                return pa.struct([(inner.name, inner.arrow_type()) for inner in self.fields])
            case FieldType.DECIMAL:
                return pa.decimal128(self.precision or 38, self.scale or 0)
            case FieldType.DATETIME:
                return pa.timestamp("us", tz="UTC")
            case FieldType.TEXT | FieldType.JSON:
                return pa.string()
            case FieldType.INTEGER:
                return pa.int64()
            case FieldType.NUMBER:
                return pa.float64()
            case FieldType.BOOLEAN:
                return pa.bool_()
            case FieldType.DATE:
                return pa.date32()
