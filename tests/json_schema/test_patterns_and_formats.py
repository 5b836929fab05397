"""ECMA-262's patterns in the portable subset, and formats by their RFCs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rfc3986_validator import validate_rfc3986

from opendata_share.errors import DefinitionError
from opendata_share.json_schema import FORMATS, conforms, is_found, portable_pattern


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("^a.c$", ["abc", "a😀c", "a\x0bc"], ["ac", "a\nc", "a\rc", "a\u2028c", "a\u2029c"]),
        (r"^\s$", [" ", "\t", "\v", "\u00a0", "\ufeff", "\u2003"], ["", "x", "\u200b"]),
        (r"^\S+$", ["x", "é"], ["a b", "\u3000"]),
        (r"^[\s\d]+$", ["1 2", "\u00a07"], ["a"]),
        (r"^\u0041\x42\u{1F600}$", ["AB😀"], ["ab😀"]),
        (r"^[\u0041-\u0043]+$", ["ABC"], ["D"]),
        (r"^(?<year>\d{4})-(?:\d\d)$", ["2026-11"], ["26-11"]),
        (r"^\@\-\/$", ["@-/"], ["@/"]),
        (r"^\u002e$", ["."], ["x"]),
        ("a", ["cat", "a"], ["b", "A"]),
        (r"^\w+$", ["a_1"], ["é", ""]),
        ("^[^.]$", ["x", "\n"], ["."]),
    ],
)
def test_a_pattern_means_what_it_means_in_ecma_262(pattern: str, found: list[str], not_found: list[str]) -> None:
    portable = portable_pattern(pattern, where="/pattern")
    assert [text for text in found if not is_found(portable, text)] == []
    assert [text for text in not_found if is_found(portable, text)] == []


@pytest.mark.parametrize(
    "pattern", [r"\bx", r"(a)\1", r"(?=a)", r"(?<!a)b", r"\p{L}", r"\cA", r"[\S]", "(", "[]", "a{5000}"]
)
def test_what_engines_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(DefinitionError):
        portable_pattern(pattern, where="/pattern")


EXAMPLES = {
    "date": (["2024-02-29"], ["2023-02-29", "2024-1-01", "\uff12\uff10\uff12\uff14-01-01", "20240101", "2024-02-29\n"]),
    "date-time": (["2026-01-01T00:07:21Z", "2026-01-01t00:07:21.123456z", "2026-01-01T00:07:21+07:00"],
                  ["2026-01-01 00:07:21Z", "2026-01-01T00:07Z", "2026-01-01T00:07:21+0700", "2026-01-01T23:59:60Z",
                   "2026-01-01T00:07:21.1234567Z", "2026-01-01T00:07:21", "2026-02-30T00:00:00Z"]),
    "time": (["00:07:21Z"], ["24:00:00Z", "00:07:21"]),
    "duration": (["P1Y", "P2W", "PT1H2M", "P1DT1S"], ["P", "PT", "1D", "P1S", "P1W2D"]),
    "email": (["a@b.id"], ["a", "a@b@c", "a@-b", f"{'a' * 65}@b.id"]),
    "hostname": (["a.b-c.id", "localhost"], ["-a", "a_b", "a..b", "a" * 64, ""]),
    "ipv4": (["127.0.0.1"], ["127.0.0", "256.0.0.1", "1.2.3.04", "\u0661.2.3.4"]),
    "ipv6": (["::1", "2001:db8::8a2e:370:7334"], ["::1%eth0", ":::1", "12345::"]),
    "json-pointer": (["", "/a~0b/~1"], ["a", "/~2", "/~"]),
    "relative-json-pointer": (["0#", "1/a"], ["01", "-1", "/a"]),
    "regex": (["^a+$", r"(?=a)\bb"], ["(", "[a", "*"]),
    "uri": (["https://a.id/x?y#z"], ["a.id", "http://a b", "//a"]),
    "uri-reference": (["/a", "a#b", "", "//a:80/b?c", "./a:b", "?a"], ["\\a", "a\n", "1:b", "a b", "%2"]),
    "uri-template": (["/a/{b}"], ["/a/{b"]),
    "uuid": (["2eb8aa08-aa98-11ea-b4aa-73b441d16380"], ["2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa"]),
    "idn-email": (["실례@실례.테스트"], ["2962"]),
    "idn-hostname": (["실례.테스트"], ["〮실례.테스트"]),
    "iri": (["http://ƒøø.ßår/"], ["/abc"]),
    "iri-reference": (["/âππ"], ["\\\\WINDOWS"]),
}  # fmt: skip


def test_every_format_has_examples() -> None:
    assert set(EXAMPLES) == set(FORMATS)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_format_is_that_of_its_rfc(name: str) -> None:
    good, bad = EXAMPLES[name]
    assert [text for text in good if not conforms(text, name)] == []
    assert [text for text in bad if conforms(text, name)] == []
    assert conforms(12, name)


def test_an_unknown_format_is_an_annotation() -> None:
    assert conforms("anything", "color-of-the-house")


PIECES = [
    *"ab1/?#:@[]{}^|~!",
    "//",
    "%20",
    "%2",
    "[::1]",
    "[v1.a]",
    "[1:2:3:4:5:6:7:8]",
    "..",
    "é",
    " ",
    "http:",
    "8080",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("a/b:c")
@example("a:b/c")
def test_a_reference_is_one_wherever_a_library_of_rfc_3986_says_so(text: str) -> None:
    assert conforms(text, "uri-reference") == bool(validate_rfc3986(text, rule="URI_reference"))
    assert conforms(text, "uri") == bool(validate_rfc3986(text, rule="URI"))


def test_no_format_of_an_ascii_address_loads_a_library_of_schemas() -> None:
    program = """
import sys
from opendata_share.json_schema import conforms
assert all(conforms(text, name) for name, text in {"uri": "a:b", "uri-reference": "/b", "email": "a@b.id"}.items())
print("jsonschema" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
