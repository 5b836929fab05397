"""Bytes over http and https, within limits.

What lives here: fetching a document into memory and a file onto disk, and a conversation of many documents with one
origin; the one place that knows httpx. What this room
must not know: what the bytes mean, and which of them to trust; it compares a digest where it is given one and nothing
more.

The promises, each with a test: secrets go to the origin they were given for and to no other, never over clear http,
never into a message; a transfer ends by its deadline even when a server drips; nothing stands under a file's final name
unless its size and SHA-256 are those asked for; proxies and credentials of the environment are not used.
"""

from __future__ import annotations

from ._address import is_remote, join, led_to, shown
from ._async_wire import AsyncWire
from ._cache import Cache
from ._flow import Flow, Wanted, drive
from ._secrets import Auth, held
from ._session import Reply, Session
from ._steps import Steps, in_thread, run, run_async
from ._transfer import http_date
from ._verbs import bringing, download, downloading, fetch, fetching
from ._wire import Wire

__all__ = [
    "AsyncWire",
    "Auth",
    "Cache",
    "Flow",
    "Reply",
    "Session",
    "Steps",
    "Wanted",
    "Wire",
    "bringing",
    "download",
    "downloading",
    "drive",
    "fetch",
    "fetching",
    "held",
    "http_date",
    "in_thread",
    "is_remote",
    "join",
    "led_to",
    "run",
    "run_async",
    "shown",
]
