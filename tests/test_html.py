"""What is data stays data: no text of a stranger becomes markup, and none reads otherwise than it is written."""

from __future__ import annotations

import pytest
from html_tree import read_html
from hypothesis import given
from hypothesis import strategies as st

from opendata_share._html import LONGEST, append, clean, data, document, element, shortened

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><script>x</script>",
    "&lt;b&gt; &amp; <!-- -->",
    "]]><![CDATA[",
    "'\" onmouseover='x",
]


@pytest.mark.parametrize("text", NASTY)
def test_markup_in_a_text_or_an_attribute_is_text(text: str) -> None:
    page = document(element("p", data(text), title=text))
    (paragraph,) = read_html(page)
    assert paragraph.get("title") == text
    assert [child.tag for child in paragraph.iter()] == ["p", "bdi"]
    assert "".join(paragraph.itertext()) == text


@given(text=st.text())
def test_every_text_comes_back_as_it_was_cleaned(text: str) -> None:
    page = document(element("p", text, title=text))
    page.encode("utf-8")
    (paragraph,) = read_html(page)
    assert _lines("".join(paragraph.itertext())) == _lines(clean(text))
    assert _lines(paragraph.get("title")) == _lines(clean(text))
    assert len(list(paragraph.iter())) == 1


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\ufeff", "\uffff"]
)
def test_a_character_that_could_mislead_is_replaced(character: str) -> None:
    assert clean(f"RS {character}Melati") == "RS \ufffdMelati"
    assert element("p", title=character).get("title") == "\ufffd"


def test_ordinary_writing_stays_whatever_its_script() -> None:
    for text in ("Rumah Sakit «Ñandú»", "مستشفى", "医院", "ꦫꦸꦩꦃꦱꦏꦶꦠ꧀", "👩\u200d⚕️", "a\tb\nc"):
        assert clean(text) == text


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shortened("  a\n\tb ") == "a b"
    cut = shortened("x" * 5_000)
    assert (len(cut), cut[-1]) == (LONGEST, "…")
    assert shortened("x" * LONGEST) == "x" * LONGEST


def test_nothing_among_the_children_is_nothing_and_generators_are_children() -> None:
    made = element("p", None, "a", (child for child in ("b", None, element("b", "c"), "d")), class_="x", id=None)
    append(made, "e")
    append(made, None)
    assert document(made) == '<!DOCTYPE html>\n<p class="x">ab<b>c</b>de</p>\n'


def test_attributes_are_written_with_hyphens_and_reserved_names_lose_their_underscore() -> None:
    assert 'for="a" aria-label="b"' in document(element("label", for_="a", aria_label="b"))


def _lines(text: str) -> str:
    """Return `text` with one kind of line break: what a parser does to them is white space on either side."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
