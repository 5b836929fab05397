"""How old data may be, as the command line says it.

What lives here: text to limits of the three clocks. What this file must not know: what is old.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from ..contract import seconds_of
from ..errors import DefinitionError

_SHORT: Final = re.compile(r"(\d{1,6})([smhd])\Z", re.ASCII)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_CLOCKS: Final = ("observed", "vouched", "fetched")


def max_ages(texts: Sequence[str]) -> Any:
    """Return the limits that "6h", "PT6H" or "fetched=15m" say, by clock, or None where there are none.

    Raises:
        DefinitionError: One is no duration, or of an unknown clock.
    """
    limits: dict[str, timedelta] = {}
    for text in texts:
        clock, said, duration = text.rpartition("=")
        seconds = _seconds(duration)
        if (said and clock not in _CLOCKS) or seconds is None:
            raise DefinitionError("command-max-age", text=text, clocks=_CLOCKS)
        limits[clock or "observed"] = timedelta(seconds=seconds)
    return limits or None


def _seconds(text: str) -> int | None:
    short = _SHORT.match(text)
    return seconds_of(text) if short is None else int(short[1]) * _SECONDS[short[2]]
