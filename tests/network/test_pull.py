"""Pulling from a web server by the command, and again by the lock, whoever vouches for the address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_making import units
from web_root import web_root

from opendata_share.cli._app import run
from opendata_share.errors import DefinitionError, ReleaseError
from opendata_share.releases import open_catalog, publish, pull, pull_locked
from opendata_share.trust import Pin, Pins


@pytest.fixture
def pin(tmp_path: Path) -> str:
    return publish(units(20), into=tmp_path / "public").to_paste


@pytest.fixture
def url(pin: str, tmp_path: Path) -> Iterator[str]:
    with web_root(tmp_path / "public") as root:
        yield root.url


def commands(*lines: str, into: Path) -> None:
    for line in lines:
        assert run([*line.split(), "--into", str(into)]) == 0, line


def test_what_nobody_vouches_for_is_pulled_and_pulled_again_by_the_lock(url: str, tmp_path: Path) -> None:
    commands(f"pull {url} response-unit --trust unverified", "pull --locked", into=tmp_path / "in")
    commands(f"pull {url} response-unit --locked --trust unverified", into=tmp_path / "in")
    (entry,) = json.loads((tmp_path / "in/opendata-share.lock").read_text("utf-8"))["releases"]
    assert (entry["location"], entry["trust"]) == (url, "unverified")


def test_catalog_and_verify_read_an_address(url: str) -> None:
    for command in ("catalog", "verify"):
        assert run([command, url, "--trust", "unverified"]) == 0


def test_a_name_that_is_not_there_is_told_with_the_address(url: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        open_catalog(url, trust="unverified")["fire-station"]
    assert (caught.value.message_id, caught.value.file) == ("catalog-unknown", url)


@pytest.mark.parametrize("how", ["given", "in the address", "remembered"])
def test_the_lock_keeps_the_pin_however_it_was_given(url: str, pin: str, tmp_path: Path, how: str) -> None:
    whole = f"{url}#{pin}"
    if how == "remembered":
        Pins.of_user().add(Pin.parse(whole))
    words = {"given": f"{url} --trust {whole}", "in the address": whole, "remembered": url}
    commands(f"pull {words[how]} response-unit", into=tmp_path / "in")
    if how == "remembered":
        Pins.of_user().remove(url)
    commands("pull --locked", f"pull {url} --locked --trust {whole}", into=tmp_path / "in")
    (entry,) = json.loads((tmp_path / "in/opendata-share.lock").read_text("utf-8"))["releases"]
    assert (entry["location"], entry["trust"]) == (url, pin)


def test_a_secret_in_the_address_is_not_kept_in_the_lock(url: str, pin: str, tmp_path: Path) -> None:
    secret = url.replace("//", "//damkar:rahasia@")
    for location, trust in ((f"{secret}#{pin}", None), (secret, f"{secret}#{pin}"), (secret, "unverified")):
        release = open_catalog(location, trust=trust)["response-unit"].latest()
        lock = pull(release, into=tmp_path / "in", trust=trust).lock
        assert "rahasia" not in lock.read_text("utf-8")
    pull_locked(lock, into=tmp_path / "again", auth=("damkar", "rahasia"))
    with pytest.raises(DefinitionError):
        pull_locked(lock, into=tmp_path / "again", location="http://127.0.0.1:9/")
