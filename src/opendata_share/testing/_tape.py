"""A conversation with a real service, recorded once and replayed in every test.

What lives here: recording, the file, replaying. What this file must not know: any service, any check.

A tape is JSON that a person can read and cut. No header of a request is kept, and no parameter that carries a secret:
name them. The service's origin is written as `{origin}`, so that addresses of next pages lead to the stand-in when the
tape is replayed. Read a tape before it is committed: what the service answered stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from .._limits import DEFAULT_LIMITS
from ..transport import Auth, Session
from ._stand_in import Answer, Asked, Behave

_KEPT: Final = frozenset(("link", "retry-after", "content-language"))
_ORIGIN: Final = "{origin}"


def recorded(service: str, tape: Path, *, auth: Auth | None = None, secrets: Collection[str] = ()) -> Behave:
    """Return the behaviour of a stand-in that asks the real service and writes down what it answered.

    Args:
        service: The service's origin, such as "https://data.example".
        tape: The file to write; every answer is added to it.
        auth: What the service demands; it is sent to it and to nobody else, and is on no tape.
        secrets: The names of parameters whose values are not written down.

    Raises:
        TrustError: The secret would travel in clear.
    """
    parts = urlsplit(service)
    origin = f"{parts.scheme}://{parts.netloc}"
    entries: list[dict[str, Any]] = []

    def behave(asked: Asked) -> Answer:
        with Session(origin, DEFAULT_LIMITS, auth=auth) as session:
            query = f"?{urlencode(asked.pairs)}" if asked.pairs else ""
            reply = session.ask(f"{origin}{asked.path}{query}", {})
        entry = {
            "path": asked.path,
            "query": _known(asked, secrets),
            "kind": reply.kind,
            "headers": {name: value.replace(origin, _ORIGIN) for name, value in reply.headers.items() if name in _KEPT},
            "body": reply.content.decode("utf-8").replace(origin, _ORIGIN),
        }
        entries.append(entry)
        tape.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return _answer(entry, asked)

    return behave


def replayed(tape: Path, *, secrets: Collection[str] = ()) -> Behave:
    """Return the behaviour of a stand-in that answers from a tape; what is not on it is answered with 404.

    Args:
        tape: What `recorded` wrote.
        secrets: The names that were given when it was written.
    """
    entries = json.loads(tape.read_text("utf-8"))
    known = {(entry["path"], tuple(map(tuple, entry["query"]))): entry for entry in entries}

    def behave(asked: Asked) -> Answer:
        entry = known.get((asked.path, tuple(map(tuple, _known(asked, secrets)))))
        return Answer(b"not on the tape", 404, "text/plain") if entry is None else _answer(entry, asked)

    return behave


def _known(asked: Asked, secrets: Collection[str]) -> list[list[str]]:
    return [[name, value] for name, value in asked.pairs if name not in secrets]


def _answer(entry: Mapping[str, Any], asked: Asked) -> Answer:
    headers = {name: value.replace(_ORIGIN, asked.origin) for name, value in entry["headers"].items()}
    return Answer(entry["body"].replace(_ORIGIN, asked.origin), kind=entry["kind"], headers=headers)
