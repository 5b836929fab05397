"""A portable pattern means the same to Arrow's RE2, to Python and to a JSON Schema engine; what does not is refused."""

from __future__ import annotations

import re

import jsonschema_rs
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opendata_share._patterns import python_pattern
from opendata_share.contract import portable
from opendata_share.errors import DefinitionError

TEXTS = [
    "",
    "a",
    "A",
    "1",
    "12",
    "123\n",
    "١٢",
    "é",
    "İ",
    "i",
    "\n",
    "a\nb",
    "-",
    "_",
    " ",
    "\u00a0",
    "]",
    "{",
    "}",
    "a{,3}",
    "ab12",
    "$",
    "^",
    "\\",
    "/",
    "𝄞",
]


def verdicts(pattern: str, text: str) -> tuple[bool, bool, bool]:
    arrow = pc.match_substring_regex(pa.array([text]), pattern)[0].as_py()
    python = re.search(python_pattern(pattern), text, re.ASCII) is not None
    witness = jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(text)
    return arrow, python, witness


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d+$",
        r"^\w+$",
        r"\W",
        r"\D",
        "[0-9]{2}",
        "^[a-z][a-z0-9_]*$",
        "a|b",
        "(a)(?:b)?",
        "a{1,2}?",
        "a{2,}",
        "a{0}",
        "[^\\n]",
        "^$",
        "$",
        "^",
        "",
        "[-a]",
        "[a-]",
        r"\$",
        r"\/",
        r"[\]\\]",
        r"^[A-Za-z0-9._~\-]+$",
        "é",
        "[é-ñ]",
        r"\t\n\r\f",
        "[$]$",
        "a$|b",
        r"^\d{2}(\.\d{2}){0,3}$",
        "()",
    ],
)
def test_a_portable_pattern_means_the_same_everywhere(pattern: str) -> None:
    assert portable(pattern, field="x") == pattern
    for text in TEXTS:
        arrow, python, witness = verdicts(pattern, text)
        assert arrow == python == witness, (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "message_id"),
    [
        *(
            (pattern, "pattern-not-portable")
            for pattern in [
                ".",
                "a.b",
                r"\s",
                r"\S",
                r"\b",
                r"\B",
                r"\A",
                r"\z",
                r"\Z",
                r"\p{L}",
                r"\x41",
                r"\1",
                r"\0",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?i)a",
                "(?P<n>a)",
                "(?<n>a)",
                "(?#c)",
                "[[:alpha:]]",
                r"[\s]",
                r"[\D]",
                r"[\b]",
                "[]",
                "[]a]",
                "[^]",
                "[[a]",
                "[a&&b]",
                "[a--b]",
                "[a||b]",
                "[a~~b]",
                r"[\d-x]",
                r"[!-\w]",
                "a{",
                "}",
                "]",
                "a{,3}",
                "a{01}",
                r"\-",
                "^*",
                "$+",
                "^{2}",
                "x" * 1001,
            ]
        ),
        *(
            (pattern, "pattern-invalid")
            for pattern in ["(", "a)", "[b-a]", "a**", "a*+", "*", "a{3,2}", "a{1001}", "[a"]
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_what_engines_read_differently_is_refused_by_name(pattern: str, message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        portable(pattern, field="x")
    assert refused.value.message_id == message_id
    assert refused.value.field == "x"


pieces = st.sampled_from(
    [
        "a",
        "b",
        "1",
        "é",
        r"\d",
        r"\w",
        r"\D",
        r"\W",
        "[a-c]",
        "[^a]",
        r"[\d_]",
        "(a|b)",
        "(?:ab)",
        "^",
        "$",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{1,2}",
        "{0,}",
        "{,2}",
        "]",
        "{",
        "}",
        r"\.",
        "-",
        "[",
        "(",
        ")",
        r"\n",
        "&",
        "~",
        "/",
        r"\]",
        "[-a]",
        "[$]",
        "??",
        "*?",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(pieces, max_size=6).map("".join), st.text("ab1é\n_-]{}.$^ A", max_size=5))
@example(r"^\d+$", "123\n")
@example("a{,2}", "aa")
def test_any_accepted_pattern_means_the_same_everywhere(pattern: str, text: str) -> None:
    try:
        portable(pattern, field="x")
    except DefinitionError:
        return
    arrow, python, witness = verdicts(pattern, text)
    assert arrow == python == witness


def test_a_lone_surrogate_is_refused_by_name() -> None:
    with pytest.raises(DefinitionError) as caught:
        portable("\ud800", field="code")
    assert caught.value.message_id == "pattern-not-portable"
