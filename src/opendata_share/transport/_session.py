"""A conversation with one origin: many documents, one after the other.

What lives here: one connection, one secret and one pace for all of them. What this file must not know: what the
documents are, which comes next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final, Self

from .._dataclass import dataclass
from .._limits import Limits
from ..errors import TransferError
from ._address import Address, lasting, parse
from ._receive import Begun, Memory
from ._secrets import Auth, held
from ._steps import run
from ._transfer import Means, Pace, plan, transfer
from ._wire import Wire

_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """One document that came whole, as far as the server said how long it is.

    Attributes:
        place: Its address as messages print it.
        url: Its address with the query; never shown.
        kind: The media type the server declared, or "?".
        is_measured: Whether the server said how long it is; where it did not, it may have been cut.
        headers: What the server said besides, by lower-case name; never shown.
        content: The document.
    """

    place: str
    url: str = field(repr=False)
    kind: str
    is_measured: bool
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


class Session:
    """Asks one origin for documents, over one connection, at the pace it allows.

    Redirects and addresses of another origin are refused, the secret goes to this origin alone, over https or to this
    machine. A server that is busy is asked again, at most eight times a document and never past its deadline.

    Args:
        url: An address of the origin; a user and password in it are the secret where `auth` is None.
        limits: `document_bytes`, `deadline_s` and `slowest_bytes_s` bound each document.
        auth: A bearer token, (user, password) or headers; or what gives one, as for `fetch`.
        per_second: How many requests a second the origin allows; None is as many as it answers.

    Raises:
        DefinitionError: `url` is no address, or `auth` cannot be sent.
        TrustError: A secret would travel in clear.
    """

    def __init__(self, url: str, limits: Limits, *, auth: Auth | None = None, per_second: float | None = None) -> None:
        self._home: Final = parse(url)
        self._auth: Final = held(auth if auth is not None else self._home.userinfo)
        plan(url, self._auth, limits.deadline_s)  # what cannot be sent is refused now
        self._limits: Final = limits
        self._pace: Final = Pace(0.0 if per_second is None else 1.0 / per_second)
        self._wire: Final = Wire()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """End the connection; the next document makes another."""
        self._wire.close()

    def ask(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Return the document at `url`, which lies at the session's origin.

        Raises:
            DefinitionError, SourceUnavailable, TransferError, LimitExceeded, TrustError: As `fetch`; also
                `TransferError` where `url` lies at another origin.
        """
        address = self._at_home(parse(url))
        memory = Memory()
        what = replace(
            plan(url, self._auth, self._limits.deadline_s, headers),
            limit_bytes=self._limits.document_bytes,
            slowest_bytes_s=self._limits.slowest_bytes_s,
            attempts=_ATTEMPTS,
        )
        answer = run(transfer(what, memory, Begun(), Means(), self._pace), self._wire)
        if answer is None:
            raise AssertionError(address.shown)
        return Reply(answer.place, answer.url, answer.kind, answer.is_measured, answer.headers, memory.content)

    def _at_home(self, address: Address) -> Address:
        if address.origin != self._home.origin:
            raise lasting(TransferError("transfer-elsewhere", file=self._home.shown, target=address.shown))
        return address
