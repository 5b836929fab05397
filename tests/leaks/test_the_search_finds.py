"""A leak of each kind, put there on purpose, is found: what finds nothing elsewhere is not blind."""

from __future__ import annotations

import contextlib
import logging
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from all_ways import KEY, KEY_NAME, WAYS, Outcome, watched
from canary_search import AREA, DAY, DECIMAL, INTEGER, LATER, LATER_DAY, LATITUDE, LONGITUDE, MARK, MOMENT, PLATE
from pyarrow import feather

import opendata_share.cli._publish as publish_command
import opendata_share.pipeline._run as running
import opendata_share.policy as policy_room
from opendata_share.cli._console import Console
from opendata_share.contract import Field
from opendata_share.errors import DefinitionError, OpenDataShareError, SourceError
from opendata_share.exports import Exported
from opendata_share.policy import Explanation, Policy, PrivacyReport, _view
from opendata_share.receipts import ReceiptLog
from opendata_share.releases import Changes, Publication, Rehearsal, Repair, Withdrawal
from opendata_share.report import Report
from opendata_share.stages import ProtectedTable, seal_protected

TRIES = 30


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)


def everything(validated: Any, *, policy: Any, audience: str | None = None, as_of: Any = None) -> Any:
    """A `protect` that lets every row out as it is."""
    chosen = policy if hasattr(policy, "audience") else Policy.named(policy)
    tables = tuple(ProtectedTable(table, table.contract, ()) for table in validated.tables)
    return seal_protected(tables, chosen.name, chosen.digest, chosen.audience, validated)


def nothing_withheld(patch: pytest.MonkeyPatch) -> None:
    for room in (policy_room, publish_command, running):
        patch.setattr(room, "protect", everything)


def everything_public(patch: pytest.MonkeyPatch) -> None:
    """Reports, which show the values of public fields, take every field for one."""
    patch.setattr(Field, "is_public", property(lambda _: True))


def rows_not_filtered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_view.View, "_admitted", lambda _, batch: batch)


def values_not_changed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_view, "transformed", lambda values, _: values)


def columns_not_rebuilt(patch: pytest.MonkeyPatch) -> None:
    """The right rows and fields, in the buffers they came in."""
    patch.setattr(_view, "rebuilt", lambda batch, schema: batch.select(schema.names))


Plant = Callable[[pytest.MonkeyPatch], None]
SPOKEN = ("said", "refused", "judge")
"""Ways on which nothing but what is said could leak."""
PLANTED: list[tuple[str, Plant]] = [
    *((way, everything_public if way in SPOKEN else nothing_withheld) for way in WAYS),
    *((way, rows_not_filtered) for way in ("release", "publish", "geojson")),
    *((way, values_not_changed) for way in ("release", "read", "ngsi-ld")),
    ("arrow", columns_not_rebuilt),
    *((way, everything_public) for way in ("publish", "reject")),
]


@pytest.mark.parametrize(("way", "plant"), PLANTED, ids=lambda each: getattr(each, "__name__", each))
def test_a_leak_on_each_way_out_is_found(
    way: str, plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = WAYS[way]
    for seed in range(TRIES):
        case = chosen.case(seed)
        out = Outcome()
        # other promises may break first, of counts and keys: what was found until then counts
        with (
            monkeypatch.context() as patch,
            contextlib.suppress(AssertionError, OpenDataShareError, pa.ArrowInvalid, TypeError, KeyError),
            watched(tmp_path / str(seed), out),
        ):
            plant(patch)
            chosen.go(case, tmp_path / str(seed) / "desk", out)
        if out.search.found:
            return
    pytest.fail(f"{TRIES} leaking cases, and nothing was found")


SPEAKERS: list[tuple[str, type, str]] = [
    ("release", Publication, "text"),
    ("release", Publication, "to_document"),
    ("later", Rehearsal, "text"),
    ("later", Rehearsal, "to_document"),
    ("later", Withdrawal, "text"),
    ("later", Withdrawal, "to_document"),
    ("later", Repair, "text"),
    ("later", Repair, "to_document"),
    ("later", Changes, "to_document"),
    ("later", Changes, "__repr__"),
    ("said", Report, "text"),
    ("said", Report, "to_json"),
    ("said", Report, "_repr_html_"),
    ("said", Report, "__repr__"),
    ("said", Explanation, "text"),
    ("said", Explanation, "to_document"),
    ("said", PrivacyReport, "text"),
    ("said", PrivacyReport, "to_document"),
    ("release", ReceiptLog, "__repr__"),
    ("refused", OpenDataShareError, "text"),
    ("refused", OpenDataShareError, "__str__"),
    ("csv-spreadsheet", Exported, "__repr__"),
    *(("history", Console, each) for each in ("say", "note", "next_step")),
    *(("publish", Console, each) for each in ("say", "note", "next_step")),
]
"""What is said by each: a way, a class, the method by which it speaks."""


@pytest.mark.parametrize(("way", "speaker", "method"), SPEAKERS, ids=lambda each: getattr(each, "__name__", each))
def test_whoever_speaks_is_listened_to(
    way: str, speaker: type, method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, honest = WAYS[way], getattr(speaker, method)

    def leaking(self: Any, *given: Any, **named: Any) -> Any:
        if speaker is Console:
            print(MARK)
        made = honest(self, *given, **named)
        return {**made, "leak": MARK} if isinstance(made, dict) else made if made is None else f"{made}{MARK}"

    for seed in range(TRIES):
        case = chosen.case(seed)
        out = Outcome()
        with monkeypatch.context() as patch, watched(tmp_path / str(seed), out):
            patch.setattr(speaker, method, leaking)
            chosen.go(case, tmp_path / str(seed) / "desk", out)
        if out.search.found:
            return
    pytest.fail(f"{TRIES} cases, and nobody heard {speaker.__name__}.{method}")


def raised(error: Exception) -> Exception:
    """Return the error with a traceback."""

    def fail() -> None:
        raise error

    try:
        fail()
    except Exception as caught:  # noqa: BLE001  # whatever it is
        return caught
    return error


def chained() -> Exception:
    try:
        try:
            pa.array([MARK]).cast(pa.int64())
        except pa.ArrowInvalid as cause:
            raise DefinitionError("policy-unknown", name="x", known=()) from cause
    except DefinitionError as error:
        return error


SAYINGS: dict[str, Callable[[Outcome], object]] = {
    "a line of a log": lambda _: logging.getLogger("anything.deep").debug("row %s", MARK),
    "an argument of a log": lambda _: logging.getLogger("x").info("row %(n)s", {"n": 1, "x": MARK}),
    "an exception of a log": lambda _: logging.getLogger("x").error("row", exc_info=raised(ValueError(MARK))),
    "standard output": lambda _: print(MARK),
    "standard error": lambda _: print(MARK, file=sys.stderr),
    "a message": lambda out: out.error(raised(SourceError("policy-unknown", name=MARK, known=()))),
    "a parameter no sentence shows": lambda out: out.error(
        raised(SourceError("policy-unknown", name="x", known=(), cell=MARK))
    ),
    "what was raised before": lambda out: out.error(chained()),
    "a pickle": lambda out: out.search.bytes("x", pickle.dumps({"x": MARK})),
}


@pytest.mark.parametrize("leak", SAYINGS.values(), ids=SAYINGS.keys())
def test_what_is_said_by_the_way_is_looked_at(leak: Callable[[Outcome], object], tmp_path: Path) -> None:
    out = Outcome()
    with watched(tmp_path, out):
        leak(out)
    assert out.search.found


def test_a_warning_and_a_file_left_in_the_temporary_folder_are_looked_at(tmp_path: Path) -> None:
    for leak in (lambda: warnings.warn(MARK, stacklevel=1), left_behind):
        out = Outcome()
        with (
            pytest.raises(AssertionError, match=r"Zqkenarixq|left"),
            watched(tmp_path / str(leak.__name__).strip("<>"), out),
        ):
            leak()
        assert out.search.found


def left_behind() -> None:
    with tempfile.NamedTemporaryFile("w", prefix="left", delete=False) as file:
        file.write(MARK)


def caught(data: bytes) -> bool:
    out = Outcome()
    out.search.bytes("it", data)
    return bool(out.search.found)


CANARIES: list[Any] = [
    MARK, INTEGER, LATITUDE, LONGITUDE, DECIMAL, DAY, LATER_DAY, MOMENT, LATER, AREA, PLATE,
]  # fmt: skip


@pytest.mark.parametrize("value", CANARIES, ids=str)
@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_the_search_sees_into_buffers_and_dictionaries_of_arrow(value: Any, compression: Any, tmp_path: Path) -> None:
    values = pa.array([value] * 99)
    for column in (values, values.dictionary_encode(), pa.array([[value]] * 99)):
        feather.write_feather(pa.table({"x": column}), str(tmp_path / "x.feather"), compression=compression)
        assert caught((tmp_path / "x.feather").read_bytes())
    stream = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=None if compression == "uncompressed" else compression)
    with pa.ipc.new_stream(stream, pa.schema({"x": values.type}), options=options) as writer:
        writer.write_table(pa.table({"x": values}))
    assert caught(stream.getvalue().to_pybytes())
    out = Outcome()
    out.search.columns("it", pa.table({"x": values.dictionary_encode()}))
    assert out.search.found
