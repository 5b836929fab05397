"""Harvesting into a joint catalogue: whole releases as they are, once, with where they came from; or a refusal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from release_making import field, protected, releases_in, served, snapshot, unit_rows, units, words

from opendata_share._limits import Limits
from opendata_share._strict_json import document_bytes
from opendata_share.contract import Contract
from opendata_share.errors import (
    DefinitionError,
    InconsistentMetadata,
    LimitExceeded,
    OpenDataShareError,
    ReleaseError,
    SameVersionOtherBytes,
    SourceUnavailable,
    TrustError,
    WithdrawnRelease,
    WrongAgency,
)
from opendata_share.releases import (
    Neighbour,
    change_roles,
    harvest,
    open_catalog,
    publish,
    refresh_signing,
    repair,
    signing_of,
    withdraw,
)
from opendata_share.trust import Keys, Pin, RoleKeys

FIRE, HEALTH = "jakarta-fire/response-unit", "jakarta-health/response-unit"


def health_units(count: int) -> Any:
    return protected(unit_rows(count, agency="jakarta-health"), agency="jakarta-health")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two agencies' catalogues, and the key that signs both."""
    root = tmp_path_factory.mktemp("published")
    for count in (3, 4):
        publish(units(count), into=root / "fire", keys=root / "config/opendata-share/keys")
    publish(health_units(5), into=root / "health", keys=root / "config/opendata-share/keys")
    return root


@pytest.fixture(autouse=True)
def _own_memory(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(published / "config", tmp_path / "config")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def fire(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published / "fire", tmp_path / "fire"))


@pytest.fixture
def health(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published / "health", tmp_path / "health"))


def pin_of(folder: Path) -> str:
    return str(Pin(signing_of(folder).pin))


def outcomes(done: Any) -> dict[str, str]:
    return {each.dataset: each.outcome for source in done.sources for each in source.datasets}


def problem(done: Any) -> OpenDataShareError:
    (only,) = done.problems
    assert isinstance(only, OpenDataShareError)
    return only


def test_whole_releases_come_byte_for_byte_and_can_be_read_with_the_joint_pin(
    fire: Path, health: Path, tmp_path: Path
) -> None:
    done = harvest(fire, health, into=tmp_path / "joint")
    assert (done.changed, done.problems, done.exit_code) == (True, (), 0)
    assert outcomes(done) == {FIRE: "harvested", HEALTH: "harvested"}
    assert releases_in(tmp_path / "joint") == releases_in(fire) | releases_in(health)
    catalog = open_catalog(tmp_path / "joint", trust=pin_of(tmp_path / "joint"))
    assert [release.manifest.rows for release in catalog[FIRE].releases()] == [3, 4]
    here, there = catalog[FIRE].latest(), open_catalog(fire)[FIRE].latest()
    assert (here.digest, here.published_at, here.trust) == (there.digest, there.published_at, "verified")
    assert done.text().splitlines()[-1].endswith(pin_of(tmp_path / "joint"))


def test_the_same_again_writes_nothing_at_all(fire: Path, health: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, health, into=joint)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in joint.rglob("*")}
    again = harvest(health, fire, fire, into=joint)
    assert (again.changed, again.problems) == (False, ())
    assert set(outcomes(again).values()) == {"unchanged"}
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in joint.rglob("*")} == before


def test_only_what_is_new_is_brought_here(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    publish(units(6), into=fire)
    for release in ("1", "2"):
        shutil.rmtree(fire / FIRE / release)  # who asks for them again fails
    done = harvest(fire, into=joint)
    assert done.problems == ()
    assert [each.releases for source in done.sources for each in source.datasets] == [("3",)]
    assert served(joint) == {FIRE: [3, 4, 6]}


def test_where_it_was_taken_from_is_written_down_and_read_again(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    before = datetime.now(UTC)
    harvest(Neighbour(location=fire, trust=pin_of(fire)), into=joint)
    origin = open_catalog(joint)[FIRE].latest().origin
    assert origin is not None
    assert (origin.source.location, origin.source.pin, origin.trust) == ("fire", signing_of(fire).pin, "verified")
    assert before - timedelta(seconds=1) < origin.at < datetime.now(UTC)
    assert origin.vouched_at == vouched_at(fire)
    assert origin.publisher is None
    document = json.loads((joint / "catalog.json").read_text("utf-8"))
    said = document["datasets"][0]["releases"][0]["origin"]
    assert set(said) == {"location", "pin", "trust", "at", "vouched_at"}
    assert str(tmp_path) not in json.dumps(document)


def test_what_was_taken_in_a_row_names_where_its_way_began_and_the_weakest_that_vouched(
    fire: Path, tmp_path: Path
) -> None:
    harvest(fire, into=tmp_path / "one")
    harvest(Neighbour(location=tmp_path / "one", trust=pin_of(tmp_path / "one")), into=tmp_path / "two")
    first, second = (open_catalog(tmp_path / name)[FIRE].latest().origin for name in ("one", "two"))
    assert first is not None
    assert second is not None
    assert (second.source.location, second.publisher) == ("one", first.source)
    assert (second.trust, second.at) == ("local", first.at)


def test_a_loop_and_a_second_way_add_nothing(fire: Path, health: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, health, into=joint)
    before = snapshot(fire)
    done = harvest(joint, into=fire, datasets=["jakarta-fire/*"])
    assert (done.changed, done.problems, snapshot(fire)) == (False, (), before)
    harvest(joint, into=health)
    done = harvest(health, into=joint)
    assert (done.changed, done.problems) == (False, ())
    assert outcomes(done) == {FIRE: "unchanged", HEALTH: "unchanged"}


def test_corrections_and_withdrawals_come_along_and_withdrawn_rows_do_not(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    withdraw(FIRE, 1, "names in the notes", into=fire)
    publish(units(5), into=fire, corrects=2, reason="one unit was missing")
    harvest(fire, into=joint)
    dataset = open_catalog(joint)[FIRE]
    withdrawn, corrected, newest = dataset.releases()
    assert withdrawn.withdrawn is not None
    assert withdrawn.withdrawn.reason == "names in the notes"
    with pytest.raises(WithdrawnRelease):
        withdrawn.read()
    assert sorted(path.name for path in (joint / FIRE / "1").iterdir()) == [
        "contract.json",
        "datapackage.json",
        "manifest.json",
    ]
    assert (fire / FIRE / "1/response-unit.csv").exists()
    assert corrected.corrected is not None
    assert newest.corrects is not None
    assert newest.corrects.reason == "one unit was missing"


def test_a_withdrawal_reaches_the_joint_catalogue_with_the_next_harvest_and_only_so(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    with pytest.raises(ReleaseError) as caught:
        withdraw(FIRE, 2, "wrong", into=joint)
    assert caught.value.message_id == "withdraw-harvested"
    withdraw(FIRE, 2, "wrong", into=fire)
    harvest(fire, into=joint)
    with pytest.raises(WithdrawnRelease):
        open_catalog(joint)[FIRE].latest().read()


def rewritten(folder: Path, into: Path, count: int = 9) -> Path:
    """Return a catalogue that says something else under the numbers of `folder`'s releases."""
    for number in range(len(list((folder / FIRE).iterdir()))):
        publish(units(count + number), into=into)
    return into


def test_the_same_number_with_other_bytes_is_refused_and_the_rest_goes_on(
    fire: Path, health: Path, tmp_path: Path
) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    forged = rewritten(fire, tmp_path / "forged")
    publish(health_units(5), into=forged)
    done = harvest(forged, into=joint)
    assert outcomes(done) == {FIRE: "refused", HEALTH: "harvested"}
    assert isinstance(problem(done), SameVersionOtherBytes)
    assert (problem(done).message_id, done.exit_code) == ("harvest-conflict", 1)
    assert served(joint) == {FIRE: [3, 4], HEALTH: [5]}


def test_nobody_adds_to_what_is_published_in_the_joint_catalogue_itself(fire: Path, tmp_path: Path) -> None:
    shutil.copytree(fire, tmp_path / "mirror")
    publish(units(7), into=tmp_path / "mirror")
    before = snapshot(fire)
    done = harvest(tmp_path / "mirror", into=fire, another_source=True)
    assert isinstance(problem(done), WrongAgency)
    assert (problem(done).message_id, done.exit_code, snapshot(fire)) == ("harvest-own", 1, before)


def test_a_catalogue_that_claims_another_agency_is_refused_until_somebody_says_it_has_moved(
    fire: Path, tmp_path: Path
) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    shutil.copytree(fire, tmp_path / "moved")
    shutil.rmtree(tmp_path / "moved/catalog.trust")
    publish(units(7), into=tmp_path / "moved", keys=tmp_path / "other keys")
    done = harvest(tmp_path / "moved", into=joint)
    assert isinstance(problem(done), WrongAgency)
    assert problem(done).message_id == "harvest-wrong-agency"
    assert "fire" in problem(done).text()
    assert served(joint) == {FIRE: [3, 4]}
    done = harvest(tmp_path / "moved", into=joint, another_source=True)
    assert (done.problems, served(joint)) == ((), {FIRE: [3, 4, 7]})
    assert harvest(tmp_path / "moved", into=joint).problems == ()


def test_a_new_data_set_of_an_agency_comes_from_where_the_others_came_from(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    ladders = Contract(name="ladder", version="1.0.0", title=words("L"), fields=(field("id", required=True),))
    publish(protected([{"id": "l1"}], contract=ladders), into=tmp_path / "stranger")
    done = harvest(tmp_path / "stranger", into=joint)
    assert problem(done).message_id == "harvest-wrong-agency"
    assert list(open_catalog(joint)) == [FIRE]


def test_who_only_harvested_an_agency_adds_nothing_where_its_own_catalogue_is_known(fire: Path, tmp_path: Path) -> None:
    joint, middle = tmp_path / "joint", tmp_path / "middle"
    harvest(fire, into=joint)
    publish(units(6), into=fire)
    harvest(fire, into=middle)
    done = harvest(middle, into=joint)
    assert (outcomes(done), done.problems, done.exit_code) == ({FIRE: "elsewhere"}, (), 0)
    assert "newer" in done.text()
    assert served(joint) == {FIRE: [3, 4]}


def test_what_came_through_a_third_can_be_taken_from_its_publisher_later(fire: Path, tmp_path: Path) -> None:
    joint, middle = tmp_path / "joint", tmp_path / "middle"
    harvest(fire, into=middle)
    harvest(middle, into=joint)
    publish(units(6), into=fire)
    done = harvest(fire, into=joint)
    assert done.problems == ()
    assert served(joint) == {FIRE: [3, 4, 6]}
    origin = open_catalog(joint)[FIRE].latest().origin
    assert origin is not None
    assert (origin.source.location, origin.publisher) == ("fire", None)


@pytest.mark.parametrize("turned", [False, True])
def test_in_one_harvest_the_agencys_own_catalogue_comes_before_one_that_harvested_it(
    fire: Path, tmp_path: Path, turned: bool
) -> None:
    middle, joint = tmp_path / "middle", tmp_path / "joint"
    harvest(fire, into=middle)
    publish(units(6), into=fire)
    done = harvest(*((fire, middle) if turned else (middle, fire)), into=joint)
    assert (done.problems, served(joint)) == ((), {FIRE: [3, 4, 6]})
    origins = {release.origin.source.location for release in open_catalog(joint)[FIRE].releases() if release.origin}
    assert origins == {"fire"}


def test_two_that_claim_one_agency_and_contradict_each_other_are_both_refused(
    fire: Path, health: Path, tmp_path: Path
) -> None:
    forged = rewritten(fire, tmp_path / "forged")
    done = harvest(forged, fire, health, into=tmp_path / "joint")
    assert {each.message_id for each in done.problems} == {"harvest-disputed"}
    assert len(done.problems) == 2
    assert served(tmp_path / "joint") == {HEALTH: [5]}


def test_of_two_that_claim_one_agency_the_one_that_is_pinned_is_taken(fire: Path, tmp_path: Path) -> None:
    forged = rewritten(fire, tmp_path / "forged")
    done = harvest(forged, Neighbour(location=fire, trust=pin_of(fire)), into=tmp_path / "joint")
    assert problem(done).message_id == "harvest-conflict"
    assert served(tmp_path / "joint") == {FIRE: [3, 4]}


def test_what_the_joint_catalogue_let_go_does_not_come_back(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    repair(joint, keep=1)
    before = snapshot(joint)
    done = harvest(fire, into=joint)
    assert (done.changed, done.problems, snapshot(joint)) == (False, (), before)
    assert served(joint) == {FIRE: [4]}


def test_an_older_state_of_the_source_takes_nothing_away(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    shutil.copytree(fire, tmp_path / "old/fire")
    publish(units(6), into=fire)
    harvest(fire, into=joint)
    before = snapshot(joint)
    done = harvest(tmp_path / "old/fire", into=joint)
    assert (done.changed, done.problems, snapshot(joint)) == (False, (), before)


def test_what_is_for_some_does_not_come_where_all_can_read_it(fire: Path, health: Path, tmp_path: Path) -> None:
    exchanged = tmp_path / "exchanged"
    publish(units(3, audience="exchange"), into=exchanged)
    joint = tmp_path / "joint"
    done = harvest(exchanged, health, into=joint)
    assert problem(done).message_id == "harvest-audience"
    assert (joint / "catalog.json").stat().st_mode & 0o077 == 0
    assert list(open_catalog(joint)) == [FIRE]
    done = harvest(exchanged, into=health)
    assert (problem(done).message_id, done.exit_code) == ("harvest-audience", 2)
    assert not (health / "jakarta-fire").exists()


@pytest.mark.parametrize("name", ["response-unit.csv", "manifest.json", "contract.json"])
def test_a_byte_that_nobody_vouched_for_stops_its_data_set_and_no_other(fire: Path, tmp_path: Path, name: str) -> None:
    publish(health_units(5), into=fire)
    file = fire / FIRE / "2" / name
    data = file.read_bytes()
    file.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
    done = harvest(fire, into=tmp_path / "joint")
    assert isinstance(problem(done), TrustError)
    assert outcomes(done) == {FIRE: "refused", HEALTH: "harvested"}
    assert served(tmp_path / "joint") == {HEALTH: [5]}
    assert not (tmp_path / "joint/jakarta-fire").exists()
    assert not list((tmp_path / "joint").glob(".staging-*"))


def edit_catalog(folder: Path, change: Any) -> None:
    """Write another catalog.json: nobody notices who does not ask for signatures."""
    path = folder / "catalog.json"
    document = json.loads(path.read_text("utf-8"))
    change(document["datasets"][0])
    path.write_bytes(document_bytes(document))


@pytest.mark.parametrize(
    ("change", "message_id"),
    [
        (lambda entry: entry["releases"][1].update(published_at="2999-01-01T00:00:00Z"), "harvest-future"),
        (
            lambda entry: entry["releases"][1].update(corrects={"release": "1", "reason": "no reason"}),
            "harvest-amends",
        ),
    ],
)
def test_a_catalogue_that_says_more_than_its_manifests_is_refused(
    fire: Path, tmp_path: Path, change: Any, message_id: str
) -> None:
    edit_catalog(fire, change)
    done = harvest(fire, into=tmp_path / "joint")
    assert problem(done).message_id == message_id
    assert not (tmp_path / "joint/jakarta-fire").exists()


def test_a_release_that_follows_another_than_is_listed_is_refused(fire: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    publish(units(9), into=forged)
    publish(units(4), into=forged)
    shutil.rmtree(fire / FIRE / "2")
    shutil.copytree(forged / FIRE / "2", fire / FIRE / "2")
    theirs = json.loads((forged / "catalog.json").read_text("utf-8"))["datasets"][0]["releases"][1]
    edit_catalog(fire, lambda entry: entry["releases"].__setitem__(1, theirs))
    done = harvest(fire, into=tmp_path / "joint")
    assert isinstance(problem(done), InconsistentMetadata)
    assert problem(done).message_id == "harvest-chain"
    assert not (tmp_path / "joint/jakarta-fire").exists()


def test_a_source_that_cannot_be_reached_is_told_and_the_others_are_harvested(health: Path, tmp_path: Path) -> None:
    done = harvest(tmp_path / "nowhere", health, into=tmp_path / "joint")
    assert isinstance(problem(done), SourceUnavailable)
    assert (done.exit_code, served(tmp_path / "joint")) == (2, {HEALTH: [5]})
    assert [source.trust for source in done.sources] == [None, "local"]


def test_an_agency_whose_part_is_refused_is_told_and_the_others_are_harvested(
    fire: Path, health: Path, tmp_path: Path
) -> None:
    publish(health_units(5), into=fire)
    pin = pin_of(fire)
    role = max((fire / "catalog.trust").glob("*.jakarta-health.json"))
    document = json.loads(role.read_text("utf-8"))
    document["signed"]["version"] += 1
    role.write_text(json.dumps(document), "utf-8")
    done = harvest(Neighbour(location=fire, trust=pin), into=tmp_path / "joint")
    assert isinstance(problem(done), TrustError)
    assert served(tmp_path / "joint") == {FIRE: [3, 4]}


def test_only_what_is_asked_for_is_taken(fire: Path, health: Path, tmp_path: Path) -> None:
    publish(health_units(5), into=fire)
    for number, names in enumerate((["jakarta-fire/*"], [FIRE])):
        harvest(fire, into=tmp_path / f"joint {number}", datasets=names)
        assert list(open_catalog(tmp_path / f"joint {number}")) == [FIRE]
    harvest(fire, into=tmp_path / "both", datasets=["response-unit"])
    assert list(open_catalog(tmp_path / "both")) == [FIRE, HEALTH]
    with pytest.raises(ReleaseError) as caught:
        harvest(fire, into=tmp_path / "none", datasets=["jakarta-fire/ladders"])
    assert caught.value.message_id == "harvest-unknown"
    assert not (tmp_path / "none").exists()
    with pytest.raises(DefinitionError):
        harvest(into=tmp_path / "none")


def test_more_than_the_limit_is_refused_and_leaves_nothing(fire: Path, tmp_path: Path) -> None:
    done = harvest(fire, into=tmp_path / "joint", limits=Limits(harvest_bytes=3_000))
    assert isinstance(problem(done), LimitExceeded)
    assert not (tmp_path / "joint/jakarta-fire").exists()


def test_an_agency_that_signs_in_the_joint_catalogue_itself_is_left_to_it(
    fire: Path, health: Path, tmp_path: Path
) -> None:
    joint, theirs = tmp_path / "joint", Keys.open(tmp_path / "theirs")
    key = theirs.make("health")
    harvest(fire, into=joint)

    def add(roles: Any) -> Any:
        new = RoleKeys((key,))
        return type(roles)(
            root=roles.root,
            targets=roles.targets,
            online=roles.online | new,
            agencies={**roles.agencies, "jakarta-health": new},
        )

    change_roles(joint, Keys.open(), add)
    publish(units(6), into=fire)
    done = harvest(health, fire, into=joint)
    assert problem(done).message_id == "harvest-keys"
    assert served(joint) == {FIRE: [3, 4, 6]}


def vouched_at(folder: Path) -> datetime:
    """Return when the newest release was last vouched for, which is when it was published, or later."""
    issued = signing_of(folder).issued
    assert issued is not None
    return max(issued, open_catalog(folder)[FIRE].latest().published_at)


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever signs roles again do so five minutes from now: two clocks may be that far apart."""
    now = datetime.now(UTC) + timedelta(minutes=5)
    monkeypatch.setattr("opendata_share.releases._role_changes._now", lambda: now)


def test_vouching_again_for_the_joint_catalogue_makes_no_old_copy_look_newly_vouched(
    fire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint = tmp_path / "joint"
    harvest(Neighbour(location=fire, trust=pin_of(fire)), into=joint)
    told = vouched_at(fire)
    later(monkeypatch)
    refresh_signing(joint, Keys.open())
    pinned = open_catalog(joint, trust=pin_of(joint))[FIRE].latest()
    assert pinned.freshness().vouched_at == told
    assert open_catalog(joint)[FIRE].latest().freshness().vouched_at == told
    origin = pinned.origin
    assert origin is not None
    assert pinned.freshness().fetched_at == origin.at


def test_news_that_the_publisher_vouched_again_is_written_down_and_nothing_else(
    fire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint = tmp_path / "joint"
    source = Neighbour(location=fire, trust=pin_of(fire))
    harvest(source, into=joint)
    before = releases_in(joint)
    fetched = open_catalog(joint)[FIRE].latest().freshness().fetched_at
    later(monkeypatch)
    refresh_signing(fire, Keys.open())
    assert harvest(source, into=joint).changed is False
    monkeypatch.setattr("opendata_share.releases._harvest_rules._NEWS", timedelta(minutes=1))
    done = harvest(source, into=joint)
    assert (outcomes(done), done.changed, done.exit_code) == ({FIRE: "renewed"}, True, 0)
    assert releases_in(joint) == before
    latest = open_catalog(joint, trust=pin_of(joint))[FIRE].latest()
    assert latest.origin is not None
    assert (latest.origin.vouched_at, latest.freshness().fetched_at) == (signing_of(fire).issued, fetched)
    assert harvest(source, into=joint).changed is False


def test_what_nobody_vouched_for_is_vouched_for_later_without_being_brought_again(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    harvest(fire, into=joint)
    for release in (fire / FIRE).iterdir():
        shutil.rmtree(release)
    done = harvest(Neighbour(location=fire, trust=pin_of(fire)), into=joint)
    assert (outcomes(done), done.problems) == ({FIRE: "renewed"}, ())
    assert {release.origin.trust for release in open_catalog(joint)[FIRE].releases() if release.origin} == {"verified"}


@contextmanager
def dying_before_the_pointers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let whoever commits die when the deciding file stands and no pointer has moved."""

    def die(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("opendata_share.stores._commit._Run.point", die)
        yield


def test_doing_it_again_makes_visible_what_one_that_died_had_decided(
    fire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint = tmp_path / "joint"
    with dying_before_the_pointers(monkeypatch):
        harvest(fire, into=joint)
    assert not (joint / "catalog.json").exists()
    done = harvest(fire, into=joint)
    assert (outcomes(done), served(joint)) == ({FIRE: "unchanged"}, {FIRE: [3, 4]})
    with dying_before_the_pointers(monkeypatch):
        withdraw(FIRE, 1, "wrong", into=fire)
    assert withdraw(FIRE, 1, "wrong", into=fire).outcome == "unchanged"
    with pytest.raises(WithdrawnRelease):
        open_catalog(fire)[FIRE].release(1).read()


def test_a_folder_somebody_left_is_told_and_the_rest_goes_on(
    fire: Path, health: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendata_share.releases._amend_catalog._PAUSE_MS", 1)
    monkeypatch.setattr("opendata_share.releases._harvest._WAITS", 2)
    joint = tmp_path / "joint"
    harvest(health, into=joint)
    shutil.copytree(fire / FIRE / "1", joint / FIRE / "1")
    publish(units(6), into=fire)
    done = harvest(fire, into=joint)
    assert problem(done).message_id == "harvest-left-over"
    assert served(joint) == {HEALTH: [5]}
    repair(joint)
    assert problem(harvest(fire, into=joint)).message_id == "harvest-left-over"


def test_what_is_told_is_one_document_for_programs(fire: Path, tmp_path: Path) -> None:
    done = harvest(fire, tmp_path / "nowhere", into=tmp_path / "joint")
    document = done.to_document()
    assert json.loads(json.dumps(document)) == document
    assert document["changed"] is True
    assert document["sources"][0]["datasets"] == [
        {"dataset": FIRE, "outcome": "harvested", "releases": ["1", "2"], "trust": "local"}
    ]
    (told,) = document["sources"][1]["problems"]
    assert (told["dataset"], told["class"]) == (None, "SourceUnavailable")
    assert "Kumpulan" not in done.text("en")
    assert "sudah ada" in done.text("id")
