"""Keys: one file each, for their owner alone, and nowhere in a word that is printed."""

from __future__ import annotations

import os
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from shelf import keys_called

from opendata_share.errors import DefinitionError, ReleaseError, TrustError
from opendata_share.trust import Keys, PublicKey, key_folder


def test_keys_lie_in_the_users_configuration_folder() -> None:
    assert key_folder({"XDG_CONFIG_HOME": "/somewhere"}) == Path("/somewhere/opendata-share/keys")
    assert key_folder({}) == Path.home() / ".config/opendata-share/keys"
    # the XDG Base Directory specification: a relative path is invalid and ignored
    assert key_folder({"XDG_CONFIG_HOME": "somewhere"}) == Path.home() / ".config/opendata-share/keys"


def test_the_first_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    first = Keys.open(tmp_path / "keys").first()
    again = Keys.open(tmp_path / "keys")
    assert again.first() == first
    assert again.names == ("publisher",)


def test_a_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        keys = Keys.open(tmp_path / "keys")
        keys.make("publisher")
    finally:
        os.umask(previous)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert sorted(os.listdir(tmp_path / "keys")) == ["publisher.key", "publisher.pub"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_secret_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    keys = Keys.open(tmp_path)
    public = keys.make("publisher")
    (tmp_path / "publisher.key").chmod(mode)
    with pytest.raises(TrustError) as caught:
        keys.signers([public])
    assert caught.value.message_id == "trust-key-readable"
    assert f"{mode:04o}" in str(caught.value)


def test_a_link_is_no_key(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    public = keys.make("publisher")
    (tmp_path / "publisher.key").rename(tmp_path / "elsewhere")
    (tmp_path / "publisher.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DefinitionError) as caught:
        keys.signers([public])
    assert caught.value.message_id == "trust-key-unreadable"


def test_a_passphrase_of_the_environment_encrypts_and_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENDATA_SHARE_PASSPHRASE", "ayam-jago")
    public = Keys.open(tmp_path).make("publisher")
    assert b"ENCRYPTED" in (tmp_path / "publisher.key").read_bytes()
    assert len(Keys.open(tmp_path).signers([public])) == 1
    monkeypatch.setenv("OPENDATA_SHARE_PASSPHRASE", "ayam-kampung")
    with pytest.raises(DefinitionError) as wrong:
        Keys.open(tmp_path).signers([public])
    assert wrong.value.message_id == "trust-key-passphrase-wrong"
    monkeypatch.delenv("OPENDATA_SHARE_PASSPHRASE")
    with pytest.raises(DefinitionError) as missing:
        Keys.open(tmp_path).signers([public])
    assert missing.value.message_id == "trust-key-passphrase-needed"
    assert "ayam" not in "".join(
        error.text(language) for error in (wrong.value, missing.value) for language in ("en", "id")
    )


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    keys.make("publisher")
    before = (tmp_path / "publisher.key").read_bytes()
    with pytest.raises(ReleaseError) as caught:
        keys.make("publisher")
    assert caught.value.message_id == "trust-key-exists"
    assert (tmp_path / "publisher.key").read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["publisher.key", "publisher.pub"]


def test_a_secret_whose_public_half_is_missing_is_finished(tmp_path: Path) -> None:
    """A publisher was killed between the two files, before or after it removed the secret's first name."""
    made = Keys.open(tmp_path).make("publisher")
    (tmp_path / "publisher.pub").unlink()
    os.link(tmp_path / "publisher.key", tmp_path / ".publisher.key.0123abcd")
    keys = Keys.open(tmp_path)
    assert keys.first() == made
    assert keys.signers([made])
    assert (tmp_path / "publisher.pub").read_text("ascii") == f"{made}\n"
    assert sorted(os.listdir(tmp_path)) == ["publisher.key", "publisher.pub"]


def test_an_unfinished_secret_that_cannot_be_used_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys.open(tmp_path)
    keys.make("publisher", passphrase="rahasia")
    (tmp_path / "publisher.pub").unlink()
    before = (tmp_path / "publisher.key").read_bytes()
    monkeypatch.delenv("OPENDATA_SHARE_PASSPHRASE", raising=False)
    with pytest.raises(DefinitionError) as caught:
        Keys.open(tmp_path).first()
    assert caught.value.message_id == "trust-key-passphrase-needed"
    (tmp_path / "publisher.key").chmod(0o644)
    with pytest.raises(TrustError):
        Keys.open(tmp_path).first()
    assert (tmp_path / "publisher.key").read_bytes() == before
    assert os.listdir(tmp_path) == ["publisher.key"]


def test_a_public_half_alone_keeps_its_name(tmp_path: Path) -> None:
    """The secret may be kept elsewhere."""
    keys = Keys.open(tmp_path)
    keys.make("root")
    (tmp_path / "root.key").unlink()
    for opened in (keys, Keys.open(tmp_path)):
        with pytest.raises(ReleaseError) as caught:
            opened.make("root")
        assert caught.value.message_id == "trust-key-exists"
    assert os.listdir(tmp_path) == ["root.pub"]


def test_publishers_that_begin_at_the_same_moment_have_one_key(tmp_path: Path) -> None:
    for number in range(20):
        opened = [Keys.open(tmp_path / str(number)) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            made = set(pool.map(lambda keys: keys.first(), opened))
        assert len(made) == 1
        assert all(keys.signers(made) for keys in opened)
        assert sorted(os.listdir(tmp_path / str(number))) == ["publisher.key", "publisher.pub"]


@pytest.mark.parametrize("name", ["", "../x", "A", "a b", "a--b", ".hidden", "x/y", "a\n"])
def test_a_name_is_a_slug(tmp_path: Path, name: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Keys.open(tmp_path).make(name)
    assert caught.value.message_id == "trust-key-name"
    assert list(tmp_path.iterdir()) == []


def test_a_key_whose_halves_do_not_belong_together_is_refused(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    one, other = keys.make("one"), keys.make("other")
    (tmp_path / "one.key").write_bytes((tmp_path / "other.key").read_bytes())
    with pytest.raises(TrustError) as caught:
        keys.signers([one])
    assert caught.value.message_id == "trust-key-other"
    assert len(keys.signers([other])) == 1


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    public = keys.make("publisher")
    (tmp_path / "publisher.key").write_bytes(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    with pytest.raises(DefinitionError) as caught:
        keys.signers([public])
    assert caught.value.message_id == "trust-key-damaged"


def test_keys_print_as_names_and_are_not_pickled() -> None:
    keys = keys_called("publisher")
    assert repr(keys) == "Keys(publisher)"
    with pytest.raises(TypeError):
        pickle.dumps(keys)


def test_keys_of_several_folders_are_held_together_and_made_in_the_first(tmp_path: Path) -> None:
    daily, stick = tmp_path / "daily", tmp_path / "stick"
    online, offline = Keys.open(daily).make("online"), Keys.open(stick).make("offline")
    both = Keys.open(daily, stick)
    assert both.holds(online)
    assert both.holds(offline)
    both.make("third")
    assert (daily / "third.key").exists()


@pytest.mark.parametrize("text", ["", "ed25519:", "ed25519:zz", "ed25519:" + "A" * 64, "rsa:" + "a" * 64, "a" * 64])
def test_a_public_key_has_one_form(text: str) -> None:
    with pytest.raises(DefinitionError):
        PublicKey.parse(text)


def test_a_public_key_is_called_as_python_tuf_calls_it() -> None:
    from securesystemslib.signer import CryptoSigner

    signer = CryptoSigner.generate_ed25519()
    ours = PublicKey.of_metadata(signer.public_key)
    assert ours is not None
    assert ours.id == signer.public_key.keyid
    assert PublicKey.parse(str(ours)) == ours
