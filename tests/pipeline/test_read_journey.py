"""A share.toml: what is read, and what is refused with the key and the line that say it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from share_texts import FLEET, HEAD, POSTS

from opendata_share.contract import DatasetInfo, Text
from opendata_share.errors import DefinitionError, LimitExceeded, SourceUnavailable
from opendata_share.json_schema import Schema
from opendata_share.pipeline import JOURNEY_BYTES, Journey, read_journey, share_schema

Read = Callable[..., Journey]
Write = Callable[..., Path]


def test_everything_a_file_may_say_is_read(journey: Read, publisher: Path) -> None:
    found = journey(
        """
format = "opendata-share/share@1"
agency = "demo"
receipts = "log/receipts.jsonl"
keys = "keys"

[info]
licence = "CC0-1.0"
contact = "data@demo.example"

[destinations.public]
policy = "open"
into = "public"

[destinations.partners]
policy = "policies/partners.toml"
into = "partners"

[datasets.posts]
source = "parts/*.csv"
to = "fire-station"
agency = "other"
sheet = "Pos"
header_rows = [3, 4]
zone = "Asia/Jakarta"
delimiter = ";"
encoding = "cp1252"
rules = ["known-post"]
partial = true
compare = true
rejected = "rejected/posts.csv"
destinations = ["partners", "public"]

[datasets.fleet]
source = "fleet.csv"
map = "maps/fleet.toml"
references = { fire-station = "posts", agency = "agencies.csv" }
destinations = ["public"]
info = { title = "Fleet", period_start = 2026-01-01, contact = "fleet@demo.example" }

[datasets.fleet.tables.fire-station]
title = { en = "Posts", id = "Pos" }
"""
    )
    posts, fleet = found.data_sets.values()
    assert (found.receipts, found.keys) == (publisher / "log/receipts.jsonl", publisher / "keys")
    assert (posts.source, posts.to, posts.field_map) == (publisher / "parts/*.csv", "fire-station", None)
    assert (posts.agency, fleet.agency) == ("other", "demo")
    assert posts.written == {
        "sheet": "Pos", "header_rows": (3, 4), "zone": "Asia/Jakarta", "delimiter": ";", "encoding": "cp1252",
    }  # fmt: skip
    assert (posts.rules, posts.partial, posts.compare) == (("known-post",), True, True)
    assert posts.rejected == publisher / "rejected/posts.csv"
    assert [(each.name, each.policy, each.into) for each in posts.destinations] == [
        ("partners", publisher / "policies/partners.toml", publisher / "partners"),
        ("public", "open", publisher / "public"),
    ]
    assert posts.info == DatasetInfo(licence="CC0-1.0", contact="data@demo.example")
    assert (fleet.references, fleet.reference_files) == (
        {"fire-station": "posts"},
        {"agency": publisher / "agencies.csv"},
    )
    assert fleet.info == DatasetInfo(
        title=Text("Fleet", "Fleet"),
        licence="CC0-1.0",
        contact="fleet@demo.example",
        period_start=date(2026, 1, 1),
    )
    assert fleet.tables["fire-station"].title == Text("Posts", "Pos")
    assert fleet.tables["fire-station"].contact == "fleet@demo.example"


def test_one_destination_needs_no_naming(journey: Read) -> None:
    (posts,) = journey().data_sets.values()
    assert [each.name for each in posts.destinations] == ["public"]


def test_which_of_several_destinations_is_never_assumed(journey: Read) -> None:
    partners = '[destinations.partners]\npolicy = "exchange"\ninto = "partners"\n'
    with pytest.raises(DefinitionError) as caught:
        journey(HEAD + partners + POSTS)
    assert (caught.value.message_id, caught.value.line) == ("journey-which-destination", 10)


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ('into = "public"', 'inot = "public"', "journey-unknown-key", 6),
        ('into = "public"', "", "journey-missing-key", 4),
        ('policy = "open"', 'policy = "opne"', "journey-expected", 5),
        ('to = "fire-station"', "", "journey-expected", 7),
        ("[datasets.posts]", "[datasets.Posts]", "journey-expected", 7),
        ('source = "posts.csv"', 'source = "posts.csv"\nheader_rows = [0]', "journey-expected", 9),
        ('source = "posts.csv"', 'source = "posts.csv"\npartial = "yes"', "journey-expected", 9),
        ('source = "posts.csv"', 'source = "posts.csv"\ninfo = {period_end = "2026-13-01"}', "journey-expected", 9),
        ('source = "posts.csv"', 'source = "posts.csv"\ndestinations = ["publik"]', "journey-no-destination", 9),
        ('source = "posts.csv"', 'source = "posts.csv"\nreferences = {agency = "x"}', "journey-no-dataset", 9),
        ('source = "posts.csv"', 'source = "posts.csv"\nreferences = {agency = "posts"}', "journey-circle", 9),
        ('source = "posts.csv"', 'source = "posts.csv', "journey-not-toml", 8),
        ("share@1", "share@2", "journey-expected", 1),
    ],
)
def test_what_is_wrong_is_told_with_its_line(journey: Read, old: str, new: str, message: str, line: int) -> None:
    text = HEAD + POSTS
    assert old in text
    with pytest.raises(DefinitionError) as caught:
        journey(text.replace(old, new))
    assert (caught.value.message_id, caught.value.line) == (message, line)
    assert caught.value.file == "share.toml"


def test_a_misspelt_key_is_told_before_the_one_that_is_missing_for_it(journey: Read) -> None:
    with pytest.raises(DefinitionError, match=r"There is no key destinations\.public\.inot\.\n.*into, policy"):
        journey((HEAD + POSTS).replace("into =", "inot ="))


def test_a_hint_shows_what_is_expected(journey: Read) -> None:
    with pytest.raises(DefinitionError, match=r"for example: open · exchange · policies/partners\.toml"):
        journey((HEAD + POSTS).replace('"open"', '"opne"'))


@pytest.mark.parametrize(
    "place", ["../secret.csv", "/etc/passwd", "data/../../secret.csv", "http://host.example/a.csv", "link/a.csv"]
)
def test_nothing_outside_of_its_folder_is_named_without_the_callers_word(
    journey: Read, publisher: Path, tmp_path: Path, place: str
) -> None:
    (publisher / "link").symlink_to(tmp_path)
    text = (HEAD + POSTS).replace("posts.csv", place)
    with pytest.raises(DefinitionError) as caught:
        journey(text)
    assert (caught.value.message_id, caught.value.line) == ("journey-outside", 8)
    assert journey(text, outside=True).data_sets["posts"].source in {place, publisher / place}


@pytest.mark.parametrize("key", ["into", "policy", "keys", "receipts", "rejected", "map", "to", "reference"])
def test_no_key_leads_outside(journey: Read, key: str) -> None:
    lines = {
        "into": HEAD.replace('"public"', '"../public"') + POSTS,
        "policy": HEAD.replace('"open"', '"../open.toml"') + POSTS,
        "keys": HEAD.replace('"keys"', '"../keys"') + POSTS,
        "receipts": 'receipts = "../log.jsonl"\n' + HEAD + POSTS,
        "rejected": HEAD + POSTS + 'rejected = "../posts.csv"\n',
        "map": HEAD + POSTS + 'map = "../map.toml"\n',
        "to": HEAD + POSTS.replace('"fire-station"', '"../contract.json"'),
        "reference": HEAD + POSTS + 'references = {agency = "../agencies.csv"}\n',
    }
    with pytest.raises(DefinitionError) as caught:
        journey(lines[key])
    assert caught.value.message_id == "journey-outside"


def test_an_address_is_shown_without_its_secrets(journey: Read) -> None:
    with pytest.raises(DefinitionError) as caught:
        journey((HEAD + POSTS).replace("posts.csv", "https://me:secret@host.example/a?token=secret"))
    assert "secret" not in caught.value.text()


def test_data_sets_stand_behind_those_they_refer_to(journey: Read) -> None:
    found = journey(HEAD + FLEET + POSTS)
    assert list(found.data_sets) == ["fleet", "posts"]
    assert [each.name for each in found.in_order()] == ["posts", "fleet"]
    assert [each.name for each in found.in_order(["posts"])] == ["posts"]


def test_a_circle_is_told_whole(journey: Read) -> None:
    text = HEAD + FLEET + POSTS + 'references = { fleet-count = "fleet" }\n'
    with pytest.raises(DefinitionError, match="fleet → posts → fleet"):
        journey(text)


def test_a_file_that_cannot_be_read_or_is_too_long_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable) as missing:
        read_journey(tmp_path / "share.toml")
    assert missing.value.message_id == "journey-unreadable"
    path = tmp_path / "share.toml"
    path.write_bytes(b"#" * (JOURNEY_BYTES + 1))
    with pytest.raises(LimitExceeded, match="journey_bytes"):
        read_journey(path)
    path.write_bytes(b"\xff")
    with pytest.raises(DefinitionError) as binary:
        read_journey(path)
    assert binary.value.message_id == "journey-not-utf8"


_KEYS = st.sampled_from(
    ["agency", "info", "receipts", "keys", "destinations", "datasets", "source", "map", "to", "policy", "into", "zone"]
)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.booleans(), st.integers(-2, 3), st.sampled_from(["open", "a.csv", "fire-station", "", "public"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_editors_and_the_reader_mean_the_same_form(changes: dict[str, Any]) -> None:
    document = {**tomllib.loads(HEAD + POSTS), **changes}
    editor = jsonschema.Draft202012Validator(share_schema())
    assert editor.is_valid(document) == Schema(share_schema()).accepts(document)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(share_schema())


def test_the_writing_of_a_file_does_not_matter(share: Write) -> None:
    """Dotted keys and inline tables say the same as tables."""
    inline = (
        'format = "opendata-share/share@1"\nagency = "demo"\nkeys = "keys"\n'
        'destinations.public = { policy = "open", into = "public" }\n'
        'datasets.posts.source = "posts.csv"\ndatasets.posts.to = "fire-station"\n'
    )
    one, other = read_journey(share()), read_journey(share(inline))
    assert one.data_sets == other.data_sets
