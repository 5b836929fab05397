"""Secrets for one origin: given once, or asked for and asked for again where a server refuses one.

What lives here: the forms a secret has, and keeping the newest one for all requests. What this file must not know:
headers, requests, where a secret comes from.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Final

Secret = str | tuple[str, str] | Mapping[str, str]
"""A bearer token, a (user, password) pair, or headers by name; sent to one origin only."""

Renew = Callable[[Secret | None], Secret]
"""Gives the secret: told None at first, and later the one that was refused (401)."""

Auth = Secret | Renew
"""A secret, or what gives it; sent to one origin only."""


def held(auth: Auth | None) -> Auth | None:
    """Return `auth` for many requests: what gives a secret is asked once, and again once for each one refused."""
    return auth if auth is None or isinstance(auth, str | tuple | Mapping) else _Held(auth)


class _Held:
    """The newest secret, for all threads; one of them asks, and the others wait for what it was told."""

    def __init__(self, renew: Renew) -> None:
        self._renew: Final = renew
        self._turn: Final = threading.Lock()
        self._secret: Secret | None = None

    def __repr__(self) -> str:
        return "held secret"

    def __call__(self, refused: Secret | None) -> Secret:
        with self._turn:
            if self._secret is None or self._secret == refused:
                self._secret = self._renew(refused)
            return self._secret
