"""The address of a service: which service answers there, and what of the call a map may say.

What lives here: formats told by addresses, and the lines of `[source]` for a service. What this file must not know:
how a service is asked, cells. A map holds no secret: an address with a user or a query is not written into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from ..reading import Paging, ServiceOptions, SourceOptions, is_address, shown_address
from ._text import Proposal, Speaker, key, literal_of, note, quoted, table

_FORMATS: Final[tuple[tuple[str, str], ...]] = (
    ("arcgis", r"/(FeatureServer|MapServer)/[0-9]+(/query)?/?\Z"),
    ("ckan", r"/api/(3/)?action/datastore_search\Z"),
    ("socrata", r"/resource/[a-z0-9]{4}-[a-z0-9]{4}(\.json)?\Z"),
    ("ogc-features", r"/collections/[^/]+(/items)?/?\Z"),
    ("ngsi-ld", r"/ngsi-ld/v1(/entities)?/?\Z"),
    ("open311", r"/requests\.(json|xml)\Z"),
    ("fhir", r"(?i)/(fhir|r4)(/[^/]+)*/[A-Z][A-Za-z]+\Z"),
)
_SECRET: Final = re.compile(r"(?i)pass|pwd|token|key|secret|auth|signature")


def format_at(address: str) -> str | None:
    """Return the format of the service that stands at such addresses, or None where the address does not tell.

    Example:
        >>> format_at("https://gis.example/rest/services/Pos/FeatureServer/0"), format_at("https://x.example/posts")
        ('arcgis', None)
    """
    place = shown_address(address)
    return next((name for name, pattern in _FORMATS if re.search(pattern, place)), None)


def service_lines(address: object, options: SourceOptions) -> Iterator[Proposal]:
    """Yield what `[source]` says of a service: where it is, what it is sent, how it is paged."""
    service = options.service
    if not isinstance(address, str) or not is_address(address):
        yield from _said_of(service, ("table", "key"))  # a file that is a database
        return
    if shown_address(address) == address:
        yield _line("url", quoted(address))
    pairs = {key(name): quoted(value) for name, value in service.parameters.items() if not _SECRET.search(name)}
    if pairs:
        yield _line("parameters", table(pairs))
    if service.paging is not None:
        plain = Paging()
        said = {f.name: getattr(service.paging, f.name) for f in fields(Paging)}
        yield _line("paging", table({n: literal_of(v) for n, v in said.items() if v != getattr(plain, n)}))
    yield from _said_of(service, ("page_size", "rate", "changed", "table", "key"))


def about_address(address: object, options: SourceOptions, speak: Speaker) -> Iterator[str]:
    """Yield what a person must know of an address that a map cannot say."""
    if isinstance(address, str) and is_address(address):
        if shown_address(address) != address:
            yield note(speak.say("address-closed"))
        if any(_SECRET.search(name) for name in options.service.parameters):
            yield note(speak.say("parameters-closed"))


def _said_of(service: ServiceOptions, names: tuple[str, ...]) -> Iterator[Proposal]:
    for name in names:
        if (value := getattr(service, name)) is not None:
            yield _line(name, literal_of(value))


def _line(name: str, toml: str) -> Proposal:
    return Proposal(key=name, place="source", toml=f"{name} = {toml}", is_active=True)
