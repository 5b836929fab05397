"""Buffers that are used again: fresh memory costs more than what is read into it.

What lives here: buffers and who holds them. What this module must not know: what is in them.
"""

from __future__ import annotations

from typing import Any, Final

_SLACK: Final = 64 * 1024


class Loan:
    """A buffer that goes back to its shelf when nobody holds the loan any more.

    Attributes:
        buffer: The buffer; what is in it is the holder's. A view of it must not outlive the loan.
    """

    __slots__ = ("_free", "buffer")

    def __init__(self, buffer: bytearray, free: list[bytearray]) -> None:
        self.buffer: Final = buffer
        self._free: Final = free

    def __del__(self) -> None:
        self._free.append(self.buffer)

    def __reduce__(self) -> tuple[Any, ...]:
        # in another process there is no shelf to go back to
        return Loan, (self.buffer, [])


class Shelf:
    """Buffers nobody holds."""

    def __init__(self) -> None:
        self._free: list[bytearray] = []

    def take(self, size: int) -> Loan:
        """Return a buffer of at least `size` bytes; what is in it is anything."""
        while self._free:
            try:
                buffer = self._free.pop()
            except IndexError:  # another thread was faster
                break
            if len(buffer) >= size:
                return Loan(buffer, self._free)
        return Loan(bytearray(size + _SLACK), self._free)
