"""One time to text, for documents.

What lives here: an aware time as RFC 3339. What this file must not know: columns of times (`_time_text`), which cost
half a second to load.
"""

from __future__ import annotations

from datetime import UTC, datetime


def time_text(moment: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC with "Z"."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
