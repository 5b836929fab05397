"""What a publisher says about a data set: title, licence, contact, period.

What lives here: the frozen facts and their document form. What this file must not know: where a release is written.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from .._dataclass import dataclass
from ._text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetInfo:
    """What a publisher says about a data set; everything may be left out.

    Attributes:
        title: The data set's title; without it the contract's title is used.
        description: What it holds, in both languages.
        publisher: The organisation that answers for it.
        licence: An SPDX identifier or the URL of a licence, such as "CC-BY-4.0".
        contact: An institutional address for questions (email or URL).
        period_start: The first day the data speaks of.
        period_end: The last day.
        update_period: ISO 8601 duration after which a newer release is due, such as "P1D".
        source: What the source of the rows is called, in the publisher's words: "Bed sheet of the emergency unit". A
            file's own name may name a person, and never leaves.
    """

    title: Text | None = None
    description: Text | None = None
    publisher: str | None = None
    licence: str | None = None
    contact: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    update_period: str | None = None
    source: str | None = None

    def to_document(self) -> dict[str, Any]:
        """Return what is known as plain JSON values."""
        document: dict[str, Any] = {}
        for name in (
            "title",
            "description",
            "publisher",
            "licence",
            "contact",
            "period_start",
            "period_end",
            "update_period",
            "source",
        ):
            value = getattr(self, name)
            if value is not None:
                document[name] = value.to_document() if isinstance(value, Text) else str(value)
        return document
