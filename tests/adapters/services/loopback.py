"""The kit's stand-in for a service, whose behaviour a test may change while it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from opendata_share.testing import Answer, Asked, StandIn, standing_in
from opendata_share.testing._stand_in import Behave

__all__ = ["Answer", "Asked", "Behave", "Loopback", "answering"]


@dataclass
class Loopback:
    """A running stand-in and what it was asked."""

    behave: Behave
    server: StandIn = field(default_factory=lambda: StandIn(""))

    @property
    def asked(self) -> list[Asked]:
        return self.server.asked

    @property
    def connections(self) -> set[tuple[str, int]]:
        return self.server.connections

    def url(self, path: str = "", userinfo: str = "") -> str:
        scheme, _, place = self.server.origin.partition("//")
        return f"{scheme}//{userinfo}{place}/{path}"


@contextlib.contextmanager
def answering(behave: Behave) -> Iterator[Loopback]:
    """Run a stand-in that answers every request with what `behave` returns."""
    running = Loopback(behave)

    def now(asked: Asked) -> Answer:  # a test may have changed the behaviour meanwhile
        return running.behave(asked)

    with standing_in(now) as server:
        running.server = server
        yield running
