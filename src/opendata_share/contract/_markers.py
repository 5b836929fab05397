"""What may stand inside `Annotated[…]` on a record's field.

What lives here: small frozen markers. What this file must not know: how a record becomes a contract.

The limits `Ge`, `Gt`, `Le`, `Lt` and `MinLen`, `MaxLen` are those of annotated-types, which pydantic reads too.
"""

from __future__ import annotations

from datetime import date

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from .._dataclass import dataclass
from ._code_list import CodeList
from ._field import Deprecation, Element, Level, Provenance, Sensitivity
from ._text import Text

__all__ = [
    "Classified", "Code", "Definition", "Deprecated", "Derived", "Element", "Filled", "Format", "Full", "Ge", "Gt",
    "Le", "Level", "Lt", "MaxLen", "MinLen", "Pattern", "Precision", "Provenance", "Recommended", "Ref",
    "Sensitivity", "Title", "Unit",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Title:
    """What people call the field, in English and Indonesian."""

    en: str
    id: str

    def text(self) -> Text:
        """Return the title as `Text`."""
        return Text(self.en, self.id)


@dataclass(frozen=True, slots=True)
class Definition:
    """What the field means, in English and Indonesian."""

    en: str
    id: str

    def text(self) -> Text:
        """Return the definition as `Text`."""
        return Text(self.en, self.id)


@dataclass(frozen=True, slots=True)
class Unit:
    """The UCUM unit of the field's numbers, such as "m" or "{beds}"."""

    code: str


@dataclass(frozen=True, slots=True)
class Code:
    """The values come from a code list, given by name or as the list itself."""

    code_list: str | CodeList


@dataclass(frozen=True, slots=True)
class Ref:
    """The value is the primary key of a row of `contract`."""

    contract: str


@dataclass(frozen=True, slots=True)
class RefBy:
    """The value is the primary key of a row of the contract that the value of field `by` chooses."""

    by: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Classified:
    """Who may see the field; without it the record's own sensitivity holds."""

    sensitivity: Sensitivity
    specific: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A portable regular expression, held always or where the condition `when` (SQL) is true."""

    expression: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A well-known form of text: "uri" or "email"."""

    name: str


@dataclass(frozen=True, slots=True)
class Precision:
    """How many digits a decimal has, and how many of them stand after the point."""

    digits: int
    scale: int


@dataclass(frozen=True, slots=True)
class Full:
    """Asked of agencies by agreement: a null is advice, never a rejection."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """Asked of everyone who has it: a null is advice, never a rejection."""


@dataclass(frozen=True, slots=True)
class Deprecated:
    """The field will go, from the day `sunset` (2027-01-01) where that is decided; `use` is what takes its place."""

    sunset: str | None = None
    use: str | None = None
    en: str | None = None
    id: str | None = None

    def deprecation(self) -> Deprecation:
        """Return what the contract says of it; ValueError where `sunset` is no date."""
        reason = None if self.en is None or self.id is None else Text(self.en, self.id)
        return Deprecation(None if self.sunset is None else date.fromisoformat(self.sunset), self.use, reason)


@dataclass(frozen=True, slots=True)
class Filled:
    """The package fills this field; no field map does."""

    role: Provenance


@dataclass(frozen=True, slots=True)
class Derived:
    """A null is filled with the value of this expression (SQL) over the row's other fields."""

    expression: str
