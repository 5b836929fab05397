"""Personal data looked for in columns of text: bytes first, then Arrow, then Python on what is left.

What lives here: which texts of an array hold which kind of personal data. What this file must not know: fields,
policies, what is done about it.

A detector is asked only where the bytes of all texts together could hold what it looks for, and a text is looked at in
Python only where RE2 found the shape and the shape alone does not decide. No more than `MOST_CONFIRMED` texts of a
batch are looked at so; beyond that the shape decides, which finds too much rather than too little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import index_array, mask_of, pc, positions_of
from ._personal_patterns import DETECTORS, Detector

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
    data = bytes_of(texts)
    for detector in detectors:
        if detector.may_be_in(data):
            mask = mask_of(pc.match_substring_regex(texts, detector.shape))
            confirmed = _confirmed(texts, mask, detector)
            if confirmed.any():
                yield detector, confirmed


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
