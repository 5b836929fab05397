"""`answer`: one page from any catalogues, whole or not at all, and never from what is not for everyone."""

from __future__ import annotations

import http.server
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from local_server import running

from opendata_share.cli import _answer

AS_OF = ("--as-of", "2026-03-02T08:30:00+07:00", "--zone", "Asia/Jakarta")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the demo wrote: two catalogues and their page."""
    from opendata_share.cli._app import run

    into = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--into", str(into), "--lang", "en"]) == 0
    return into


def page_in(folder: Path) -> str:
    return (folder / "answer.html").read_text(encoding="utf-8")


@pytest.fixture
def station(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    """A catalogue of one data set: two fire stations without a place."""
    assert command("publish", good, "--map", field_map, "--policy", "open", "--into", tmp_path / "open").code == 0
    return tmp_path / "open"


@pytest.fixture
def served(demo: Path) -> Iterator[str]:
    """The demo's folder on a web server of this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(demo)))) as origin:
        yield f"{origin}/"


def test_the_demo_writes_the_page_and_says_so(command: Any, tmp_path: Path) -> None:
    outcome = command("demo", "--into", tmp_path)
    assert outcome.code == 0
    assert f"{tmp_path / 'answer.html'}: the answer from 7 data sets" in outcome.out
    assert "answer.html" in outcome.err.splitlines()[-1]
    assert "RSUD Contoh Kenanga" in page_in(tmp_path)
    # the demo's own answers and its page agree
    assert "Ambulances 104" in outcome.out
    assert ">104<" in page_in(tmp_path)
    names = [path.name for path in tmp_path.iterdir()]
    assert sorted(names) == ["answer.html", "fire", "health", "rejected"]


def test_the_dispatchers_own_points_and_rejected_rows_are_not_on_the_page(demo: Path) -> None:
    page = page_in(demo)
    assert "contoh-1" not in page
    assert "Lumayan" not in page
    assert "B 0001 XX" not in page
    assert str(demo) not in page


def test_the_same_catalogues_and_moment_give_the_same_bytes(command: Any, demo: Path, tmp_path: Path) -> None:
    for order, into in ((("fire", "health"), "a"), (("health", "fire"), "b")):
        outcome = command("answer", *(demo / name for name in order), "--into", tmp_path / into, *AS_OF)
        assert outcome.code == 0, outcome
    assert page_in(tmp_path / "a") == page_in(tmp_path / "b") == page_in(demo)


def test_it_says_where_the_page_is_and_what_to_do_next(command: Any, demo: Path, tmp_path: Path) -> None:
    outcome = command("answer", demo / "fire", "--into", tmp_path / "new" / "place", *AS_OF)
    assert outcome.code == 0
    assert f"{tmp_path / 'new' / 'place' / 'answer.html'}: the answer from 4 data sets" in outcome.out
    assert "any browser" in outcome.err
    indonesian = command("answer", demo / "fire", "--into", tmp_path, *AS_OF, "--lang", "id")
    assert "jawaban dari 4 set data" in indonesian.out
    assert "peramban" in indonesian.err
    assert '<html lang="id">' in page_in(tmp_path)


def test_whichever_data_sets_help_are_used(command: Any, station: Path, tmp_path: Path) -> None:
    assert command("answer", station, "--into", tmp_path / "out", *AS_OF).code == 0
    page = page_in(tmp_path / "out")
    assert "demo/fire-station" in page
    assert "None of the catalogues has emergency facilities." in page
    assert "Fire stations not on the map, because nobody published where they are: 2." in page


def test_a_catalogue_over_http_needs_trust_and_is_stamped(
    command: Any, served: str, demo: Path, tmp_path: Path
) -> None:
    refused = command("answer", f"{served}fire", "--into", tmp_path, *AS_OF)
    assert refused.code == 1
    assert "trust" in refused.err
    assert not (tmp_path / "answer.html").exists()
    mixed = command("answer", f"{served}fire", demo / "health", "--into", tmp_path, *AS_OF, "--trust", "unverified")
    assert mixed.code == 0, mixed
    assert "unverified" in mixed.out
    page = page_in(tmp_path)
    assert "UNVERIFIED" in page
    assert "BELUM TERVERIFIKASI" in page
    assert "127.0.0.1" not in page


def test_a_catalogue_that_is_not_for_everyone_is_refused_and_nothing_is_written(
    command: Any, demo: Path, good: Path, field_map: Path, tmp_path: Path
) -> None:
    exchange = tmp_path / "exchange"
    assert command("publish", good, "--map", field_map, "--policy", "exchange", "--into", exchange).code == 0
    for locations in ([exchange], [demo / "fire", exchange]):
        outcome = command("answer", *locations, "--into", tmp_path / "out", *AS_OF)
        assert outcome.code == 2
        assert "demo/fire-station" in outcome.err
        assert "not for everyone" in outcome.err
        assert "--policy open" in outcome.err
        assert not (tmp_path / "out").exists()


def test_nothing_of_a_closed_catalogue_is_read(command: Any, good: Path, field_map: Path, tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    assert command("publish", good, "--map", field_map, "--policy", "exchange", "--into", exchange).code == 0
    for path in exchange.rglob("*"):
        if path.is_file() and path.name != "catalog.json":
            path.unlink()
    assert "not for everyone" in command("answer", exchange, "--into", tmp_path / "out").err


def test_catalogues_without_anything_to_answer_from_end_with_a_next_step(command: Any, tmp_path: Path) -> None:
    source = tmp_path / "agencies.csv"
    source.write_text("id,name,agency_type,country,status\n1,Dinas X,fire_department,ID,active\n", encoding="utf-8")
    published = command(
        "publish", source, "--to", "agency", "--policy", "open", "--agency", "dinas", "--into", tmp_path / "pub"
    )
    assert published.code == 0, published
    outcome = command("answer", tmp_path / "pub", "--into", tmp_path / "out")
    assert outcome.code == 2
    assert "emergency-facility" in outcome.err
    assert "opendata-share catalog" in outcome.err
    assert "opendata-share catalog" in command("answer", tmp_path / "pub", "--into", tmp_path, "--lang", "id").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name at least one folder"),
        (("nowhere",), "catalog.json"),
    ],
)
def test_without_a_catalogue_there_is_no_page(
    command: Any, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    outcome = command("answer", *(tmp_path / name for name in arguments), "--into", tmp_path / "out")
    assert outcome.code == 2
    assert said in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_moment_needs_its_offset_and_a_zone_must_exist(command: Any, demo: Path, tmp_path: Path) -> None:
    naive = command("answer", demo / "fire", "--into", tmp_path, "--as-of", "2026-03-02T08:30:00")
    assert naive.code == 2
    assert "--as-of 2026-03-02T08:30:00+07:00" in naive.err
    assert command("answer", demo / "fire", "--into", tmp_path, "--zone", "Mars/Olympus").code == 2
    assert not (tmp_path / "answer.html").exists()


def test_without_a_moment_ages_are_counted_to_now(command: Any, demo: Path, tmp_path: Path) -> None:
    assert command("answer", demo / "health", "--into", tmp_path).code == 0
    assert "too old to rely on: over 24 hours" in page_in(tmp_path)


def test_a_page_that_cannot_be_replaced_stays_as_it_was(
    command: Any, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answer.html").write_text("before", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "answer.html")

    monkeypatch.setattr(Path, "replace", full)
    outcome = command("answer", demo / "fire", "--into", tmp_path, *AS_OF)
    assert outcome.code == 2
    assert page_in(tmp_path) == "before"
    assert os.listdir(tmp_path) == ["answer.html"]


def test_a_file_where_the_folder_should_be_is_said(command: Any, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    outcome = command("answer", demo / "fire", "--into", tmp_path / "out", *AS_OF)
    assert outcome.code == 2
    assert str(tmp_path / "out") in outcome.err


def test_a_changed_byte_stops_the_page(command: Any, station: Path, tmp_path: Path) -> None:
    (data,) = station.rglob("*.parquet")
    data.chmod(0o644)
    data.write_bytes(data.read_bytes()[:-1] + b"!")
    assert command("answer", station, "--into", tmp_path / "out", *AS_OF).code == 1
    assert not (tmp_path / "out").exists()


def test_only_columns_the_page_may_read_are_read(demo: Path) -> None:
    from opendata_share.emergency import answer_columns

    for source in [*_answer.answer_sources(demo / "fire"), *_answer.answer_sources(demo / "health")]:
        assert tuple(source.rows.column_names) == answer_columns(source.contract)
