"""OPENDATA_SHARE_CACHE: where what was downloaded is kept for every reader of the process, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faces import FACES, Face
from release_making import units
from web_root import WebRoot, web_root

from opendata_share.errors import DefinitionError, TransferError
from opendata_share.releases import publish

VARIABLE = "OPENDATA_SHARE_CACHE"


@pytest.fixture
def pin(tmp_path: Path) -> str:
    return publish(units(20), into=tmp_path / "public").to_paste


@pytest.fixture
def root(pin: str, tmp_path: Path) -> Iterator[WebRoot]:
    with web_root(tmp_path / "public") as served:
        yield served


@pytest.fixture(params=sorted(FACES))
def face(request: pytest.FixtureRequest) -> Face:
    return FACES[request.param]


def read(face: Face, url: str, **more: object) -> None:
    face.ask(face.open(url, **{"trust": "unverified", **more})["response-unit"], "read")


def kept_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("whole/*"))


def test_it_names_the_folder_and_the_second_reader_asks_for_the_catalogue_alone(
    face: Face, root: WebRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "shared" / "cache"))
    read(face, root.url)
    assert kept_in(tmp_path / "shared" / "cache") == 2
    root.asked.clear()
    read(face, root.url)
    assert root.names() == ["catalog.json"]


def test_off_keeps_nothing_but_what_is_remembered_of_a_pin(
    face: Face, root: WebRoot, pin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv(VARIABLE, "off")
    read(face, root.url, trust=pin)
    assert not (tmp_path / "xdg" / "opendata-share" / "files").exists()
    assert list((tmp_path / "xdg" / "opendata-share" / "trust").rglob("timestamp.json")) != []


def test_what_a_call_says_counts_more(
    face: Face, root: WebRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "variable"))
    read(face, root.url, cache=None)
    read(face, root.url, cache=tmp_path / "argument")
    assert (kept_in(tmp_path / "variable"), kept_in(tmp_path / "argument")) == (0, 2)


def test_an_empty_one_says_nothing(face: Face, root: WebRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv(VARIABLE, "")
    read(face, root.url)
    assert kept_in(tmp_path / "xdg" / "opendata-share" / "files") == 2


@pytest.mark.parametrize("said", ["OFF", "on", "relative/cache", "~/cache"])
def test_another_word_or_a_relative_path_is_refused(
    face: Face, root: WebRoot, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv(VARIABLE, said)
    with pytest.raises(DefinitionError) as caught:
        read(face, root.url)
    assert caught.value.message_id == "catalog-cache-variable"
    assert VARIABLE in str(caught.value)
    assert VARIABLE in caught.value.text("id")


def test_a_folder_that_was_named_and_cannot_be_used_is_an_error(
    face: Face, root: WebRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "cache"))
    with pytest.raises(TransferError):
        read(face, root.url)
