"""What a field map says of a service: where it is, what it is asked, how it is paged.

What lives here: the keys `url`, `parameters`, `paging`, `page_size`, `rate`, `changed`, `table` and `key` of
`[source]`. What this file must not know: the rest of the language, sockets. A secret is never said in a map.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, NoReturn, Protocol
from urllib.parse import urlsplit

from ...errors import DefinitionError
from ..reading import Paging, ServiceOptions

PAGING_KEYS: Final = frozenset(field.name for field in fields(Paging))
_SECRET: Final = re.compile(r"(^|&)(password|passwd|pwd|token|api_?key|secret)=", re.IGNORECASE)
_KINDS: Final = {"first": (int, "whole number"), "stable": (bool, "true or false")}


class Refuse(Protocol):
    """Raises the error of a key of the map."""

    def __call__(self, message_id: str, where: str, **parameters: Any) -> NoReturn:
        """Raise it."""
        ...


def read_url(entry: Any, refuse: Refuse) -> str | None:
    """Return the address a map names, which holds no user and no password."""
    if entry is None:
        return None
    if not isinstance(entry, str):
        refuse("map-type", "source.url", expected="text")
    try:
        parts = urlsplit(entry)
        named = bool(parts.scheme) and bool(parts.hostname) and not _SECRET.search(parts.query)
    except ValueError:
        named = False
        parts = None
    if not named or parts is None or "@" in parts.netloc:
        refuse("map-url", "source.url")
    return entry


def read_service(entry: Mapping[str, Any], refuse: Refuse) -> ServiceOptions:
    """Return how `[source]` says a service is asked."""
    texts = [(name, str, "text") for name in ("rate", "changed", "table", "key")]
    for name, kind, expected in (("page_size", int, "whole number"), *texts):
        if name in entry and type(entry[name]) is not kind:
            refuse("map-type", f"source.{name}", expected=expected)
    parameters = entry.get("parameters", {})
    if not isinstance(parameters, Mapping) or not all(isinstance(value, str) for value in parameters.values()):
        refuse("map-type", "source.parameters", expected="table of texts")
    try:
        return ServiceOptions(
            parameters=dict(parameters),
            paging=None if "paging" not in entry else _paging(entry["paging"], refuse),
            page_size=entry.get("page_size"),
            rate=entry.get("rate"),
            changed=entry.get("changed"),
            table=entry.get("table"),
            key=entry.get("key"),
        )
    except DefinitionError as error:
        if error.file is not None:
            raise
        refuse(error.message_id, "source", **error.parameters)


def _paging(entry: Any, refuse: Refuse) -> Paging:
    where = "source.paging"
    if not isinstance(entry, Mapping):
        refuse("map-type", where, expected="table")
    if unknown := [key for key in entry if key not in PAGING_KEYS]:
        refuse("map-unknown-key", where, keys=unknown, known=sorted(PAGING_KEYS))
    for key, value in entry.items():
        kind, expected = _KINDS.get(key, (str, "text"))
        if type(value) is not kind:
            refuse("map-type", f"{where}.{key}", expected=expected)
    return Paging(**entry)
