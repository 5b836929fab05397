"""Errors say where, what and what to do, in both languages; they survive pickling and carry an exit code."""

from __future__ import annotations

import pickle

import pytest

from opendata_share import errors
from opendata_share.errors import (
    DataRejected,
    DefinitionError,
    LimitExceeded,
    MissingExtra,
    OpenDataShareError,
    ReleaseError,
    SourceError,
    SourceUnavailable,
    TransferError,
    TrustError,
)
from opendata_share.report import Balance, Report, TableReport

REPORT = Report((TableReport(contract="a@1.0.0", source="a.csv", balance=Balance(read=1, produced=1, rejected=1)),))
CLASSES = [
    found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, OpenDataShareError)
]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (DefinitionError, 2),
        (SourceError, 1),
        (SourceUnavailable, 2),
        (DataRejected, 1),
        (LimitExceeded, 1),
        (ReleaseError, 2),
        (TransferError, 2),
        (TrustError, 1),
        (MissingExtra, 2),
    ],
)
def test_the_class_says_whether_anything_could_be_judged(kind: type[OpenDataShareError], code: int) -> None:
    assert kind.exit_code == code


def test_a_text_says_where_what_and_what_to_do() -> None:
    error = DefinitionError("contract-version", file="c.json", contract="a", version="1")
    assert str(error) == "c.json: contract a: 1 is no semantic version\n  → write it like 1.0.0"
    assert error.text("id") == "c.json: kontrak a: 1 bukan versi semantik\n  → tulis seperti 1.0.0"
    assert error.hint("en") == "write it like 1.0.0"


def test_the_place_is_named_in_words() -> None:
    error = SourceError("contract-name", file="a.csv", line=3, row=2, field="b", name="x")
    assert error.where("en") == "a.csv, line 3, row 2, field b"
    assert error.where("id") == "a.csv, baris berkas 3, baris 2, kolom b"
    assert SourceError("contract-name", name="x").where() == ""
    assert SourceError("contract-name", line=0, name="x").where() == "line 0"


def test_a_sentence_may_name_the_place_too() -> None:
    error = DefinitionError("contract-field-name", contract="a", field="B")
    assert "B" in error.message("en")
    assert "B" in error.message("id")


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling(kind: type[OpenDataShareError]) -> None:
    extra = {"report": REPORT} if kind is DataRejected else {}
    error = kind("contract-name", file="a", line=1, name="x", **extra)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.args == error.args
    assert (again.text("en"), again.text("id")) == (error.text("en"), error.text("id"))
    assert vars(again) == vars(error)


def test_what_else_is_wrong_is_told_after_the_first_and_survives_pickling() -> None:
    error = DefinitionError("contract-name", file="a", line=3, name="x")
    error.others, error.unlisted = (DefinitionError("contract-name", file="a", line=9, name="y"),), 2
    lines = error.text("en").splitlines()
    assert [line for line in lines if line.startswith("a, line")] == [
        error.others[0].text().splitlines()[0].replace("9", "3").replace("y", "x"),
        error.others[0].text().splitlines()[0],
    ]
    assert lines[-1] == "… and 2 more"
    assert error.text("id").endswith("… dan 2 lagi")
    assert error.message() == DefinitionError("contract-name", name="x").message()
    assert pickle.loads(pickle.dumps(error)).text("id") == error.text("id")


def test_whether_trying_again_may_help_is_kept() -> None:
    assert pickle.loads(pickle.dumps(SourceUnavailable("contract-name", transient=True, name="x"))).transient
    assert not SourceUnavailable("contract-name", name="x").transient
    assert TransferError.transient


def test_an_unknown_message_id_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        str(DefinitionError("no-such-message"))


def test_long_lists_are_cut() -> None:
    error = DefinitionError("map-other-contract", contracts=[str(n) for n in range(20)], contract="x")
    assert "… (+8)" in str(error)
    assert str(DefinitionError("map-other-contract", contracts={"b", "a"}, contract="x")).startswith(
        "the map fills a, b"
    )
