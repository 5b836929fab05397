# mypy: ignore-errors
"""Publish the bed sheet with the tools of today: openpyxl, pandas, frictionless, datacontract-cli, ckanapi.

python glue.py beds.xlsx https://data.example.go.id
"""

import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
from ckanapi import NotFound, RemoteCKAN
from datacontract.data_contract import DataContract
from frictionless import Checklist, Package, Resource, Schema, checks, system

HERE = Path(__file__).parent
WIB = ZoneInfo("Asia/Jakarta")
BED_TYPES = {"IGD": "emergency_department", "ICU": "adult_icu"}
SCHEMA = json.loads((HERE / "schema.json").read_text("utf-8"))
RULES = [
    "staffed_beds is None or occupied_beds is None or occupied_beds + available_beds <= staffed_beds",
    "staffed_beds is None or available_beds <= staffed_beds",
]


def read(path):
    """Return the rows of the sheet as text under joined headings, each with its row number."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Rekap TT"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if "Kode RS" in row)
    headings, group = [], None
    for upper, lower in zip(rows[top], rows[top + 1], strict=True):
        group = upper or group
        headings.append(f"{group} {lower}" if lower else group)
    frame = pd.DataFrame(rows[top + 2 :], columns=headings, dtype=object)
    frame["row"] = range(top + 3, len(rows) + 1)
    frame = frame.dropna(how="all", subset=headings)
    return frame[~frame["No"].astype(str).str.fullmatch(r"(?i)(jumlah|total).*")]


def text(cell):
    """Return a cell as text."""
    return "" if cell is None or pd.isna(cell) else str(cell).strip()


def moment(cell):
    """Return a time of day in Jakarta as UTC; what is no time stays as it is, to be rejected."""
    if not isinstance(cell, datetime):
        try:
            cell = datetime.strptime(text(cell), "%d/%m/%Y %H:%M")  # noqa: DTZ007
        except ValueError:
            return text(cell)
    return cell.replace(tzinfo=WIB).astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def melt(frame):
    """Return one row for each hospital and kind of bed; officers stay behind."""
    parts = [
        pd.DataFrame(
            {
                "row": frame["row"],
                "facility_id": frame["Kode RS"].map(text),
                "facility_name_source": frame["Nama RS"].map(text),
                "bed_type": bed_type,
                "staffed_beds": frame[f"{heading} siap"].map(text),
                "occupied_beds": frame[f"{heading} isi"].map(text),
                "available_beds": frame[f"{heading} kosong"].map(text),
                "observed_at": frame["Jam update"].map(moment),
            }
        )
        for heading, bed_type in BED_TYPES.items()
    ]
    return pd.concat(parts).sort_values("row", kind="stable").reset_index(drop=True)


def judge(table, saved):
    """Return for each position of a row that must not be published the reasons."""
    table.drop(columns="row").to_csv("candidate.csv", index=False)
    resource = Resource(path="candidate.csv", schema=Schema.from_descriptor(SCHEMA))
    rules = Checklist(checks=[checks.row_constraint(formula=rule) for rule in RULES])
    reasons = {}
    with system.use_context(trusted=True):
        report = resource.validate(rules, limit_errors=1_000_000)
    for error in report.tasks[0].errors:
        if not hasattr(error, "row_number"):
            sys.exit(f"cannot be judged: {error.message}")
        reasons.setdefault(error.row_number - 2, []).append(error.message)
    for position, time in table["observed_at"].items():
        if time > saved:
            reasons.setdefault(position, []).append(f"observed_at {time} lies after the file was saved")
    return reasons


def describe():
    """Write the package's description beside the data."""
    resource = Resource(name="facility-capacity", path="facility-capacity.csv", format="csv", mediatype="text/csv")
    resource.schema = Schema.from_descriptor(SCHEMA)
    package = Package(name="facility-capacity", title="Ketersediaan tempat tidur", resources=[resource])
    package.to_json("public/datapackage.json")


def upload(address):
    """Put both files and their entry into the catalogue, unless the same data are there."""
    digest = hashlib.sha256(Path("public/facility-capacity.csv").read_bytes()).hexdigest()
    with RemoteCKAN(address, apikey="secret") as ckan:
        try:
            entry = ckan.action.package_show(id="facility-capacity")
        except NotFound:
            entry = ckan.action.package_create(
                name="facility-capacity",
                title="Ketersediaan tempat tidur",
                owner_org="dinas-kesehatan",
                license_id="cc-by",
            )
        kept = {resource["name"]: resource for resource in entry.get("resources", [])}
        if kept.get("facility-capacity.csv", {}).get("hash") == digest:
            return print("nothing new")
        for name in ("datapackage.json", "facility-capacity.csv"):
            about = {"name": name, "format": Path(name).suffix[1:].upper()}
            if name.endswith(".csv"):
                about["hash"] = digest
            with Path("public", name).open("rb") as file:
                if name in kept:
                    ckan.action.resource_patch(id=kept[name]["id"], upload=file, **about)
                else:
                    ckan.action.resource_create(package_id=entry["id"], upload=file, **about)
    return print("published")


def main(path, address):
    """Read, judge, write what may be published and what may not, and upload."""
    table = melt(read(path))
    saved = datetime.fromtimestamp(Path(path).stat().st_mtime, ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
    reasons = judge(table, saved)
    Path("public").mkdir(exist_ok=True)
    rejected = table.loc[sorted(reasons)]
    rejected.assign(reasons=["; ".join(reasons[n]) for n in rejected.index]).to_csv("rejected.csv", index=False)
    table.drop(index=list(reasons)).drop(columns="row").to_csv("public/facility-capacity.csv", index=False)
    run = DataContract(data_contract_file=str(HERE / "datacontract.yaml")).test()
    if not run.has_passed():
        sys.exit("\n".join(f"{check.name}: {check.reason}" for check in run.checks if check.result != "passed"))
    describe()
    print(f"{len(table)} rows, {len(rejected)} rejected")
    upload(address)


if __name__ == "__main__":
    main(*sys.argv[1:])
