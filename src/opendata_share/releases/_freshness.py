"""How old data is, by three clocks that are kept apart, and what to do where one is too old.

What lives here: pure decisions about moments. What this file must not know: releases, places, where a moment comes
from.

    observed    the newest moment any row speaks of: is the world still so?
    vouched     when the publisher last stood by it: does anybody still look after it?
    fetched     when this copy came over the network: is there anything newer?

A fresh answer of one clock says nothing about the others: a copy fetched a second ago may hold figures of last week.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

from .._dataclass import dataclass
from ..errors import DefinitionError, StaleData, StaleDataWarning

Clock = Literal["observed", "vouched", "fetched"]
OnStale = Literal["error", "warn"]
MaxAge = timedelta | Mapping[Clock, timedelta]
CLOCKS: Final[tuple[Clock, ...]] = get_args(Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """The three clocks of what was read, aware; None where nothing says.

    Attributes:
        observed_at: The newest moment any row speaks of.
        vouched_at: When the publisher last stood by it.
        fetched_at: When this copy came over the network; None for a folder of this machine.
        now: The moment ages are counted to.
    """

    observed_at: datetime | None
    vouched_at: datetime | None
    fetched_at: datetime | None
    now: datetime

    def at(self, clock: Clock) -> datetime | None:
        """Return the moment of one clock."""
        return {"observed": self.observed_at, "vouched": self.vouched_at, "fetched": self.fetched_at}[clock]

    def age(self, clock: Clock) -> timedelta | None:
        """Return how old it is by one clock; less than nothing where that moment is still to come."""
        moment = self.at(clock)
        return None if moment is None else self.now - moment

    def to_document(self) -> dict[str, str | None]:
        """Return the moments as plain JSON values, RFC 3339 in UTC."""
        moments = {f"{clock}_at": self.at(clock) for clock in CLOCKS} | {"now": self.now}
        return {name: None if at is None else at.astimezone(UTC).isoformat() for name, at in moments.items()}

    def too_old(self, limits: Mapping[Clock, timedelta], place: str) -> Iterator[StaleData]:
        """Yield an error for each clock that passes its limit, or says nothing although it has one."""
        for clock, limit in limits.items():
            moment = self.at(clock)
            if moment is None:
                yield _UNKNOWN[clock](place)
            elif self.now - moment > limit:
                yield _stale(clock, moment, self.now, limit, place)


def limits_of(max_age: MaxAge) -> Mapping[Clock, timedelta]:
    """Return the limit of each clock; one duration alone is about what the rows speak of.

    Raises:
        DefinitionError: A clock is unknown, none is named, or a limit is no duration of zero or more.
    """
    limits: Any = {"observed": max_age} if isinstance(max_age, timedelta) else max_age  # whatever a caller gives
    known = isinstance(limits, Mapping) and bool(limits) and set(limits) <= set(CLOCKS)
    if not known or not all(isinstance(age, timedelta) and age >= timedelta(0) for age in limits.values()):
        raise DefinitionError("read-max-age", clocks=CLOCKS)
    return dict(limits)


def act_on(errors: Iterator[StaleData], on_stale: OnStale) -> None:
    """Raise the first error, or warn of each.

    Raises:
        StaleData: There is one, and `on_stale` is "error".
        DefinitionError: `on_stale` is neither.
    """
    if on_stale not in get_args(OnStale):
        raise DefinitionError("read-on-stale", on_stale=on_stale)
    for error in errors:
        if on_stale == "error":
            raise error
        warnings.warn(StaleDataWarning(error), stacklevel=2)


def _stale(clock: Clock, moment: datetime, now: datetime, limit: timedelta, place: str) -> StaleData:
    said = {"moment": _text(moment), "as_of": _text(now), "age": _rounded(now - moment), "max_age": limit}
    if clock == "observed":
        return StaleData("release-stale", file=place, clock=clock, **said)
    if clock == "vouched":
        return StaleData("release-stale-vouched", file=place, clock=clock, **said)
    return StaleData("release-stale-fetched", file=place, clock=clock, **said)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _rounded(age: timedelta) -> timedelta:
    return timedelta(seconds=round(age.total_seconds()))


_UNKNOWN: Final = {
    "observed": lambda place: StaleData("release-age-unknown", file=place, clock="observed"),
    "vouched": lambda place: StaleData("release-age-unvouched", file=place, clock="vouched"),
    "fetched": lambda place: StaleData("release-age-unfetched", file=place, clock="fetched"),
}
