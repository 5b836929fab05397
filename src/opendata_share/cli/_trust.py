"""init, refresh, verify, trust, key and agency: who vouches for a catalogue.

What lives here: commands over `releases` and `trust`. What this file must not know: how metadata is signed, verified or
stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .. import _messages, trust
from ..errors import DefinitionError, TrustError
from ..judgements import Found, Judgement
from ..releases import Catalog, begin_signing, change_roles, open_catalog, refresh_signing, signing_of
from ._console import Console, Exit
from ._verdict import Asked, conclude, judging, subject_of_found


def begin_catalog(
    console: Console,
    into: Path,
    agencies: Sequence[str],
    asked: Mapping[str, Sequence[str] | str | None],
    root_threshold: int,
    update_days: int | None,
    url: str | None,
    folders: Sequence[Path],
) -> int:
    """Sign a folder for the first time and print what consumers pin."""
    keys = _keys(folders)
    roles = _roles(keys, agencies, asked, root_threshold)
    period = None if update_days is None else timedelta(days=update_days)
    lifetimes = None if period is None else trust.Lifetimes.for_update_period(period)
    state = begin_signing(into, keys, agencies[0], roles, lifetimes)
    console.sentence("trust-begun", into=into, agencies=list(state.roles.agencies))
    _say_pin(console, state, url)
    if len(state.roles.root.keys) == 1:
        console.note("trust-one-root-key", into=into)
    return Exit.SOUND


def _roles(
    keys: trust.Keys, agencies: Sequence[str], asked: Mapping[str, Sequence[str] | str | None], threshold: int
) -> trust.Roles | None:
    if not any(asked.values()):
        return None if len(agencies) == 1 else trust.Roles.of_one_key(keys.first(), *agencies)
    own: dict[str, list[trust.PublicKey]] = {}
    for text in asked["agencies"] or ():
        slug, equals, name = text.partition("=")
        if not equals:
            raise DefinitionError("trust-agency-key", text=text[:80])
        own.setdefault(slug, []).append(_key(keys, name))
    root = asked["root"] or ()
    online = asked["online"]
    targets = asked["targets"]
    first = None if root and online and set(own) >= set(agencies) else _first(keys)
    root_keys = trust.RoleKeys(tuple(_key(keys, name) for name in root), threshold) if root else _alone(first)
    online_keys = _alone(_key(keys, str(online))) if online else _alone(first)
    targets_keys = _alone(_key(keys, str(targets))) if targets else trust.RoleKeys(root_keys.keys[:1])
    by_agency = {slug: trust.RoleKeys(tuple(found)) for slug, found in own.items()}
    by_agency |= {slug: _alone(first) for slug in agencies if slug not in by_agency}
    for role in by_agency.values():
        online_keys = online_keys | role  # who publishes must be able to say what is newest
    return trust.Roles(root=root_keys, targets=targets_keys, online=online_keys, agencies=by_agency)


def _first(keys: trust.Keys) -> trust.PublicKey:
    """Return the key "publisher", made where it does not exist, whatever other keys there are."""
    return _key(keys, "publisher")


def _alone(key: trust.PublicKey | None) -> trust.RoleKeys:
    assert key is not None  # noqa: S101 - it is None only where every role has keys of its own
    return trust.RoleKeys((key,))


def _key(keys: trust.Keys, text: str) -> trust.PublicKey:
    """Return the key a text writes out or names; one that does not exist yet is made."""
    if text.startswith("ed25519:"):
        return trust.PublicKey.parse(text)
    return keys.public(text) if text in keys.names else keys.make(text)


def _keys(folders: Sequence[Path]) -> trust.Keys:
    """Return the user's own keys and those in `folders`; new ones are made in the first of `folders`."""
    return trust.Keys.open(*folders, trust.key_folder()) if folders else trust.Keys.open()


def _say_pin(console: Console, state: trust.Repository, url: str | None) -> None:
    pin = trust.Pin(state.pin, None if url is None else f"{url.rstrip('/')}/")
    console.sentence("trust-pin-to-share", pin=pin)


def refresh_catalog(console: Console, into: Path, folders: Sequence[Path]) -> int:
    """Vouch again for what a folder serves, and say until when that holds and what else must be signed."""
    state = refresh_signing(into, _keys(folders))
    console.sentence("trust-refreshed", into=into, until=_day(state.expires["timestamp"]))
    for role in state.due(datetime.now(UTC)):
        if role in state.unadmitted:
            console.note("trust-unadmitted", role=role)
        else:
            console.note("trust-ends-soon", role=role, until=_day(state.expires[role]))
    return Exit.SOUND


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}"


def verify_location(console: Console, location: str, pinned: str | None, *, explain: bool, asked: Asked) -> int:
    """Check everything a location serves; say what is wrong, and why the rest is believed."""

    def work() -> int:
        return _verify_location(console, location, pinned, explain, asked)

    return judging(console, "verify", asked, (location,), work)


def _verify_location(console: Console, location: str, pinned: str | None, explain: bool, asked: Asked) -> int:
    catalog = open_catalog(location, trust=pinned)
    if explain and catalog.pin is None:
        raise DefinitionError("trust-explain-pin")
    checked = 0
    wrong = sorted(catalog.refused.items())
    for name, dataset in catalog.items():
        for release in dataset.releases():
            try:
                release.verify()
            except TrustError as error:
                wrong.append((name, error))
            checked += 1
    errors = [error for _, error in wrong]
    for problem in errors if asked.is_for_people else ():
        console.failure(problem)
    counts = {"releases": checked, "wrong": len(wrong), "datasets": len(catalog), "trust": catalog.trust}
    said = _messages.render("trust-verified-part" if wrong else "trust-verified-all", console.language, counts)
    found = tuple(_found(console, name, error) for name, error in wrong)
    judgement = Judgement(
        command="verify",
        language=console.language,
        subjects=(subject_of_found(location, location, found, summary=said),),
        text=said,
        document=_document(console, catalog, checked, errors),
        strict=asked.strict,
    )
    code = conclude(console, judgement, asked)
    if explain and asked.is_for_people and catalog.pin is not None:
        _explain(console, catalog.pin)
    return code


def _found(console: Console, name: str, error: TrustError) -> Found:
    return Found(
        rule=error.message_id,
        severity="error",
        message=f"{name}: {error.message(console.language)}",
        hint=error.hint(console.language),
        file=error.file,
    )


def _document(console: Console, catalog: Catalog, checked: int, wrong: Sequence[TrustError]) -> dict[str, Any]:
    return {
        "valid": not wrong,
        "trust": catalog.trust,
        "pin": None if catalog.pin is None else catalog.pin.digest,
        "datasets": list(catalog),
        "releases": checked,
        "problems": [
            {"class": type(error).__name__, "message_id": error.message_id, "message": error.text(console.language)}
            for error in wrong
        ],
    }


def _explain(console: Console, pin: trust.Pin) -> None:
    chain = trust.explain(pin, trust.State.of(pin))
    root, targets = chain.link("root"), chain.link("targets")
    snapshot, timestamp = chain.link("snapshot"), chain.link("timestamp")
    console.sentence("trust-chain-pin", digest=pin.digest)
    console.sentence("trust-chain-root", **_shown(root))
    console.sentence("trust-chain-targets", agencies=[link.role for link in chain.agencies], **_shown(targets))
    listed = [
        f"{link.role} {link.version}: {link.releases} ({link.signed}/{link.threshold})" for link in chain.agencies
    ]
    ends = min((link.expires for link in chain.agencies), default=targets.expires)
    console.sentence("trust-chain-agencies", listed=listed, until=_day(ends))
    issued = "–" if timestamp.issued is None else f"{timestamp.issued:%Y-%m-%d %H:%M} UTC"
    console.sentence("trust-chain-newest", snapshot=snapshot.version, issued=issued, until=_day(timestamp.expires))


def _shown(link: trust.Link) -> dict[str, Any]:
    shown = {"version": link.version, "signed": link.signed, "threshold": link.threshold, "keys": link.keys}
    return {**shown, "until": _day(link.expires)}


def add_pin(console: Console, text: str) -> int:
    """Remember what a publisher's string holds against its address."""
    pin = trust.Pin.parse(text)
    trust.Pins.of_user().add(pin)
    console.sentence("trust-added", location=pin.location, digest=pin.digest)
    return Exit.SOUND


def list_pins(console: Console) -> int:
    """Print every string that is remembered."""
    for pin in trust.Pins.of_user().all():
        console.say(str(pin))
    return Exit.SOUND


def remove_pin(console: Console, location: str) -> int:
    """Forget what is held against an address."""
    pin = trust.Pins.of_user().remove(location)
    console.sentence("trust-removed", location=pin.location, digest=pin.digest)
    return Exit.SOUND


def show_keys(console: Console, into: Path | None, url: str | None, folders: Sequence[Path]) -> int:
    """Print the keys held here, and what they sign in a folder."""
    keys = _keys(folders)
    names = {keys.public(name): name for name in keys.names}
    for key, name in names.items():
        console.say(f"{name}  {key}")
    if into is None:
        return Exit.SOUND
    state = signing_of(into)
    roles = {"root": state.roles.root, "targets": state.roles.targets, "online": state.roles.online}
    for role, of in {**roles, **state.roles.agencies}.items():
        end = state.expires.get({"online": "timestamp"}.get(role, role))
        console.sentence(
            "trust-role-line",
            role=role,
            threshold=of.threshold,
            keys=[names.get(key, str(key)) for key in of.keys],
            until="–" if end is None else _day(end),
        )
    _say_pin(console, state, url)
    return Exit.SOUND


def make_key(console: Console, name: str, folders: Sequence[Path]) -> int:
    """Make a key and print its public half."""
    keys = _keys(folders)
    key = keys.make(name)
    console.say(str(key))
    console.note("trust-key-made", path=keys.folder / f"{name}.key")
    return Exit.SOUND


def rotate_keys(
    console: Console, into: Path, role: str, names: Sequence[str], threshold: int, folders: Sequence[Path]
) -> int:
    """Let other keys sign for a role."""
    keys = _keys(folders)
    known = ("root", "targets", "online", *signing_of(into).roles.agencies)
    if role not in known:
        raise DefinitionError("trust-role-unknown", role=role[:80], known=known)
    new = trust.RoleKeys(tuple(_key(keys, name) for name in names), threshold)

    def change(roles: trust.Roles) -> trust.Roles:
        if role == "root":
            return replace(roles, root=new)
        if role == "targets":
            return replace(roles, targets=new)
        if role == "online":
            return replace(roles, online=new)
        # whoever publishes must be able to say what is newest; the keys that were replaced no longer can
        gone = set(roles.agencies[role].keys)
        left = tuple(key for key in roles.online.keys if key not in gone or key in _others(roles, role))
        online = trust.RoleKeys(left, 1) | new if left else trust.RoleKeys(new.keys)
        return replace(roles, agencies={**roles.agencies, role: new}, online=online)

    state = change_roles(into, keys, change)
    console.sentence("trust-rotated", role=role, root=state.root, keys=[str(key) for key in new.keys])
    if role in state.unadmitted:
        console.note("trust-unadmitted", role=role)
    return Exit.SOUND


def _others(roles: trust.Roles, role: str) -> set[trust.PublicKey]:
    """Return the keys that sign for anything but the agency `role`."""
    rest = (roles.root, roles.targets, *(keys for name, keys in roles.agencies.items() if name != role))
    return {key for keys in rest for key in keys.keys}


def add_agency(
    console: Console, into: Path, agency: str, names: Sequence[str], threshold: int, folders: Sequence[Path]
) -> int:
    """Let one more agency publish into a folder."""
    keys = _keys(folders)
    signing_of(into)  # no key is made for a folder that is not signed
    new = trust.RoleKeys(tuple(_key(keys, name) for name in names), threshold)

    def change(roles: trust.Roles) -> trust.Roles:
        return replace(roles, agencies={**roles.agencies, agency: new}, online=roles.online | new)

    state = change_roles(into, keys, change)
    console.sentence("trust-agency-added", agency=agency, agencies=list(state.roles.agencies))
    return Exit.SOUND
