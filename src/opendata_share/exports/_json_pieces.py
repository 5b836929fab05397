"""JSON in pieces: a document whose long list is written item by item.

What lives here: compact, deterministic JSON text. What this file must not know: any form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

_AT_ONCE: Final = 512


def json_text(value: Any) -> str:
    """Return `value` as compact JSON in the order its keys were put in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def listed(before: str, items: Iterable[Any], after: str) -> Iterator[bytes]:
    """Yield `before`, the items joined by a comma and a line break, and `after`, as UTF-8."""
    yield before.encode()
    waiting: list[str] = []
    joint = "\n"
    for item in items:
        waiting.append(joint + json_text(item))
        joint = ",\n"
        if len(waiting) >= _AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    waiting.append(after)
    yield "".join(waiting).encode()
