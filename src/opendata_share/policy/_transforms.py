"""What may be done to a value before it leaves: a closed union, each kind saying what it makes of a field's type.

What lives here: the frozen transforms, the fields each fits, and which of two says no more than the other. What this
file must not know: how a policy spells them, contracts as a whole, Arrow.

Every transform but a case that does not apply leaves a null null, so what asks only whether a field is empty still
holds after it.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._dataclass import dataclass
from ..contract import Field, FieldType

CalendarUnit = Literal["hour", "day", "month", "year"]
AreaName = Literal["provinsi", "kabupaten", "kecamatan", "kelurahan"]

CALENDAR_UNITS: Final[tuple[CalendarUnit, ...]] = ("hour", "day", "month", "year")
"""From fine to coarse."""
AREA_LENGTHS: Final[dict[AreaName, int]] = {"provinsi": 2, "kabupaten": 5, "kecamatan": 8, "kelurahan": 13}
"""How long a Kemendagri code of a level is, from coarse to fine: 31, 31.71, 31.71.01, 31.71.01.1001."""
_MOST_DIGITS: Final = 38
_FINE: Final = 7
"""Decimals of a number that say all of it: of a degree they are a centimetre."""
HIDDEN: Final = "***"
"""What stands for hidden characters, however many there were."""


@dataclass(frozen=True, slots=True)
class Keep:
    """The value as it is."""

    word: Literal["keep"] = "keep"


@dataclass(frozen=True, slots=True)
class Mask:
    """The first and last characters of a text; a text of no more characters than that is hidden whole.

    Attributes:
        first: How many characters of the beginning are left.
        last: How many of the end.
    """

    first: int = 0
    last: int = 0
    word: Literal["mask"] = "mask"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The beginning of the hour, day, month or year a date or time falls in.

    Attributes:
        unit: Which.
        zone: The IANA zone whose hours and days are meant.
    """

    unit: CalendarUnit
    zone: str = "UTC"
    word: Literal["generalise"] = "generalise"


@dataclass(frozen=True, slots=True)
class AreaLevel:
    """The area of a level that an area code lies in; a text that is no Kemendagri code becomes empty.

    Attributes:
        level: Which.
    """

    level: AreaName
    word: Literal["generalise"] = "generalise"


@dataclass(frozen=True, slots=True)
class Band:
    """The lower end of the band a whole number, such as an age, falls in.

    Attributes:
        width: How many numbers a band holds.
        top: Where the last band begins, or None; a multiple of `width`.
    """

    width: int
    top: int | None = None
    word: Literal["generalise"] = "generalise"


@dataclass(frozen=True, slots=True)
class Decimals:
    """A number rounded to so many decimals, a half to the even neighbour.

    Attributes:
        digits: How many.
    """

    digits: int
    word: Literal["round"] = "round"


@dataclass(frozen=True, slots=True)
class Step:
    """The nearest multiple of a whole number, a half to the even multiple.

    Attributes:
        step: The number.
    """

    step: int
    word: Literal["round"] = "round"


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A keyed name for the value: the same value has the same one for one audience, another for the next.

    Attributes:
        domain: What shares names: fields of one domain can be joined. None takes the table a reference leads to, the
            field's own table where it is the key, else the field itself.
    """

    domain: str | None = None
    word: Literal["pseudonym"] = "pseudonym"


Transform: TypeAlias = Keep | Mask | Calendar | AreaLevel | Band | Decimals | Step | Pseudonym

KEEP: Final = Keep()


def fits(transform: Transform, field: Field) -> bool:
    """Return whether the field's values can be transformed so and still be what the field may say."""
    is_free_text = field.type is FieldType.TEXT and field.code_list is None
    match transform:
        case Keep():
            return True
        case Mask() | AreaLevel():
            return is_free_text
        case Calendar(unit=unit):
            wanted = {FieldType.DATETIME} if unit in {"hour", "day"} else {FieldType.DATE, FieldType.DATETIME}
            return field.type in wanted
        case Band():
            return field.type is FieldType.INTEGER
        case Decimals(digits=digits):
            return field.type is FieldType.NUMBER or _leaves_room(field, digits)
        case Step():
            return field.type in {FieldType.INTEGER, FieldType.NUMBER}
        case _:
            return is_free_text or field.type is FieldType.INTEGER


def _leaves_room(field: Field, digits: int) -> bool:
    """Return whether a decimal can be rounded: 9.9 becomes 10, which takes one digit more."""
    scale, precision = field.scale or 0, field.precision or 0
    return field.type is FieldType.DECIMAL and (digits == scale or (digits < scale and precision < _MOST_DIGITS))


def leaves_as_it_is(transform: Transform, field: Field) -> bool:
    """Return whether a value is after it what it was before, or so nearly that it says the same."""
    match transform:
        case Keep() | Band(width=1, top=None):
            return True
        case Step(step=1):
            return field.type is FieldType.INTEGER
        case Decimals(digits=digits):
            return digits >= (_FINE if field.type is FieldType.NUMBER else field.scale or 0)
        case _:
            return False


def merges(transform: Transform) -> bool:
    """Return whether two different values can become the same."""
    return not isinstance(transform, (Keep, Pseudonym))


def words(transform: Transform) -> str:
    """Return a transform in the words of a contract document: "round 3"."""
    match transform:
        case Mask(first=first, last=last):
            return f"mask {first}+{last}"
        case Calendar(unit=unit):
            return f"generalise {unit}"
        case AreaLevel(level=level):
            return f"generalise {level}"
        case Band(width=width):
            return f"generalise band {width}"
        case Decimals(digits=digits):
            return f"round {digits}"
        case Step(step=step):
            return f"round step {step}"
        case _:
            return transform.word


def says_no_more(coarse: Transform, fine: Transform) -> bool:
    """Return whether `coarse` of a value can be told from `fine` of it alone, so that it adds nothing to it.

    Rounding twice is not rounding once (0.0446 is 0.045 is 0.04, or 0.05), so two roundings are compared only where
    they are the same.
    """
    if coarse == fine or isinstance(fine, Keep) or coarse == Mask():
        return True
    match coarse, fine:
        case Calendar(), Calendar():
            later = CALENDAR_UNITS.index(coarse.unit) > CALENDAR_UNITS.index(fine.unit)
            return later and coarse.zone == fine.zone
        case AreaLevel(), AreaLevel():
            return AREA_LENGTHS[coarse.level] <= AREA_LENGTHS[fine.level]
        case Band(), Band():
            if coarse.width % fine.width:
                return False
            return fine.top is None or (coarse.top is not None and coarse.top <= fine.top)
        case _:
            return False


def coarser(one: Transform, other: Transform) -> Transform | None:
    """Return the one of two transforms that says no more than either, or None where neither does."""
    if says_no_more(one, other):
        return one
    return other if says_no_more(other, one) else None


def finer(one: Transform, other: Transform) -> Transform:
    """Return the one of two transforms that says all that the other does; the first where neither does."""
    return other if says_no_more(one, other) else one
