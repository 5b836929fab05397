"""Harvesting over a network: pinned or not, what was asked for, and what a bad server does."""

from __future__ import annotations

import http.server
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from local_server import running
from release_making import releases_in, served, units

from opendata_share.errors import TrustError
from opendata_share.releases import Neighbour, harvest, open_catalog, publish, signing_of
from opendata_share.trust import Pin, Pins

UNITS = "jakarta-fire/response-unit"


@pytest.fixture(autouse=True)
def _own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def __init__(self, asked: list[tuple[str, str | None]], *args: Any, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append((self.path.lstrip("/"), self.headers.get("Authorization")))
        super().do_GET()


@contextmanager
def web(folder: Path) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Serve a folder as any web server would, and note what is asked for, and with what secret."""
    asked: list[tuple[str, str | None]] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, asked, directory=str(folder)))
    with running(server) as origin:
        yield f"{origin}/", asked


@pytest.fixture
def fire(tmp_path: Path) -> Path:
    for count in (3, 4):
        publish(units(count), into=tmp_path / "fire")
    return tmp_path / "fire"


def pinned_string(address: str, folder: Path) -> str:
    return str(Pin(signing_of(folder).pin, address))


def test_an_address_with_its_pin_is_harvested_verified_and_a_second_time_costs_two_requests(
    fire: Path, tmp_path: Path
) -> None:
    joint = tmp_path / "joint"
    with web(fire) as (address, asked):
        done = harvest(pinned_string(address, fire), into=joint)
        assert done.problems == ()
        assert [source.trust for source in done.sources] == ["verified"]
        assert releases_in(joint) == releases_in(fire)
        origin = open_catalog(joint)[UNITS].latest().origin
        assert origin is not None
        assert (origin.source.location, origin.source.pin) == (address.rstrip("/"), signing_of(fire).pin)
        asked.clear()
        assert harvest(pinned_string(address, fire), into=joint).changed is False
        assert len(asked) <= 2


def test_what_is_said_of_all_neighbours_never_takes_the_place_of_a_pin(fire: Path, tmp_path: Path) -> None:
    with web(fire) as (address, _):
        wrong = f"{address}#sha256={'0a' * 32}"
        done = harvest(wrong, into=tmp_path / "joint", trust="unverified")
        assert [type(problem).__name__ for problem in done.problems] == ["DigestMismatch"]
        Pins.of_user().add(Pin.parse(wrong))
        done = harvest(address, into=tmp_path / "joint", trust="unverified")
        assert [type(problem).__name__ for problem in done.problems] == ["DigestMismatch"]
        assert not (tmp_path / "joint").exists()


def test_an_address_nobody_vouches_for_must_be_called_so_and_stays_so(fire: Path, tmp_path: Path) -> None:
    joint, further = tmp_path / "joint", tmp_path / "further"
    with web(fire) as (address, _):
        done = harvest(address, into=joint)
        assert [problem.message_id for problem in done.problems] == ["catalog-unverified"]
        done = harvest(address, into=joint, trust="unverified")
        assert "UNVERIFIED" in done.text()
    harvest(Neighbour(location=joint, trust=str(Pin(signing_of(joint).pin))), into=further)
    for folder in (joint, further):
        release = open_catalog(folder, trust=str(Pin(signing_of(folder).pin)))[UNITS].latest()
        assert release.trust == "unverified"


def test_what_was_pinned_is_not_continued_by_the_same_address_without(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    with web(fire) as (address, _):
        harvest(pinned_string(address, fire), into=joint)
        publish(units(6), into=fire)
        done = harvest(address, into=joint, trust="unverified")
        assert [problem.message_id for problem in done.problems] == ["harvest-wrong-agency"]
        assert served(joint) == {UNITS: [3, 4]}
        assert harvest(pinned_string(address, fire), into=joint).problems == ()
        assert served(joint) == {UNITS: [3, 4, 6]}


def test_a_secret_goes_to_the_neighbour_it_is_for_and_to_no_other(fire: Path, tmp_path: Path) -> None:
    publish(units(3), into=tmp_path / "other")
    with web(fire) as (address, asked), web(tmp_path / "other") as (elsewhere, also_asked):
        harvest(
            Neighbour(location=address, trust="unverified", auth="s3cret"),
            elsewhere,
            into=tmp_path / "joint",
            trust="unverified",
        )
        assert {secret for _, secret in asked} == {"Bearer s3cret"}
        assert {secret for _, secret in also_asked} == {None}
    assert "s3cret" not in repr(Neighbour(location=address, auth="s3cret"))


def test_a_file_that_is_cut_on_its_way_is_told_and_taken_the_next_time(fire: Path, tmp_path: Path) -> None:
    joint, file = tmp_path / "joint", fire / UNITS / "2/response-unit.parquet"
    whole = file.read_bytes()
    with web(fire) as (address, _):
        file.write_bytes(whole[:-10])
        done = harvest(pinned_string(address, fire), into=joint)
        assert len(done.problems) == 1
        assert isinstance(done.problems[0], TrustError)
        assert not (joint / "jakarta-fire").exists()
        file.write_bytes(whole)
        assert harvest(pinned_string(address, fire), into=joint).problems == ()
    assert served(joint) == {UNITS: [3, 4]}
