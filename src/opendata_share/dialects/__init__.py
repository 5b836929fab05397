"""Dialects: one contract in the words of other people's standards.

What lives here: one module a dialect, what all of them share, and `compile_contract`. What this room must not know:
rows, how they are judged, where a release lies.

A dialect says what it could not say: whatever it did not take from the contract is in `Compiled.lost`, so that nothing
is dropped silently, not even what a later version of the contract will say.
"""

from __future__ import annotations

from ._compile import compile_contract, dialect_named, dialects
from ._compiled import Compiled, Lost
from ._dialect import Dialect

__all__ = ["Compiled", "Dialect", "Lost", "compile_contract", "dialect_named", "dialects"]
