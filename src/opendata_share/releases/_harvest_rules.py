"""What a joint catalogue takes of what other catalogues offer, and what it refuses.

What lives here: the rules, pure. What this file must not know: how anything is fetched, staged or committed.

    1. A release is its agency, its data set, its number and the digest of its manifest. The same again adds nothing,
       whatever way it came. The same number with another digest is refused: a release never changes.
    2. A data set that is published in the joint catalogue itself is added to there, and by nobody else.
    3. An agency is taken from one catalogue: the one it was first taken from, or the one where that one's way began.
       Another catalogue that claims to publish for the agency is refused; one that only harvested it adds nothing.
    4. Of several catalogues that offer an agency nobody has yet, in one harvest, the best vouched for is taken, and of
       those the agency's own before one that harvested it. Two that claim the agency and contradict each other are both
       refused: nobody here can know which is right.
    5. Only what is newer than the newest that is listed is added, so what was let go (`repair`) does not come back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from .._dataclass import dataclass
from ..errors import ClockBehind, OpenDataShareError, ReleaseError, SameVersionOtherBytes, WrongAgency
from ._layout import CatalogDocument, DatasetEntry, ReleaseEntry
from ._links import TRUSTS, CatalogName, HarvestedFrom
from ._place import Trust

Outcome = Literal["harvested", "renewed", "unchanged", "elsewhere", "refused"]
_ALL: Final = "*"
_TOLERANCE: Final = timedelta(minutes=15)
"""How far two honest clocks may be apart."""
_NEWS: Final = timedelta(hours=1)
"""How much later must have been vouched again for that to be written down: two catalogues that harvest each other, and
vouch for what they took, would otherwise never come to rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one catalogue offers, as it was when it was opened.

    Attributes:
        source: Which catalogue.
        shown: What messages call it.
        trust: What vouches for it.
        signed_at: When it was last vouched for as a whole, or None where nobody did.
        at: When it was opened, aware, UTC.
        catalog: What was asked for of what it lists.
    """

    source: CatalogName
    shown: str
    trust: Trust
    signed_at: datetime | None
    at: datetime
    catalog: CatalogDocument

    def origin_of(self, listed: ReleaseEntry) -> HarvestedFrom:
        """Return what a joint catalogue says of a release taken from here: never more than is known of it here."""
        before = listed.origin
        return HarvestedFrom(
            source=self.source,
            trust=self.trust if before is None else weaker(self.trust, before.trust),
            at=self.at if before is None else min(self.at, before.at),
            vouched_at=listed.vouched_at(self.signed_at),
            publisher=None if before is None else before.publisher or before.source,
        )

    def of(self, agency: str) -> tuple[DatasetEntry, ...]:
        """Return what it offers of an agency."""
        return tuple(entry for entry in self.catalog.datasets if entry.agency == agency)

    def claims(self, agency: str) -> bool:
        """Return whether the agency is said to publish there itself."""
        return any(entry.newest.origin is None for entry in self.of(agency))

    def worth(self, agency: str) -> tuple[int, bool]:
        """Return how good a source of the agency it is, among others: what vouches for it, then whose it is."""
        trusts = [self.origin_of(entry.newest).trust for entry in self.of(agency)]
        return min(map(TRUSTS.index, trusts)), self.claims(agency)

    def contradicts(self, other: Offer, agency: str) -> bool:
        """Return whether both have a release of the agency, with different digests."""
        ours, theirs = (_digests(offer.of(agency)) for offer in (self, other))
        return any(theirs.get(path, digest) != digest for path, digest in ours.items())


@dataclass(frozen=True, slots=True)
class Claims:
    """Which offer is taken for each agency that nothing is known of yet, and which agencies are in dispute."""

    first: Mapping[str, Offer] = field(default_factory=dict)
    disputed: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, offers: Sequence[Offer]) -> Claims:
        """Return the claims of offers, in the order they were named; which is first matters only among equals."""
        first: dict[str, Offer] = {}
        disputed: dict[str, tuple[Offer, ...]] = {}
        for agency in sorted({entry.agency for offer in offers for entry in offer.catalog.datasets}):
            having = [offer for offer in offers if offer.of(agency)]
            most = max(offer.worth(agency) for offer in having)
            best = [offer for offer in having if offer.worth(agency) == most]
            first[agency] = best[0]
            against = tuple(offer for offer in best if any(offer.contradicts(other, agency) for other in best))
            if against:
                disputed[agency] = against
        return cls(first, disputed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What becomes of one data set that is offered.

    Attributes:
        offered: As it is offered.
        outcome: "harvested", "renewed" where only what is known of its freshness or trust is newer, "unchanged",
            "elsewhere" where another way here will bring what is new, "refused".
        listed: As it is to be listed, where anything changes.
        new: The releases to be taken, in order, with their origin.
        renewed: Numbers of the releases that are here, and listed with another origin.
        problem: Why it is refused.
    """

    offered: DatasetEntry
    outcome: Outcome
    listed: DatasetEntry | None = None
    new: tuple[ReleaseEntry, ...] = ()
    renewed: tuple[str, ...] = ()
    problem: OpenDataShareError | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The folders of the releases to be taken."""
        return tuple(f"{self.offered.id}/{release.release}" for release in self.new)

    def refused(self, problem: OpenDataShareError) -> Decided:
        """Return that it is refused after all."""
        return Decided(offered=self.offered, outcome="refused", problem=problem)


def decide(
    offered: DatasetEntry, offer: Offer, here: CatalogDocument, claims: Claims, *, another_source: bool = False
) -> Decided:
    """Return what becomes of a data set that `offer` offers to a catalogue that lists `here`."""
    ours, first = here.find(offered.id), claims.first.get(offered.agency)
    known, where = _sources(here, offered.agency), _where(offered, here, first)
    reference = ours
    if reference is None and not known and first is not None and first is not offer:
        reference = first.catalog.find(offered.id)
    if not known and (against := claims.disputed.get(offered.agency)) is not None:
        places = [each.shown for each in against]
        return _refused(offered, WrongAgency, "harvest-disputed", offer, places=places)
    if (other := _other_bytes(offered, reference)) is not None:
        return _refused(offered, SameVersionOtherBytes, "harvest-conflict", offer, release=other, known=where)
    newest = 0 if reference is None else int(reference.newest.release)
    new = tuple(replace(each, origin=offer.origin_of(each)) for each in offered.releases if int(each.release) > newest)
    own = ours is not None and any(each.origin is None for each in ours.releases)
    accepted = first is offer
    if known:
        accepted = another_source or any(each is not None and each.continues(offer.source) for each in known)
    if accepted and not own:
        return _taken(offered, offer, ours, new)
    if not new:
        return Decided(offered=offered, outcome="unchanged")
    if own or None in known:
        return _refused(offered, WrongAgency, "harvest-own", offer)
    if offered.newest.origin is not None:
        return Decided(offered=offered, outcome="elsewhere")
    return _refused(offered, WrongAgency, "harvest-wrong-agency", offer, known=where)


def _taken(offered: DatasetEntry, offer: Offer, ours: DatasetEntry | None, new: tuple[ReleaseEntry, ...]) -> Decided:
    for each in new:
        if each.origin is not None and max(each.published_at, each.origin.vouched_at) > offer.at + _TOLERANCE:
            return _refused(offered, ClockBehind, "harvest-future", offer, release=each.release)
    before = () if ours is None else ours.releases
    kept = tuple(_renewed(each, offered, offer, is_newest=not new and each == before[-1]) for each in before)
    renewed = tuple(each.release for each, was in zip(kept, before, strict=True) if each != was)
    if not new and not renewed:
        return Decided(offered=offered, outcome="unchanged")
    title = offered.title if new or ours is None else ours.title
    listed = replace(offered, title=title, releases=(*kept, *new))
    return Decided(offered=offered, outcome="harvested" if new else "renewed", listed=listed, new=new, renewed=renewed)


def _renewed(ours: ReleaseEntry, offered: DatasetEntry, offer: Offer, *, is_newest: bool) -> ReleaseEntry:
    """Return the release as it is listed, with what is known of its origin now; how old the copy is does not change."""
    theirs, origin = offered.entry(ours.release), ours.origin
    if theirs is None or origin is None:
        return ours
    told = offer.origin_of(theirs)
    if TRUSTS.index(told.trust) < TRUSTS.index(origin.trust):
        return ours
    if replace(theirs, origin=None) != replace(ours, origin=None):
        return ours  # it says something else of the same bytes: neither is newer
    if told.trust != origin.trust:  # what nobody vouched for is vouched for now, and has the same digest
        origin = replace(told, at=origin.at, vouched_at=origin.vouched_at)
    if is_newest and theirs == offered.newest and told.vouched_at - origin.vouched_at >= _NEWS:
        origin = replace(origin, vouched_at=told.vouched_at)
    return replace(ours, origin=origin)


def _other_bytes(offered: DatasetEntry, known: DatasetEntry | None) -> str | None:
    """Return the number of a release that both have, with different digests."""
    for each in offered.releases:
        same = None if known is None else known.entry(each.release)
        if same is not None and same.manifest.sha256 != each.manifest.sha256:
            return each.release
    return None


def _refused(
    offered: DatasetEntry, kind: type[OpenDataShareError], message_id: str, offer: Offer, **about: Any
) -> Decided:
    problem = kind(message_id, file=offer.shown, dataset=offered.id, agency=offered.agency, **about)
    return Decided(offered=offered, outcome="refused", problem=problem)


def _sources(here: CatalogDocument, agency: str) -> list[HarvestedFrom | None]:
    """Return where each data set of an agency comes from that is here; None for one that is published here."""
    return [entry.newest.origin for entry in here.datasets if entry.agency == agency]


def _where(offered: DatasetEntry, here: CatalogDocument, first: Offer | None) -> str:
    """Return where what is known of an agency comes from, for people; "–" where it is published here."""
    entries = [entry for entry in (here.find(offered.id), *here.datasets) if entry and entry.agency == offered.agency]
    if not entries:
        return "–" if first is None else first.shown
    origin = entries[0].newest.origin
    return "–" if origin is None else origin.source.location


def _digests(entries: Iterable[DatasetEntry]) -> dict[str, str]:
    return {f"{entry.id}/{each.release}": each.manifest.sha256 for entry in entries for each in entry.releases}


def weaker(one: Trust, other: str) -> str:
    """Return the weaker of two."""
    return min(one, other, key=TRUSTS.index)


def chosen(catalog: CatalogDocument, names: Collection[str]) -> CatalogDocument:
    """Return what is asked for of a catalogue: "agency/dataset", "dataset" or "agency/*"; all where nothing is said."""
    if not names:
        return catalog
    kept = tuple(
        entry for entry in catalog.datasets if {entry.id, entry.dataset, f"{entry.agency}/{_ALL}"} & set(names)
    )
    return replace(catalog, datasets=kept)


def refuse_unknown(names: Collection[str], listed: Collection[str]) -> None:
    """Raise where something is asked for that no catalogue lists.

    Args:
        names: What is asked for.
        listed: "agency/dataset" of everything that is listed.

    Raises:
        ReleaseError: It is not listed.
    """
    known = {name for each in listed for name in (each, each.split("/")[1], f"{each.split('/')[0]}/{_ALL}")}
    for name in names:
        if name not in known:
            raise ReleaseError("harvest-unknown", name=name, datasets=sorted(listed) or ["–"])
