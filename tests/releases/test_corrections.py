"""Corrections: a release says which earlier one it takes the place of, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from release_making import UNITS, field, protected_table, protected_tables, snapshot, unit_rows, units, words

from opendata_share.contract import Contract
from opendata_share.errors import DefinitionError, ReleaseError, SourceError
from opendata_share.releases import open_catalog, publish
from opendata_share.releases._layout import CatalogDocument

WHY = "crews of 3 March were counted twice"


def entries(folder: Path) -> list[dict[str, object]]:
    releases: list[dict[str, object]] = json.loads((folder / "catalog.json").read_text("utf-8"))["datasets"][0][
        "releases"
    ]
    return releases


def test_a_release_names_the_one_before_it_by_number_and_digest(tmp_path: Path) -> None:
    for count in (3, 4, 5):
        publish(units(count), into=tmp_path)
    first, second, third = open_catalog(tmp_path)["response-unit"].releases()
    assert first.manifest.previous is None
    assert second.manifest.previous is not None
    assert third.manifest.previous is not None
    assert (second.manifest.previous.release, second.manifest.previous.digest) == ("1", first.digest)
    assert (third.manifest.previous.release, third.manifest.previous.digest) == ("2", second.digest)


def test_a_correction_stands_in_the_manifest_and_in_the_catalogue(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    publish(units(4), into=tmp_path)
    done = publish(units(5), into=tmp_path, corrects="1", reason=WHY)
    assert (done.outcome, done.release.release) == ("published", "3")
    first, _, third = open_catalog(tmp_path)["response-unit"].releases()
    assert third.manifest.corrects is not None
    assert third.manifest.corrects.to_document() == {"release": "1", "digest": first.digest, "reason": WHY}
    assert [entry.get("corrects") for entry in entries(tmp_path)] == [None, None, {"release": "1", "reason": WHY}]


def test_the_same_correction_again_is_no_news_and_neither_are_its_rows_without_it(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    publish(units(4), into=tmp_path, corrects=1, reason=WHY)
    before = snapshot(tmp_path)
    assert publish(units(4), into=tmp_path, corrects="1", reason=WHY).outcome == "unchanged"
    assert publish(units(4), into=tmp_path).outcome == "unchanged"
    assert snapshot(tmp_path) == before
    assert publish(units(4), into=tmp_path, corrects="1", reason="another").release.release == "3"


def test_one_of_several_tables_is_corrected_by_its_name(tmp_path: Path) -> None:
    stations = Contract(name="station", version="1.0.0", title=words("S"), fields=(field("id", required=True),))
    both = [protected_table(UNITS, unit_rows(2)), protected_table(stations, [{"id": "a"}])]
    publish(protected_tables(*both), into=tmp_path)
    with pytest.raises(DefinitionError) as caught:
        publish(protected_tables(*both), into=tmp_path, corrects="1", reason=WHY)
    assert "response-unit, station" in str(caught.value)
    done = publish(protected_tables(*both), into=tmp_path, corrects={"station": 1}, reason=WHY)
    assert [release.release for release in done.releases] == ["1", "2"]


@pytest.mark.parametrize(
    ("corrects", "reason", "error"),
    [
        ("1", None, DefinitionError),
        ("1", "   ", DefinitionError),
        ("1", "two\nlines", DefinitionError),
        ("1", "\x1b[31mred", DefinitionError),
        ("1", "x" * 501, DefinitionError),
        (None, WHY, DefinitionError),
        ({"beds": "1"}, WHY, DefinitionError),
        ({}, WHY, DefinitionError),
        ("2", WHY, ReleaseError),
        ("../1", WHY, ReleaseError),
    ],
)
def test_a_correction_without_reason_or_of_nothing_is_refused_and_nothing_changes(
    tmp_path: Path, corrects: object, reason: str | None, error: type[Exception]
) -> None:
    publish(units(3), into=tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(error):
        publish(units(4), into=tmp_path, corrects=corrects, reason=reason)  # type: ignore[arg-type]
    assert snapshot(tmp_path) == before


def test_a_catalogue_that_amends_what_is_not_there_before_is_refused(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    publish(units(4), into=tmp_path, corrects="1", reason=WHY)
    document = json.loads((tmp_path / "catalog.json").read_text("utf-8"))
    (dataset,) = document["datasets"]
    for key, number, reason in [("corrects", "2", WHY), ("withdraws", "9", WHY), ("corrects", "1", "a\x07bell")]:
        strange = {**dataset["releases"][1], key: {"release": number, "reason": reason}}
        changed = {**document, "datasets": [{**dataset, "releases": [dataset["releases"][0], strange]}]}
        with pytest.raises(SourceError):
            CatalogDocument.from_document(changed, "catalog.json")
