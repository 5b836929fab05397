"""FHIR R4: what a search for one type of resource finds (hl7.org/fhir/R4/search.html).

What lives here: the description of that service. What this module must not know: sockets, tables, what a resource
means.

The server answers with Bundles of type searchset; the next one stands behind the link "next". Entries the server adds
beside those that match ("include", "outcome") are no rows. References are read as they are and never followed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, SourceError
from ...transport import Reply, led_to
from ..reading import SourceOptions
from ._json_page import at, json_of, records_if_any, refused, whole_number
from ._paged import Description, Page, Request
from ._service_source import ServiceSource

_BESIDE: Final = ("include", "outcome")
_COMMON: Final = ("resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "extension")
_COLUMNS: Final = {
    "Organization": (
        "identifier", "active", "type", "name", "alias", "telecom", "address", "partOf", "contact", "endpoint",
    ),
    "Location": (
        "identifier", "status", "operationalStatus", "name", "alias", "description", "mode", "type", "telecom",
        "address", "physicalType", "position", "managingOrganization", "partOf", "hoursOfOperation",
        "availabilityExceptions", "endpoint",
    ),
    "HealthcareService": (
        "identifier", "active", "providedBy", "category", "type", "specialty", "location", "name", "comment",
        "extraDetails", "photo", "telecom", "coverageArea", "serviceProvisionCode", "eligibility", "program",
        "characteristic", "communication", "referralMethod", "appointmentRequired", "availableTime", "notAvailable",
        "availabilityExceptions", "endpoint",
    ),
}  # fmt: skip


class FhirPages(Description):
    """What a search for one type of resource finds."""

    accept = "application/fhir+json, application/json;q=0.9"
    identity = "id"
    page_size: ClassVar[int] = 100
    name: ClassVar[str] = "fhir"
    windows = True

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        self.type = self.base.url.rstrip("/").rpartition("/")[2]
        if not self.type[:1].isupper():
            raise DefinitionError("service-fhir-type")
        known = _COLUMNS.get(self.type, ())
        self.columns = (*_COMMON, *known) if known else ()

    def first(self) -> Request:
        """Return the search."""
        request = self.asking(self.base, {"_count": self.size})
        times = (("ge", self.options.since), ("lt", self.options.until))
        pairs = [("_lastUpdated", f"{prefix}{_moment(moment)}") for prefix, moment in times if moment is not None]
        return replace(request, parameters=(*request.parameters, *pairs))

    def read(self, reply: Reply, asked: Request, before: int) -> Page:  # noqa: ARG002 - the link says it all
        """Return the resources that match, and where the next Bundle is."""
        document = json_of(reply, self.depth)
        kind = at(document, "resourceType")
        if kind == "OperationOutcome":
            refused(reply, "OperationOutcome", at(document, "issue/0/code"))
        if kind != "Bundle" or at(document, "type") != "searchset":
            raise SourceError("service-fhir-no-bundle", file=reply.place)
        entries = records_if_any(document, "entry", reply)
        records = [at(entry, "resource") for entry in entries if at(entry, "search/mode") not in _BESIDE]
        links = records_if_any(document, "link", reply)
        found = [at(link, "url") for link in links if at(link, "relation") == "next"]
        target = found[0] if found and isinstance(found[0], str) else None
        following = None if target is None else Request.of(led_to(reply.url, target))
        return Page(records, following, whole_number(at(document, "total")))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FhirSource(ServiceSource):
    """The resources of one type on a FHIR R4 server."""

    describe = FhirPages
    form = "fhir"
