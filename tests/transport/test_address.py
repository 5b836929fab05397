"""Addresses: what is refused, what is shown, where secrets may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.errors import DefinitionError, TransferError, TrustError
from opendata_share.transport import is_remote, join, led_to, shown
from opendata_share.transport._address import parse, redirected, secret_headers


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://data.example", "https://data.example/"),
        ("HTTPS://Data.Example:443/a%20b", "https://data.example/a%20b"),
        ("http://user:hunter2@127.0.0.1:8080/x?token=hunter2#hunter2", "http://127.0.0.1:8080/x"),
        ("https://[::1]:9/x", "https://[::1]:9/x"),
    ],
)
def test_an_address_is_shown_without_secrets(url: str, text: str) -> None:
    assert shown(url) == text
    assert "hunter2" not in repr(parse(url))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/",
        "https://",
        "https:///x",
        "https://a b/",
        "https://a\\b/",
        "https://x:99999/",
        "https://x:abc/",
        "//x/y",
        "x",
        "https://ho<st/",
        "https://x/\r\nHost: evil",
        "https://[::1/",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(url)
    assert caught.value.parameters == {}
    assert caught.value.file is None


def test_paths_are_joined_below_the_folder_only() -> None:
    assert join("https://x.example/data/", "a/b/1/c.csv") == "https://x.example/data/a/b/1/c.csv"
    assert join("https://x.example/data", "catalog.json") == "https://x.example/data/catalog.json"
    assert join("https://x.example", "a#b?c") == "https://x.example/a%23b%3Fc"
    assert join("https://u:p@x.example/d?token=1", "c") == "https://u:p@x.example/d/c"
    for path in ("../x", "a/../../x", "/etc/passwd", "a//b", "", "a/./b", "//evil/x"):
        with pytest.raises(DefinitionError):
            join("https://x.example/data/", path)


@given(path=st.text(min_size=1, max_size=20))
def test_whatever_the_path_a_joined_address_stays_in_the_folder(path: str) -> None:
    try:
        address = parse(join("https://x.example:444/data/", path))
    except DefinitionError:
        return
    assert address.origin == ("https", "x.example", 444)
    assert address.path.startswith("/data/")
    assert address.query == ""


def test_remote_locations_are_told_from_folders() -> None:
    assert is_remote("https://x")
    assert is_remote("HTTP://x")
    assert not is_remote("public/")
    assert not is_remote("httpfolder")


@pytest.mark.parametrize("location", ["/other", "other?x=1", "https://x.example/z", "https://X.EXAMPLE:443/z"])
def test_a_redirect_that_stays_at_home_is_followed(location: str) -> None:
    assert redirected(parse("https://x.example/a/b"), location).host == "x.example"


@pytest.mark.parametrize(
    "location",
    ["http://x.example/z", "https://y.example/", "//y.example/x", "https://x.example:444/", "https://u:p@y.example/"],
)
def test_a_redirect_to_another_origin_is_named_and_not_followed(location: str) -> None:
    with pytest.raises(TransferError) as caught:
        redirected(parse("https://x.example/a"), location)
    assert not caught.value.transient
    assert "u:p" not in str(caught.value)
    assert str(caught.value.parameters["target"]) in str(caught.value)


def test_a_redirect_to_nonsense_is_an_error() -> None:
    for location in ("ftp://x.example/", "https://x.example:1x/", "file:///etc/passwd"):
        with pytest.raises(TransferError):
            redirected(parse("https://x.example/a"), location)


def test_secrets_become_headers() -> None:
    address = parse("https://x.example/")
    assert secret_headers(address, None) == {}
    assert secret_headers(address, "abc") == {"Authorization": "Bearer abc"}
    assert secret_headers(address, ("u", "p")) == {"Authorization": "Basic dTpw"}
    assert secret_headers(address, {"X-API-Key": "k"}) == {"X-API-Key": "k"}
    assert secret_headers(parse("https://u:p@x.example/"), None) == {"Authorization": "Basic dTpw"}
    assert secret_headers(parse("https://u%40b:p@x.example/"), None) == {"Authorization": "Basic dUBiOnA="}


@pytest.mark.parametrize(
    "auth",
    ["", "a\r\nX: y", "é", {"X Y": "z"}, {"Host": "evil"}, {"X": ""}, {"X": "a\nb"}, {"Transfer-Encoding": "chunked"}],
)
def test_secrets_that_cannot_stand_in_a_header_are_refused_unseen(auth: object) -> None:
    if auth == "":
        assert secret_headers(parse("https://x.example/"), ("", "")) == {"Authorization": "Basic Og=="}
    with pytest.raises(DefinitionError) as caught:
        secret_headers(parse("https://x.example/"), auth)  # type: ignore[arg-type]
    assert "evil" not in str(caught.value)


def test_secrets_never_travel_over_clear_http_to_another_machine() -> None:
    for url in ("http://x.example/", "http://10.0.0.1/", "http://u:p@x.example/"):
        with pytest.raises(TrustError) as caught:
            secret_headers(parse(url), None if "@" in url else "token")
        assert "token" not in str(caught.value)
    for url in ("http://localhost:1/", "http://127.0.0.9/", "http://[::1]/"):
        assert secret_headers(parse(url), "token")


@pytest.mark.parametrize(
    ("url", "link", "target"),
    [
        ("https://data.example/a?x=1", "b?page=2", "https://data.example/b?page=2"),
        ("https://data.example/a?x=1", "?page=2", "https://data.example/a?page=2"),
        ("https://data.example/a", "https://data.example/b", "https://data.example/b"),
        ("https://data.example/a", "http://DATA.example/b", "https://DATA.example/b"),
        ("http://127.0.0.1:8000/a", "/b", "http://127.0.0.1:8000/b"),
    ],
)
def test_a_link_leads_on_at_home_and_stays_encrypted(url: str, link: str, target: str) -> None:
    assert led_to(url, link).lower() == target.lower()


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/b?token=hunter2",
        "http://data.example:8080/b",
        "//evil.example/b",
        "http://data.example.evil/b",
        "http://data.example@evil.example/b",
        "ftp://data.example/b",
        "https://[/b",
        "https://data.example:444/b",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(link: str) -> None:
    with pytest.raises(TransferError) as caught:
        led_to("https://data.example/a", link)
    assert not caught.value.transient
    assert "hunter2" not in str(caught.value) + repr(vars(caught.value))


def test_a_redirect_to_no_address_at_all_is_told() -> None:
    with pytest.raises(TransferError) as caught:
        redirected(parse("https://data.example/a"), "https://[/b")
    assert caught.value.message_id == "transfer-redirect-malformed"
