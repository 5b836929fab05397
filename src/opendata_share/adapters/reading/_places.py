"""Where things stand in a nested document: which paths there are, how often, which of them are lists of records.

What lives here: names of members and counts; never a value. What this module must not know: files, maps, contracts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from ..._dataclass import dataclass

Names = tuple[str, ...]


@dataclass(slots=True)
class Places:
    """The paths of a document, names from the outside in; the items of a list stand where the list stands.

    Attributes:
        most: How many paths are kept; what comes later is left out.
        counts: How many values stand at each path, items counted one by one.
        lists: The paths at which lists stand; of XML, those at which one element has several of a name.
        several: Those at which a list has several items.
        records: The paths at which objects stand, or elements with children or attributes.
        scalars: The paths at which a text, a number or a truth value stands.

    Example:
        >>> places = Places()
        >>> places.add({"meta": 1, "posts": [{"no": "1"}, {"no": "2"}]})
        >>> list(places.record_lists()), places.counts["posts",]
        ([('posts',)], 2)
    """

    most: int = 10_000
    counts: dict[Names, int] = field(default_factory=dict)
    lists: set[Names] = field(default_factory=set)
    several: set[Names] = field(default_factory=set)
    records: set[Names] = field(default_factory=set)
    scalars: set[Names] = field(default_factory=set)

    def add(self, value: Any, path: Names = ()) -> None:
        """Take what stands at `path` and below."""
        if type(value) is list:
            self.lists.add(path)
            if len(value) > 1:
                self.several.add(path)
            for item in value:
                self.add(item, path)
            return
        if not self.count(path):
            return
        if type(value) is dict:
            self.records.add(path)
            for name, inner in value.items():
                self.add(inner, (*path, name))
        elif value is not None:
            self.scalars.add(path)

    def count(self, path: Names) -> bool:
        """Count one more value at `path`; return whether the path is kept."""
        if path not in self.counts and len(self.counts) >= self.most:
            return False
        self.counts[path] = self.counts.get(path, 0) + 1
        return True

    def record_lists(self) -> Iterator[Names]:
        """Yield the paths of lists of records to which objects alone lead: what `record` of a map can name."""
        for path in self.counts:
            before = (path[:length] for length in range(len(path)))
            if path in self.lists and path in self.records and not any(prefix in self.lists for prefix in before):
                yield path
