"""A form: what an export looks like, and which tables it can be made of.

What lives here: the description other packages may register too, under the entry-point group `opendata_share.exports`.
What this file must not know: any one form, where files are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .._dataclass import dataclass
from ..stages import Table
from ._losses import Losses

Document = tuple[str, Iterator[bytes]]
"""A file's name, and its bytes in pieces; pieces are asked for once, in order."""

FormWriter = Callable[[Mapping[str, Table], Losses], Iterator[Document]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form rows can leave in.

    Attributes:
        name: What it is asked for by.
        media_type: The media type of its files.
        standard: The standard it follows, with its version and clause.
        contracts: The names of the contracts it can be made of; empty where any table will do.
        write: Yields the files made of tables by contract name, and counts what could not be carried.
    """

    name: str
    media_type: str
    standard: str
    contracts: tuple[str, ...]
    write: FormWriter

    def takes(self, contract: str) -> bool:
        """Whether it can carry a table under `contract`."""
        return not self.contracts or contract in self.contracts
