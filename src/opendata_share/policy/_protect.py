"""The verb `protect`: accepted rows to the rows that may leave.

What lives here: policy and stages put together. Rejected rows do not leave; they travel beside the tables only so that
their owner gets them back. What this file must not know: how a contract is derived, how rows are rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePath

import pyarrow as pa

from .. import _plugins
from ..errors import DefinitionError
from ..stages import Protected, ProtectedTable, Table, Validated, seal_protected
from ._compose import AnyPolicy, decision_of, leaves
from ._decide import Decision, pseudonym_fields
from ._derive import derive
from ._find_policy import find_policy
from ._policy import Policy
from ._pseudonym import Key, read_key
from ._view import View


def protect(
    validated: Validated,
    *,
    policy: str | PurePath | AnyPolicy,
    audience: str | None = None,
    as_of: datetime | None = None,
) -> Protected:
    """Return the accepted rows as `policy` lets them leave, under the contract that they still meet.

    Every column is made anew, so nothing that was taken out is in any byte of what follows. Rows are read lazily and
    may be read again.

    Args:
        validated: What `validate` returned.
        policy: "open" (what everybody may see), "exchange" (what agencies may see of each other), the file of a policy
            (.toml, .json), a `Policy`, or several as one (`all_of`, `any_of`). Personal data leave only where it names
            the field, the purpose and the end.
        audience: Whom the data are for, to be sure: it must be the policy's own.
        as_of: The moment that must lie within the policy's validity, aware; now if not given. Nothing of it is in the
            rows.

    Raises:
        DefinitionError: There is no such policy; it is not for that audience, not in force, says nothing of a contract
            or names what is not there; it takes out or coarsens part of a primary key; or the rows were not kept.
        SourceUnavailable: The file of the policy cannot be read.

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
    chosen = find_policy(policy) if isinstance(policy, (str, PurePath)) else policy
    if audience is not None and audience != chosen.audience:
        raise DefinitionError("policy-audience", policy=chosen.name, expected=chosen.audience, audience=audience)
    if not isinstance(validated, Validated):
        raise TypeError(f"protect takes what validate returns, not {type(validated).__name__}")
    for leaf in leaves(chosen):
        _refuse_strangers(leaf, validated)
    moment = as_of or datetime.now(UTC)
    decisions = [decision_of(chosen, table.contract, moment) for table in validated.tables]
    tables = tuple(
        _protected(table, decision, decisions) for table, decision in zip(validated.tables, decisions, strict=True)
    )
    return seal_protected(tables, chosen.name, chosen.digest, chosen.audience, validated)


def _refuse_strangers(policy: Policy, validated: Validated) -> None:
    """Refuse a contract nobody knows, whose name must be a slip, and an agency that gives none."""
    known = {*_plugins.names("contracts"), *(table.contract.name for table in validated.tables)}
    for schema in policy.schemas:
        if schema.partition("@")[0] not in known:
            raise policy.error("policy-unknown-schema", "schemas", schema, schema=schema)
    givers = [party.agency for party in policy.parties if party.role == "provider"]
    for agency in {table.lineage.agency for table in validated.tables} - {None} if givers else ():
        if agency not in givers:
            raise policy.error("policy-provider", "parties", agency=agency, policy=policy.name, known=givers)


def _protected(table: Table, decision: Decision, beside: Sequence[Decision]) -> ProtectedTable:
    derived = derive(decision, beside)
    view = View(decision, derived.contract, _key(decision))

    def batches() -> Iterator[tuple[pa.RecordBatch, int]]:
        return view.batches(table.batches())

    left = Table.of_some(derived.contract, batches, table.lineage)
    return ProtectedTable(left, table.contract, derived.removed, decision)


def _key(decision: Decision) -> Key | None:
    named = decision.key
    if not pseudonym_fields(decision) or named is None or named.key is None:
        return None
    return read_key(named.key, None if named.place is None else named.place.folder, named.error)
