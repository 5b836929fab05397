"""Receipts: who published, took, refused or withdrew which release, when and for what, in a log that shows tampering.

What lives here: one receipt, the chain of them, the file they stand in, and its verification. What this room must not
know: rows, contracts, how a release is made or read. A receipt holds digests and names; it has no place for a value of
a row, an address or a credential.
"""

from __future__ import annotations

from ._chain import Link, Problem, follow
from ._log import OpenLog, ReceiptLog
from ._receipt import Decision, Head, Occurrence, Receipt, Side, is_plain, plain_text
from ._verify import NamesHead, Verification, verify_receipts

__all__ = [
    "Decision",
    "Head",
    "Link",
    "NamesHead",
    "Occurrence",
    "OpenLog",
    "Problem",
    "Receipt",
    "ReceiptLog",
    "Side",
    "Verification",
    "follow",
    "is_plain",
    "plain_text",
    "verify_receipts",
]
