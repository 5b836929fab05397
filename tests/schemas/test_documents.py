"""A shipped contract read from its document is the record class's own."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import pytest

from opendata_share import schemas
from opendata_share.adapters import find_contract
from opendata_share.schemas.documents import find, has_minted_key
from opendata_share.schemas.documents.__main__ import documents

FOLDER = files("opendata_share.schemas.documents")


@pytest.mark.parametrize("name", schemas.__all__)
def test_the_document_is_the_classs_own(name: str) -> None:
    contract = getattr(schemas, name).contract()
    written = (FOLDER / f"{contract.name}.json").read_text("utf-8")
    assert written == documents()[contract.name], "`python -m opendata_share.schemas.documents` writes them anew"
    found = find(contract.name)
    assert found == contract
    assert found is not None
    assert found.digest == contract.digest


def test_there_is_a_document_for_each_class_and_no_other() -> None:
    there = {entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".json")}
    assert there == {f"{getattr(schemas, name).contract().name}.json" for name in schemas.__all__}


@pytest.mark.parametrize("name", ["nobody", "../documents/agency", "", "agency.json"])
def test_what_is_not_shipped_is_none(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize("name", schemas.__all__)
def test_the_document_says_of_its_key_what_the_contract_says(name: str) -> None:
    contract = getattr(schemas, name).contract()
    assert has_minted_key(contract.name) is contract.has_minted_key


def test_nobody_knows_the_key_of_what_is_not_shipped() -> None:
    assert has_minted_key("nobody") is None


def test_a_name_is_answered_without_its_class() -> None:
    program = (
        "import sys; from opendata_share.adapters import find_contract; find_contract('agency');"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert find_contract("agency") is find("agency")
