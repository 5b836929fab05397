"""Damage: a seeded choice of small changes to bytes.

What lives here: changes, and nothing but chance deciding among them. What this file must not know: what the bytes mean,
but for two things without which little of a reader is reached: some files are packed, whose contents are damaged and
packed again; and in JSON and TOML a value may give way to another one, so that the text stays sound.
"""

from __future__ import annotations

import copy
import functools
import gzip
import io
import json
import random
import zipfile
from typing import Any, Final

from corpus import MARK, Corpus

_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 1e300, 2**63, "", "x", "1", "next", "match", "é", "2026-01-01T00:00:00Z", [], {},
    [[]], [None], [True], [[1, 2]], {"": None}, {"a": {"b": []}}, "a" * 300, "/", "http://other.example/", "(a+)+$",
    "#/",
)  # fmt: skip


def damaged(corpus: Corpus, dice: random.Random) -> bytes:
    """Return a seed with one to six changes; the same for the same dice."""
    seed = dice.choice(corpus.seeds)
    if corpus.packed and dice.random() < 0.8:
        return _in_a_member(seed, corpus, dice) if corpus.packed == "zip" else _in_gzip(seed, corpus, dice)
    if corpus.values and dice.random() < 0.6:
        return (_other_toml if corpus.values == "toml" else _other_json)(seed, dice)
    return _changed(seed, corpus, dice)


def _other_json(seed: bytes, dice: random.Random) -> bytes:
    """Return a seed, or one document of a conversation in it, with one to three values in the place of others."""
    documents = seed.split(MARK)
    chosen = dice.randrange(len(documents))
    head, gap, body = documents[chosen].rpartition(b"\n\n")
    try:
        root = [json.loads(body)]
    except ValueError:  # a seed in another format, or on several lines
        return seed
    for _ in range(dice.choice((1, 1, 2, 3))):
        place, key = dice.choice(list(_places(root)))
        if dice.random() < 0.2 and place is not root:
            del place[key]
        elif dice.random() < 0.2:
            place[key] = [place[key]] if dice.random() < 0.5 else {"a": place[key]}
        else:
            place[key] = copy.deepcopy(dice.choice(_VALUES))
    documents[chosen] = head + gap + json.dumps(root[0] if root else None).encode()
    return MARK.join(documents)


def _places(value: Any) -> Any:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def _other_toml(seed: bytes, dice: random.Random) -> bytes:
    """Return a seed with a value of a line in the place of another, a line lost, twice or elsewhere."""
    lines = seed.split(b"\n")
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = dice.randrange(len(lines))
        name, sign, _ = lines[at].partition(b" = ")
        match dice.randrange(5):
            case 0 if sign:
                written = json.dumps(dice.choice([value for value in _VALUES if value is not None]), ensure_ascii=False)
                lines[at] = name + sign + written.replace(":", " =").encode()
            case 1 if sign:
                lines[at] = name + sign + dice.choice(lines).rpartition(b" = ")[2]
            case 2:
                lines.insert(dice.randrange(len(lines)), lines[at])
            case 3:
                lines[at] = b""
            case _:
                lines[at] = dice.choice(lines)
    return b"\n".join(lines)


def _in_a_member(seed: bytes, corpus: Corpus, dice: random.Random) -> bytes:
    sink = io.BytesIO()
    members = _members(seed)
    with zipfile.ZipFile(sink, "w") as copy:
        chosen = dice.choice([name for name, _ in members if name.endswith((".xml", ".rels", ".csv"))])
        for name, data in members:
            if name == chosen:
                if dice.random() < 0.05:
                    continue
                copy.writestr(name, _changed(data, corpus, dice))
            else:
                copy.writestr(name, data)
    return sink.getvalue()


@functools.cache
def _members(seed: bytes) -> list[tuple[str, bytes]]:
    """Return what is in one of the few archives, unpacked once."""
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _in_gzip(seed: bytes, corpus: Corpus, dice: random.Random) -> bytes:
    return gzip.compress(_changed(gzip.decompress(seed), corpus, dice), mtime=0)


def _changed(data: bytes, corpus: Corpus, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        at, length = dice.randint(0, len(data)), dice.choice((0, 0, 1, 1, 2, 4, 17))
        match dice.randrange(6):
            case 0:  # another byte
                data = data[:at] + bytes((dice.randrange(256),)) + data[at + 1 :]
            case 1:  # a piece put in, or in the place of something
                data = data[:at] + dice.choice(corpus.pieces) + data[at + length :]
            case 2:  # the end is lost
                data = data[: len(data) - dice.choice((1, 2, 3, 9, 40))] if dice.random() < 0.7 else data[:at]
            case 3:  # a part is there twice, or is lost
                stop = min(len(data), at + dice.randint(1, 60))
                data = data[:at] + data[at:stop] * dice.choice((0, 2, 3)) + data[stop:]
            case 4:  # one bit
                if at < len(data):
                    data = data[:at] + bytes((data[at] ^ (1 << dice.randrange(8)),)) + data[at + 1 :]
            case _:  # a part of another file
                other = dice.choice(corpus.seeds)
                start = dice.randint(0, len(other))
                data = data[:at] + other[start : start + dice.randint(1, 80)] + data[at + length :]
    return data
