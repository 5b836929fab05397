"""A field that will go says so: in the document, to whoever reads it, in the catalogue."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from release_making import UNITS, protected, unit_rows

from opendata_share.cli._app import run
from opendata_share.contract import (
    Contract,
    Deprecated,
    Deprecation,
    Recommended,
    Record,
    Text,
    Title,
    check_against_meta_schema,
)
from opendata_share.errors import DefinitionError, DeprecatedFieldWarning
from opendata_share.evolution import compare
from opendata_share.releases import open_catalog, publish

GOING = Deprecation(date(2027, 1, 1), "ready", Text("Counted twice.", "Dihitung dua kali."))


def with_deprecated(contract: Contract, name: str, deprecation: Deprecation | None) -> Contract:
    return replace(
        contract,
        fields=tuple(replace(each, deprecated=deprecation) if each.name == name else each for each in contract.fields),
    )


CONTRACT = with_deprecated(UNITS, "crew", GOING)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(protected(unit_rows(3), contract=CONTRACT), into=tmp_path / "out")
    return tmp_path / "out"


def heard(folder: Path, **options: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        open_catalog(folder)["response-unit"].latest().read(**options).to_arrow()
    return [str(each.message) for each in caught if isinstance(each.message, DeprecatedFieldWarning)]


@pytest.mark.parametrize("options", [{}, {"columns": ["id", "crew"]}, {"columns": ["id"], "where": "crew > 1"}])
def test_whoever_reads_it_is_warned_from_when_and_what_to_use(folder: Path, options: dict[str, Any]) -> None:
    (said,) = heard(folder, **options)
    assert "crew (2027-01-01 → ready)" in said


def test_whoever_does_not_read_it_hears_nothing(folder: Path) -> None:
    assert heard(folder, columns=["id", "kind"]) == []


def test_the_catalogue_lists_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", str(folder), "--lang", "en"]) == 0
    assert "will go: crew, from 2027-01-01; instead: ready" in capsys.readouterr().out
    assert run(["catalog", str(folder), "--format", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["deprecated"] == [{"field": "crew", "sunset": "2027-01-01", "use": "ready"}]


@pytest.mark.parametrize("deprecation", [GOING, Deprecation(), Deprecation(use="ready")])
def test_the_document_says_it_as_json_schema_does_and_is_read_back(deprecation: Deprecation) -> None:
    contract = with_deprecated(UNITS, "crew", deprecation)
    document = contract.to_document()
    assert document["properties"]["crew"]["deprecated"] is True
    check_against_meta_schema(document)
    assert Contract.from_document(document) == contract
    del document["properties"]["crew"]["deprecated"]
    with pytest.raises(DefinitionError):
        Contract.from_document(document)


def test_what_takes_its_place_is_a_field() -> None:
    with pytest.raises(DefinitionError, match="nothing"):
        with_deprecated(UNITS, "crew", Deprecation(use="nothing"))


def test_a_class_says_it_with_a_marker() -> None:
    class Pump(Record, name="pump", version="1.0.0", sensitivity="public", key=("pump_id",)):
        pump_id: Annotated[str, Title(en="Pump", id="Pompa")]
        rate: Annotated[float | None, Title(en="Rate", id="Laju"), Deprecated(sunset="2027-01-01", use="flow")] = None
        flow: Annotated[float | None, Title(en="Flow", id="Debit"), Recommended()] = None

    rate, flow = Pump.contract().field("rate"), Pump.contract().field("flow")
    assert rate.deprecated == Deprecation(date(2027, 1, 1), "flow")
    assert str(flow.level) == "recommended"
    assert flow.deprecated is None


def test_a_comparison_names_it_and_breaks_nobody() -> None:
    (change,) = compare(UNITS, CONTRACT).changes
    assert (change.change, change.field, change.after) == ("deprecated", "crew", "2027-01-01 → ready")
    assert compare(UNITS, CONTRACT).verdict == "full"
    assert [each.change for each in compare(CONTRACT, UNITS).changes] == ["undeprecated"]
    shorter = replace(
        CONTRACT, fields=tuple(each for each in CONTRACT.fields if each.name != "crew"), checks=(), version="2.0.0"
    )
    gone = next(each for each in compare(CONTRACT, shorter).changes if each.change == "field-removed")
    assert "announced" in gone.reason()
