"""A flow: a conversation that decides what to ask for next, and does no input or output itself.

What lives here: what a flow asks for, and driving one with a function that fetches. What this file must not know: what
the flow is about, and httpx. One flow serves callers that wait and callers that `await`, because whoever drives it does
the fetching.

The contract between a flow and its driver:

- The driver sends the whole document, at most `limit_bytes`; or None where the server says that there is nothing (404,
  410) or shows nothing (403: what an object store answers for an absent key to whom may not list).
- Whatever this package's fetching raises is thrown into the flow, which puts its affairs in order and lets it out, or
  makes a better sentence of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from .._dataclass import dataclass
from ..errors import OpenDataShareError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document a flow asks for: its path below the location, and the most bytes it takes."""

    name: str
    limit_bytes: int


Flow = Generator[Wanted, bytes | None, T]
"""Asks for documents one after the other, and returns what it made of them."""


def drive(flow: Flow[T], fetch: Callable[[Wanted], bytes | None]) -> T:
    """Return what `flow` returns, every document it asks for fetched by `fetch`.

    Example:
        >>> def first(): return (yield Wanted("a.json", 100))
        >>> drive(first(), lambda wanted: wanted.name.encode())
        b'a.json'
    """
    try:
        wanted = next(flow)
        while True:
            try:
                data = fetch(wanted)
            except OpenDataShareError as error:
                wanted = flow.throw(error)
            else:
                wanted = flow.send(data)
    except StopIteration as stop:
        answer: T = stop.value
        return answer
    finally:
        flow.close()
