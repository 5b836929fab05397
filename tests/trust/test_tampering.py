"""Bytes that were touched: on the way, in a signature, in the memory of a consumer."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from attacker import TIMESTAMP, with_json
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf import NOON, Shelf, fire, joint, pin_of, target, verified

from opendata_share.errors import TooFewSignatures, TrustError
from opendata_share.transport import drive
from opendata_share.trust import Pin, Repository, State, Verified, last_verified, verify

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
"""The order of Ed25519's base point."""
PRIME: Final = 2**255 - 19
SMALL_ORDER: Final = (
    bytes(32),
    (1).to_bytes(32, "little"),
    (PRIME - 1).to_bytes(32, "little"),
    (PRIME).to_bytes(32, "little"),
    (PRIME + 1).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
)
"""Encodings of points of order 1, 2, 4 and 8, two of them not canonical: no honest signer makes an R of them."""


def with_s(signature: bytes, change: Callable[[int], int]) -> bytes:
    return signature[:32] + (change(int.from_bytes(signature[32:], "little")) % 2**256).to_bytes(32, "little")


ENCODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    # the classes of Wycheproof's invalid Ed25519 signatures
    "empty": lambda _: b"",
    "one byte": lambda _: b"\0",
    "R alone": lambda signature: signature[:32],
    "S alone": lambda signature: signature[32:],
    "one byte short": lambda signature: signature[:-1],
    "one byte more": lambda signature: signature + b"\0",
    "twice": lambda signature: signature * 2,
    "all zero": lambda _: bytes(64),
    "all ones": lambda _: b"\xff" * 64,
    "S is zero": lambda signature: with_s(signature, lambda _: 0),
    "S is one": lambda signature: with_s(signature, lambda _: 1),
    "S is the order": lambda signature: with_s(signature, lambda _: ORDER),
    "S is the order less one": lambda signature: with_s(signature, lambda _: ORDER - 1),
    "S plus the order": lambda signature: with_s(signature, lambda s: s + ORDER),
    "S plus twice the order": lambda signature: with_s(signature, lambda s: s + 2 * ORDER),
    "S plus eight times the order": lambda signature: with_s(signature, lambda s: s + 8 * ORDER),
    "S negated": lambda signature: with_s(signature, lambda s: ORDER - s),
    "S with its highest bit": lambda signature: with_s(signature, lambda s: s | 2**255),
    "S is the prime": lambda signature: with_s(signature, lambda _: PRIME),
    "S is the greatest": lambda signature: with_s(signature, lambda _: 2**256 - 1),
    "R and S exchanged": lambda signature: signature[32:] + signature[:32],
    "R with its sign turned": lambda signature: signature[:31] + bytes([signature[31] ^ 0x80]) + signature[32:],
    "R plus the prime": lambda signature: (
        ((int.from_bytes(signature[:32], "little") + PRIME) % 2**256).to_bytes(32, "little") + signature[32:]
    ),
    **{
        f"R of small order {number}": lambda signature, point=point: point + signature[32:]  # type: ignore[misc]
        for number, point in enumerate(SMALL_ORDER)
    },
    **{
        f"R of small order {number}, S zero": lambda _, point=point: point + bytes(32)  # type: ignore[misc]
        for number, point in enumerate(SMALL_ORDER)
    },
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_signature_that_is_encoded_otherwise_is_none(encoding: str, tmp_path: Path) -> None:
    shelf, _ = fire()

    def change(document: dict[str, Any]) -> None:
        (signature,) = document["signatures"]
        signature["sig"] = ENCODINGS[encoding](bytes.fromhex(signature["sig"])).hex()

    shelf.files[TIMESTAMP] = with_json(shelf.files[TIMESTAMP], change)
    with pytest.raises(TooFewSignatures):
        verified(shelf, tmp_path)
    with pytest.raises(TrustError):  # a publisher does not build on it either
        broken = Shelf({**shelf.files, "catalog.trust/2.snapshot.json": shelf.files[TIMESTAMP]})
        Repository.read(broken.get)


@pytest.mark.parametrize("text", ["zz", "0", "0x" + "00" * 64, "é" * 128, None, 1, [], {"sig": ""}])
def test_a_signature_that_is_no_hexadecimal_text_is_none(text: object, tmp_path: Path) -> None:
    shelf, _ = fire()
    shelf.files[TIMESTAMP] = with_json(shelf.files[TIMESTAMP], lambda said: said["signatures"][0].update({"sig": text}))
    with pytest.raises(TrustError):
        verified(shelf, tmp_path)


def test_every_vector_is_refused_by_the_library_itself() -> None:
    """Without this, a signature could be refused above for another reason than its encoding."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    message = b"which versions belong together"
    genuine = secret.sign(message)
    secret.public_key().verify(genuine, message)
    for name, encode in ENCODINGS.items():
        with pytest.raises(InvalidSignature):
            secret.public_key().verify(encode(genuine), message)
            pytest.fail(name)


# a single byte


def files_of(shelf: Shelf) -> list[str]:
    return sorted(name for name in shelf.files if not name.endswith("1.snapshot.json"))


_SHELF, _KEYS = fire()
_NAMES: Final = files_of(_SHELF)


def as_before(found: Verified, honest: Verified) -> bool:
    return (found.releases, found.versions, found.refused) == (honest.releases, honest.versions, {})


def visit(shelf: Shelf, folder: Path) -> Verified:
    pin = Pin(pin_of(_SHELF))
    return drive(verify(pin, State(folder), NOON), lambda wanted: shelf.get(wanted.name))


def touched(name: str, position: int, value: int) -> Shelf:
    data = bytearray(_SHELF.files[name])
    data[position % len(data)] ^= value
    return Shelf({**_SHELF.files, name: bytes(data)})


def believes_nothing_else(shelf: Shelf, folder: Path, honest: Verified) -> None:
    try:
        found = visit(shelf, folder)
    except TrustError:
        return
    assert as_before(found, honest) or set(found.refused) == {"fire"}


@settings(max_examples=150)
@given(name=st.sampled_from(_NAMES), position=st.integers(0, 10_000), value=st.integers(1, 255))
def test_a_byte_that_was_touched_is_refused_or_changes_nothing(
    name: str, position: int, value: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("state")
    believes_nothing_else(touched(name, position, value), folder / "new", _HONEST)


@pytest.mark.exhaustive
def test_every_byte_of_every_file_touched_in_every_bit_is_refused_or_changes_nothing(
    tmp_path: Path, record_property: Callable[[str, object], None], tell: Callable[[int, int], None]
) -> None:
    cases = [(n, position, bit) for n in _NAMES for position in range(len(_SHELF.files[n])) for bit in range(8)]
    cases = cases[:: max(1, len(cases) // 20_000)]
    for number, (name, position, bit) in enumerate(cases):
        tell(number, len(cases))
        folder = tmp_path / "state"
        believes_nothing_else(touched(name, position, 1 << bit), folder, _HONEST)
        _remove(folder)
    record_property("single_bit_changes", len(cases))


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


# F13: the memory of a consumer


def _turned_in_the_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def damages() -> dict[str, Callable[[bytes], bytes]]:
    return {
        "a bit turned at the start": lambda data: bytes([data[0] ^ 1]) + data[1:],
        "a bit turned in the middle": _turned_in_the_middle,
        "cut in half": lambda data: data[: len(data) // 2],
        "empty": lambda _: b"",
        "another document": lambda _: b"null",
        "a version far ahead": lambda data: data.replace(b'"version":', b'"version":9', 1),
    }


@pytest.mark.parametrize("damage", damages())
def test_memory_that_was_damaged_is_mended_and_never_believed(damage: str, tmp_path: Path) -> None:
    shelf, keys = fire()
    verified(shelf, tmp_path)
    kept = sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json") if "whole" not in path.parts
    )
    assert kept == ["fire.json", "root.json", "roots/1.root.json", "snapshot.json", "targets.json", "timestamp.json"]
    for name in (*kept, "clock"):
        honest = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(damages()[damage](honest))
        found = verified(shelf, tmp_path)
        assert [release.path for release in found.releases["fire"]] == ["fire/fleet/1/manifest.json"]
        assert found.refused == {}
        assert (tmp_path / name).read_bytes() == honest, name
    shelf.publish("fire", keys, target("fire/fleet/2"))
    assert len(verified(shelf, tmp_path).releases["fire"]) == 2


@pytest.mark.parametrize("damage", damages())
def test_a_damaged_copy_to_fall_back_on_is_refused_and_not_believed(damage: str, tmp_path: Path) -> None:
    shelf, _ = fire()
    honest = verified(shelf, tmp_path)
    pin = Pin(pin_of(shelf))
    for name in ("roots/1.root.json", "timestamp.json", "snapshot.json", "targets.json", "fire.json"):
        path = tmp_path / "whole" / name
        before = path.read_bytes()
        path.write_bytes(damages()[damage](before))
        try:
            found = last_verified(pin, State(tmp_path))
        except TrustError:
            found = None
        assert found is None or as_before(found, honest) or set(found.refused) == {"fire"}
        path.write_bytes(before)
    assert last_verified(pin, State(tmp_path)) == honest


def test_memory_that_somebody_else_planted_is_not_believed(tmp_path: Path) -> None:
    """Somebody who can write into the cache plants a catalogue of their own, whole and well signed."""
    shelf, _ = fire()
    verified(shelf, tmp_path / "own")
    forged, _ = fire()
    verified(forged, tmp_path / "forged")
    for path in (tmp_path / "forged").rglob("*"):
        if path.is_file():
            (tmp_path / "own" / path.relative_to(tmp_path / "forged")).write_bytes(path.read_bytes())
    found = verified(shelf, tmp_path / "own")
    assert found.pin.digest == pin_of(shelf)
    assert found.refused == {}
    with pytest.raises(TrustError):
        verified(forged, tmp_path / "own", pin=pin_of(shelf))


def _visit_often(files: dict[str, bytes], folder: Path, times: int) -> None:
    """Visit with one state, as one of several processes; dies where a visit is refused."""
    for _ in range(times):
        assert verified(Shelf(files), folder).refused == {}
    os._exit(0)


def test_processes_share_one_memory_and_none_of_them_fails(tmp_path: Path) -> None:
    """python-tuf's own cache without a lock failed in 12 of 120 visits of six processes."""
    shelf, _, fire_keys, _ = joint()
    shelf.publish("fire", fire_keys, target("fire/fleet/1"))
    context = multiprocessing.get_context("fork")
    visitors = [context.Process(target=_visit_often, args=(shelf.files, tmp_path, 20)) for _ in range(6)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(100)
    assert [visitor.exitcode for visitor in visitors] == [0] * 6
    assert json.loads((tmp_path / "timestamp.json").read_bytes()) == shelf.document("timestamp.json")


def test_who_comes_late_with_less_does_not_take_memory_back(tmp_path: Path) -> None:
    """Two processes fetch at once: the slower one saw the older timestamp, and writes last."""
    shelf, keys = fire()
    pin = Pin(pin_of(shelf))
    slow = verify(pin, State(tmp_path), NOON)
    old = shelf.copy()
    wanted = next(slow)
    shelf.publish("fire", keys, target("fire/fleet/2"))
    verified(shelf, tmp_path)
    newest = {path.name: path.read_bytes() for path in tmp_path.glob("*.json")}
    try:
        while True:
            wanted = slow.send(old.get(wanted.name))
    except StopIteration as stop:
        assert len(stop.value.releases["fire"]) == 1
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.json")} == newest


def test_memory_that_cannot_be_kept_is_said_so(tmp_path: Path) -> None:
    from opendata_share.errors import ReleaseError

    (tmp_path / "file").write_text("no folder")
    shelf, _ = fire()
    with pytest.raises(ReleaseError) as caught:
        verified(shelf, tmp_path / "file" / "state")
    assert caught.value.message_id == "trust-state-disk"


_HONEST: Final = visit(_SHELF, _KEYS.folder / "honest")
