"""Errors of a map: the file, the line being bound, the line as it should be written, and all of them in one go.

What lives here: where a binder is in the text of a map, how it refuses, and gathering the faults of which each could be
put right alone. What this file must not know: what is refused, and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

from ...errors import DefinitionError
from ._map_lines import MapLines

MOST_LISTED: Final = 20
"""How many faults an error tells; the rest it counts."""
_MOST_FOUND: Final = 1_000
"""Beyond so many nobody looks on."""
_TOLD_ONCE: Final = frozenset({"map-no-agency", "map-no-zone", "map-no-folder"})
"""What one line puts right, however many fields need it."""


class MapFaults:
    """What was found to be wrong in a map so far.

    Attributes:
        count: How often something was found; what is found again by another way is counted again, and told once.
    """

    def __init__(self) -> None:
        self.count = 0
        self._found: Final[dict[str, DefinitionError]] = {}

    def note(self, error: DefinitionError) -> None:
        """Keep an error; an equal one is told once."""
        self.count += 1
        once = error.message_id in _TOLD_ONCE
        self._found.setdefault(error.message_id if once else error.text(), error)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Note an error of what is done inside, so that the rest is looked at too."""
        try:
            yield
        except DefinitionError as error:
            self.note(error)
            if len(self._found) >= _MOST_FOUND:
                raise

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Raise everything that was found, here and before, once what is done inside has ended."""
        try:
            yield
        except DefinitionError as error:
            self.note(error)
        self.refuse()

    def refuse(self) -> None:
        """Raise the first error that was found, with the others in the order of their lines; none where none was.

        Raises:
            DefinitionError: Something was found.
        """
        if not self._found:
            return
        first, *others = self._found.values()
        others.sort(key=lambda each: each.line or 0)
        first.others = tuple(others[: MOST_LISTED - 1])
        first.unlisted = len(others) - len(first.others)
        raise first from first.__cause__


class MapErrors:
    """Where in a map's text the binder is.

    Args:
        name: The map's name.
        lines: Where its keys stand.
        faults: What is wrong with it already.

    Attributes:
        at: The key being bound, such as `tables.fire-station.name`.
        faults: What was found to be wrong so far.
    """

    def __init__(self, name: str, lines: MapLines, faults: MapFaults | None = None) -> None:
        self.at = ""
        self.faults = MapFaults() if faults is None else faults
        self._name, self._lines = name, lines

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Bind a part that says nothing about the others: what is wrong in it is noted, with its place."""
        with self.faults.apart():
            try:
                yield
            except DefinitionError as error:
                if self.at:
                    error.file = error.file or self._name
                    error.line = error.line or self._lines.line(self.at)
                raise

    def refuse(self, message_id: str, **parameters: Any) -> NoReturn:
        """Raise the error, with the map's name and the key being bound."""
        parameters.setdefault("key", self.at or "–")
        raise DefinitionError(message_id, file=self._name, **parameters)

    def line_with(self, wrong: str, right: str, *, behind_sign: bool = False) -> str:
        """Return the line errors point at with `wrong` mended to `right`, as it should be written.

        Args:
            wrong: What is written.
            right: What should be.
            behind_sign: Whether it is a value: the same text may be a key in front of the `=`.
        """
        line = self._lines.line(self.at)
        text = "" if line is None else self._lines.line_text(line)
        for written in (quoted(wrong), f"'{wrong}'"):
            value = re.search(rf"=\s*{re.escape(written)}", text) if behind_sign else None
            if value is not None:
                return f"{text[: value.end() - len(written)]}{quoted(right)}{text[value.end() :]}"
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
