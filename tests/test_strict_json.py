"""Documents of strangers are read strictly: what stands under a key is of its kind, or the error names the place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from opendata_share._strict_json import Reader
from opendata_share.errors import SourceError


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-03-01T08:00:00",
        "2026-02-30T08:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "",
        None,
        7,
    ],
)
def test_a_moment_is_a_date_time_with_an_offset_within_the_years_there_are(text: object) -> None:
    with pytest.raises(SourceError) as caught:
        Reader({"at": text}, "receipt.json").moment("at")
    assert caught.value.message_id == "release-document-shape"
    assert "receipt.json" in str(caught.value)
    assert "/at" in str(caught.value)


def test_a_moment_is_given_in_utc() -> None:
    read = Reader({"at": "2026-03-01T08:00:00+07:00"}, "receipt.json").moment("at")
    assert (read, read.tzinfo) == (datetime(2026, 3, 1, 1, tzinfo=UTC), UTC)


@pytest.mark.parametrize("text", [None, "2026-03-01T08:00:00", "2026-03-01T08:00:00+07:00"])
def test_a_moment_that_may_be_missing_keeps_its_text(text: str | None) -> None:
    assert Reader({"at": text}, "manifest.json").optional_moment("at", naive=UTC) == text


@pytest.mark.parametrize("text", ["yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_may_be_missing_is_one_where_it_is_there(text: str) -> None:
    with pytest.raises(SourceError):
        Reader({"at": text}, "manifest.json").optional_moment("at", naive=UTC)
