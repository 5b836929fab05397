"""Finding a data set in a catalogue and a release in a data set.

What lives here: names to data sets, numbers and moments to releases, whatever face those have. What this file must not
know: how anything is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar

from ..contract import Text
from ..errors import DefinitionError, ReleaseError, TrustError
from ._layout import CatalogDocument, DatasetEntry, ReleaseEntry
from ._pinned_place import PinnedPlace
from ._place import Place, Trust


class _Numbered(Protocol):
    @property
    def number(self) -> str: ...
    @property
    def published_at(self) -> datetime: ...


R = TypeVar("R", bound=_Numbered)


class Releases(Generic[R]):
    """The releases of one data set, oldest first."""

    def __init__(
        self,
        entry: DatasetEntry,
        place: Place,
        audience: str,
        face: Callable[[Place, DatasetEntry, ReleaseEntry, str], R],
    ) -> None:
        self.id: Final = entry.id
        self.agency: Final = entry.agency
        self.name: Final = entry.dataset
        self.title: Final[Text] = entry.title
        self.trust: Final[Trust] = place.trust
        self.audience: Final = audience
        self._place = place
        self._entry = entry
        self._releases = tuple(face(place, entry, each, audience) for each in entry.releases if each.withdraws is None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id}, releases={len(self._releases)}, trust={self.trust!r})"

    def latest(self) -> R:
        """Return the newest release; where it was withdrawn, reading it says so."""
        return self._releases[-1]

    def releases(self) -> tuple[R, ...]:
        """Return all releases that have rows, or had them before they were withdrawn, oldest first."""
        return self._releases

    def release(self, number: str | int) -> R:
        """Return the release called `number`.

        Raises:
            ReleaseError: There is none.
        """
        for release in self._releases:
            if release.number == str(number):
                return release
        known = [release.number for release in self._releases]
        raise ReleaseError("dataset-release", dataset=self.id, release=number, known=known)

    def as_of(self, time: datetime) -> R:
        """Return the release that was the newest at `time`, aware.

        Raises:
            DefinitionError: `time` has no zone.
            ReleaseError: Nothing was published by then.
        """
        if time.tzinfo is None:
            raise DefinitionError("read-naive-time", parameter="time")
        earlier = [release for release in self._releases if release.published_at <= time]
        if not earlier:
            first = self._releases[0].published_at.isoformat()
            raise ReleaseError("dataset-not-yet", dataset=self.id, time=time.isoformat(), first=first)
        return earlier[-1]

    def number_since(self, since: R | str | int | datetime | None) -> str | None:
        """Return the number of a release that is named by itself, its number or a moment at which it was the newest.

        Raises:
            DefinitionError: The moment has no zone.
            ReleaseError: There is none.
        """
        match since:
            case None:
                return None
            case datetime():
                return self.as_of(since).number
            case str() | int():
                return self.release(since).number
            case _:
                return self.release(since.number).number


class Named(Protocol):
    """What a catalogue lists."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


D = TypeVar("D", bound=Named)


class Datasets(Mapping[str, D]):
    """The data sets of one catalogue, by "agency/dataset"."""

    def __init__(self, document: CatalogDocument, place: Place, face: Callable[[DatasetEntry, Place, str], D]) -> None:
        self.trust: Final[Trust] = place.trust
        self.audience: Final = document.audience
        self.pin: Final = place.pin if isinstance(place, PinnedPlace) else None
        self.refused: Final[Mapping[str, TrustError]] = place.refused if isinstance(place, PinnedPlace) else {}
        self._place = place
        self._datasets = {entry.id: face(entry, place, document.audience) for entry in document.datasets}

    def __getitem__(self, name: str) -> D:
        """Return the data set called `name`.

        Raises:
            ReleaseError: There is none, or several agencies have one; the message lists them.
            TrustError: The agency's part of the catalogue is refused; or there is none among the rest.
        """
        if name in self._datasets:
            return self._datasets[name]
        if (refusal := self.refused.get(name.partition("/")[0])) is not None:
            raise refusal
        found = [dataset for dataset in self._datasets.values() if dataset.name == name]
        if len(found) == 1:
            return found[0]
        place = self._place.shown("")
        if found:
            raise ReleaseError("catalog-ambiguous", file=place, name=name, datasets=[dataset.id for dataset in found])
        if "/" not in name and self.refused:  # it may be theirs
            raise next(iter(self.refused.values()))
        raise ReleaseError("catalog-unknown", file=place, name=name, datasets=list(self._datasets) or ["–"])

    def get(self, name: str, default: Any = None, /) -> Any:
        """Return the data set called `name`, or `default` where there is none or several agencies have one."""
        if name not in self:
            return default
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in self._datasets or sum(dataset.name == name for dataset in self._datasets.values()) == 1

    def __iter__(self) -> Iterator[str]:
        return iter(self._datasets)

    def __len__(self) -> int:
        return len(self._datasets)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._datasets)}; audience={self.audience!r}, trust={self.trust!r})"
