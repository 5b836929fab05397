"""Personal data looked for in columns of text: bytes first, then Arrow, then Python on what is left.

What lives here: which texts of an array hold which kind of personal data. What this file must not know: fields,
policies, what is done about it.

A detector is asked only where the bytes of all texts together could hold what it needs, and of those texts alone that
hold it; a text is looked at in Python only where RE2 found the shape and the shape alone does not decide. No more than
`MOST_CONFIRMED` texts of a batch are looked at so; beyond that the shape decides, which finds too much rather than too
little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import index_array, mask_of, pc, positions_of
from ._personal_patterns import DETECTORS, Bytes, Detector, Need

if TYPE_CHECKING:
    from .._arrow import Mask

MOST_CONFIRMED: Final = 20_000

Texts = Any
"""A `pa.StringArray` without nulls."""


def found_in(texts: Texts, detectors: Sequence[Detector] = DETECTORS) -> Iterator[tuple[Detector, Mask]]:
    """Yield each detector that finds something, with the texts it finds it in.

    Args:
        texts: Texts without nulls.
        detectors: What to look for.
    """
    data = Bytes(bytes_of(texts))
    of_need: dict[Need, list[Detector]] = {}
    for detector in detectors:
        of_need.setdefault(detector.need, []).append(detector)
    for need, asked in of_need.items():
        if need.may_be_in(data):
            yield from _found_of(need, texts, asked)


def _found_of(need: Need, texts: Texts, detectors: Sequence[Detector]) -> Iterator[tuple[Detector, Mask]]:
    """Yield what is found in the texts that hold `need`."""
    if need.shape is None:
        places, near = np.arange(len(texts)), texts
    else:
        places = np.flatnonzero(mask_of(pc.match_substring_regex(texts, need.shape)))
        near = texts.take(index_array(places))
    for detector in detectors:
        confirmed = _confirmed(near, mask_of(pc.match_substring_regex(near, detector.shape)), detector)
        if confirmed.any():
            mask = np.zeros(len(texts), np.bool_)
            mask[places[confirmed]] = True
            yield detector, mask


def bytes_of(texts: Texts) -> bytes:
    """Return the bytes of all texts, one after the other."""
    if len(texts) == 0:
        return b""
    _, offsets, data = texts.buffers()
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    ends = np.frombuffer(offsets, width)[texts.offset : texts.offset + len(texts) + 1]
    return b"" if data is None else data.slice(int(ends[0]), int(ends[-1] - ends[0])).to_pybytes()


def _confirmed(texts: Texts, mask: Mask, detector: Detector) -> Mask:
    if detector.confirms is None:
        return mask
    looked_at = positions_of(mask)[:MOST_CONFIRMED]
    for position, text in zip(looked_at, texts.take(index_array(looked_at)).to_pylist(), strict=True):
        mask[position] = detector.is_in(text)
    return mask
