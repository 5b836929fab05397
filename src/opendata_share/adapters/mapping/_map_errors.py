"""Errors of a map: the file, the line being bound, and the line as it should be written.

What lives here: where a binder is in the text of a map, and how it refuses. What this file must not know: what is
refused, and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any, NoReturn

from ...errors import DefinitionError
from ._map_lines import MapLines


class MapErrors:
    """Where in a map's text the binder is.

    Args:
        name: The map's name.
        lines: Where its keys stand.

    Attributes:
        at: The key being bound, such as `tables.fire-station.name`.
    """

    def __init__(self, name: str, lines: MapLines) -> None:
        self.at = ""
        self._name, self._lines = name, lines

    def refuse(self, message_id: str, **parameters: Any) -> NoReturn:
        """Raise the error, with the map's name and the key being bound."""
        parameters.setdefault("key", self.at or "–")
        raise DefinitionError(message_id, file=self._name, **parameters)

    def line_with(self, wrong: str, right: str) -> str:
        """Return the line errors point at with `wrong` mended to `right`, as it should be written."""
        line = self._lines.line(self.at)
        text = "" if line is None else self._lines.line_text(line)
        for written in (quoted(wrong), f"'{wrong}'"):
            if written in text:
                return text.replace(written, quoted(right), 1)
        mended = re.sub(rf"(?<![\w-]){re.escape(wrong)}(?![\w-])", lambda _: right, text, count=1)
        return mended if mended != text else quoted(right)


def close(word: str, known: Collection[str]) -> list[str]:
    """Return the words that look most like `word`; only a mistake asks for them."""
    from difflib import get_close_matches

    return get_close_matches(word, known, n=3)


def folded_matches(name: str, known: Collection[str]) -> list[str]:
    """Return the words that differ from `name` in case and spaces only."""
    wanted = "".join(name.casefold().split())
    return [word for word in known if "".join(word.casefold().split()) == wanted]


def quoted(name: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(name, ensure_ascii=False)  # a TOML text has the same escapes
