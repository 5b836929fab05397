"""The verb `replay`: rows that were rejected before are judged alone, and those that are right now join the others.

What lives here: a table whose first rows are settled and whose others are not. What this file must not know: how rows
were set aside, what was mended, how a row is judged.

A source row that makes several rows of a table (a wide sheet) comes back whole, although only some of them were
rejected. One that is an accepted row again, by its primary key and in every value, is merged into it and counted; one
that has its key and says something else breaks the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import index_array, mask_of, pc, positions_of
from .._limits import DEFAULT_LIMITS, Limits
from ..contract import Contract
from ..errors import DefinitionError
from ..report import Balance
from ..stages import Bundle, Rows, Table, Validated, without_rows
from ._key_texts import key_texts
from ._validate import validate

if TYPE_CHECKING:
    from .._arrow import Mask, Positions


def replay(
    table_or_bundle: Table | Bundle,
    accepted: Table | Bundle,
    *,
    references: Mapping[str, object] | None = None,
    as_of: datetime | None = None,
    keep: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Validated:
    """Judge rows that were rejected before, and join those that are accepted now to the rows accepted before.

    The accepted rows are not judged again; their keys count, and so does every rule of the whole table. The report
    holds what is wrong with the others, and the balance of both. Memory: the keys of the rows that are judged again.

    Args:
        table_or_bundle: The rejected rows, adapted from the file that `Rejected.to_parquet` wrote, by a map, a contract
            or a code list that was mended, or from any other source of the rows that are missing.
        accepted: The rows accepted before, as `Validated.accepted` or a catalogue gives them.
        references: As for `validate`.
        as_of: As for `validate`.
        keep: As for `validate`.
        limits: As for `validate`.

    Raises:
        DefinitionError: The accepted rows are not under the same contracts; and what `validate` raises.

    Example:
        >>> from datetime import UTC, datetime
        >>> import opendata_share as share
        >>> from opendata_share.validation import replay
        >>> said = {"to": "fire-station", "agency": "demo", "captured_at": datetime(2026, 3, 2, tzinfo=UTC)}
        >>> posts = [{"id": "demo:1", "name": "Pos A", "station_type": "post", "country": "ID"},
        ...          {"id": "demo:2", "name": "Pos B", "station_type": "pos", "country": "ID"}]
        >>> checked = share.validate(share.adapt(posts, **said))
        >>> mended = share.adapt([posts[1] | {"station_type": "post"}], **said)
        >>> whole = replay(mended, checked.accepted)
        >>> [row["id"] for row in whole.accepted.to_records()], whole.report.valid
        (['demo:1', 'demo:2'], True)
    """
    before = _tables(accepted)
    for name, table in _tables(table_or_bundle).items():
        held = before.get(name)
        if held is None or held.contract.digest != table.contract.digest:
            told = "–" if held is None else held.contract.identity
            raise DefinitionError("replay-other-contract", accepted=told, contract=table.contract.identity)
    whole = _whole(table_or_bundle, before)
    return validate(whole, references=references, as_of=as_of, keep=keep, limits=limits)


def _tables(given: Table | Bundle) -> dict[str, Table]:
    return {given.contract.name: given} if isinstance(given, Table) else dict(given)


def _whole(given: Table | Bundle, before: Mapping[str, Table]) -> Table | Bundle:
    contracts = {name: table.contract for name, table in _tables(given).items()}

    def stream() -> Iterator[tuple[str, Rows]]:
        known = {name: _Accepted(contract) for name, contract in contracts.items()}
        for name, rows in _stream(given):
            known[name].expect(rows)
        for name in contracts:
            for batch in before[name].batches():
                known[name].see(batch)
                yield name, _settled(batch)
        for name, rows in _stream(given):
            merged = known[name].same(rows)
            yield name, without_rows(rows, skipped=np.zeros(len(merged), np.bool_), merged=merged)

    if isinstance(given, Table):
        return Table(given.contract, lambda: (rows for _, rows in stream()), given.lineage)
    return Bundle(given.contracts, stream, given.lineage)


def _stream(given: Table | Bundle) -> Iterator[tuple[str, Rows]]:
    return given.stream() if isinstance(given, Bundle) else ((given.contract.name, rows) for rows in given.stream())


def _settled(batch: pa.RecordBatch) -> Rows:
    """Return rows that were accepted before; they have no number in the source of those that are judged."""
    count = batch.num_rows
    balance = Balance(read=count, produced=count)
    return Rows(data=batch, rows=np.zeros(count, np.int64), balance=balance, is_settled=True)


class _Accepted:
    """The accepted rows of one table that have the primary key of a row to be judged."""

    def __init__(self, contract: Contract) -> None:
        self._key: Final = contract.primary_key
        self._expected: set[str] = set()
        self._rows: list[Positions] = []
        self._held: dict[str, dict[str, Any]] = {}

    def expect(self, rows: Rows) -> None:
        """Note the keys of rows to be judged."""
        if self._key:
            self._rows.append(rows.rows)
            self._expected.update(text for text in self._texts(rows.data).to_pylist() if text is not None)

    def see(self, batch: pa.RecordBatch) -> None:
        """Note those accepted rows whose key is expected."""
        if self._expected:
            texts = self._texts(batch)
            known = pa.array(sorted(self._expected), pa.string())
            at = index_array(positions_of(mask_of(pc.is_in(texts, value_set=known))))
            self._held.update(zip(texts.take(at).to_pylist(), batch.take(at).to_pylist(), strict=True))

    def same(self, rows: Rows) -> Mask:
        """Return which rows are accepted rows again."""
        same = np.zeros(rows.data.num_rows, np.bool_)
        if self._held:
            texts = self._texts(rows.data)
            for at in np.flatnonzero(np.isin(rows.rows, self._expanded)).tolist():
                if (held := self._held.get(texts[at].as_py())) is not None:
                    same[at] = rows.data.slice(at, 1).to_pylist() == [held]
        return same

    @cached_property
    def _expanded(self) -> Positions:
        """The source rows that make several rows of the table."""
        rows, counts = np.unique(np.concatenate([np.zeros(0, np.int64), *self._rows]), return_counts=True)
        return rows[counts > 1]

    def _texts(self, batch: pa.RecordBatch) -> Any:
        return key_texts([batch.column(name) for name in self._key])
