"""demo: the whole journey on Jakarta's synthetic files.

What lives here: which files play which part, and the order of the story. What this file must not know: how any stage
works.

Two agencies publish what they have into a catalogue each; then each reads the other's, and the question the project
was born from is answered from what was published: how many ambulances and engines are there, which emergency facility
is nearest and has room, how fast did help come?
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from .. import _messages
from .._dataclass import dataclass
from ..adapters import FieldMap, adapt, adapt_bundle
from ..contract import DatasetInfo
from ..emergency import fleet, nearest_facilities, response_times
from ..errors import SourceUnavailable
from ..policy import protect
from ..releases import Catalog, open_catalog, publish
from ..stages import Validated
from ..validation import validate
from ._answer import answer_sources, write_page
from ._console import Console, Exit

_ZONE: Final = "Asia/Jakarta"
_NOW: Final = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""08:30 in Jakarta on the day of the synthetic bed sheet: the demo gives the same answer on every day."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of one agency."""

    catalogue: str
    data: str
    field_map: str
    refers_to: tuple[str, ...] = ()


_PARTS: Final = (
    _Part("fire", "fire-posts.csv", "fire-posts.toml"),
    _Part("fire", "units.csv", "units.toml", ("fire-station",)),
    _Part("fire", "fire-incidents.csv", "fire-incidents.toml"),
    _Part("health", "rumahsakit.geojson", "health-facilities.toml"),
    _Part("health", "beds.csv", "beds.toml", ("emergency-facility",)),
    _Part("health", "ambulances.csv", "ambulances.toml"),
)


def examples() -> Path:
    """Return the folder of the Jakarta example: inside the installed package, else in the checkout.

    Raises:
        SourceUnavailable: It is in neither.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples" / "jakarta", package.parents[1] / "examples" / "jakarta"):
        if folder.is_dir():
            return folder
    raise SourceUnavailable("demo-no-examples")


def play(console: Console, into: Path) -> int:
    """Publish both agencies' files into `into`, answer from what was published, and return the exit code."""
    folder = examples()
    console.sentence("demo-publishing", folder=into)
    rejected: list[tuple[_Part, Validated]] = []
    for part in _PARTS:
        validated = _published(console, folder, into, part)
        if not validated.report.valid:
            rejected.append((part, validated))
    fire, health = open_catalog(into / "fire"), open_catalog(into / "health")
    _show_catalogues(console, into, fire, health)
    _answer(console, folder, fire, health)
    _show_rejected(console, into, rejected)
    _page(console, into)
    return Exit.SOUND


def _page(console: Console, into: Path) -> None:
    """Write what both agencies published as one page, and say where it is."""
    sources = [source for name in ("fire", "health") for source in answer_sources(into / name)]
    path = write_page(sources, into, as_of=_NOW, zone=_ZONE, language=console.language)
    console.say("")
    console.sentence("answer-written", path=path, count=len(sources), trust="local")
    console.next_step("answer-next", path=path)


def _published(console: Console, folder: Path, into: Path, part: _Part) -> Validated:
    """Adapt, judge, protect and publish one file; rejected rows stay out and are kept aside."""
    field_map = FieldMap.read(folder / "maps" / part.field_map)
    source = folder / "data" / part.data
    table = (
        adapt_bundle(source, field_map=field_map)
        if len(field_map.contracts) > 1
        else adapt(source, field_map=field_map)
    )
    known = {name: open_catalog(into / part.catalogue)[name].latest() for name in part.refers_to}
    validated = validate(table, references=known, as_of=_NOW)
    info = DatasetInfo(publisher=field_map.agency, licence="CC0-1.0")
    publication = publish(protect(validated, policy="open"), into=into / part.catalogue, partial=True, info=info)
    for release in publication.releases:
        console.sentence(
            "demo-published", file=part.data, dataset=release.dataset, release=release.release, rows=release.rows,
            rejected=release.rejected, outcome=publication.outcome,
        )  # fmt: skip
    return validated


def _show_catalogues(console: Console, into: Path, *catalogues: Catalog) -> None:
    for name, catalogue in zip(("fire", "health"), catalogues, strict=True):
        console.sentence("demo-catalogue", folder=into / name)
        for dataset in catalogue.values():
            latest = dataset.latest()
            title = dataset.title.in_language(console.language)
            console.say(f"  {dataset.id:<40} {latest.manifest.rows:>5}  {title}")


def _answer(console: Console, folder: Path, fire: Catalog, health: Catalog) -> None:
    _question(console, "demo-how-many")
    units = fire["response-unit"].read()
    counts = [catalogue["fleet-count"].read().to_arrow() for catalogue in (fire, health)]
    console.say(fleet(units, pa.concat_tables(counts), by=("group", "unit_type")).describe(console.language))
    _question(console, "demo-nearest")
    nearest = nearest_facilities(
        _incident_points(folder),
        health["emergency-facility"].read(),
        health["facility-capacity"].read(),
        k=3,
        has_room=True,
        as_of=_NOW,
    )
    console.say(nearest.describe(console.language, zone=_ZONE))
    _question(console, "demo-how-fast")
    incidents = fire["emergency-incident"].read()
    console.say(response_times(incidents, by=("incident_category",), zone=_ZONE).describe(console.language))


def _incident_points(folder: Path) -> pa.Table:
    """Return the dispatcher's own points: id, latitude, longitude. They are asked about and never published."""
    import pyarrow.csv as pa_csv

    return pa_csv.read_csv(folder / "data" / "incident-points.csv")


def _question(console: Console, message_id: str) -> None:
    text = _messages.render(message_id, console.language, {})
    console.say(f"\n{text}\n{'─' * len(text)}")


def _show_rejected(console: Console, into: Path, rejected: list[tuple[_Part, Validated]]) -> None:
    _question(console, "demo-rejected")
    for part, validated in rejected:
        console.say(validated.report.text(console.language))
        aside = into / "rejected"
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = validated.rejected.to_csv(aside / f"{Path(part.data).stem}.rejected.csv", console.language)
        console.sentence("rejected-written", count=validated.rejected.count, path=path)
