"""The command line: `opendata-share`, and `python -m opendata_share`.

What lives here: parsing, calling, rendering. What this room must not know: how anything is done; it composes the
verbs of the front door.
"""

from __future__ import annotations

from ._app import main

__all__ = ["main"]
