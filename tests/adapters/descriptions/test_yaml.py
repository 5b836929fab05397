"""YAML from strangers: plain values come out of it, or an error that says where and why."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.adapters.descriptions._read_document import read_document
from opendata_share.adapters.descriptions._yaml import read_yaml
from opendata_share.errors import DefinitionError, LimitExceeded, MissingExtra, OpenDataShareError, SourceUnavailable

HERE = Path("x.yaml")


def read(text: str) -> Any:
    return read_yaml(text.encode(), HERE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: -2.5\nc: 1e3\nd: .5", {"a": 1, "b": -2.5, "c": 1000.0, "d": 0.5}),
        ("a: true\nb: False\nc: null\nd: ~\ne:", {"a": True, "b": False, "c": None, "d": None, "e": None}),
        ("a: yes\nb: no\nc: on\nd: NO", {"a": "yes", "b": "no", "c": "on", "d": "NO"}),
        ("a: 2020-01-01\nb: 12:30\nc: 1_000\nd: 0x1F", {"a": "2020-01-01", "b": "12:30", "c": "1_000", "d": "0x1F"}),
        ("a: '1'\nb: \"true\"\nc: !!str 2\nd: ! 3", {"a": "1", "b": "true", "c": "2", "d": "3"}),
        ("a: .nan\nb: .inf\nc: 1e999", {"a": ".nan", "b": ".inf", "c": "1e999"}),
        ("1: a\ntrue: b", {"1": "a", "true": "b"}),
        ("- |\n  x\n  y\n- >-\n  x\n  y", ["x\ny\n", "x y"]),
        ("a: &k {b: 1}\nc: *k\nd: [*k, *k]", {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}, {"b": 1}]}),
        ("\ufeffa: b", {"a": "b"}),
        ("", None),
    ],
)
def test_plain_values_are_those_of_the_core_schema(text: str, value: Any) -> None:
    """What YAML 1.1 made a boolean, a date or a number in base sixty stays the text it is."""
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("!!python/object/apply:os.system ['true']", "yaml-tag"),
        ("a: !!python/name:os.system x", "yaml-tag"),
        ("a: !!timestamp 2020-01-01", "yaml-tag"),
        ("a: !!binary aGk=", "yaml-tag"),
        ("!!set {a, b}", "yaml-tag"),
        ("a: !mine x", "yaml-tag"),
        ("a: *b", "yaml-alias"),
        ("a: &a [*a]", "yaml-alias"),
        ("? [a, b]\n: 1", "yaml-key"),
        ("? {a: 1}\n: 1", "yaml-key"),
        ("a: 1\na: 2", "table-schema-duplicate-key"),
        ("--- a\n--- b", "contract-not-yaml"),
        ("a: [1, 2", "contract-not-yaml"),
        ("a: b: c", "contract-not-yaml"),
        ("a: \x01", "contract-not-yaml"),
        ("%YAML 9.9\n---\n- }", "contract-not-yaml"),
    ],
)
def test_what_is_no_plain_value_is_refused(text: str, message_id: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read(text)
    assert error.value.message_id == message_id
    assert error.value.text("en")
    assert error.value.text("id")


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(DefinitionError) as error:
        read_yaml(b"a: \xff", HERE)
    assert error.value.message_id == "contract-not-yaml"


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [" + ", ".join(["lol"] * 9) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (laughs(9), "yaml_values"),
        ("[\n" * 100_000, "depth"),
        ("{a: " * 100_000, "depth"),
        ("- " * 5_000 + "a", "depth"),
        ("x: &x0 [a]\n" + "".join(f"x{n}: &x{n} [*x{n - 1}]\n" for n in range(1, 100)), "depth"),
    ],
    ids=["laughs", "lists", "objects", "dashes", "chained-aliases"],
)
def test_a_small_text_cannot_become_a_large_or_deep_value(text: str, limit: str) -> None:
    text = text.replace("x: &x0", "x0: &x0")
    with pytest.raises(LimitExceeded) as error:
        read(text)
    assert error.value.parameters["limit"] == limit


def test_a_document_larger_than_its_limit_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (DEFAULT_LIMITS.yaml_bytes + 1))
    with pytest.raises(LimitExceeded) as error:
        read_document(large)
    assert error.value.parameters["limit"] == "yaml_bytes"
    with pytest.raises(SourceUnavailable):
        read_document(tmp_path / "none.yaml")


def test_json_under_the_name_of_yaml_needs_no_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    file = tmp_path / "x.yml"
    file.write_text('{"a": [1]}')
    assert read_document(file) == {"a": [1]}
    file.write_text("a: [1]")
    with pytest.raises(MissingExtra) as error:
        read_document(file)
    assert "opendata-share[yaml]" in error.value.text("en")


def test_the_reader_without_c_code_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    path = Path(__file__).parent / "odcs_examples" / "full-example.odcs.yaml"
    quick = read_document(path)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read_document(path) == quick


def plain(value: Any) -> Any:
    """Return what PyYAML's own reader makes, its dates as texts."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parent / "odcs_examples").glob("*.yaml")),
    ids=lambda path: path.name.partition(".")[0],
)
def test_published_documents_read_as_other_readers_read_them(path: Path) -> None:
    import yaml

    assert read_document(path) == plain(
        yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    )


@given(st.text(alphabet=st.sampled_from("ab1:-[]{}&*!|>'\"#?%@, \n\t~<"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_value_or_our_own_error(text: str) -> None:
    try:
        read(text)
    except OpenDataShareError as error:
        assert error.text("en")
