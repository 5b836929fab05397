"""The commands that sign, verify and pin, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how anything is signed or verified.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ._console import console
from ._parameters import File, Format, Lang, Trust

trust_app = App(name="trust", help="Catalogues this machine trusts: the strings their publishers gave you.")
key_app = App(name="key", help="Keys that sign a catalogue.")
agency_app = App(name="agency", help="Agencies that publish into one signed catalogue.")

KeyFolders = Annotated[tuple[Path, ...], Parameter(name="--keys", consume_multiple=False)]
Names = Annotated[tuple[str, ...], Parameter(consume_multiple=False)]


def init(
    into: File,
    /,
    *,
    agency: Annotated[tuple[str, ...], Parameter(name="--agency", consume_multiple=False)],
    root_key: Annotated[tuple[str, ...], Parameter(name="--root-key", consume_multiple=False)] = (),
    root_threshold: int = 1,
    targets_key: str | None = None,
    online_key: str | None = None,
    agency_key: Annotated[tuple[str, ...], Parameter(name="--agency-key", consume_multiple=False)] = (),
    update_days: int | None = None,
    url: str | None = None,
    keys: KeyFolders = (),
    lang: Lang = None,
) -> int:
    """Sign the catalogue in the folder INTO from now on, and print the string consumers pin.

    One key signs everything where nothing else is said; publishing does that by itself. Keys are called by their names
    in the key folder and made where they do not exist, or written as ed25519:… where others hold them. A passphrase is
    taken from the environment variable OPENDATA_SHARE_PASSPHRASE.

    Args:
        into: The folder of releases.
        agency: Which agency publishes here; may be repeated.
        root_key: A key that says who may sign what; may be repeated. Keep these offline.
        root_threshold: How many of them must sign.
        targets_key: The key that says which agency signs which folder.
        online_key: The key that vouches for what is newest.
        agency_key: An agency's own key, as SLUG=KEY; may be repeated.
        update_days: In how many days a newer release is due; readers are told after twice that, and never before 14.
        url: The address readers will know the folder by, for the string that is printed.
        keys: A folder of keys besides the user's own; may be repeated, the first is where keys are made.
        lang: The language of messages.
    """
    from ._trust import begin_catalog

    asked = {"root": root_key, "targets": targets_key, "online": online_key, "agencies": agency_key}
    return begin_catalog(console(lang), into, agency, asked, root_threshold, update_days, url, keys)


def refresh(into: File, /, *, keys: KeyFolders = (), lang: Lang = None) -> int:
    """Vouch again that what the folder INTO serves is the newest; sign again whatever is due.

    Run it once a week where nothing is published so often: readers refuse what nobody vouched for in time.

    Args:
        into: The folder of releases.
        keys: A folder of keys besides the user's own; may be repeated.
        lang: The language of messages.
    """
    from ._trust import refresh_catalog

    return refresh_catalog(console(lang), into, keys)


def verify(
    location: str,
    /,
    *,
    trust: Trust = None,
    explain: bool = False,
    format: Format = "text",
    lang: Lang = None,
) -> int:
    """Check every byte that LOCATION serves, against its pin where there is one.

    Args:
        location: A folder or an http(s) address.
        trust: The string its publisher gave you; "unverified" checks only that bytes are whole.
        explain: Also print the chain from the pin to the releases.
        format: How the outcome is printed; see validate.
        lang: The language of messages.
    """
    from ._trust import verify_location
    from ._verdict import Asked

    return verify_location(console(lang), location, trust, explain=explain, asked=Asked(form=format))


@trust_app.command(name="add")
def trust_add(pin: str, /, *, lang: Lang = None) -> int:
    """Hold the string PIN against its address from now on.

    Args:
        pin: What its publisher gave you: https://…#sha256=…
        lang: The language of messages.
    """
    from ._trust import add_pin

    return add_pin(console(lang), pin)


@trust_app.command(name="list")
def trust_list(*, lang: Lang = None) -> int:
    """Print every string this machine holds against an address.

    Args:
        lang: The language of messages.
    """
    from ._trust import list_pins

    return list_pins(console(lang))


@trust_app.command(name="remove")
def trust_remove(location: str, /, *, lang: Lang = None) -> int:
    """Hold nothing against the address LOCATION any more.

    Args:
        location: The address.
        lang: The language of messages.
    """
    from ._trust import remove_pin

    return remove_pin(console(lang), location)


@key_app.command(name="show")
def key_show(
    into: Annotated[Path | None, Parameter(name="INTO")] = None,
    /,
    *,
    url: str | None = None,
    keys: KeyFolders = (),
    lang: Lang = None,
) -> int:
    """Print the public keys held here; with a folder INTO, who signs what there, until when, and the string to pin.

    Args:
        into: A folder of releases.
        url: The address readers know it by, for the string that is printed.
        keys: A folder of keys besides the user's own; may be repeated.
        lang: The language of messages.
    """
    from ._trust import show_keys

    return show_keys(console(lang), into, url, keys)


@key_app.command(name="new")
def key_new(name: str, /, *, keys: KeyFolders = (), lang: Lang = None) -> int:
    """Make a key called NAME and print its public half.

    Args:
        name: Small letters, digits and single hyphens.
        keys: The folder it is made in, instead of the user's own.
        lang: The language of messages.
    """
    from ._trust import make_key

    return make_key(console(lang), name, keys)


@key_app.command(name="rotate")
def key_rotate(
    into: File,
    /,
    *,
    role: str,
    key: Annotated[tuple[str, ...], Parameter(name="--key", consume_multiple=False)],
    threshold: int = 1,
    keys: KeyFolders = (),
    lang: Lang = None,
) -> int:
    """Let other keys sign for a role in the folder INTO.

    Args:
        into: The folder of releases.
        role: root, targets, online, or an agency.
        key: A key that signs from now on, by its name (made where it does not exist) or as ed25519:…; may be repeated.
        threshold: How many of them must sign.
        keys: A folder of keys besides the user's own; may be repeated.
        lang: The language of messages.
    """
    from ._trust import rotate_keys

    return rotate_keys(console(lang), into, role, key, threshold, keys)


@agency_app.command(name="add")
def agency_add(
    into: File,
    agency: str,
    /,
    *,
    key: Annotated[tuple[str, ...], Parameter(name="--key", consume_multiple=False)],
    threshold: int = 1,
    keys: KeyFolders = (),
    lang: Lang = None,
) -> int:
    """Let AGENCY publish into the folder INTO, with keys of its own.

    Args:
        into: The folder of releases.
        agency: The agency's slug.
        key: Its public key, as ed25519:…; may be repeated.
        threshold: How many of them must sign its releases.
        keys: A folder of keys besides the user's own; may be repeated.
        lang: The language of messages.
    """
    from ._trust import add_agency

    return add_agency(console(lang), into, agency, key, threshold, keys)
