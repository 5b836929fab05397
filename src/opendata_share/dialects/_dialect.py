"""A dialect: what a contract can be compiled to.

What lives here: the description other packages may register too, under the entry-point group `opendata_share.dialects`.
What this file must not know: any one dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Any

from .._dataclass import dataclass
from .._messages import Language
from ..contract import DatasetInfo
from ._ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What besides the contract a document may need.

    Attributes:
        language: The language of a document that holds one.
        info: What the publisher says about the data set.
    """

    language: Language = "en"
    info: DatasetInfo = field(default_factory=DatasetInfo)


DialectWriter = Callable[[Sequence[Ledger], Settings], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One dialect.

    Attributes:
        name: What it is asked for by.
        standard: The standard it follows, with its version.
        suffix: What the name of its file ends with.
        is_binary: Whether it is no text.
        several: Whether one document can hold several contracts.
        write: Makes the document of the contracts of some ledgers.
    """

    name: str
    standard: str
    suffix: str
    write: DialectWriter
    is_binary: bool = False
    several: bool = False
