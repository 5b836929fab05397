"""Arrow: the schema of the table, with nullability and meaning."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.dialects import compile_contract


@pytest.mark.parametrize("name", _plugins.names("contracts"))
def test_types_are_those_of_the_tables(name: str) -> None:
    contract = find_contract(name)
    compiled = compile_contract(contract, "arrow").document
    assert [(field.name, nullable_everywhere(field.type)) for field in compiled] == [
        (field.name, field.type) for field in contract.arrow_schema
    ]
    assert [field.nullable for field in compiled] == [not field.required for field in contract.fields]


def nullable_everywhere(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(nullable_everywhere(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([(part.name, nullable_everywhere(part.type)) for part in kind])
    return kind


def test_the_file_is_read_back_by_arrow_itself(tmp_path: Path) -> None:
    compiled = compile_contract(find_contract("facility-capacity"), "arrow")
    with pa.ipc.open_stream(compiled.write(tmp_path / "beds.arrow").read_bytes()) as stream:
        assert stream.schema.equals(compiled.document, check_metadata=True)
        field = stream.schema.field("available_beds")
    assert field.metadata[b"unit"] == b"{beds}"
    assert field.metadata[b"title.id"] == b"TT tersedia"
