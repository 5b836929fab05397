"""Harvesting: other agencies' releases, whole and as they are, into a joint catalogue.

What lives here: the verb, and the order of its steps. What this file must not know: which releases are taken
(`_harvest_rules`), how one is brought here (`_harvest_staging`), how a catalogue is changed safely (`_amend_catalog`).

All that is taken of one source becomes visible in one commit, and of a data set all or nothing. What goes wrong with a
source, an agency or a data set is that one's: it is told, nothing of it is taken, and the rest goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import field
from pathlib import Path
from typing import Final

from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..errors import DefinitionError, OpenDataShareError, ReleaseError
from ..stores import Disk, Folder, Store, failures, open_store
from ._amend_catalog import Change, amend_catalog
from ._commit_catalog import keys_for
from ._harvest_opening import Neighbour, Opened, found
from ._harvest_rules import Claims, Decided, Offer, decide, refuse_unknown
from ._harvest_staging import Staging
from ._harvested import Harvest, HarvestedDataset, HarvestedSource
from ._layout import PUBLIC, CatalogDocument, DatasetEntry
from ._marks import marked_folders
from ._opening import CacheFolder
from ._pinned_place import PinnedPlace
from ._place import Place
from ._served import POINTERS, NowServed, read_served

_WAITS: Final = 20


def harvest(
    *neighbours: Path | str | Neighbour,
    into: Path | str,
    trust: str | None = None,
    datasets: Collection[str] = (),
    another_source: bool = False,
    keys: Path | str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    cache: CacheFolder = "user",
) -> Harvest:
    """Take other agencies' releases into the joint catalogue `into`, whole, byte for byte, and return what was done.

    Every byte is verified before anything becomes visible: files against manifests, manifests against the catalogue,
    and the catalogue against its pin where there is one. Withdrawals and corrections come along. Each release says
    where it was taken from, and what vouched for it there. The same again adds and writes nothing, by whatever way it
    comes, so it is always safe to harvest again.

    What goes wrong is told in what is returned and never raised, as far as it concerns a source: look at `problems`.

    Args:
        neighbours: The catalogues: folders, addresses, addresses with a pin ("https://…#sha256=…"), or `Neighbour`s.
        into: The folder of the joint catalogue, made if it does not exist, or "s3://bucket/folder".
        trust: What vouches for those of which no pin is known; "unverified" where nobody does.
        datasets: What to take: "agency/dataset", "dataset" or "agency/*"; everything where it is empty.
        another_source: Whether agencies that came from another catalogue until now are taken from these: where a
            catalogue has moved. A release that is here keeps its bytes all the same.
        keys: The folder of the keys to sign with; the user's configuration folder by default.
        limits: How much may be taken; `harvest_bytes` of one source.
        cache: Where files are kept that were brought over a network, as for `open_catalog`.

    Raises:
        DefinitionError: `into` is no place to publish into, or no neighbour is named.
        ReleaseError: What is there is no catalogue of this package; no source lists one of `datasets`.
        TrustError: Its own metadata is damaged.

    Example:
        >>> from opendata_share.releases import harvest
        >>> done = harvest("https://data.damkar.example/", into="public/", trust="unverified")  # doctest: +SKIP
        >>> done.changed, done.problems  # doctest: +SKIP
        (True, ())
    """
    if not neighbours:
        raise DefinitionError("harvest-nothing")
    asked = [each if isinstance(each, Neighbour) else Neighbour(location=each) for each in neighbours]
    served = read_served(open_store(into, Disk()))
    opened = [found(each, trust, datasets, limits, cache) for each in asked]
    if not any(each.problems for each in opened):
        refuse_unknown(datasets, [listed for each in opened for listed in each.listed])
    claims = Claims.of([each.offer for each in opened if each.offer is not None])
    sources = tuple(_source(each, claims, into, keys, limits, another_source=another_source) for each in opened)
    state = read_served(open_store(into, Disk())).state
    pin = None if state is None else state.pin
    return Harvest(folder=into, sources=sources, pin=pin, began=pin is not None and not served.signed)


def _source(
    opened: Opened,
    claims: Claims,
    into: Path | str,
    keys: Path | str | None,
    limits: Limits,
    *,
    another_source: bool,
) -> HarvestedSource:
    """Take what is to be taken of one source, in one commit, and return what became of it."""
    offer, place, problems = opened.offer, opened.place, opened.problems
    decided: tuple[Decided, ...] = ()
    if offer is None or place is None:
        return HarvestedSource(location=opened.shown, problems=problems)
    try:
        job = HarvestJob(
            place=place, offer=offer, claims=claims, keys=keys, limits=limits, another_source=another_source
        )
        disk = Disk(private=offer.catalog.audience != PUBLIC)
        decided = job.done_on(open_store(into, disk), disk)
    except OpenDataShareError as error:
        problems = (*problems, error)
    return HarvestedSource(
        location=opened.shown,
        trust=offer.trust,
        pin=place.pin.digest if isinstance(place, PinnedPlace) else None,
        vouched_at=offer.signed_at,
        datasets=tuple(_told(each) for each in decided),
        problems=problems,
    )


def _told(decided: Decided) -> HarvestedDataset:
    origin = decided.new[-1].origin if decided.new else None
    return HarvestedDataset(
        dataset=decided.offered.id,
        outcome=decided.outcome,
        releases=tuple(each.release for each in decided.new),
        trust=None if origin is None else origin.trust,
        problem=decided.problem,
    )


@dataclass(kw_only=True)
class HarvestJob:
    """What is taken of one source.

    Attributes:
        place: Where it lies.
        offer: What it offers.
        claims: Which offers are taken for agencies nobody has yet.
        keys: The folder of the keys to sign with, or None for the user's.
        limits: How much may be taken.
        another_source: Whether it may take the place of where agencies came from until now.
    """

    place: Place
    offer: Offer
    claims: Claims
    keys: Path | str | None = None
    limits: Limits = DEFAULT_LIMITS
    another_source: bool = False
    _staged: dict[str, Folder] = field(default_factory=dict)
    _failed: dict[str, OpenDataShareError] = field(default_factory=dict)
    _lost: Counter[str] = field(default_factory=Counter)
    _marked: frozenset[str] = frozenset()

    def done_on(self, store: Store, disk: Disk) -> tuple[Decided, ...]:
        """Take it into `store`, preparing files with the steps of `disk`, and return what became of each data set.

        Raises:
            ReleaseError: The joint catalogue is for another audience, keys are missing, or a step failed.
        """
        served = read_served(store)
        decided = self._decided(served)
        if not any(each.listed is not None for each in decided) and not served.behind:
            with failures(store.name):
                for path in POINTERS if served.signed else ():
                    store.settle(path)  # whoever put it there may have died before it was durable
            return decided
        with store.staging(lambda: read_served(store).paths) as folder, failures(store.name):
            self._marked = frozenset(marked_folders(store))
            self._stage(Staging(folder, disk, self.place, self.offer.catalog.audience, self.limits), decided, served)

            def change(now: NowServed, taken: frozenset[str]) -> Change | None:
                nonlocal decided
                self._lost.update(taken)
                decided = self._decided(now)
                return self._change(now, decided)

            amend_catalog(store, self.keys, change)
        return decided

    def _decided(self, served: NowServed) -> tuple[Decided, ...]:
        """Return what becomes of each data set, given what is listed now and what could not be brought here."""
        offered = self.offer.catalog
        here = served.catalog or CatalogDocument(audience=offered.audience)
        if here.audience != offered.audience:
            where, audience = self.offer.shown, offered.audience
            raise ReleaseError("harvest-audience", file=where, audience=audience, found=here.audience)
        decided = tuple(self._judged(entry, here) for entry in offered.datasets)
        if served.state is None or not any(each.listed is not None for each in decided):
            return decided
        held = keys_for(served, self.keys)
        return tuple(
            each
            if each.listed is None or served.state.may_sign(each.offered.agency, held)
            else each.refused(ReleaseError("harvest-keys", file=self.offer.shown, agency=each.offered.agency))
            for each in decided
        )

    def _judged(self, entry: DatasetEntry, here: CatalogDocument) -> Decided:
        decided = decide(entry, self.offer, here, self.claims, another_source=self.another_source)
        if decided.listed is None:
            return decided
        if (problem := self._failed.get(entry.id)) is not None:
            return decided.refused(problem)
        for path in decided.paths:
            if path in self._marked or self._lost[path] > _WAITS:
                return decided.refused(ReleaseError("harvest-left-over", file=path, dataset=entry.id))
        return decided

    def _stage(self, staging: Staging, decided: Sequence[Decided], served: NowServed) -> None:
        """Bring everything here that is new; of a data set that cannot be brought, nothing is taken."""
        for each in decided:
            ours = None if served.catalog is None else served.catalog.find(each.offered.id)
            listed = (*(() if ours is None else ours.releases), *each.offered.releases)
            known = {release.release: release.manifest.sha256 for release in listed}
            try:
                for path, release in zip(each.paths, each.new, strict=True):
                    self._staged[path] = staging.stage(each.offered, release, known)
            except OpenDataShareError as error:
                self._failed[each.offered.id] = error

    def _change(self, now: NowServed, decided: Sequence[Decided]) -> Change | None:
        catalog = now.catalog or CatalogDocument(audience=self.offer.catalog.audience)
        folders: list[Folder] = []
        relisted: list[str] = []
        for each in decided:
            if each.listed is not None:
                catalog = catalog.with_dataset(each.listed)
                folders += [self._staged[path] for path in each.paths]
                relisted += [f"{each.listed.id}/{number}" for number in each.renewed]
        return Change(catalog, tuple(folders), tuple(relisted)) if folders or relisted else None
