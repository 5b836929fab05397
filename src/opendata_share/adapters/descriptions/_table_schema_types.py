"""The types of Table Schema → types of a column, with how their cells are written.

What lives here: one reader for each type and its formats. What this file must not know: constraints, keys, files.

A type without a counterpart becomes text: time, yearmonth, duration and geopoint with a pattern that judges their
form, object, array and geojson without. A date format is kept where it is of strptime and says which day it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field, replace
from typing import Any, Final

from ..._dataclass import dataclass
from ...contract import FieldType
from ..mapping import From, Value
from ._table_schema_document import Place
from ._table_schema_lost import Losses

TRUE: Final = ("true", "True", "TRUE", "1")
FALSE: Final = ("false", "False", "FALSE", "0")
_ZONE_OF_TIME: Final = r"(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)?"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_LONGITUDE: Final = r"[+-]?0*(180(\.0*)?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]*)?)"
_LATITUDE: Final = r"[+-]?0*(90(\.0*)?|[0-8]?[0-9](\.[0-9]*)?)"


def _amounts(units: str) -> str:
    """Return the pattern of one or more amounts in this order of units, such as 1Y2M."""
    amount = "[0-9]+([.,][0-9]+)?"
    return "|".join(
        f"{amount}{first}" + "".join(f"({amount}{unit})?" for unit in units[at + 1 :]) for at, first in enumerate(units)
    )


_FORMS: Final = {
    "time": rf"^{_CLOCK}(\.[0-9]{{1,6}})?{_ZONE_OF_TIME}$",
    "yearmonth": r"^[0-9]{4}-(0[1-9]|1[0-2])$",
    "duration": f"^[+-]?P(({_amounts('YMWD')})(T({_amounts('HMS')}))?|T({_amounts('HMS')}))$",
    "geopoint": f"^ *{_LONGITUDE} *, *{_LATITUDE} *$",
}
_UUID: Final = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_ITEMS: Final = {
    "string": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "number": FieldType.NUMBER,
    "boolean": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "time": FieldType.TEXT,
}
_NEVER: Final = ("(?s).*", "–")
"""Turns whatever no other pattern matched into what no number, year or boolean is: the cell is of the wrong type."""
_OFFSETS: Final = (
    (r"(.*[Tt ][0-9:.]+[+-][0-9]{2})([0-9]{2})", "$1:$2"),
    (r"(.*[Tt ][0-9:.]+[+-][0-9]{2})", "$1:00"),
    ("(?s).*", "$0"),
)
"""ISO 8601 also writes an offset as +0700 and +07; what is read afterwards is RFC 3339."""
_DIRECTIVES: Final = frozenset("aAbBdfHIjmMpSyYz%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a field becomes: its column type and how its cells are written.

    Attributes:
        stated: The type the document states.
        type: The type of the column.
        value: How a cell becomes a value; its producer is set when the headings are known.
        pattern: What judges the form of a text, or None.
        format: "uri" or "email", or None.
        lowest, highest: Bounds that follow from the type.
        items: The type of a list's items.
        words: What stands for true and false.
    """

    stated: str
    type: FieldType
    value: Value = field(default_factory=lambda: Value(producer=From("")))
    pattern: str | None = None
    format: str | None = None
    lowest: int | None = None
    highest: int | None = None
    items: FieldType | None = None
    words: tuple[tuple[str, bool], ...] = ()

    def written(self, **parts: Any) -> Form:
        """Return the form with other parts of how a cell is written."""
        return replace(self, value=replace(self.value, **parts))

    def matching(self, *pairs: tuple[str, str]) -> Form:
        """Return the form whose cells are rewritten by the first pattern that matches; any other cell is no value."""
        return self.written(match=(*pairs, _NEVER))


def form_of(place: Place, zone: str, losses: Losses) -> Form:
    """Return what the field at `place` becomes.

    Args:
        place: The field of the document.
        zone: The IANA zone of times without an offset.
        losses: Takes what cannot be kept.

    Raises:
        DefinitionError: The type is none of the standard's, or a property of it is of another shape.
    """
    stated = place.choice("type", ("any", *(name for name in _READERS if name != "any")))
    return _READERS[stated](place, Form(stated=stated, type=FieldType.TEXT), zone, losses)


def _format(place: Place) -> str:
    return (place.text("format") or "default").removeprefix("fmt:")


def _string(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    match _format(place):
        case "default":
            return form
        case "email" | "uri" as known:
            return replace(form, format=known)
        case "uuid":
            return replace(form, pattern=_UUID)
        case other:
            losses.add(place.at("format"), "lost-format", format=other)
            return form


def _integer(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    return _numeric(place, replace(form, type=FieldType.INTEGER), losses)


def _number(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    return _numeric(place, replace(form, type=FieldType.NUMBER), losses)


def _numeric(place: Place, form: Form, losses: Losses) -> Form:
    group = place.text("groupChar") or None
    decimal = place.text("decimalChar") if form.type is FieldType.NUMBER else None
    if form.type is FieldType.INTEGER and group == ".":
        decimal = ","  # an integer has no decimal separator; it only must not be the other one
    decimal = decimal or "."
    strange = [name for name in (decimal, group or "") if len(name) > 1 or name.isalnum() or name in {"+", "-"}]
    if strange or decimal == group or "\n" in (decimal, group):
        losses.add(place.pointer, "lost-separator")
        return replace(form, type=FieldType.TEXT)
    form = form.written(decimal=None if decimal == "." else decimal, group=group)
    if place.flag("bareNumber", True):
        return form
    point = re.escape(decimal)
    number = r"[+-]?%s[0-9](?:.*[0-9])?"
    bare = rf"({number % f'(?:{point})?'})[^0-9]*"
    # a point right before the first digit is the number's own only where nothing else stands before it: "Rp.5"
    behind_unit = rf"[^-+0-9]*[^-+0-9{point}]({number % ''})[^0-9]*"
    return form.matching((bare, "$1"), (behind_unit, "$1"))


def _boolean(place: Place, form: Form, _zone: str, _losses: Losses) -> Form:
    true = place.texts("trueValues") if "trueValues" in place else TRUE
    false = place.texts("falseValues") if "falseValues" in place else FALSE
    if twice := set(true) & set(false):
        place.refuse("table-schema-same-name", "falseValues", name=min(twice))
    words = (*((word, True) for word in true), *((word, False) for word in false))
    patterns = ((words_of, value) for words_of, value in ((true, "true"), (false, "false")) if words_of)
    whole = replace(form, type=FieldType.BOOLEAN, words=words)
    return whole.matching(*(("|".join(map(re.escape, words_of)), value) for words_of, value in patterns))


def _date(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    return _moment(place, replace(form, type=FieldType.DATE), losses)


def _datetime(place: Place, form: Form, zone: str, losses: Losses) -> Form:
    moment = _moment(place, replace(form, type=FieldType.DATETIME), losses)
    if moment.type is not FieldType.DATETIME:
        return moment
    if "%z" not in (moment.value.format or ""):
        losses.add(place.at("type"), "lost-zone", zone=zone)
    if moment.value.format is None:
        moment = moment.written(match=_OFFSETS)
    return moment.written(zone=zone)


def _moment(place: Place, form: Form, losses: Losses) -> Form:
    written = _format(place)
    if written == "default":
        return form
    directives = set(re.findall(r"%(.)", written))
    day = "j" in directives or ("d" in directives and bool(directives & {"m", "b", "B"}))
    hour = form.type is FieldType.DATE or directives & {"H", "I"}
    if not directives <= _DIRECTIVES or not directives & {"y", "Y"} or not day or not hour:
        losses.add(place.at("format"), "lost-format", format=written)
        return replace(form, type=FieldType.TEXT)
    return form.written(format=written)


def _year(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    if (written := _format(place)) != "default":
        losses.add(place.at("format"), "lost-format", format=written)
        return form
    whole = replace(form, type=FieldType.INTEGER, lowest=0, highest=9999)
    return whole.matching((" *([0-9]{4}) *", "$1"))


def _formed(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    if (written := _format(place)) != "default":
        losses.add(place.at("format"), "lost-format", format=written)
        return form
    losses.add(place.at("type"), "lost-type-form", type=form.stated)
    return replace(form, pattern=_FORMS[form.stated])


def _unjudged(place: Place, form: Form, _zone: str, losses: Losses) -> Form:
    losses.add(place.at("type"), "lost-type", type=form.stated)
    return form


def _any(place: Place, form: Form, zone: str, losses: Losses) -> Form:
    return form if "type" in place else _string(place, form, zone, losses)  # unstated it is string in v1, any in v2


def _list(place: Place, form: Form, zone: str, losses: Losses) -> Form:
    stated = place.choice("itemType", tuple(_ITEMS))
    if stated == "time":
        losses.add(place.at("itemType"), "lost-type", type=stated)
    if stated == "datetime":
        losses.add(place.at("itemType"), "lost-zone", zone=zone)
    delimiter = place.text("delimiter") or ","
    whole = replace(form, type=FieldType.LIST, items=_ITEMS[stated])
    return whole.written(split=delimiter, zone=zone if stated == "datetime" else None)


_READERS: Final[dict[str, Callable[[Place, Form, str, Losses], Form]]] = {
    "any": _any,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "year": _year,
    "time": _formed,
    "yearmonth": _formed,
    "duration": _formed,
    "geopoint": _formed,
    "list": _list,
    "object": _unjudged,
    "array": _unjudged,
    "geojson": _unjudged,
}
