"""The form in which rejected rows are set aside for a program, to be judged again once something was mended.

What lives here: the envelope, and the names of the columns, so that whoever writes the file and whoever reads it again
mean the same. What this file must not know: files, tables, how a row was rejected.

The form. One row for each row of a table that was rejected, the source's own columns with their own types, exactly as
they came. Our columns stand before them: `_row`, `_line`, `_contract`; `_reasons`, what was found as JSON; `_marks`,
what each cell was where its text does not say so (a number or a text of JSON, a number or a date of a sheet); `_text`
for a row that could not be cut into cells. The envelope is the file's metadata under `opendata_share.quarantine`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from .._canonical import document_digest
from .._dataclass import dataclass
from ..errors import SourceError

KEY: Final = b"opendata_share.quarantine"
FORM: Final = 1
ROW: Final = "_row"
LINE: Final = "_line"
CONTRACT: Final = "_contract"
REASONS: Final = "_reasons"
MARKS: Final = "_marks"
TEXT: Final = "_text"
OURS: Final = (ROW, LINE, CONTRACT, REASONS, MARKS, TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is true of all rows of a quarantine.

    Attributes:
        contracts: (identity, digest) of each contract the rows were judged by.
        source: The source's name.
        source_digest: "sha256:…" of its bytes, or None.
        map_digest: "sha256:…" of the field map, or None.
        headings: The source's columns in order, by their own names, without quarantined ones.
        captured_at: When the source was captured, ISO 8601, or None.
        rows: How many rows of tables there are.
    """

    contracts: tuple[tuple[str, str], ...]
    source: str
    source_digest: str | None
    map_digest: str | None
    headings: tuple[str, ...]
    captured_at: str | None
    rows: int

    @property
    def run(self) -> str:
        """The run that rejected the rows, "sha256:…": the same input judged by the same rules is the same run."""
        return document_digest(self._document())

    def to_metadata(self) -> dict[bytes, bytes]:
        """Return the envelope as metadata of a schema."""
        document = {"form": FORM, "run": self.run, **self._document()}
        return {KEY: json.dumps(document, ensure_ascii=False).encode("utf-8")}

    def _document(self) -> dict[str, Any]:
        return {
            "contracts": [list(pair) for pair in self.contracts],
            "source": self.source,
            "source_digest": self.source_digest,
            "map_digest": self.map_digest,
            "headings": list(self.headings),
            "captured_at": self.captured_at,
            "rows": self.rows,
        }


def envelope_in(metadata: Mapping[bytes, bytes] | None, file: str) -> Envelope | None:
    """Return the envelope in a schema's metadata, or None where there is none.

    Raises:
        SourceError: There is one, and it is damaged or of another form.
    """
    if metadata is None or KEY not in metadata:
        return None
    try:
        document = json.loads(metadata[KEY])
        if document["form"] != FORM:
            raise SourceError("quarantine-other-form", file=file, form=document["form"])
        envelope = Envelope(
            contracts=tuple((_text(name), _text(digest)) for name, digest in document["contracts"]),
            source=_text(document["source"]),
            source_digest=_text_or_none(document["source_digest"]),
            map_digest=_text_or_none(document["map_digest"]),
            headings=tuple(map(_text, document["headings"])),
            captured_at=_text_or_none(document["captured_at"]),
            rows=int(document["rows"]),
        )
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise SourceError("quarantine-damaged", file=file) from error
    if document.get("run") != envelope.run:
        raise SourceError("quarantine-damaged", file=file)
    return envelope


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)
