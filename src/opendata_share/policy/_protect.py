"""The verb `protect`: accepted rows to the rows that may leave.

What lives here: policy and stages put together. Rejected rows do not leave; they travel beside the tables only so that
their owner gets them back. What this file must not know: how a contract is derived, how rows are rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import pyarrow as pa

from ..contract import Contract
from ..errors import DefinitionError
from ..stages import Protected, ProtectedTable, Table, Validated, seal_protected
from ._derive import derive
from ._policy import Policy
from ._rebuild import rebuilt


def protect(validated: Validated, *, policy: str | PurePath | Policy, audience: str | None = None) -> Protected:
    """Return the accepted rows without what `policy` does not admit, under the contract that they still meet.

    Every column is made anew, so nothing that was taken out is in any byte of what follows. Rows are read lazily and
    may be read again.

    Args:
        validated: What `validate` returned.
        policy: "open" (public fields) or "exchange" (public, internal and restricted ones); never personal data.
        audience: Whom the data are for, to be sure: it must be the policy's own ("public" or "exchange").

    Raises:
        DefinitionError: There is no such policy; it is not for that audience; it takes out part of a primary key; or
            the rows were not kept.

    Example:
        >>> import pyarrow as pa
        >>> from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
        >>> from opendata_share.policy import protect
        >>> from opendata_share.stages import Lineage, Table
        >>> from opendata_share.validation import validate
        >>> def field(name, sensitivity):
        ...     return Field(name=name, type=FieldType.TEXT, title=Text(name, name), sensitivity=sensitivity)
        >>> fields = (field("city", Sensitivity.PUBLIC), field("caller", Sensitivity.PERSONAL))
        >>> contract = Contract("call", "1.0.0", Text("Call", "Panggilan"), fields)
        >>> rows = pa.record_batch({"city": pa.array(["Jakarta"]), "caller": pa.array(["Budi"])})
        >>> table = Table.of_batches(contract, lambda: iter([rows]), Lineage(source="calls.csv"))
        >>> protected = protect(validate(table), policy="open")
        >>> protected.tables[0].table.to_records(), protected.tables[0].removed
        ([{'city': 'Jakarta'}], ('caller',))
    """
    chosen = policy if isinstance(policy, Policy) else Policy.named(policy)
    if audience is not None and audience != chosen.audience:
        raise DefinitionError("policy-audience", policy=chosen.name, expected=chosen.audience, audience=audience)
    if not isinstance(validated, Validated):
        raise TypeError(f"protect takes what validate returns, not {type(validated).__name__}")
    contracts = tuple(table.contract for table in validated.tables)
    tables = tuple(_protected(table, chosen, contracts) for table in validated.tables)
    return seal_protected(tables, chosen.name, chosen.digest, chosen.audience, validated)


def _protected(table: Table, policy: Policy, contracts: tuple[Contract, ...]) -> ProtectedTable:
    derived = derive(table.contract, policy, contracts)
    schema = derived.contract.arrow_schema

    def batches() -> Iterator[pa.RecordBatch]:
        return (rebuilt(batch, schema) for batch in table.batches())

    return ProtectedTable(Table.of_batches(derived.contract, batches, table.lineage), table.contract, derived.removed)
