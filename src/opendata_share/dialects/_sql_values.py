r"""What PostgreSQL asks of one value: the conditions that are true of what the contract accepts.

What lives here: bounds, patterns, codes and nested values as SQL conditions over one expression. What this file must
not know: tables, keys.

Texts have the collation "C", so that they compare by bytes and `[a-z]` is what it is here. A bound of a double is
written as the first double within it; a decimal's digits are asked for, since `numeric(p, s)` would round what does not
fit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from .._addresses import ADDRESSES, LONGEST_LOCAL_PART
from ..contract import FieldType
from ._ledger import FieldPlace

_SIGNS: Final = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_MOST_REPEATS: Final = 255
_CLASSES: Final = {"d": "0-9", "w": "0-9A-Za-z_"}
_TOKEN: Final = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}", re.DOTALL)
_DATE: Final = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
_DATETIME: Final = r"'^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$'"

_JSON_FORMS: Final = {
    FieldType.INTEGER: (
        "number",
        "numeric",
        "{value} = TRUNC({value}) AND {value} BETWEEN -9223372036854775808 AND 9223372036854775807",
    ),
    FieldType.NUMBER: ("number", "double precision", None),
    FieldType.DATE: ("string", "date", "{text} ~ " + _DATE),
    FieldType.DATETIME: ("string", "timestamptz", "{text} ~ " + _DATETIME),
    FieldType.DECIMAL: ("string", "numeric", r"{text} ~ '^-?[0-9]+(\.[0-9]+)?$'"),
}
"""How a value is written in JSON: the type there, what it is cast to, and what must hold of it before."""

Condition = tuple[str, str]
"""(rule, condition): the slug a report would name, and what must not be false."""


def quoted(text: str) -> str:
    """Return `text` as a literal."""
    return "'" + text.replace("'", "''") + "'"


def regular_expression(pattern: str) -> str | None:
    r"""Return a portable pattern as PostgreSQL's advanced regular expression, or None where it has none.

    `\d` and `\w` are of any script there, and nothing may be repeated more than 255 times.
    """
    for token in _TOKEN.finditer(pattern):
        if any(number and int(number) > _MOST_REPEATS for number in token.groups()):
            return None
    return _TOKEN.sub(_translated, pattern)


def _translated(token: re.Match[str]) -> str:
    text = token[0]
    if text[0] == "[":
        return re.sub(r"\\(.)", lambda one: _CLASSES.get(one[1], one[0]), text, flags=re.DOTALL)
    if text[0] == "\\" and (inside := _CLASSES.get(text[1].lower())) is not None:
        return f"[{inside}]" if text[1].islower() else f"[^{inside}]"
    return text


def value_conditions(place: FieldPlace, x: str) -> Iterator[Condition]:
    """Yield what must hold of the expression `x`, a value of the place's field; each may be null where `x` is.

    What is yielded is taken from the ledger. A pattern that holds only sometimes is the caller's.
    """
    kind = place.field.type
    yield from _of_the_type(place, x)
    if kind is FieldType.TEXT:
        yield from _text_conditions(place, x)
    elif kind not in {FieldType.LIST, FieldType.OBJECT, FieldType.JSON, FieldType.BOOLEAN}:
        for word, sign in _SIGNS.items():
            if (bound := place.take(word)) is not None:
                yield _slug(word), f"{x} {_bound(kind, sign, bound)}"


def _of_the_type(place: FieldPlace, x: str) -> Iterator[Condition]:
    match place.field.type:
        case FieldType.NUMBER:
            yield "not-finite", f"{x} > '-Infinity' AND {x} < 'Infinity'"  # NaN is greater than everything
        case FieldType.DECIMAL:
            digits, scale = place.take("precision"), place.take("scale") or 0
            yield "type", f"ABS({x}) < 1e{digits - scale} AND MIN_SCALE({x}) <= {scale}"
        case FieldType.DATE:
            yield "type", f"{x} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
        case FieldType.DATETIME:
            first, last = "0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"
            yield "type", f"{x} BETWEEN TIMESTAMP WITH TIME ZONE '{first}' AND TIMESTAMP WITH TIME ZONE '{last}'"
        case _:
            return


def _text_conditions(place: FieldPlace, x: str) -> Iterator[Condition]:
    if (codes := place.codes()) is not None:
        yield "code", f"{x} IN ({', '.join(map(quoted, codes))})"
    if (least := place.take("minLength")) is not None:
        yield "min-length", f"CHAR_LENGTH({x}) >= {least}"
    if (most := place.take("maxLength")) is not None:
        yield "max-length", f"CHAR_LENGTH({x}) <= {most}"
    if (form := place.take("format")) is not None:
        unlike = f" AND {x} !~ {quoted(LONGEST_LOCAL_PART)}" if form == "email" else ""
        yield "format", f"{x} ~ {quoted(regular_expression(ADDRESSES[form]) or '')}{unlike}"
    if place.field.pattern_when is None and (condition := pattern_condition(place, x)) is not None:
        yield "pattern", condition


def pattern_condition(place: FieldPlace, x: str) -> str | None:
    """Return the condition of a field's pattern, or None where it has none or PostgreSQL cannot say it."""
    pattern = place.field.pattern
    if pattern is None:
        return None
    if (expression := regular_expression(pattern)) is None:
        place.lose("pattern", "other-meaning")
        return None
    place.take("pattern")
    return f"{x} ~ {quoted(expression)}"


def _slug(word: str) -> str:
    return re.sub("[A-Z]", lambda letter: "-" + letter[0].lower(), word)


def _bound(kind: FieldType, sign: str, bound: float | str) -> str:
    if kind is FieldType.DATE:
        return f"{sign} DATE {quoted(str(bound))}"
    if kind is FieldType.DATETIME:
        return f"{sign} TIMESTAMP WITH TIME ZONE {quoted(str(bound))}"
    if kind is FieldType.NUMBER:
        return _of_doubles(sign, Fraction(bound) if isinstance(bound, float) else Fraction(str(bound)))
    return f"{sign} {_number(Decimal(str(bound)))}"


def _of_doubles(sign: str, bound: Fraction) -> str:
    """Return an inclusive or exclusive bound of doubles, the nearest double standing for one that is none."""
    try:
        nearest = float(bound)
    except OverflowError:
        nearest = math.inf if bound > 0 else -math.inf
    if math.isfinite(nearest) and Fraction(nearest) == bound:
        return f"{sign} {_number(Decimal(repr(nearest)))}"
    if sign[0] == ">":  # beyond it lies the first double that is greater
        inside = nearest if nearest > bound else math.nextafter(nearest, math.inf)
    else:
        inside = nearest if nearest < bound else math.nextafter(nearest, -math.inf)
    return f"{sign[0]}= '{inside!r}'"


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text if not text.startswith("-") else f"({text})"


def item_conditions(place: FieldPlace, item: str, depth: int = 0) -> str:
    """Return the condition that is true of a JSON value exactly where the place's field accepts it."""
    holds = _json_value(place, item, depth)
    if place.take("required"):
        return holds
    return f"JSONB_TYPEOF({item}) = 'null' OR ({holds})"


def _json_value(place: FieldPlace, item: str, depth: int) -> str:
    kind = place.take("type")
    text = f"({item} #>> '{{}}') COLLATE \"C\""
    match kind:
        case FieldType.BOOLEAN:
            return f"JSONB_TYPEOF({item}) = 'boolean'"
        case FieldType.JSON:
            return "TRUE"
        case FieldType.LIST:
            return list_conditions(place, item, depth + 1)
        case FieldType.OBJECT:
            return _object(place, item, depth)
        case FieldType.TEXT:
            return _typed(item, "string", [condition for _, condition in value_conditions(place, f"({text})")])
    json, cast, form = _JSON_FORMS[kind]
    value = f"CAST({item} #>> '{{}}' AS {cast})"
    written = [] if form is None else [form.replace("{text}", text).replace("{value}", value)]
    return _typed(item, json, [*written, *(condition for _, condition in value_conditions(place, value))])


def _typed(item: str, json: str, conditions: list[str]) -> str:
    """Ask in order: what has another type is not cast."""
    return _in_order([f"JSONB_TYPEOF({item}) = '{json}'", *conditions])


def _in_order(conditions: list[str]) -> str:
    """Return the conjunction of conditions of which each is asked only where those before it are true."""
    *first, last = conditions
    for condition in reversed(first):
        last = f"CASE WHEN {condition} THEN {last} ELSE FALSE END"
    return last


def _object(place: FieldPlace, item: str, depth: int) -> str:
    parts = list(place.parts)
    names = ", ".join(quoted(part.field.name) for part in parts)
    asked = [f"{item} - ARRAY[{names}] = '{{}}'"]
    for part in parts:
        found = f"({item} -> {quoted(part.field.name)})"
        holds = item_conditions(part, f"COALESCE({found}, 'null')", depth)
        asked.append(f"({holds})")
    return _typed(item, "object", asked)


def list_conditions(place: FieldPlace, value: str, depth: int = 0) -> str:
    """Return the condition that is true of a JSON value exactly where it is a list the place's field accepts."""
    assert place.items is not None  # noqa: S101  # a list says what it holds
    item = f"item{depth or ''}"
    asked = [f"JSONB_TYPEOF({value}) = 'array'"]
    for word, sign in (("minLength", ">="), ("maxLength", "<=")):
        if (length := place.take(word)) is not None:
            asked.append(f"JSONB_ARRAY_LENGTH({value}) {sign} {length}")
    holds = item_conditions(place.items, item, depth)
    elements = f"JSONB_ARRAY_ELEMENTS({value}) AS each{depth or ''}({item})"
    asked.append(f"NOT EXISTS (SELECT FROM {elements} WHERE ({holds}) IS NOT TRUE)")
    return _in_order(asked)
