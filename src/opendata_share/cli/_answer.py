"""answer: one HTML page from any catalogues.

What lives here: which data sets are read, and writing the page whole. What this file must not know: what the page says,
and how a release is verified.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ..emergency import ANSWERED_FROM, PUBLIC, AnswerSource, answer_columns, answer_page
from ..errors import DefinitionError, ReleaseError
from ..releases import Dataset, open_catalog
from ._console import Console, Exit, Language

PAGE: Final = "answer.html"
_Trust = str | None


def write_answer(
    console: Console, locations: tuple[str, ...], into: Path, trust: _Trust, as_of: datetime | None, zone: str = "UTC"
) -> int:
    """Write INTO/answer.html from the public releases at `locations`, and say where it is and what to do with it.

    Raises:
        DefinitionError: `as_of` has no offset, or `zone` is unknown.
        ReleaseError: No location; a catalogue is not for everyone; none of its data sets can be answered from.
        OSError: The page cannot be written; nothing of it is left.
    """
    if not locations:
        raise ReleaseError("answer-no-location")
    if as_of is not None and as_of.utcoffset() is None:
        raise DefinitionError("answer-naive-as-of", time=as_of.isoformat())
    sources: list[AnswerSource] = []
    for location in locations:
        with console.progress("progress-answering", location=location):
            sources += answer_sources(location, trust)
    moment = datetime.now(UTC) if as_of is None else as_of
    path = write_page(sources, into, as_of=moment, zone=zone, language=console.language)
    trusts = sorted({source.trust for source in sources})
    console.sentence("answer-written", path=path, count=len(sources), trust=trusts)
    console.next_step("answer-next", path=path)
    return Exit.SOUND


def answer_sources(location: Path | str, trust: _Trust = None) -> Iterator[AnswerSource]:
    """Yield the newest releases at `location` an answer can be made from, with the columns a page may read.

    Raises:
        ReleaseError: The catalogue is not for everyone; nothing of it was read.
    """
    catalog = open_catalog(location, trust=trust)
    if catalog.audience != PUBLIC:
        datasets = list(catalog) or ["–"]
        raise ReleaseError("answer-not-open", dataset=datasets, audience=catalog.audience)
    for dataset in catalog.values():
        if dataset.name in ANSWERED_FROM:
            yield _source(dataset)


def write_page(sources: Sequence[AnswerSource], into: Path, *, as_of: datetime, zone: str, language: Language) -> Path:
    """Write the page into the folder `into`, whole or not at all, and return its path."""
    page = answer_page(sources, as_of=as_of, zone=zone, language=language)
    into.mkdir(parents=True, exist_ok=True)
    path, partial = into / PAGE, into / f".{PAGE}.{os.getpid()}.partial"
    try:
        partial.write_text(page, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _source(dataset: Dataset) -> AnswerSource:
    release = dataset.latest()
    return AnswerSource(
        dataset=dataset.id,
        title=dataset.title,
        release=release.number,
        published_at=release.published_at,
        digest=release.digest,
        audience=release.manifest.audience,
        trust=release.trust,
        rejected=release.manifest.balance.rejected,
        contract=release.contract,
        rows=release.read(columns=answer_columns(release.contract)).to_arrow(),
    )
