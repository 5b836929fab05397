"""The one loop: ask, read, watch, go on.

What lives here: the only place of this room where time passes. What this module must not know: any one service, tables.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Final

from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import LimitExceeded, OpenDataShareError, TransferError
from ...transport import Reply, Session, shown
from ._json_page import Cut
from ._paged import Page, Paged, Request
from ._vigil import Vigil

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One page that came, and what it came with."""

    page: Page
    reply: Reply = field(repr=False)


def walk(paged: Paged, session: Session, vigil: Vigil, limits: Limits, start: Request) -> Iterator[Step]:
    """Yield the pages of a service from `start` on, one at a time; the next is asked for when it is wanted.

    Raises:
        SourceError: A page is not what such a service answers, or the read went wrong as a whole.
        SourceUnavailable, TransferError, TrustError: As `Session.ask`.
        LimitExceeded: `pages`, `service_s`, or one of a page's.
    """
    request: Request | None = start
    spent = 0.0
    number = 0
    while request is not None:
        number += 1
        with _on_page(number):
            if number > limits.pages:
                raise LimitExceeded("limit-pages", file=_place(start), limit="pages", value=limits.pages)
            vigil.asks(request)
            began = time.monotonic()
            step = _step(paged, session, request, vigil)
            spent += time.monotonic() - began
            if spent > limits.service_s:
                raise LimitExceeded("limit-service", file=_place(start), limit="service_s", value=limits.service_s)
            vigil.takes(step.page, step.reply.content)
        yield step
        request = step.page.following
    with _on_page(number):
        vigil.ends()


def _step(paged: Paged, session: Session, request: Request, vigil: Vigil) -> Step:
    for _ in range(_TRIES):
        reply = session.ask(request.address, paged.headers)
        try:
            return Step(paged.read(reply, request, vigil.rows), reply)
        except Cut:
            continue
    raise TransferError("service-cut", file=_place(request))


def _place(request: Request) -> str:
    return shown(request.url)


@contextmanager
def _on_page(number: int) -> Iterator[None]:
    """Name the page in an error, for programs and people."""
    try:
        yield
    except OpenDataShareError as error:
        if error.file is not None and number > 1:
            error.file = f"{error.file}#page={number}"
        raise
