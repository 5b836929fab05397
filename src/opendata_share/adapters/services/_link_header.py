"""The `Link` header (RFC 8288): where an answer leads.

What lives here: finding a relation. What this module must not know: any one service, sockets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...transport import Reply, led_to

_LINK: Final = re.compile(r'<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s";,]+))?)*)\s*(?:,|\Z)')
_REL: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))', re.IGNORECASE)


def linked(reply: Reply, relation: str) -> str | None:
    """Return where the reply's `Link` header leads for a relation (RFC 8288), or None.

    Raises:
        TransferError: It leads to another origin.
    """
    for target, relations in _links(reply.headers.get("link", "")):
        if relation in relations:
            return led_to(reply.url, target)
    return None


def _links(header: str) -> Iterator[tuple[str, list[str]]]:
    for match in _LINK.finditer(header):
        for rel in _REL.finditer(match[2]):
            yield match[1], (rel[1] or rel[2]).lower().split()
