"""The last look before anything becomes visible: do the rows meet the contract they are published under?

What lives here: refusing a batch that does not, independent of who made it. Protecting changes the promise, so what
`validate` found before a policy says nothing about what comes after it. What this file must not know: policies, files.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from ..contract import Contract
from ..errors import ReleaseError
from ..validation import screen_of


def screen(contract: Contract) -> Callable[[pa.RecordBatch], None]:
    """Return a function that raises where a batch is not what `contract` promises.

    Raises:
        ReleaseError: (by the function) The columns differ, or a row breaks a rule; the message names the rule, the
            field and how many rows, never a value.
    """
    find_broken = screen_of(contract)

    def check(batch: pa.RecordBatch) -> None:
        if batch.schema != contract.arrow_schema or batch.schema.metadata:
            raise ReleaseError("publish-schema", contract=contract.identity, columns=batch.schema.names)
        if (broken := find_broken(batch)) is not None:
            identity = contract.identity
            raise ReleaseError(
                "publish-screen", contract=identity, field=broken.field, rule=broken.rule, count=broken.count
            )

    return check
