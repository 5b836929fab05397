"""Reading behind a pin: one agency alone, several in one catalogue, and how little it costs on the way."""

from __future__ import annotations

import http.server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from local_server import running
from release_making import units

from opendata_share.errors import (
    DefinitionError,
    DigestMismatch,
    InconsistentMetadata,
    ReleaseError,
    RollbackDetected,
    TooFewSignatures,
    TrustError,
)
from opendata_share.releases import begin_signing, change_roles, open_catalog, publish, refresh_signing, signing_of
from opendata_share.trust import Keys, Pin, Pins, RoleKeys, Roles


@pytest.fixture(autouse=True)
def _own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    asked: list[str]

    def __init__(self, asked: list[str], *args: Any, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append(self.path.lstrip("/"))
        super().do_GET()


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder as any web server would, and note what is asked for."""
    asked: list[str] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, asked, directory=str(folder)))
    with running(server) as origin:
        yield f"{origin}/", asked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(units(20), into=tmp_path / "out")
    return tmp_path / "out"


def pin_of(folder: Path) -> str:
    return str(Pin(signing_of(folder).pin))


def test_one_agency_alone_is_read_with_a_pin_and_stamped_verified(folder: Path) -> None:
    catalog = open_catalog(folder, trust=pin_of(folder))
    (dataset,) = catalog.values()
    assert (catalog.trust, dataset.trust, dataset.latest().trust) == ("verified", "verified", "verified")
    assert "trust='verified'" in repr(catalog)
    assert len(dataset.read().to_records()) == 20
    dataset.latest().verify()
    assert catalog.pin is not None
    assert catalog.refused == {}
    assert open_catalog(folder).trust == "local"


def test_over_a_network_a_first_pull_takes_at_most_eight_requests_and_a_refresh_two(
    folder: Path, tmp_path: Path
) -> None:
    pin = pin_of(folder)
    with served(folder) as (address, asked):
        (dataset,) = open_catalog(address, trust=pin).values()
        assert dataset.trust == "verified"
        dataset.latest().pull(tmp_path)
        assert len(asked) <= 8, asked
        asked.clear()
        open_catalog(address, trust=pin)
        assert asked == ["catalog.trust/2.root.json", "catalog.trust/timestamp.json"]


def test_a_catalogue_nobody_vouches_for_is_stamped_so_and_asked_for_by_name(folder: Path) -> None:
    with served(folder) as (address, _):
        with pytest.raises(TrustError) as caught:
            open_catalog(address)
        assert caught.value.message_id == "catalog-unverified"
        assert open_catalog(address, trust="unverified").trust == "unverified"


def test_the_string_stands_in_the_place_of_the_address_or_is_remembered(folder: Path) -> None:
    with served(folder) as (address, _):
        pasted = f"{address}#{pin_of(folder)}"
        assert open_catalog(pasted).trust == "verified"
        assert open_catalog(address, trust=pasted).trust == "verified"
        Pins.of_user().add(Pin.parse(pasted))
        assert open_catalog(address).trust == "verified"
        assert open_catalog(address.rstrip("/")).trust == "verified"
        assert open_catalog(address, trust="unverified").trust == "unverified"


@pytest.mark.parametrize("trust", ["", "verified", "sha256=", "sha1=abc", "sha256=" + "0" * 63, "none"])
def test_a_word_that_is_no_pin_is_refused(folder: Path, trust: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        open_catalog(folder, trust=trust)
    assert caught.value.message_id == "catalog-trust"


def test_another_catalogue_in_the_same_place_is_refused(folder: Path) -> None:
    with pytest.raises(DigestMismatch) as caught:
        open_catalog(folder, trust="sha256=" + "0" * 64)
    assert str(folder) in str(caught.value)


def test_what_the_plain_catalogue_says_is_nothing_to_a_pinned_reader(folder: Path) -> None:
    pin = pin_of(folder)
    (folder / "catalog.json").write_text("{}")
    assert len(open_catalog(folder, trust=pin)) == 1


def test_a_manifest_or_a_file_that_was_replaced_is_refused(folder: Path) -> None:
    pin = pin_of(folder)
    (dataset,) = open_catalog(folder, trust=pin).values()
    release = folder / dataset.id / "1"
    for name in ("manifest.json", f"{dataset.name}.parquet"):
        data = (release / name).read_bytes()
        (release / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        (found,) = open_catalog(folder, trust=pin).values()
        with pytest.raises(TrustError):
            found.latest().verify()
        (release / name).write_bytes(data)
    dataset.latest().verify()


def test_a_folder_restored_from_yesterday_is_refused_and_today_is_read_again(folder: Path, tmp_path: Path) -> None:
    import shutil

    pin = pin_of(folder)
    shutil.copytree(folder, tmp_path / "yesterday")
    publish(units(21), into=folder)
    (dataset,) = open_catalog(folder, trust=pin).values()
    assert len(dataset.releases()) == 2
    with pytest.raises(RollbackDetected):
        open_catalog(tmp_path / "yesterday", trust=pin)
    assert len(open_catalog(folder, trust=pin)) == 1


def test_a_place_without_signatures_is_refused_to_a_pinned_reader(folder: Path) -> None:
    import shutil

    pin = pin_of(folder)
    shutil.rmtree(folder / "catalog.trust")
    with pytest.raises(InconsistentMetadata) as caught:
        open_catalog(folder, trust=pin)
    assert caught.value.message_id == "trust-unsigned"


# several agencies


@pytest.fixture
def joint(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A catalogue of two agencies; returns it, and the folders of each agency's key."""
    owner, fire, health = (Keys.open(tmp_path / name) for name in ("owner", "fire-keys", "health-keys"))
    root, fire_key, health_key = owner.make("root"), fire.make("fire"), health.make("health")
    agencies = {"jakarta-fire": RoleKeys((fire_key,)), "jakarta-health": RoleKeys((health_key,))}
    online = RoleKeys((root, fire_key, health_key))
    alone = RoleKeys((root,))
    roles = Roles(root=alone, targets=alone, online=online, agencies=agencies)
    begin_signing(tmp_path / "joint", owner, "jakarta-fire", roles)
    for agency, keys in (("jakarta-fire", "fire-keys"), ("jakarta-health", "health-keys")):
        publish(units(20, agency=agency), into=tmp_path / "joint", keys=tmp_path / keys)
    return tmp_path / "joint", tmp_path / "fire-keys", tmp_path / "health-keys"


def test_several_agencies_publish_into_one_catalogue_and_both_are_verified(joint: tuple[Path, Path, Path]) -> None:
    folder, *_ = joint
    catalog = open_catalog(folder, trust=pin_of(folder))
    assert sorted(dataset.agency for dataset in catalog.values()) == ["jakarta-fire", "jakarta-health"]
    for dataset in catalog.values():
        assert dataset.latest().trust == "verified"
        assert len(dataset.read().to_records()) == 20


def test_the_fault_of_one_agency_is_its_own(joint: tuple[Path, Path, Path], tmp_path: Path) -> None:
    folder, *_ = joint
    pin = pin_of(folder)
    stranger = Keys.open(tmp_path / "elsewhere").make("fire-2")

    def replaced(roles: Roles) -> Roles:
        return replace(roles, agencies={**roles.agencies, "jakarta-fire": RoleKeys((stranger,))})

    change_roles(folder, Keys.open(tmp_path / "owner"), replaced)
    catalog = open_catalog(folder, trust=pin)
    assert [dataset.agency for dataset in catalog.values()] == ["jakarta-health"]
    assert type(catalog.refused["jakarta-fire"]) is TooFewSignatures
    (health,) = catalog.values()
    assert catalog[health.name].id == health.id
    for name in (f"jakarta-fire/{health.name}", "fire-station"):
        with pytest.raises(TooFewSignatures):
            catalog[name]
    # whoever holds the new key, and may say what is newest, signs again
    both = Keys.open(tmp_path / "elsewhere", tmp_path / "owner")
    refresh_signing(folder, both)
    assert len(open_catalog(folder, trust=pin)) == 2


def test_publishing_goes_on_after_every_key_was_replaced(folder: Path) -> None:
    pin, keys = pin_of(folder), Keys.open()
    for number in (2, 3):
        role = RoleKeys((keys.make(f"key-{number}"),))

        def replaced(roles: Roles, role: RoleKeys = role) -> Roles:
            return replace(roles, root=role, targets=role, online=role, agencies=dict.fromkeys(roles.agencies, role))

        change_roles(folder, keys, replaced)
        publish(units(20 + number), into=folder)
        catalog = open_catalog(folder, trust=pin)
        (dataset,) = catalog.values()
        assert len(dataset.releases()) == number
        assert catalog.refused == {}
    assert signing_of(folder).root == 3


def test_a_publisher_without_the_agencys_key_changes_nothing(folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    Keys.open(tmp_path / "stranger").make("publisher")
    with pytest.raises(ReleaseError) as caught:
        publish(units(21), into=folder, keys=tmp_path / "stranger")
    assert caught.value.message_id == "trust-keys-missing"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
