"""The key of pseudonyms: where it is found, how long it must be, and what is said where there is none."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.errors import DefinitionError
from opendata_share.policy._pseudonym import Key, read_key
from opendata_share.policy._terms import KeySource

SECRET = "0123456789abcdef0123456789abcdef"


def error(message_id: str, *steps: str | int, **parameters: Any) -> DefinitionError:
    """Return an error that tells where in the policy it points."""
    return DefinitionError(message_id, field=".".join(map(str, steps)), **parameters)


def name_of(secret: bytes, value: str) -> str:
    """Return the pseudonym, computed apart."""
    message = b"opendata-share/pseudonym@1\0jakarta-fire\0d\0" + value.encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def named(key: Key, *values: str | None) -> list[str | None]:
    found: list[str | None] = key.names("jakarta-fire", "d")(pa.array(values, pa.string())).to_pylist()
    return found


def test_a_key_in_the_environment_is_its_bytes_also_where_they_are_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for secret in (SECRET.encode(), b"\xff\xfe" * 16, "kunci-é".encode() * 6):
        monkeypatch.setenv("OUR_KEY", "  " + secret.decode("utf-8", "surrogateescape") + "\n")
        assert named(read_key(KeySource(environment="OUR_KEY"), None, error), "a") == [name_of(secret, "a")]


@pytest.mark.parametrize("length", [32, 63, 64, 65, 200])
def test_a_key_may_be_longer_than_a_block(tmp_path: Path, length: int) -> None:
    secret = (SECRET * 7)[:length].encode()
    (tmp_path / "our.key").write_bytes(secret)
    key = read_key(KeySource(file="our.key"), tmp_path, error)
    assert named(key, "a", None, "b", "a") == [name_of(secret, "a"), None, name_of(secret, "b"), name_of(secret, "a")]


def test_a_key_file_is_looked_up_where_the_program_runs_if_the_policy_has_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "our.key").write_text(SECRET)
    monkeypatch.chdir(tmp_path)
    assert named(read_key(KeySource(file="our.key"), None, error), "a") == [name_of(SECRET.encode(), "a")]


@pytest.mark.parametrize(
    ("source", "message_id", "parameters"),
    [
        (KeySource(environment="OUR_KEY"), "policy-key-environment", {}),
        (KeySource(file="gone.key"), "policy-key-file", {}),
        (KeySource(file="short.key"), "policy-key-short", {"least": 32}),
    ],
    ids=["environment", "file", "short"],
)
def test_a_key_that_is_not_there_is_said_of_the_line_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: KeySource, message_id: str, parameters: dict[str, Any]
) -> None:
    monkeypatch.delenv("OUR_KEY", raising=False)
    (tmp_path / "short.key").write_text("k" * 31)
    with pytest.raises(DefinitionError) as raised:
        read_key(source, tmp_path, error)
    assert (raised.value.message_id, raised.value.field) == (message_id, "pseudonym_key")
    assert raised.value.parameters == parameters


def test_names_are_the_same_in_whatever_batches_values_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also beyond what is remembered: two of three are here."""
    key, values = Key(SECRET.encode()), ["a", None, "b", "a", "c", "b", None, "c", "a"]
    expected = [None if value is None else name_of(SECRET.encode(), value) for value in values]
    for most in (0, 1, 2, 3, 100):
        monkeypatch.setattr("opendata_share.policy._pseudonym._REMEMBERED", most)
        for size in (1, 2, 4, 9):
            names = key.names("jakarta-fire", "d")
            batches = [pa.array(values[at : at + size], pa.string()) for at in range(0, len(values), size)]
            assert [each for batch in batches for each in names(batch).to_pylist()] == expected
    assert key.names("jakarta-fire", "d")(pa.array([None, None], pa.string())).to_pylist() == [None, None]


def test_a_key_shows_nothing() -> None:
    key = Key(SECRET.encode())
    assert repr(key) == "Key(…)"
    assert repr(key.names("jakarta-fire", "d")) == "names"
    with pytest.raises(TypeError, match="not pickled"):
        key.__reduce__()
