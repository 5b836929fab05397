"""Exports: rows that may leave, in the forms other people's systems read.

What lives here: one module a form, what all of them share, and `export`. What this room must not know: how rows were
made, judged or protected; where a release lies.

A form says what it could not carry: nothing is left out silently. Rows leave as they were protected or released; a
table that was neither leaves only through `unsafe_export`.
"""

from __future__ import annotations

from ._export import Exported, export, forms, unsafe_export
from ._form import Form, FormWriter
from ._losses import Losses, Lost
from ._rows import Row, rows_of

__all__ = ["Exported", "Form", "FormWriter", "Losses", "Lost", "Row", "export", "forms", "rows_of", "unsafe_export"]
