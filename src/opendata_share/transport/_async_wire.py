"""The wire for callers who await: the same requests without holding up the event loop.

What lives here: one asynchronous transport and the deadline of a request. What this file must not know: what is asked,
how often, what the bytes mean; how a transport is made and what its complaints mean stands in `_wire`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from ._steps import Ask, Failure, Head
from ._wire import complaints, failure_of, head_of, request_of, transport_options

if TYPE_CHECKING:
    import httpx


class AsyncWire:
    """A transport that is used for one origin, one request after the other, in one event loop."""

    def __init__(self) -> None:
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._until = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def ask(self, step: Ask) -> Head | Failure:
        """Send a request and return the head of the answer; the body is still to come."""
        import httpx

        await self.hang_up()
        self._until = step.until
        try:
            if self._transport is None:
                self._transport = httpx.AsyncHTTPTransport(**transport_options(step.address))
            async with asyncio.timeout(self._left()):
                self._response = await self._transport.handle_async_request(request_of(step))
        except complaints() as error:
            return failure_of(error, self._left() <= 0)
        self._chunks = aiter(self._response.aiter_raw())
        return head_of(self._response)

    async def more(self) -> bytes | Failure:
        """Return more of the body, none at its end."""
        if self._chunks is None:
            return b""
        try:
            async with asyncio.timeout(self._left()):
                return await anext(self._chunks, b"")
        except complaints() as error:
            return failure_of(error, self._left() <= 0)

    async def hang_up(self) -> None:
        """End the reply that is open; what was read whole leaves the connection open."""
        response, self._response, self._chunks = self._response, None, None
        if response is not None:
            with suppress(*complaints()):  # it is being ended: how it ends says nothing more
                await response.aclose()

    async def close(self) -> None:
        """End the connection; the next request makes another."""
        await self.hang_up()
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())
