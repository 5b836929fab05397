"""What must hold for every nested document: the draft loads and binds, and every member is read, closed or listed."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from opendata_share.adapters import FieldMap, adapt_bundle, draft_map
from opendata_share.errors import DefinitionError

CONTRACTS = (
    "emergency-facility",
    "facility-capacity",
    "fire-station",
    "unit-response",
    "public-alert",
    "citizen-report",
)
NAMES = (
    "id", "name", "status", "bed_type", "available_beds", "observed_at", "identifiers", "system", "value", "areas",
    "category", "location", "coordinates", "type", "contact", "phone", "Nama RS", "info", "tags", "@lang", "#text",
    "what?", "a*b", "c[d]", "é",
)  # fmt: skip
MEMBERS = st.one_of(st.sampled_from(NAMES), st.text("abXY .-_?*[]é", min_size=1, max_size=4))
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 500), st.floats(-10, 10, allow_nan=False), st.text(max_size=6),
    st.sampled_from(["3", "-", "2026-03-02T07:50:00+07:00", "open", "Met", "08123456789", "RS Contoh", "-6.2"]),
)  # fmt: skip


def _deeper(inner: Any) -> Any:
    records = st.dictionaries(MEMBERS, inner, max_size=4)
    return st.one_of(records, st.lists(inner, max_size=3), st.lists(records, max_size=3))


VALUES = st.recursive(CELLS, _deeper, max_leaves=12)
RECORDS = st.lists(st.dictionaries(MEMBERS, VALUES, min_size=1, max_size=4), min_size=1, max_size=4)
SLOWLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOT_YET = {"map-required-field", "map-no-key"}
"""What a draft may still lack: what a person has to say."""


def taken(text: str) -> str:
    """Return the draft with every proposal taken."""
    return re.sub(r"(?m)^# ", "", text)


def leaves(value: Any, path: str) -> set[str]:
    """Return the paths of members that hold a value, or null, found without the code under test."""
    if isinstance(value, dict):
        return set().union(*(leaves(item, f"{path}/{name}" if path else name) for name, item in value.items()))
    if isinstance(value, list):
        return set().union(*(leaves(item, path) for item in value if item is not None))
    return {path}


def members(records: list[dict[str, Any]]) -> set[str]:
    """Return the leaves of all records; one that is null here and a record there is that record."""
    found = set().union(*(leaves(record, "") for record in records))
    null = {path for path in found if any(other.startswith(f"{path}/") for other in found)}
    held = set().union(*(leaves(_without_nulls(record), "") for record in records))
    return (found - null) | held


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def named(text: str) -> set[str]:
    """Return the paths that the lines of a map which hold name, without the signs that only say which items."""
    held = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', held)
    return {re.sub(r"\[\]", "", json.loads(f'"{found}"')) for found in texts}


def is_told(leaf: str, told: set[str], ignored: list[str]) -> bool:
    """Whether a member, or a record it is in, is read, ignored or in quarantine."""
    parts = leaf.split("/")
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(place in told or any(fnmatch(place, entry) for entry in ignored) for place in above)


def ignored_by(field_map: FieldMap, headings: list[str]) -> list[str]:
    """Return the entries of `ignore`, positions as what stands there."""
    entries = field_map.source.ignore
    return [re.sub(r"([*?\[])", r"[\1]", headings[e]) if isinstance(e, int) else e.removesuffix("?") for e in entries]


@SLOWLY
@given(RECORDS, st.sampled_from(CONTRACTS))
@example([{"contact": [{"?": None}]}], "emergency-facility")
def test_a_draft_of_nested_records_holds_and_loses_nothing(records: Any, to: str) -> None:
    draft = draft_map(records, to=to, agency="demo")
    field_map = FieldMap.from_toml(draft.text)
    FieldMap.from_toml(taken(draft.text))
    headings = list(dict.fromkeys(name for record in records for name in record))
    told, ignored = named(draft.text), ignored_by(field_map, headings)
    told |= {entry.removesuffix("?") for entry in field_map.source.quarantine}  # a name's own "?" stands before that
    lost = {leaf for leaf in members(records) if not is_told(leaf, told, ignored)}
    assert not lost, draft.text
    try:
        adapt_bundle(records, field_map=field_map)
    except DefinitionError as error:
        assert error.message_id in NOT_YET, f"{error}\n{draft.text}"


@SLOWLY
@given(RECORDS, st.sampled_from(CONTRACTS))
def test_a_second_draft_of_nested_records_adds_nothing(records: Any, to: str) -> None:
    text = draft_map(records, to=to, agency="demo").text
    assert draft_map(records, to=to, agency="demo", existing=text).text == text


@SLOWLY
@given(RECORDS, st.lists(st.sampled_from(CONTRACTS), min_size=2, max_size=3, unique=True))
def test_a_draft_of_several_tables_holds(records: Any, to: list[str]) -> None:
    draft = draft_map(records, to=to, agency="demo")
    field_map = FieldMap.from_toml(draft.text)
    FieldMap.from_toml(taken(draft.text))
    assert set(field_map.contracts) == set(to)
    try:
        adapt_bundle(records, field_map=field_map)
    except DefinitionError as error:
        assert error.message_id in NOT_YET, f"{error}\n{draft.text}"


@settings(max_examples=40, deadline=None)
@given(RECORDS, st.sampled_from(("posts", "result/records", "a/b/c")))
def test_the_records_of_a_document_are_found_where_they_are_named(
    tmp_path_factory: Any, records: Any, place: str
) -> None:
    document: Any = records
    for name in reversed(place.split("/")):
        document = {name: document, "meta": {"page": 1}}
    path = Path(tmp_path_factory.mktemp("documents")) / "records.json"
    path.write_text(json.dumps(document), "utf-8")
    draft = draft_map(path, to="fire-station", agency="demo", records=place)
    assert FieldMap.from_toml(draft.text).source.record == place


@pytest.mark.parametrize("suffix", ["json", "ndjson"])
def test_files_and_rows_in_memory_give_the_same_lines(tmp_path: Path, suffix: str) -> None:
    records = [
        {"id": str(n), "name": f"Pos {n}", "contact": {"phone": f"0812000{n}"}, "tags": ["a", "b"]} for n in range(3)
    ]
    path = tmp_path / f"posts.{suffix}"
    text = json.dumps(records) if suffix == "json" else "\n".join(map(json.dumps, records))
    path.write_text(text, "utf-8")
    in_memory, in_file = (draft_map(x, to="fire-station", agency="demo").text for x in (records, path))
    assert in_memory.split("\n")[1:] == in_file.split("\n")[1:]
