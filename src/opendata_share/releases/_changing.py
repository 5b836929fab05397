"""Finding what changed between two releases of a data set: the stored changes, or both releases in full.

What lives here: following the chain from the later release back to the earlier, naming where it is broken, and the
choice of what to do then, as a flow. What this file must not know: how what is wanted is brought, how rows are
compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal, get_args

import pyarrow as pa

from ..contract import Contract
from ..errors import DefinitionError, ReleaseError
from . import _wants
from ._changes import Changes, Gap, GapReason, Step, joined_steps
from ._changes_file import ADDED, CHANGED, REMOVED, change_batches, changes_name, changes_schema, found_changes, seen_by
from ._layout import DatasetEntry
from ._manifest import Manifest
from ._notices import withdrawal_of, withdrawn_error
from ._parquet import read_batches
from ._release_flow import ReleaseFlow
from ._wants import Flow

OnGap = Literal["compare", "error"]
MOST_STORED: Final = 2_000_000
"""The most rows of stored changes whose keys are held in memory; of more, both releases are compared in full."""


def changes(
    dataset: DatasetEntry, since: str | None, on_gap: OnGap, flow_of: Callable[[str], ReleaseFlow]
) -> Flow[Changes]:
    """Want what changed since the release called `since`; see `Dataset.changes`."""
    if on_gap not in get_args(OnGap):
        raise DefinitionError("changes-on-gap", on_gap=on_gap)
    later = flow_of(dataset.current.release)
    _refuse_withdrawn(dataset, later)
    earlier = flow_of(since if since is not None else (yield from _one_before(dataset, later)))
    _refuse_withdrawn(dataset, earlier)
    steps, gap = yield from _chain(dataset, earlier.entry.release, later, flow_of)
    contract = yield from later.contract()
    if not contract.primary_key:
        raise ReleaseError("changes-no-key", file=later.place.shown(dataset.id), contract=contract.identity)
    if gap is not None and on_gap == "error":
        raise ReleaseError("changes-gap", file=later.place.shown(dataset.id), dataset=dataset.id, gap=gap.text())
    if gap is not None or sum(_stored(manifest) for _, manifest in steps) > MOST_STORED:
        return (yield from _compared(earlier, later, contract, () if gap is None else (gap,)))
    return (yield from _of_stored(earlier, later, contract, steps))


def _refuse_withdrawn(dataset: DatasetEntry, flow: ReleaseFlow) -> None:
    notice = withdrawal_of(dataset, flow.entry.release)
    if notice is not None:
        raise withdrawn_error(dataset, flow.entry.release, notice, flow.place.shown(dataset.id))


def _one_before(dataset: DatasetEntry, later: ReleaseFlow) -> Flow[str]:
    """Return the release the later one was compared with; else the newest before it that stands."""
    stored = (yield from later.manifest()).changes
    if stored is not None and dataset.entry(stored.since) is not None:
        return stored.since
    number = later.entry.release
    for entry in reversed(dataset.releases):
        standing = entry.withdraws is None and dataset.withdrawal_of(entry.release) is None
        if standing and int(entry.release) < int(number):
            return entry.release
    raise ReleaseError("changes-first", file=later.place.shown(dataset.id), dataset=dataset.id, release=number)


_Chain = list[tuple[ReleaseFlow, Manifest]]


def _chain(
    dataset: DatasetEntry, since: str, later: ReleaseFlow, flow_of: Callable[[str], ReleaseFlow]
) -> Flow[tuple[_Chain, Gap | None]]:
    """Want the manifests from the later release back to `since`; return them oldest first, and where that ended."""
    steps: _Chain = []
    flow = later
    while flow.entry.release != since:
        manifest = yield from flow.manifest()
        broken = yield from _broken(dataset, since, manifest, flow_of)
        if broken is not None:
            return [], Gap(manifest.release, broken, None if manifest.previous is None else manifest.previous.release)
        steps.insert(0, (flow, manifest))
        flow = flow_of("" if manifest.changes is None else manifest.changes.since)
    return steps, None


def _broken(
    dataset: DatasetEntry, since: str, manifest: Manifest, flow_of: Callable[[str], ReleaseFlow]
) -> Flow[GapReason | None]:
    """Return why the stored changes of a release lead no further back, or None where they do."""
    previous = None if manifest.previous is None else dataset.entry(manifest.previous.release)
    if previous is not None and manifest.previous is not None and previous.manifest.sha256 != manifest.previous.digest:
        return "chain"
    stored = manifest.changes
    if stored is None:
        return (yield from _why_not_compared(dataset, manifest, flow_of))
    base = dataset.entry(stored.since)
    if base is None or base.withdraws is not None or not int(since) <= int(stored.since) < int(manifest.release):
        return "missing"
    if base.manifest.sha256 != stored.digest:
        return "chain"
    return "withdrawn" if dataset.withdrawal_of(stored.since) is not None else None


def _why_not_compared(
    dataset: DatasetEntry, manifest: Manifest, flow_of: Callable[[str], ReleaseFlow]
) -> Flow[GapReason]:
    before = [entry for entry in dataset.releases if int(entry.release) < int(manifest.release)]
    with_rows = [entry for entry in before if entry.withdraws is None]
    if not with_rows:
        return "missing"
    if dataset.withdrawal_of(with_rows[-1].release) is not None:
        return "withdrawn"
    said = yield from flow_of(with_rows[-1].release).manifest()
    same = (said.contract, said.original, said.policy) == (manifest.contract, manifest.original, manifest.policy)
    return "not-compared" if same else "promise"


def _stored(manifest: Manifest) -> int:
    return 0 if manifest.changes is None else manifest.changes.rows


def _of_stored(earlier: ReleaseFlow, later: ReleaseFlow, contract: Contract, steps: _Chain) -> Flow[Changes]:
    opened = []
    for flow, manifest in steps:
        opened.append((yield from _step(flow, manifest, contract)))
    counts, rows = joined_steps(contract, opened)
    return (yield from _answer(earlier, later, contract, counts, (), rows))


def _step(flow: ReleaseFlow, manifest: Manifest, contract: Contract) -> Flow[Step]:
    """Want the file of one release's changes, where it has any."""
    stored, path = manifest.changes, f"{manifest.dataset}/{manifest.release}"
    name = changes_name(contract.name)
    expected = {} if stored is None else {ADDED: stored.added, CHANGED: stored.changed, REMOVED: stored.removed}
    place = flow.place.shown(f"{path}/{name}")
    file = None
    if stored is not None and stored.rows:
        file = yield from _wants.file(f"{path}/{name}", flow.listed_file(manifest, name))

    def rows(columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        if file is None or stored is None:
            return iter(())
        return read_batches(file.reader(), contract, stored.rows, columns, place, changes_schema(contract))

    return Step(manifest.release, expected, manifest.origin.moment, rows, place)


def _compared(earlier: ReleaseFlow, later: ReleaseFlow, contract: Contract, gaps: tuple[Gap, ...]) -> Flow[Changes]:
    """Want both releases in full, and compare the earlier as the later one's contract sees it."""
    before = yield from earlier.rows()
    after = yield from later.rows()
    fields = {field.name: field.type for field in before.contract.arrow_schema}
    if any(fields.get(name) != contract.arrow_schema.field(name).type for name in contract.primary_key):
        place = later.place.shown(later.dataset)
        raise ReleaseError("changes-other-key", file=place, since=earlier.entry.release, contract=contract.identity)
    captured = (yield from earlier.manifest()).origin.moment, (yield from later.manifest()).origin.moment
    seen = partial(seen_by, contract)
    found = found_changes(contract, map(seen, before.batches()), captured[0], after.batches(), captured[1])
    counts = {ADDED: len(found.added), CHANGED: len(found.changed), REMOVED: len(found.removed)}

    def rows() -> Iterator[pa.RecordBatch]:
        return change_batches(contract, found, map(seen, before.batches()), after.batches())

    return (yield from _answer(earlier, later, contract, counts, gaps, rows, compared=True))


def _answer(
    earlier: ReleaseFlow,
    later: ReleaseFlow,
    contract: Contract,
    counts: Mapping[str, int],
    gaps: tuple[Gap, ...],
    rows: Callable[[], Iterator[pa.RecordBatch]],
    *,
    compared: bool = False,
) -> Flow[Changes]:
    captured: tuple[datetime | None, datetime | None] = (
        (yield from earlier.manifest()).origin.moment,
        (yield from later.manifest()).origin.moment,
    )
    return Changes(
        dataset=later.dataset,
        since=earlier.entry.release,
        release=later.entry.release,
        counts=counts,
        gaps=gaps,
        compared=compared,
        contract=contract,
        _open=rows,
        _captured=captured,
    )
