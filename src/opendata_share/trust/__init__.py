"""Trust: who may sign what, and how a consumer finds out that somebody else did.

What lives here: keys, signed metadata (The Update Framework, over the layout of a folder of releases), and the pin a
consumer holds against it. What this room must not know: rows, manifests, how anything is stored or fetched: a publisher
gets drafts to commit, a consumer a flow to drive.

python-tuf does the cryptography and the rules of its specification; it is imported where something is signed or
verified, never before.
"""

from __future__ import annotations

from ._explain import Chain, Link, explain
from ._keys import Keys, key_folder
from ._names import FIRST_ROOT, FOLDER, TIMESTAMP_FILE, agency_name, file_name
from ._pin import Pin
from ._pins import Pins
from ._public_key import PublicKey
from ._repository import Repository, begin
from ._roles import Draft, Lifetimes, RoleKeys, Roles, Target
from ._state import State, trust_cache
from ._verify import Verified, last_verified, verify

__all__ = [
    "FIRST_ROOT",
    "FOLDER",
    "TIMESTAMP_FILE",
    "Chain",
    "Draft",
    "Keys",
    "Lifetimes",
    "Link",
    "Pin",
    "Pins",
    "PublicKey",
    "Repository",
    "RoleKeys",
    "Roles",
    "State",
    "Target",
    "Verified",
    "agency_name",
    "begin",
    "explain",
    "file_name",
    "key_folder",
    "last_verified",
    "trust_cache",
    "verify",
]
