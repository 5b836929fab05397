"""Feedback: what a reader found wrong with a release, on its way back to whoever published it.

What lives here: the rejection a reader writes, and the findings its publisher reads from it. What this room must not
know: how rows are judged or published; it is told what was found, and asks a release for its rows.
"""

from __future__ import annotations

from ._findings import findings_of_rejection
from ._reject import reject
from ._rejection import Objection, Rejection

__all__ = ["Objection", "Rejection", "findings_of_rejection", "reject"]
