"""The one meaning of "the same": RFC 8785 bytes and their SHA-256.

What lives here: documents to canonical bytes, bytes and files to digests. What this module must not know: what a
document means.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import rfc8785


def canonical_bytes(document: Any) -> bytes:
    """Return the JSON Canonicalization Scheme (RFC 8785) form of `document`."""
    return rfc8785.dumps(document)


def document_digest(document: Any) -> str:
    """Return "sha256:<hex>" of the canonical form of `document`."""
    return bytes_digest(canonical_bytes(document))


def bytes_digest(data: bytes | memoryview) -> str:
    """Return "sha256:<hex>" of `data`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def file_digest(path: Path) -> str:
    """Return "sha256:<hex>" of the bytes of the file at `path`."""
    with path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
