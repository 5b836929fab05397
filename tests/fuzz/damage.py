"""Damage: a seeded choice of small changes to bytes.

What lives here: changes, and nothing but chance deciding among them. What this file must not know: what the bytes mean,
but that some files are zips, whose members are damaged one at a time so that what is inside is reached.
"""

from __future__ import annotations

import io
import random
import zipfile

from corpus import Corpus


def damaged(corpus: Corpus, dice: random.Random) -> bytes:
    """Return a seed with one to six changes; the same for the same dice."""
    seed = dice.choice(corpus.seeds)
    if corpus.zipped and dice.random() < 0.8:
        return _in_a_member(seed, corpus, dice)
    return _changed(seed, corpus, dice)


def _in_a_member(seed: bytes, corpus: Corpus, dice: random.Random) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as archive, zipfile.ZipFile(sink, "w") as copy:
        names = archive.namelist()
        chosen = dice.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            data = archive.read(name)
            if name == chosen:
                if dice.random() < 0.05:
                    continue
                data = _changed(data, corpus, dice)
            copy.writestr(name, data)
    return sink.getvalue()


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
