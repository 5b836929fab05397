"""DCAT-AP 3: data sets and catalogues for the portals of open government, as JSON-LD.

What lives here: data sets, distributions and catalogues; contexts stand inside, nothing is fetched to read them. What
this file must not know: stores, releases (whoever has one says what of it is described).

The vocabulary speaks of data sets and not of columns: rules and fields have no place; the contract is what a data set
conforms to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, Final

from .._dataclass import dataclass
from .._time_text import time_text
from ..contract import DatasetInfo, Text
from ._dialect import Dialect, Settings
from ._ledger import Ledger, Place

CONTEXT: Final[Mapping[str, str]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_LICENCES: Final = "https://spdx.org/licenses/"
_SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A file a data set is served as.

    Attributes:
        path: Where it lies, seen from the catalogue's document, or its whole address.
        media_type: Its media type.
        bytes: Its size.
        sha256: The digest of its bytes, hexadecimal.
    """

    path: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """A data set as a catalogue describes it.

    Attributes:
        id: "agency/dataset".
        agency: The agency's slug: its publisher, where `info` names none.
        title: What people call it.
        description: What it holds, or None.
        contract: What its rows conform to, "name@version".
        release: The number of the newest release.
        issued: When that was published, aware.
        page: The folder of that release, seen from the catalogue's document.
        files: Its data files.
        info: What the publisher says about it.
    """

    id: str
    agency: str
    title: Text
    description: Text | None
    contract: str
    release: str
    issued: datetime
    page: str
    files: tuple[Distribution, ...]
    info: DatasetInfo = field(default_factory=DatasetInfo)


def dcat_catalog(datasets: Sequence[DatasetFacts], *, title: Text, publisher: str) -> dict[str, Any]:
    """Return a catalogue as a DCAT-AP 3.0.1 document in JSON-LD, contexts inline.

    Addresses are relative to the document, so that it describes the folder it is put into.

    Args:
        datasets: What it offers.
        title: What people call the catalogue.
        publisher: Who answers for it.
    """
    return {
        "@context": dict(CONTEXT),
        "@id": "",
        "@type": "dcat:Catalog",
        "dct:title": _in_both(title),
        "dct:description": _in_both(title),
        "dct:publisher": _agent(publisher),
        "dcat:dataset": [_of_facts(facts) for facts in datasets],
    }


def _of_facts(facts: DatasetFacts) -> dict[str, Any]:
    name, _, version = facts.contract.partition("@")
    described: dict[str, Any] = {
        "@id": f"{facts.id}/",
        "@type": "dcat:Dataset",
        "dct:identifier": facts.id,
        "dct:title": _in_both(facts.info.title or facts.title),
        "dct:description": _in_both(facts.info.description or facts.description or facts.title),
        "dcat:version": facts.release,
        "dct:modified": {"@value": time_text(facts.issued), "@type": "xsd:dateTime"},
        "dct:conformsTo": {"@id": _contract_urn(name, version), "@type": "dct:Standard"},
        "dct:publisher": _agent(facts.info.publisher or facts.agency),
    }
    described |= dict(_about(facts.info))
    described["dcat:distribution"] = [_distribution(file, facts) for file in facts.files]
    return described


def _distribution(file: Distribution, facts: DatasetFacts) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@id": file.path,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": facts.page},
        "dcat:downloadURL": {"@id": file.path},
        "dcat:mediaType": {"@id": _MEDIA_TYPES + file.media_type.partition(";")[0], "@type": "dct:MediaType"},
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": _SHA256, "@type": "spdx:ChecksumAlgorithm"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    if (licence := facts.info.licence) is not None:
        place = licence if "://" in licence else _LICENCES + licence
        described["dct:license"] = {"@id": place, "@type": "dct:LicenseDocument"}
    return described


def _about(info: DatasetInfo) -> Iterator[tuple[str, Any]]:
    if (contact := info.contact) is not None:
        is_mail = "@" in contact and "://" not in contact
        told = {"vcard:hasEmail": {"@id": f"mailto:{contact}"}} if is_mail else {"vcard:hasURL": {"@id": contact}}
        yield "dcat:contactPoint", {"@type": "vcard:Kind", **told}
    days = {"dcat:startDate": info.period_start, "dcat:endDate": info.period_end}
    known = {word: {"@value": day.isoformat(), "@type": "xsd:date"} for word, day in days.items() if day is not None}
    if known:
        yield "dct:temporal", {"@type": "dct:PeriodOfTime", **known}


def _agent(name: str) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _in_both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.en, "@language": "en"}, {"@value": text.id, "@language": "id"}]


def _contract_urn(name: str, version: str) -> str:
    return f"urn:opendata-share:contract:{name}:{version}"


def _words(place: Place, word: str) -> list[dict[str, str]]:
    texts = [(language, place.take(f"{word}.{language}")) for language in ("en", "id")]
    return [{"@value": text, "@language": language} for language, text in texts if text is not None]


def _dataset(ledger: Ledger, settings: Settings) -> dict[str, Any]:
    place, info = ledger.place(), settings.info
    name, version = place.take("name"), place.take("version")
    title, definition = _words(place, "title"), _words(place, "definition")
    described: dict[str, Any] = {
        "@id": f"urn:opendata-share:dataset:{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": title if info.title is None else _in_both(info.title),
        "dct:description": (definition or title) if info.description is None else _in_both(info.description),
        "dct:conformsTo": {"@id": _contract_urn(name, version), "@type": "dct:Standard", "dct:title": title},
    }
    if definition:
        described["dct:conformsTo"]["dct:description"] = definition
    if info.publisher is not None:
        described["dct:publisher"] = _agent(info.publisher)
    return described | dict(_about(info))


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    described = [_dataset(ledger, settings) for ledger in ledgers]
    if len(described) == 1:
        return {"@context": dict(CONTEXT), **described[0]}
    return {"@context": dict(CONTEXT), "@graph": described}


DCAT_AP: Final = Dialect(name="dcat-ap", standard="DCAT-AP 3.0.1", suffix=".jsonld", several=True, write=_write)
