"""The last look before anything becomes visible: do the rows meet the contract they are published under?

What lives here: one function over one batch, independent of who made it. Protecting changes the promise, so what
`validate` found before a policy says nothing about what comes after it. What this file must not know: policies, files.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ..contract import Contract, Field, FieldType
from ..errors import ReleaseError
from ._kernels import pc


def screen(batch: pa.RecordBatch, contract: Contract) -> None:
    """Raise where `batch` is not what `contract` promises.

    Raises:
        ReleaseError: The columns differ, a required or key field is null, a value is not of its code list or no number;
            the message names the rule, the field and how many rows, never a value.
    """
    if batch.schema != contract.arrow_schema or batch.schema.metadata:
        raise ReleaseError("publish-schema", contract=contract.identity, columns=batch.schema.names)
    key = set(contract.primary_key)
    for field in contract.fields:
        column = batch.column(field.name)
        if column.null_count and (field.required or field.name in key):
            raise _broken(contract, field, "required", column.null_count)
        _screen_values(column, field, contract)


def _screen_values(column: pa.Array[Any], field: Field, contract: Contract) -> None:
    if field.type is FieldType.NUMBER and (wrong := _false_count(pc.is_finite(column))):
        raise _broken(contract, field, "type", wrong)
    if field.code_list is not None:
        values = pa.array(contract.code_list(field.code_list).values, pa.string())
        known = pc.or_kleene(pc.is_in(column, value_set=values), pc.is_null(column))
        if wrong := _false_count(known):
            raise _broken(contract, field, "code", wrong)


def _false_count(mask: pa.BooleanArray) -> int:
    return len(mask) - mask.null_count - int(pc.sum(mask).as_py() or 0)


def _broken(contract: Contract, field: Field, rule: str, count: int) -> ReleaseError:
    return ReleaseError("publish-screen", contract=contract.identity, field=field.name, rule=rule, count=count)
