"""JSON from strangers: parsed without losing a digit, a key or the process.

What lives here: one JSON text to Python values (RFC 8259), stricter than Python's own `json`. What this module must
    not know:
tables, rows, files, sources.

Refused beyond the grammar: a key that occurs twice in one object, NaN and Infinity, half of a surrogate pair, nesting
    deeper
than the limit (checked before anything is built). Numbers stay the text they were written as: `1.10` is not `1.1`, and
a number of 5 000 digits is neither rounded nor computed with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_SPACE: Final = re.compile(r"[ \t\r\n]*+")
# Strings first, so that what is inside them is passed over. Possessive: linear whatever the text.
_STRING: Final = r'"(?:[^"\\]++|\\.?)*+(?:"|\Z)'
_NOT_A_NUMBER: Final = re.compile(_STRING + r"|(-?Infinity|NaN)", re.DOTALL)
_SURROGATE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_WINDOW: Final = 1 << 20
_QUOTE, _BACKSLASH = 34, 92
_STEP: Final = np.zeros(256, np.int8)
_STEP[[ord("["), ord("{")]] = 1
_STEP[[ord("]"), ord("}")]] = -1


class NumberText(str):
    """A JSON number as it was written."""

    __slots__ = ()


class DecimalText(NumberText):
    """A Python Decimal: a number that is exact, so that a decimal field takes it where it takes no JSON number."""

    __slots__ = ()


class JsonFault(Exception):
    """A JSON text is not what it must be.

    Args:
        message_id: The sentence that says it; without the prefix `json-` it is the rule of an unmade row.
        position: Where, in characters from the start of the text, or None where only `parameters` tell.
        **parameters: What fills the sentence; never a value.
    """

    def __init__(self, message_id: str, position: int | None = None, **parameters: Any) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.position = position
        self.parameters: Mapping[str, Any] = parameters


class _Constant(Exception):
    pass


class JsonDecoder:
    """Decodes JSON values one at a time; one decoder serves any number of texts.

    Example:
        >>> JsonDecoder().value('{"price": 1.10}', 0)
        ({'price': '1.10'}, 15)
    """

    def __init__(self) -> None:
        self._duplicates: list[dict[str, Any]] = []
        decoder: Any = json.JSONDecoder(
            parse_int=NumberText, parse_float=NumberText, parse_constant=_refuse, object_pairs_hook=self._object
        )
        self._scan = decoder.scan_once  # written in C; `decode` would wrap it in two searches for white space

    def value(self, text: str, position: int) -> tuple[Any, int]:
        """Return the value that starts at `position`, and where it ends.

        The text must have passed `check_nesting`; surrogates are the caller's to check (`check_surrogates`).

        Raises:
            JsonFault: There is no JSON value, or one that is refused.
        """
        try:
            value, end = self._scan(text, position)
        except StopIteration as stop:
            raise _syntax(text, stop.value) from None
        except json.JSONDecodeError as error:
            raise _syntax(text, error.pos) from None
        except _Constant:
            self._duplicates.clear()
            raise JsonFault("json-not-a-number", _first(_NOT_A_NUMBER, text, position)) from None
        if self._duplicates:
            found = self._duplicates.copy()
            self._duplicates.clear()
            pointer = next(pointer for pointer, item in _walk(value, "") if any(item is other for other in found))
            raise JsonFault("json-duplicate-key", position, pointer=pointer)
        return value, end

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self._duplicates.append(value)
        return value


def _refuse(name: str) -> Any:
    raise _Constant(name)


def _syntax(text: str, position: int) -> JsonFault:
    # Python's own words would do, but not in two languages: only where, and whether the text simply ends.
    if skip_space(text, position) >= len(text):
        return JsonFault("json-ends-early", position)
    if match := _NOT_A_NUMBER.match(text, position):
        if match[1]:
            return JsonFault("json-not-a-number", position)
        if not match[0].endswith('"') or len(match[0]) == 1:
            return JsonFault("json-ends-early", position)
    return JsonFault("json-syntax", position)


def skip_space(text: str, position: int) -> int:
    """Return the first position from `position` on that is not JSON white space."""
    match = _SPACE.match(text, position)
    return match.end() if match else position


def check_surrogates(text: str) -> None:
    r"""Return if every `\uD800`…`\uDFFF` escape of `text` is half of a pair.

    Raises:
        JsonFault: One is not (`json-lone-surrogate`, with its position).
    """
    if "\\ud" in text or "\\uD" in text:
        position = _first(_SURROGATE, text, 0)
        if position is not None:
            raise JsonFault("json-lone-surrogate", position - 1)


def _first(pattern: re.Pattern[str], text: str, position: int) -> int | None:
    return next((match.start(1) for match in pattern.finditer(text, position) if match[1]), None)


def check_nesting(data: bytes, depth: int, span: int | None = None) -> None:
    """Return if JSON `data` nests at most `depth` deep, and no record of it is longer than `span` bytes.

    Reads bytes only and builds nothing. A record is an array or object inside the outermost array, or inside the
    arrays of the outermost object.

    Raises:
        JsonFault: `json-too-deep`, or `json-record-too-long`; the position is in bytes.
    """
    brackets = data.count(b"[") + data.count(b"{")
    if brackets <= depth and span is None:
        return
    level = 1 if data.lstrip(b" \t\r\n")[:1] == b"[" else 2
    now, opened = 0, None
    for places, steps in _brackets(data):
        depths = now + np.cumsum(steps, dtype=np.int64)
        if int(depths.max()) > depth:
            raise JsonFault("json-too-deep", int(places[np.argmax(depths > depth)]))
        now = int(depths[-1])
        if span is not None:
            opened = _check_spans(places, steps, depths, level, opened, span)
    if opened is not None and span is not None and len(data) - opened > span:
        raise JsonFault("json-record-too-long", opened)


def _check_spans(
    places: npt.NDArray[np.intp],
    steps: npt.NDArray[np.int8],
    depths: npt.NDArray[np.int64],
    level: int,
    opened: int | None,
    span: int,
) -> int | None:
    """Check the records that close in this window; return where the one still open began."""
    starts = places[(depths == level + 1) & (steps > 0)]
    ends = places[(depths == level) & (steps < 0)]
    if opened is not None:
        starts = np.insert(starts, 0, opened)
    count = min(len(starts), len(ends))
    too_long = (ends[:count] - starts[:count]) > span
    if too_long.any():
        raise JsonFault("json-record-too-long", int(starts[np.argmax(too_long)]))
    return int(starts[count]) if len(starts) > count else None


def _brackets(data: bytes) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.int8]]]:
    """Yield, window by window, where brackets outside strings are, and +1 or -1 for each."""
    array = np.frombuffer(data, np.uint8)
    inside = 0  # whether the window starts inside a string
    start = 0
    while start < len(array):
        stop = _after_backslashes(data, min(start + _WINDOW, len(array)))
        window = array[start:stop]
        quotes = np.flatnonzero(window == _QUOTE)
        quotes = quotes[~_escaped(window, quotes)]
        steps = _STEP[window]
        places = np.flatnonzero(steps)
        places = places[(np.searchsorted(quotes, places) + inside) & 1 == 0]
        if len(places):
            yield places + start, steps[places]
        inside ^= len(quotes) & 1
        start = stop


def _after_backslashes(data: bytes, stop: int) -> int:
    """Move the end of a window so that no escape is cut."""
    while stop < len(data) and data[stop - 1] == _BACKSLASH:
        stop += 1
    return stop


def _escaped(window: npt.NDArray[np.uint8], quotes: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Tell which quotes follow an odd number of backslashes."""
    escaped = np.zeros(len(quotes), np.bool_)
    suspects = np.flatnonzero((quotes > 0) & (window[np.maximum(quotes - 1, 0)] == _BACKSLASH))
    if len(suspects):
        others = np.flatnonzero(window != _BACKSLASH)
        before = np.searchsorted(others, quotes[suspects]) - 1  # the last byte before the run of backslashes
        last = np.where(before >= 0, others[np.maximum(before, 0)], -1)
        escaped[suspects] = (quotes[suspects] - last - 1) & 1 == 1
    return escaped


def _walk(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield every container inside `value` with its JSON Pointer (RFC 6901)."""
    if isinstance(value, dict):
        yield pointer, value
        for key, item in value.items():
            yield from _walk(item, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{pointer}/{index}")


_AGAIN: Final[Any] = json.JSONDecoder(parse_int=NumberText, parse_float=NumberText)


def read_again(text: str) -> Any:
    """Return the value of a text that `compact` wrote: what is to be refused was refused when it was first read."""
    return _AGAIN.scan_once(text, 0)[0]


def compact(value: Any) -> str:
    """Return a decoded value as JSON text without spaces, its numbers as they were written.

    Example:
        >>> compact(JsonDecoder().value('[1.10, {"a": null}]', 0)[0])
        '[1.10,{"a":null}]'
    """
    if isinstance(value, NumberText):
        return str(value)
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"[{','.join(map(compact, value))}]"
    return "{" + ",".join(f"{encode_basestring(key)}:{compact(item)}" for key, item in value.items()) + "}"
