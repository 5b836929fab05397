"""How far a validation has come.

What lives here: what a caller that shows progress is told. What this file must not know: who shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .._dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a validation has come; told again after every batch, in the caller's thread.

    Attributes:
        rows: The number of the last source row that was judged.
        share: How much of the source that is, from 0 to 1, or None where the source does not tell.
    """

    rows: int
    share: float | None = None


Listener: TypeAlias = Callable[[Progress], None]
"""Is told how far a validation has come; what it raises ends the validation, and nothing is left behind."""
