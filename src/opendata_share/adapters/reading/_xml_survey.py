"""Where things stand in an XML document, found in one pass with little memory.

What lives here: the count of elements by path. What this module must not know: tables, contracts.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..._limits import Limits
from ._places import Places
from ._xml_records import XmlRecords


class XmlSurvey(XmlRecords):
    """Takes a document in pieces, gives no records, and knows where everything stood.

    Args:
        file: The name for errors.
        limits: As for `XmlRecords`.

    Example:
        >>> survey = XmlSurvey("x", Limits())
        >>> survey.feed(b"<posts><post no='1'/><post no='2'/></posts>") + survey.close()
        []
        >>> survey.places.counts["posts", "post"], ("posts", "post") in survey.places.lists
        (2, True)
    """

    def __init__(self, file: str, limits: Limits) -> None:
        super().__init__(file, None, limits)
        self.places = Places(limits.columns)
        self._inside: list[dict[str, int]] = [{}]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        super().start(name, attributes)
        path = tuple(self._path)
        siblings = self._inside[-1]
        siblings[path[-1]] = siblings.get(path[-1], 0) + 1
        self._inside.append({})
        self.places.count(path)
        if siblings[path[-1]] > 1:
            self.places.lists.add(path)
            self.places.several.add(path)
        if len(path) > 1:
            self.places.records.add(path[:-1])
        own = self._element(path[-1], attributes).children
        for attribute in own:
            self.places.records.add(path)
            if self.places.count((*path, attribute)):
                self.places.scalars.add((*path, attribute))

    def text(self, content: str) -> None:
        """Take a piece of text."""
        if content.strip():
            self.places.scalars.add(tuple(self._path))

    def end(self) -> None:
        """Take an end tag."""
        self._inside.pop()
        super().end()
