"""The texts that the cells of an XLSX workbook share: how long they are.

What lives here: the lengths of the items of the shared texts' part (ECMA-376-1, 18.4). What this file must not know:
sheets, values.

A text of a megabyte that is written once may be that of a million cells, and calamine makes a copy for each. What cells
refer to is counted before, but only where a text is long enough to do harm, which few workbooks have.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._sheet_file import Package
    from ._sheet_xml import Attributes

_ITEM_END: Final = b"si>"


def any_longer(pieces: Iterable[bytes], length: int) -> bool:
    """Whether an item of the shared texts may have more than `length` bytes."""
    begun = b""
    for piece in pieces:
        *items, begun = (begun + piece).split(_ITEM_END)
        if len(begun) > length or any(len(item) > length for item in items):
            return True
    return False


def text_lengths(package: Package, part: str) -> array[int]:
    """Return how many characters each of the shared texts has, in order."""
    lengths: array[int] = array("q")

    def start(name: str, _attributes: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(content: str) -> None:
        if lengths:
            lengths[-1] += len(content)

    package.parse(part, start, lambda _name: None, text)
    return lengths
