"""Where each key of a TOML text stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.adapters.mapping._map_lines import MapLines

TEXT = """# a map  [not.a.table]
agency = "demo"   # said once
[source]
"date" = '%d # %m'
ignore = [
  "a,]",   # one ]
  'b',
]
skip = { "Nama \\"RS\\"" = '(?i)jumlah.*' }
[codes.kind]
"Rusak # ringan" = { a = "x", b = 1 }

[[tables.t]]
text = '''
[[tables.t]]
name = "no key"
'''
wide = [
  { x = { value = "1" }, y = "A" },
  { x = { value = "2" }, y = "B" },
]

[[tables.t]]
name.en = 1979-05-27 07:32:00
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("agency", 2),
        ("source", 3),
        ("source.date", 4),
        ("source.ignore", 5),
        ("source.ignore[2]", 7),
        ("source.skip", 9),
        ("codes.kind.Rusak # ringan.b", 11),
        ("tables.t", 13),
        ("tables.t.text", 14),
        ("tables.t[1].wide[2].x", 20),
        ("tables.t.wide[2].text", 14),
        ("tables.t[2]", 23),
        ("tables.t[2].name.en", 24),
        ("tables.t[2].missing", 23),
        ("nothing", None),
    ],
)
def test_a_path_stands_on_its_line(path: str, line: int | None) -> None:
    assert MapLines(TEXT).line(path) == line


def test_a_line_is_shown_without_its_comment() -> None:
    lines = MapLines(TEXT)
    assert lines.line_text(2) == 'agency = "demo"'
    assert lines.line_text(4) == "\"date\" = '%d # %m'"


def test_a_span_holds_the_key_and_its_value() -> None:
    span = MapLines(TEXT).span("source.ignore")
    assert span is not None
    assert tomllib.loads(TEXT[span.start : span.end]) == {"ignore": ["a,]", "b"]}


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, width=16) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[ # list, ]\n" + "".join(f" {written(item)},\n" for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {written(item)}" for key, item in value.items()) + "}"
    return repr(value)


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=3))
def test_every_key_of_any_document_is_found_with_its_value(head: dict[str, Any], items: list[dict[str, Any]]) -> None:
    head.pop("tables", None)
    text = "".join(f"{quoted(key)} = {written(value)} # x = [\n" for key, value in head.items())
    text += "".join(
        "[[tables.t]] # ]]\n" + "".join(f"  {quoted(key)} = {written(value)}\n" for key, value in item.items())
        for item in items
    )
    document = tomllib.loads(text)
    spans = MapLines(text).spans
    for key in head:
        span = spans[(key,)]
        assert tomllib.loads(text[span.start : span.end]) == {key: document[key]}
        assert text.count("\n", 0, span.start) + 1 == span.line
    for number, item in enumerate(items, start=1):
        for key in item:
            span = spans[("tables", "t", number, key)]
            assert tomllib.loads(text[span.start : span.end]) == {key: item[key]}
