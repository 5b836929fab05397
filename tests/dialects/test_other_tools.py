"""Every shipped contract, in every dialect, before the other project's own tool; each tool is started once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pyarrow.parquet as pq
import pytest
from dialect_oracles import FOLDER, ROOT, judged, said, shared

from opendata_share import _plugins
from opendata_share._csv_text import header, text_of
from opendata_share.adapters import find_contract
from opendata_share.dialects import compile_contract
from opendata_share.testing import sample_table

pytestmark = pytest.mark.oracle
SHIPPED = _plugins.names("contracts")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with rows each shipped contract accepts, as CSV and Parquet."""
    folder = tmp_path_factory.mktemp("samples")
    for name in SHIPPED:
        table = sample_table(find_contract(name), 6, seed=11)
        pq.write_table(table, folder / f"{name}.parquet")
        lines = [
            header(table.column_names),
            *(bytes(piece) for batch in table.to_batches() for piece in text_of(batch)),
        ]
        (folder / f"{name}.csv").write_bytes(b"".join(lines))
    return folder


def test_openapi_spec_validator_accepts_all_together_and_one_alone(tmp_path: Path) -> None:
    together = compile_contract([find_contract(name) for name in SHIPPED], "openapi")
    assert len(together.document["components"]["schemas"]) == len(SHIPPED)
    alone = compile_contract(find_contract("agency"), "openapi")
    files = [together.write(tmp_path / "all.json"), alone.write(tmp_path / "agency.json")]
    done = judged("openapi-spec-validator", *files)
    assert done.stdout.count(": OK") == len(files), done.stdout + done.stderr


def refused(schema: Path, documents: Mapping[str, Any]) -> dict[str, str]:
    """Return what a JSON Schema says against documents; the second witness of JSON Schema answers at once."""
    validator = jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")))
    found = {name: next(validator.iter_errors(document), None) for name, document in documents.items()}
    return {name: str(error) for name, error in found.items() if error is not None}


def compiled(dialect: str, *, several: bool = True) -> dict[str, Any]:
    """Return every shipped contract in a dialect, and all of them together."""
    documents = {name: compile_contract(find_contract(name), dialect).document for name in SHIPPED}
    if several:
        documents["together"] = compile_contract([find_contract(name) for name in SHIPPED], dialect).document
    return documents


def test_the_schema_of_odcs_3_1_accepts_each_and_all_together() -> None:
    """It is what `datacontract lint` asks; the schema comes with datacontract-cli."""
    schema = next(FOLDER.parent.glob("lib/python*/site-packages/datacontract/schemas/odcs-3.1.0.schema.json"), None)
    if schema is None:
        pytest.skip("the oracles of dialects are not set up: `make oracles`")
    assert refused(schema, compiled("odcs")) == {}
    assert refused(schema, {"bad": {**compiled("odcs")["agency"], "kind": "Contract"}}) != {}


DATACONTRACT = """
import json, logging, sys
from pathlib import Path
from datacontract.data_contract import DataContract
logging.disable(logging.CRITICAL)
found = {}
for name in sys.argv[2:]:
    path = Path(sys.argv[1], f"{name}.odcs.yaml")
    lint = DataContract(data_contract_file=str(path)).lint()
    run = DataContract(data_contract_file=str(path), server="local").test()
    found[name] = [str(lint.result), [[str(c.result), c.name, str(c.reason)] for c in run.checks]]
print(json.dumps(found))
"""


def with_server(document: dict[str, Any], rows: Path) -> str:
    """Return an ODCS document that says where its rows are."""
    document["servers"] = [{"server": "local", "type": "local", "path": str(rows), "format": "parquet"}]
    return json.dumps(document)


@pytest.mark.exhaustive
@pytest.mark.timeout(1800)
def test_datacontract_lints_each_and_tests_its_rows(samples: Path) -> None:
    """What fails there is what the contract advises on; what it warns of is what it could not look at."""
    for name in SHIPPED:
        document: dict[str, Any] = compile_contract(find_contract(name), "odcs").document
        told = with_server(document, samples / f"{name}.parquet")
        (samples / f"{name}.odcs.yaml").write_text(told, "utf-8")
    found = said(DATACONTRACT, samples, *SHIPPED, seconds=1500)
    for name, (lint, checks) in found.items():
        assert lint == "ResultEnum.passed", name
        advice = {check.message.en for check in find_contract(name).checks if check.severity == "advice"}
        wrong = [check for check in checks if check[0] in {"ResultEnum.failed", "ResultEnum.error"}]
        assert [check for check in wrong if check[1] not in advice] == [], name
        assert len(checks) > len(find_contract(name).fields)


@pytest.mark.exhaustive
@pytest.mark.timeout(600)  # it loads for long where other work goes on
def test_datacontract_refuses_what_we_refuse_and_nothing_else(tmp_path: Path) -> None:
    contract = find_contract("fleet-count")
    table = sample_table(contract, 3, seed=11)
    column = table.schema.get_field_index("total")
    pq.write_table(table.set_column(column, table.schema.field(column), [[-1, 2, 3]]), tmp_path / "rows.parquet")
    document = compile_contract(contract, "odcs").document
    (tmp_path / "fleet-count.odcs.yaml").write_text(with_server(document, tmp_path / "rows.parquet"), "utf-8")
    lint, checks = said(DATACONTRACT, tmp_path, "fleet-count", seconds=500)["fleet-count"]
    advice = {check.message.en for check in contract.checks if check.severity == "advice"}
    failed = [name for result, name, _ in checks if result == "ResultEnum.failed" and name not in advice]
    assert lint == "ResultEnum.passed"
    assert [name for name in failed if "total" not in name] == []
    assert any("minimum of 0" in name for name in failed), failed


CSVW = """
import json, sys
from pathlib import Path
from csvw import TableGroup, CSVW
found = {}
for name in sys.argv[2:]:
    group = CSVW(str(Path(sys.argv[1], f"{name}.csv-metadata.json")), validate=True)
    told = [str(warning.message) for warning in group.warnings]
    found[name] = [group.is_valid, told, len(list(group.tables[0].iterdicts()))]
print(json.dumps(found))
"""


def test_csvw_reads_the_rows_of_each_by_its_metadata(samples: Path) -> None:
    """References to the table itself are left out: made-up rows refer to rows that are not there."""
    for name in SHIPPED:
        document = compile_contract(find_contract(name), "csvw").document
        document["tableSchema"].pop("foreignKeys", None)
        (samples / f"{name}.csv-metadata.json").write_text(json.dumps(document), "utf-8")
    found = said(CSVW, samples, *SHIPPED)
    assert found == {name: [True, [], 6] for name in SHIPPED}


def test_the_profile_of_table_schema_2_accepts_each() -> None:
    documents = compiled("table-schema", several=False)
    assert refused(shared("datapackage/tableschema.json"), documents) == {}
    assert refused(shared("datapackage/tableschema.json"), {"bad": {**documents["agency"], "primaryKey": 1}}) != {}


def test_the_profile_of_data_package_2_accepts_each_and_all_together() -> None:
    documents = compiled("data-package")
    assert sum(len(one["schema"].get("foreignKeys", ())) for one in documents["together"]["resources"]) > 20
    assert refused(shared("datapackage/datapackage.json"), documents) == {}
    assert refused(shared("datapackage/datapackage.json"), {"bad": {**documents["agency"], "resources": []}}) != {}


FRICTIONLESS = """
import json, sys
from pathlib import Path
from frictionless import validate
found = {}
for name in sys.argv[2:]:
    report = validate(str(Path(sys.argv[1], f"{name}.datapackage.json")))
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    counted = [task.stats.get("rows") for task in report.tasks]
    found[name] = [report.valid, [error.message for error in errors][:5], counted]
print(json.dumps(found))
"""


def test_frictionless_finds_the_rows_of_each_valid(samples: Path) -> None:
    """References to the table itself are left out: made-up rows refer to rows that are not there."""
    python = ROOT / ".oracles" / "frictionless" / "bin" / "python"
    if not python.exists():
        pytest.skip("the frictionless oracle is not set up: `make oracles`")
    for name in SHIPPED:
        document = compile_contract(find_contract(name), "data-package").document
        document["resources"][0]["schema"].pop("foreignKeys", None)
        (samples / f"{name}.datapackage.json").write_text(json.dumps(document), "utf-8")
    done = subprocess.run(
        [python, "-c", FRICTIONLESS, samples, *SHIPPED], capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {name: [True, [], [6]] for name in SHIPPED}


def test_the_environment_has_every_tool() -> None:
    if not FOLDER.exists():
        pytest.skip("the oracles of dialects are not set up: `make oracles`")
    tools = ("check-jsonschema", "datacontract", "openapi-spec-validator", "pyshacl", "csvwvalidate")
    assert [tool for tool in tools if not (FOLDER / tool).exists()] == []
