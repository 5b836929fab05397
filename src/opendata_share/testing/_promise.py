"""A promise that is kept, or said to be broken.

What lives here: that one function. What this file must not know: promises.
"""

from __future__ import annotations


def holds(kept: bool, otherwise: str) -> None:
    """Raise `AssertionError` with `otherwise` where a promise is not kept; unlike `assert` also under `python -O`."""
    if not kept:
        raise AssertionError(otherwise)
