"""The style sheet of an answer page, and the policy under which a browser applies it and nothing else.

What lives here: reading `_page.css`, and its digest. What this file must not know: what the page says.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files


@cache
def style() -> str:
    """Return the style sheet; its line breaks are single characters wherever it was unpacked."""
    text = files(__package__).joinpath("_page.css").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def policy() -> str:
    """Return the Content-Security-Policy: nothing loads, nothing runs, and only our style sheet is applied."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
