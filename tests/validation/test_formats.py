"""What a web address and an email address are: the same as jsonschema-rs says, three named exceptions apart."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made import accepted, contract, field, judged

URIS = [
    "http://a.b/c",
    "urn:x:y",
    "http://[::1]:80/",
    "mailto:a@b",
    "http://u:p@h:1/p;x?q#f",
    "a://",
    "http://[v1.a]/",
    "a:",
]
HOSTS = ["1::", "::", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "1:2:3:4:5:6:7:8", "1::8", "1:2:3:4:5:6:7::"]
MAILS = ["a@b.id", "a.b@c", "a+b@c-d.e", "a!#$%&'*+/=?^_`{|}~-b@c", f"{'a' * 64}@b", f"a@{'b' * 63}.id"]


def accepts(name: str, text: str) -> bool:
    return accepted_of(name, [text]) == [text]


def accepted_of(name: str, texts: list[str]) -> list[str]:
    return [row["x"] for row in accepted(judged(contract(field("x", format=name)), [{"x": text} for text in texts]))]


def witness(name: str, text: str) -> bool:
    schema = {"type": "string", "format": name}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(text)


def mutated(seeds: list[str], letters: str) -> st.SearchStrategy[str]:
    """Return texts near the seeds: a few characters put in or taken out."""
    edits = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", *letters])), max_size=3)

    def apply(seed: str, changes: list[tuple[int, str]]) -> str:
        for place, letter in changes:
            seed = seed[:place] + letter + (seed[place:] if letter else seed[place + 1 :])
        return seed

    return st.builds(apply, st.sampled_from(seeds), edits)


@pytest.mark.parametrize("text", [*URIS, *(f"http://[{host}]" for host in HOSTS)])
def test_addresses_of_every_shape_are_accepted(text: str) -> None:
    assert accepts("uri", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "//a/b",
        "1a:b",
        "http://a b",
        "http://é",
        "http://a/%zz",
        "http://[::1",
        "http://[1:2]/",
        "http://a:x/",
        "a:b\n",
    ],
)
def test_what_is_no_complete_address_is_refused(text: str) -> None:
    assert not accepts("uri", text)


@pytest.mark.parametrize("text", MAILS)
def test_mailboxes_of_every_shape_are_accepted(text: str) -> None:
    assert accepts("email", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "a@",
        "@b",
        "a b@c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@-b",
        "a@b-",
        "a@b..c",
        "a@b\n",
        f"{'a' * 65}@b",
        f"a@{'b' * 64}",
        "é@b",
    ],
)
def test_what_is_no_mailbox_is_refused(text: str) -> None:
    assert not accepts("email", text)


def test_a_domain_with_two_hyphens_in_the_third_place_is_accepted_on_purpose() -> None:
    """The witness asks IDNA's question ("xn--" alone); we promise RFC 5321's grammar, which has no such rule."""
    assert accepts("email", "a@bi--d")
    assert not witness("email", "a@bi--d")


def test_quoted_mailboxes_and_address_literals_are_refused_on_purpose() -> None:
    """RFC 5321 has them; no agency's contact is one, and most readers of the data would not take it."""
    for text in ('"a b"@c.id', "a@[192.0.2.1]"):
        assert witness("email", text)
        assert not accepts("email", text)


def many(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, min_size=1, max_size=12)


@settings(deadline=None, max_examples=50)
@given(many(mutated([*URIS, *(f"x://[{host}]" for host in HOSTS)], 'aZ0:/?#[]@!%2.-_~ é"<>\\^`{|}v;=&')))
@example(["http://[1:2:3:4:5:6:1.02.3.4]"])
def test_an_address_is_what_the_witness_calls_one(texts: list[str]) -> None:
    assert accepted_of("uri", texts) == [text for text in texts if witness("uri", text)]


@settings(deadline=None, max_examples=50)
@given(many(mutated(MAILS, "aZ0.@-_+!():; é%").filter(lambda text: not re.search(r'["\[]|[@.]..--', text))))
def test_a_mailbox_is_what_the_witness_calls_one(texts: list[str]) -> None:
    assert accepted_of("email", texts) == [text for text in texts if witness("email", text)]
