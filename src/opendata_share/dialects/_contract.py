"""The contract document itself: JSON Schema 2020-12 with everything of ours under `x-contract`.

What lives here: the one dialect that loses nothing. What this file must not know: how the document is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ._dialect import Dialect, Settings
from ._ledger import Ledger


def _write(ledgers: Sequence[Ledger], _: Settings) -> dict[str, Any]:
    (ledger,) = ledgers
    ledger.take_all()
    return ledger.contract.to_document()


CONTRACT: Final = Dialect(
    name="contract", standard="JSON Schema, draft 2020-12, with x-contract", suffix=".contract.json", write=_write
)
