"""Transfers: what to ask for, how often, from where on, and what must have come.

What lives here: every decision of a transfer, as a generator of steps (`_steps`): it has no socket, no disk and no
clock of its own. What this file must not know: httpx, releases, catalogues, formats.

A file goes on where it broke off only where the server said, with a strong validator, what the bytes are part of, and
says the same again (`If-Range`): an object that changed is begun anew. And whatever a server says, the whole must have
the size and the SHA-256 somebody vouched for; where what was continued has not, it is fetched once more from the
beginning before anybody is blamed.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

from .._dataclass import dataclass
from ..errors import DefinitionError, LimitExceeded, OpenDataShareError, SourceUnavailable, TransferError, TrustError
from ._address import Address, lasting, parse, redirected, secret_headers
from ._receive import STRONG, Begun, Sink
from ._secrets import Auth, Renew, Secret
from ._steps import Ask, Disk, Failure, Head, More, Steps, Wait

ATTEMPTS: Final = 4
SILENCE_S: Final = 30.0
_REDIRECTS: Final = 5
_GRACE_S: Final = 10.0
_LONGEST_WAIT_S: Final = 300.0
_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5.0
_PROGRESS: Final = 256 * 1024
_LITTLE: Final = 4096
_REDIRECT: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({408, 425, 429})
_CONTENT_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)\Z")


@dataclass(frozen=True, slots=True)
class Means:
    """Where a transfer has the time and chance from; tests give their own.

    Attributes:
        now: The monotonic clock, in seconds.
        today: The wall clock, aware.
        chance: A number between two bounds.
    """

    now: Callable[[], float] = time.monotonic
    today: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    chance: Callable[[float, float], float] = random.uniform


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One transfer.

    Attributes:
        address: What to ask for.
        headers: What to say besides; never shown.
        renew: What gives the secret to say besides, and another where it is refused, or None.
        deadline_s: How long all attempts together may take, in seconds.
        slowest_bytes_s: How slowly a body may come on average, in bytes per second, once ten seconds have passed.
        attempts: How often to ask at most without getting on.
        size: The number of bytes somebody vouched for, or None.
        digest: The "sha256:…" somebody vouched for, or None.
        limit_bytes: The most to take of what nobody vouched for, or None.
        goes_on: Whether it may go on where it broke off.
    """

    address: Address
    headers: Mapping[str, str] = field(repr=False)
    renew: Renew | None = field(default=None, repr=False)
    deadline_s: float
    slowest_bytes_s: int = 0
    attempts: int = ATTEMPTS
    size: int | None = None
    digest: str | None = None
    limit_bytes: int | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of the answer whose body came whole.

    Attributes:
        place: The address as messages print it.
        url: The address that answered in the end, with its query; never shown.
        kind: The media type the server declared, or "?".
        is_measured: Whether the server said how long the body is.
        headers: What it said besides, by lower-case name; never shown.
    """

    place: str
    url: str = field(repr=False)
    kind: str
    is_measured: bool
    headers: Mapping[str, str] = field(repr=False)


class Pace:
    """How soon one request may follow another, in seconds from beginning to beginning."""

    def __init__(self, pause_s: float = 0.0) -> None:
        self._pause_s: Final = pause_s
        self._next = 0.0

    def turn(self, now: float) -> float:
        """Return when the next request may be sent."""
        return max(now, self._next)

    def taken(self, now: float) -> None:
        """Note that a request is sent."""
        self._next = self.turn(now) + self._pause_s


def plan(url: str, auth: Auth | None, deadline_s: float, extra: Mapping[str, str] | None = None, /) -> Plan:
    """Return the plan of a transfer from `url`, with nothing said yet of what must come.

    Raises:
        DefinitionError: `url` is no http or https address, or `auth` cannot be sent.
        TrustError: A secret would travel in clear.
    """
    address = parse(url)
    ours = {"Accept-Encoding": "identity", "User-Agent": "opendata-share"}
    if auth is not None and not isinstance(auth, str | tuple | Mapping):
        return Plan(address=address, headers={**(extra or {}), **ours}, renew=auth, deadline_s=deadline_s)
    ours |= secret_headers(address, auth)
    return Plan(address=address, headers={**(extra or {}), **ours}, deadline_s=deadline_s)


def transfer(plan: Plan, sink: Sink, begun: Begun, means: Means, pace: Pace | None = None) -> Steps[Answer | None]:
    """Bring the bytes of `plan` into `sink`, whole and as vouched for, and return what the server said of them.

    None says that nothing had to be asked: what was begun was whole.

    Raises:
        DefinitionError: The address is none.
        SourceUnavailable: The server says that there is nothing here, or not for us.
        TransferError: It broke off, timed out or led elsewhere; `transient` says whether trying again may help.
        LimitExceeded: There is more than the plan takes.
        TrustError: The bytes are not those vouched for, or the server's certificate is not trusted.
    """
    return _Transfer(plan, sink, begun, means, Pace() if pace is None else pace).steps()


class _Transfer:
    """One transfer under way: what came so far, and until when."""

    def __init__(self, plan: Plan, sink: Sink, begun: Begun, means: Means, pace: Pace) -> None:
        self._plan: Final = plan
        self._sink: Final = sink
        self._means: Final = means
        self._pace: Final = pace
        self._place: Final = plan.address.shown
        self._deadline: Final = pace.turn(means.now()) + plan.deadline_s
        self._got = begun
        self._is_continued = begun.received > 0
        self._may_go_on = plan.goes_on
        self._secret: Secret | None = None
        self._is_renewed = False

    def steps(self) -> Steps[Answer | None]:
        if (yield from self._is_there_already()):
            return None
        failures = 0
        while True:
            before = self._got.received
            try:
                return (yield from self._attempt())
            except TransferError as error:
                if not error.transient:
                    raise
                got_on = self._goes_on() and self._got.received - before >= _PROGRESS
                failures = 1 if got_on else failures + 1
                pause = self._pause(failures, error.parameters.get("retry_after"))
                if failures >= self._plan.attempts or pause is None:
                    raise
                yield Wait(pause)

    def _is_there_already(self) -> Steps[bool]:
        """Whether an earlier process received all of it; what is no beginning of it is forgotten."""
        size, received = self._plan.size, self._got.received
        if received and (size is None or received > size or not self._may_go_on):
            yield from self._begin_anew()
        elif received and received == size:
            if self._is_whole():
                return True
            yield from self._begin_anew()
        return False

    def _is_whole(self) -> bool:
        """Whether exactly what was vouched for is there."""
        plan, got = self._plan, self._got
        return got.received == plan.size and plan.digest == f"sha256:{got.digest.hexdigest()}"

    def _goes_on(self) -> bool:
        return self._may_go_on and self._got.received > 0 and self._got.etag is not None

    def _begin_anew(self) -> Steps[None]:
        yield Disk(self._sink.drop)
        self._got, self._is_continued = Begun(), False

    def _pause(self, failures: int, asked: float | None) -> float | None:
        """Return how long to wait before asking again, or None where that would be too long to be worth it."""
        chance = self._means.chance
        longest = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (failures - 1))
        pause = chance(longest / 2, longest)
        if asked is not None:
            # a server that sends all its clients away at once should not see them all come back at once
            pause = max(pause, asked + chance(0.0, min(1.0, asked / 4)))
        if pause > _LONGEST_WAIT_S or self._means.now() + pause >= self._deadline:
            return None
        return pause

    def _attempt(self) -> Steps[Answer]:
        """Ask once, and take what comes."""
        is_continuing = self._goes_on()
        if not is_continuing and self._got.received:
            yield from self._begin_anew()
        headers = {**self._plan.headers, **(yield from self._secret_headers())}
        if is_continuing:
            headers |= {"Range": f"bytes={self._got.received}-", "If-Range": str(self._got.etag)}
        head, address = yield from self._led(headers)
        if head.status == 401 and (yield from self._has_another_secret()):
            head, address = yield from self._led({**headers, **(yield from self._secret_headers())})
        answer, declared = self._taken(head, address, is_continuing)
        if is_continuing and head.status == 200:
            yield from self._begin_anew()
        self._refuse_declared(answer, declared)
        if head.status == 200:
            etag = head.headers.get("etag", "")
            self._got.etag = etag if self._plan.goes_on and STRONG.match(etag) else None
            yield Disk(partial(self._sink.mark, self._got.etag))
        self._is_continued = self._is_continued or head.status == 206
        yield from self._body(answer)
        yield from self._judge(answer)
        return answer

    def _secret_headers(self) -> Steps[dict[str, str]]:
        """Return the headers of a secret that is asked for; asking may take as long as a request does."""
        renew = self._plan.renew
        if renew is None:
            return {}
        if self._secret is None:
            self._secret = yield Disk(partial(renew, None), is_slow=True)
        if self._secret is None:  # whoever gives none should say so by an error of their own
            raise DefinitionError("transfer-auth", file=self._place)
        return secret_headers(self._plan.address, self._secret)

    def _has_another_secret(self) -> Steps[bool]:
        """Ask once for another secret than the one that was refused."""
        renew, refused = self._plan.renew, self._secret
        if renew is None or self._is_renewed:
            return False
        self._is_renewed = True
        self._secret = yield Disk(partial(renew, refused), is_slow=True)
        return self._secret != refused

    def _led(self, headers: Mapping[str, str]) -> Steps[tuple[Head, Address]]:
        """Ask, following redirects that stay at the same origin."""
        address = self._plan.address
        turn = self._pace.turn(self._means.now())
        if turn >= self._deadline:
            raise lasting(TransferError("transfer-deadline", file=self._place))
        if (pause := turn - self._means.now()) > 0:
            yield Wait(pause)
        for _ in range(_REDIRECTS + 1):
            now = self._means.now()
            if now >= self._deadline:
                raise lasting(TransferError("transfer-deadline", file=self._place))
            self._pace.taken(now)
            head = yield Ask(address, headers, min(self._deadline - now, SILENCE_S), self._deadline)
            if isinstance(head, Failure):
                raise self._error(head)
            if head.status not in {200, 206}:
                yield from _emptied(head)
            if head.status not in _REDIRECT or "location" not in head.headers:
                return head, address
            address = redirected(address, head.headers["location"])
        raise lasting(TransferError("transfer-redirects", file=self._place, limit=_REDIRECTS))

    def _taken(self, head: Head, address: Address, is_continuing: bool) -> tuple[Answer, int | None]:
        """Return the answer where the server gave the document itself, byte for byte, and what length it declared."""
        place, status, headers = address.shown, head.status, head.headers
        if status >= 500 or status in _BUSY:
            wait = _retry_after(headers.get("retry-after"), self._means.today())
            raise TransferError("transfer-busy", file=place, status=status, retry_after=wait)
        if status in {401, 403}:
            raise SourceUnavailable("transfer-refused", file=place, status=status)
        if status in {404, 410}:
            raise SourceUnavailable("transfer-missing", file=place, status=status)
        if is_continuing and (status == 416 or (status == 206 and not self._is_continuation(head))):
            self._may_go_on = False
            raise TransferError("transfer-range", file=place, status=status)
        if status != 200 and not (is_continuing and status == 206):
            raise SourceUnavailable("transfer-status", file=place, status=status)
        if (encoding := headers.get("content-encoding", "identity").strip().lower()) not in {"", "identity"}:
            raise lasting(TransferError("transfer-encoding", file=place, encoding=printable(encoding)))
        declared = _length(head)
        kind = printable(headers.get("content-type", "?"))
        return Answer(place, address.url, kind, declared is not None, headers), declared

    def _is_continuation(self, head: Head) -> bool:
        """Whether a part begins where ours ends, is as long as it says, and belongs to the same whole."""
        part = _CONTENT_RANGE.match(head.headers.get("content-range", "").strip())
        if part is None or head.headers.get("etag", self._got.etag) != self._got.etag:
            return False
        first, last, whole, size = int(part[1]), int(part[2]), part[3], self._plan.size
        is_whole = size is None or (last < size and whole in {"*", str(size)})
        return is_whole and first == self._got.received <= last and _length(head) in {None, last + 1 - first}

    def _refuse_declared(self, answer: Answer, declared: int | None) -> None:
        """Raise where the server declares another size, before a byte of it is taken."""
        if declared is None:
            return
        total = self._got.received + declared
        if self._plan.size is not None and (
            total > self._plan.size or (not self._got.received and total < self._plan.size)
        ):
            raise self._other_size(answer, total)
        if self._plan.limit_bytes is not None and total > self._plan.limit_bytes:
            raise self._too_large(answer)

    def _body(self, answer: Answer) -> Steps[None]:
        got, began, first = self._got, self._means.now(), self._got.received
        while chunk := (yield More()):
            if isinstance(chunk, Failure):
                if got.received == self._plan.size:
                    return  # how the connection ended after the last byte says nothing: the digest does
                raise self._error(chunk)
            if self._plan.size is not None and got.received + len(chunk) > self._plan.size:
                if self._is_continued:
                    yield from self._refuse_mixed(answer)
                raise self._other_size(answer, got.received + len(chunk))
            if self._plan.limit_bytes is not None and got.received + len(chunk) > self._plan.limit_bytes:
                raise self._too_large(answer)
            got.digest.update(chunk)
            yield Disk(partial(self._sink.keep, chunk))
            got.received += len(chunk)
            if not answer.is_measured and self._is_whole():
                return  # a server that declares no length may leave the connection open for long
            passed = self._means.now() - began
            if passed > _GRACE_S and got.received - first < self._plan.slowest_bytes_s * passed:
                raise TransferError("transfer-slow", file=self._place, least=self._plan.slowest_bytes_s)

    def _judge(self, answer: Answer) -> Steps[None]:
        """Raise unless the whole body is what was vouched for."""
        plan, received = self._plan, self._got.received
        if plan.size is not None and received < plan.size:
            raise TransferError("transfer-short", file=answer.place, expected=plan.size, actual=received)
        actual = f"sha256:{self._got.digest.hexdigest()}"
        if plan.digest is None or actual == plan.digest:
            return
        if self._is_continued:
            yield from self._refuse_mixed(answer)
        raise TrustError("transfer-digest", file=answer.place, expected=plan.digest, actual=actual, kind=answer.kind)

    def _refuse_mixed(self, answer: Answer) -> Steps[None]:
        """Raise so that what was continued and is wrong is fetched whole, before anybody is blamed."""
        self._may_go_on = False
        yield from self._begin_anew()
        raise TransferError("transfer-mixed", file=answer.place)

    def _other_size(self, answer: Answer, actual: int) -> TrustError:
        return TrustError("transfer-size", file=answer.place, expected=self._plan.size, actual=actual, kind=answer.kind)

    def _too_large(self, answer: Answer) -> LimitExceeded:
        return LimitExceeded("transfer-limit", file=answer.place, limit="document_bytes", value=self._plan.limit_bytes)

    def _error(self, failure: Failure) -> OpenDataShareError:
        """Return what failed on the network as the error a caller sees."""
        match failure.kind:
            case "address":
                return DefinitionError("address-malformed")
            case "certificate":
                return TrustError("transfer-certificate", file=self._place)
            case "deadline":
                return lasting(TransferError("transfer-deadline", file=self._place))
            case "silent":
                if self._means.now() >= self._deadline:
                    return lasting(TransferError("transfer-deadline", file=self._place))
                return TransferError("transfer-silent", file=self._place, seconds=int(SILENCE_S))
            case "connect":
                return TransferError("transfer-connect", file=self._place, reason=printable(failure.reason))
            case "broken":
                return TransferError("transfer-broken", file=self._place)


def _length(head: Head) -> int | None:
    """Return how many bytes the body has, as far as the server says so."""
    length = head.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else None


def _emptied(head: Head) -> Steps[None]:
    """Take what little a redirect or a refusal says besides: read to its end, the connection can be asked again."""
    if (_length(head) or _LITTLE) < _LITTLE:
        while (chunk := (yield More())) and not isinstance(chunk, Failure):
            continue


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds a `Retry-After` header asks to wait (RFC 9110 §10.2.3), or None."""
    if value is None:
        return None
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    moment = http_date(value)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def http_date(value: str) -> datetime | None:
    """Return the moment a header names (RFC 9110 §5.6.7) in UTC, or None where it names none."""
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        # a year of many digits, or an offset that leads out of the years there are
        return None


def printable(text: str) -> str:
    """Return a stranger's text so that a message can show it."""
    return "".join(c if c.isprintable() else "?" for c in text[:80])
