"""Addresses and the secrets that belong to them.

What lives here: parsing a URL into an origin and a target, what of it may be shown, whether a redirect stays at home,
and which headers a secret becomes. Pure. What this file must not know: sockets, httpx, files.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from .._dataclass import dataclass
from ..errors import DefinitionError, TransferError, TrustError
from ._secrets import Secret

_REMOTE: Final = re.compile(r"https?://", re.IGNORECASE)
_SCHEMES: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"(?:[\w.-]+|[0-9A-Fa-f:.]+)\Z")
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\]")
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_HEADER_VALUE: Final = re.compile(r"[\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*\Z")
_OURS: Final = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "range"})


@dataclass(frozen=True, slots=True)
class Address:
    """One http or https address without its secrets.

    Attributes:
        scheme: "http" or "https".
        host: The host, lower case, without brackets.
        port: The port.
        path: The path, at least "/".
        query: The query, or an empty text; sent, never shown.
        userinfo: (user, password) the URL carried, or None; never shown.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str = field(default="", repr=False)
    userinfo: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def origin(self) -> tuple[str, str, int]:
        """What a secret is bound to: scheme, host and port."""
        return (self.scheme, self.host, self.port)

    @property
    def url(self) -> str:
        """The address to ask for, without user and password."""
        return f"{self.shown}?{self.query}" if self.query else self.shown

    @property
    def shown(self) -> str:
        """The address as messages print it: no user, no password, no query."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _SCHEMES[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def is_loopback(self) -> bool:
        """Whether the bytes never leave this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def is_remote(location: str) -> bool:
    """Return whether `location` is an http or https address."""
    return _REMOTE.match(location) is not None


def parse(url: str) -> Address:
    """Return the parts of `url`.

    Raises:
        DefinitionError: It is not an http or https address; the message shows nothing that may be a secret.
    """
    if _FORBIDDEN.search(url):
        raise DefinitionError("address-malformed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise DefinitionError("address-malformed") from None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _SCHEMES or not _HOST.match(host):
        raise DefinitionError("address-malformed")
    userinfo = None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    return Address(scheme, host, _SCHEMES[scheme] if port is None else port, path, parts.query, userinfo)


def shown(url: str) -> str:
    """Return `url` as messages print it: without user, password and query."""
    return parse(url).shown


def join(base: str, path: str) -> str:
    """Return the address of the relative `path` under the folder `base`; a query of `base` is not carried along.

    Raises:
        DefinitionError: `base` is not an http or https address, or `path` leads out of it.
    """
    parts = urlsplit(parse(base).url)
    root = f"{parts.scheme}://{urlsplit(base).netloc}{parts.path.rstrip('/')}/"
    if path.startswith("/") or any(step in {"", ".", ".."} for step in path.split("/")):
        raise DefinitionError("address-malformed")
    return root + quote(path, safe="/")


def redirected(address: Address, location: str) -> Address:
    """Return where `location` leads from `address`.

    Raises:
        TransferError: It leads to another origin, which is named; secrets would go along, so it is not followed.
    """
    try:
        target = parse(urljoin(address.url, location))
    except (DefinitionError, ValueError):
        raise lasting(TransferError("transfer-redirect-malformed", file=address.shown)) from None
    if target.origin != address.origin:
        raise lasting(TransferError("transfer-redirect", file=address.shown, target=target.shown))
    return target


def led_to(url: str, link: str) -> str:
    """Return the address a link in the document at `url` leads to.

    Servers behind a proxy often write their own links with http where they were asked over https: those stay https.

    Raises:
        TransferError: The link is no address, or leads to another origin, which is named and not followed.
    """
    address = parse(url)
    try:
        target = urljoin(address.url, link)
        if address.scheme == "https" and address.port == 443 and target.lower().startswith(f"http://{address.host}/"):
            target = f"https{target[4:]}"
        found = parse(target)
    except (DefinitionError, ValueError):
        raise lasting(TransferError("transfer-link-malformed", file=address.shown)) from None
    if found.origin != address.origin:
        raise lasting(TransferError("transfer-elsewhere", file=address.shown, target=found.shown))
    return found.url


def secret_headers(address: Address, secret: Secret | None) -> dict[str, str]:
    """Return the headers that carry `secret`, or what the address itself carries, to the origin of `address`.

    Raises:
        DefinitionError: `secret` cannot stand in a header; its text is not shown.
        TrustError: It would travel over clear http to another machine.
    """
    given = address.userinfo if secret is None else secret
    if given is None:
        return {}
    if address.scheme == "http" and not address.is_loopback:
        raise TrustError("transfer-secret-in-clear", file=address.shown)
    headers = _headers(given)
    if headers is None:
        raise DefinitionError("transfer-auth", file=address.shown)
    for name, value in headers.items():
        if not _HEADER_NAME.match(name) or name.lower() in _OURS or not _HEADER_VALUE.match(value):
            raise DefinitionError("transfer-auth", file=address.shown)
    return headers


def _headers(secret: Any) -> dict[str, str] | None:
    """Return the headers, or None where it is no secret: what gives secrets may give anything."""
    if isinstance(secret, str):
        return {"Authorization": f"Bearer {secret}"}
    if isinstance(secret, Mapping):
        return {str(name): str(value) for name, value in secret.items()}
    if not isinstance(secret, tuple) or len(secret) != 2:
        return None
    user, password = secret
    token = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    return {"Authorization": f"Basic {token}"}


def lasting(error: TransferError) -> TransferError:
    """Return `error` marked as one that trying again will not mend."""
    error.transient = False
    return error
