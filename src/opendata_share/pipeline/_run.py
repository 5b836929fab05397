"""Running a journey: every data set read once, judged once, and sent to each of its destinations.

What lives here: the composition of the verbs, and what one data set's failure means for the others: nothing, unless
they refer to it. What this file must not know: how any of the verbs works, where rejected rows are written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from ..adapters import FieldMap, adapt, adapt_bundle, find_map, shown_address
from ..errors import DataRejected, DefinitionError, OpenDataShareError
from ..policy import find_policy, protect
from ..receipts import ReceiptLog
from ..releases import noting_refusal, open_catalog, publish, rehearse
from ..stages import Bundle, Protected, Table, Validated
from ..validation import Listener, validate
from ._journey import DataSet, Destination, Journey
from ._outcome import JourneyReport, Step

Judged: TypeAlias = Callable[[DataSet, Validated], None]
"""Is told of every data set once it was judged, before any of it leaves; rejected rows are there to be written."""


def run_journey(
    journey: Journey,
    *,
    check: bool = False,
    only: Collection[str] = (),
    as_of: datetime | None = None,
    judged: Judged | None = None,
    progress: Listener | None = None,
) -> JourneyReport:
    """Judge every data set of a journey and publish what may leave; or, with `check`, say what would be published.

    One data set that fails stops no other, unless they refer to it. Each is published in one commit a destination;
    trying again after any failure is safe, and what has not changed makes no new release.

    Args:
        journey: What `read_journey` returned.
        check: Whether to rehearse instead: nothing is written, into no destination and no log.
        only: The data sets to publish; those they refer to are judged too. All, if none is named.
        as_of: What "now" means for rules about age, aware; they are not applied without it.
        judged: Is told of every data set that was judged.
        progress: Is told how far judging has come.

    Returns:
        A step for every data set and destination. What went wrong stands in it and is not raised.

    Raises:
        DefinitionError: `only` names no data set, data sets refer to one another in a circle, or a log or a file of
            rejected rows would lie where others are served.

    Example:
        >>> from opendata_share.pipeline import read_journey, run_journey
        >>> run_journey(read_journey("share.toml"), check=True).exit_code  # doctest: +SKIP
        0
    """
    wanted = set(only) or set(journey.data_sets)
    order = journey.in_order(only)
    _refuse_inside(journey)
    run = _Run(journey, check, as_of, judged, progress)
    return JourneyReport(tuple(step for each in order for step in run.steps(each, leaves=each.name in wanted)))


def _refuse_inside(journey: Journey) -> None:
    """Refuse a log, or rejected rows, in a folder that others are served."""
    folders = {each.into for data_set in journey.data_sets.values() for each in data_set.destinations}
    for into in (each for each in folders if isinstance(each, Path)):
        if journey.receipts is not None and journey.receipts.resolve().is_relative_to(into.resolve()):
            raise DefinitionError("receipts-inside", file=journey.receipts, into=into)
        for data_set in journey.data_sets.values():
            if data_set.rejected is not None and data_set.rejected.resolve().is_relative_to(into.resolve()):
                raise DefinitionError("rejected-inside", path=data_set.rejected, into=into)


class _Run:
    """One run: what was judged so far, kept for those that refer to it."""

    def __init__(
        self,
        journey: Journey,
        check: bool,
        as_of: datetime | None,
        judged: Judged | None,
        progress: Listener | None,
    ) -> None:
        self._journey = journey
        self._check = check
        self._as_of = as_of
        self._judged = judged
        self._progress = progress
        self._kept: dict[str, Validated] = {}
        self._referred = {name for each in journey.data_sets.values() for name in each.references.values()}

    def steps(self, data_set: DataSet, *, leaves: bool) -> Iterator[Step]:
        """Yield what comes of a data set at each of its destinations; of one that is only referred to, nothing."""
        try:
            validated = self._validated(data_set)
        except OpenDataShareError as error:
            for destination in data_set.destinations if leaves else ():
                yield Step(
                    data_set=data_set.name, destination=destination.name, outcome="not-judged", error=_unchained(error)
                )
            return
        if data_set.name in self._referred:
            self._kept[data_set.name] = validated
        if self._judged is not None:
            self._judged(data_set, validated)
        for destination in data_set.destinations if leaves else ():
            yield self._step(data_set, destination, validated)

    def _validated(self, data_set: DataSet) -> Validated:
        references = dict(self._references(data_set))
        table = self._adapted(data_set, references)
        return validate(
            table,
            references=references,
            as_of=self._as_of,
            previous=_last_releases(data_set, table) if data_set.compare else None,
            rules=data_set.rules,
            progress=self._progress,
        )

    def _adapted(self, data_set: DataSet, references: Mapping[str, Any]) -> Table | Bundle:
        source, written = data_set.source, data_set.written
        if data_set.field_map is None:
            return adapt(source, to=data_set.to, agency=data_set.agency, **written)
        chosen = find_map(str(data_set.field_map))
        self._refuse_address(data_set, chosen)
        # an agency that the map says is the map's own: two would have to agree
        agency = data_set.agency if chosen.agency is None else None
        if len(chosen.contracts) == 1:
            return adapt(source, to=data_set.to, field_map=chosen, agency=agency, references=references, **written)
        if written:
            raise DefinitionError("adapt-options-with-map", options=sorted(written))
        return adapt_bundle(source, field_map=chosen, agency=agency, references=references)

    def _refuse_address(self, data_set: DataSet, field_map: FieldMap) -> None:
        """Refuse the address a map names, where the journey may name none itself."""
        if data_set.source is None and field_map.source.url is not None and not self._journey.outside:
            raise DefinitionError(
                "journey-outside",
                file=self._journey.file.name,
                line=self._journey.lines.get(("datasets", data_set.name, "map")),
                key=f"datasets.{data_set.name}.map",
                place=shown_address(field_map.source.url),
            )

    def _references(self, data_set: DataSet) -> Iterator[tuple[str, Any]]:
        """Yield what references of a data set may point into: accepted rows of this journey, and files."""
        for contract, name in data_set.references.items():
            if name not in self._kept:
                raise DefinitionError(
                    "journey-reference-not-judged", file=self._journey.file.name, name=data_set.name, other=name
                )
            yield contract, _table_of(self._kept[name], contract, data_set, self._journey)
        for contract, path in data_set.reference_files.items():
            yield contract, adapt(path, to=contract)

    def _step(self, data_set: DataSet, destination: Destination, validated: Validated) -> Step:
        said: dict[str, Any] = {
            "data_set": data_set.name,
            "destination": destination.name,
            "report": validated.report,
        }
        try:
            return (
                self._rehearsed(data_set, destination, validated, said)
                if self._check
                else self._published(data_set, destination, validated, said)
            )
        except DataRejected as error:
            return Step(outcome="held-back", error=_unchained(error), **said)
        except OpenDataShareError as error:
            return Step(outcome="not-judged", error=_unchained(error), **said)

    def _log(self) -> ReceiptLog | None:
        if (path := self._journey.receipts) is None:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        return ReceiptLog(path)

    def _rehearsed(
        self, data_set: DataSet, destination: Destination, validated: Validated, said: Mapping[str, Any]
    ) -> Step:
        safe = protect(validated, policy=find_policy(destination.policy))
        found = rehearse(safe, into=destination.into, partial=data_set.partial, info=_info(data_set, safe))
        return Step(outcome=found.outcome, rehearsal=found, **said)

    def _published(
        self, data_set: DataSet, destination: Destination, validated: Validated, said: Mapping[str, Any]
    ) -> Step:
        policy = find_policy(destination.policy)
        log = self._log()
        with noting_refusal(log, validated, policy):
            safe = protect(validated, policy=policy)
        done = publish(
            safe,
            into=destination.into,
            partial=data_set.partial,
            info=_info(data_set, safe),
            receipts=log,
            keys=self._journey.keys,
        )
        return Step(outcome=done.outcome, publication=done, **said)


def _table_of(validated: Validated, contract: str, data_set: DataSet, journey: Journey) -> Table:
    """Return the accepted rows that references of a contract point into."""
    for table in validated.tables:
        if table.contract.name == contract:
            return table
    raise DefinitionError(
        "journey-reference-other",
        file=journey.file.name,
        name=data_set.name,
        contract=contract,
        known=[table.contract.name for table in validated.tables],
    )


def _last_releases(data_set: DataSet, table: Table | Bundle) -> dict[str, Any] | None:
    """Return the last release of each table where the data set goes first; None where there is none yet."""
    into = data_set.destinations[0].into
    if isinstance(into, Path) and not into.joinpath("catalog.json").is_file():
        return None
    # one's own bucket: what is compared is advice, and never leaves
    catalog = open_catalog(into, trust="unverified" if isinstance(into, str) else None)
    names = [table.contract.name] if isinstance(table, Table) else list(table)
    found = {}
    for name in names:
        dataset = name if table.lineage.agency is None else f"{table.lineage.agency}/{name}"
        if dataset in catalog:
            found[name] = catalog[dataset].latest()
    return found or None


def _info(data_set: DataSet, safe: Protected) -> Mapping[str, Any]:
    names = [table.table.contract.name for table in safe.tables]
    return {name: data_set.tables.get(name, data_set.info) for name in names}


def _unchained(error: OpenDataShareError) -> OpenDataShareError:
    """Return an error without the frames it came through, which hold rows."""
    return error.with_traceback(None)
