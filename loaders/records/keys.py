"""Keys: which row had a key first, for millions of rows in little memory."""

from __future__ import annotations

from array import array
from hashlib import blake2b

__all__ = ["Keys"]

_ROWS = 2**40


class Keys:
    """Numbers of rows by the hash of their key, 32 to 64 bytes a row (a dict needs 200).

    A key is known by 64 bits of its hash: among a million rows two different keys are taken for
    equal with a probability of 3 in 10^8.

    >>> keys = Keys()
    >>> keys.first("wmc-2023 held", 0, 2), keys.first("wmc-2023 held", 1, 9)
    ((0, 2), (0, 2))
    """

    def __init__(self) -> None:
        self._size = 1024
        self._used = 0
        self._hashes = array("Q", bytes(8 * self._size))
        self._rows = array("Q", bytes(8 * self._size))

    def first(self, key: str, table: int, row: int) -> tuple[int, int]:
        """Numbers of the table and row that had `key` first: these, if none had it before.

        `table` is below 2^24, `row` below 2^40.
        """
        data = key.encode("utf-8", "surrogatepass")
        code = int.from_bytes(blake2b(data, digest_size=8).digest(), "little") or 1
        hashes, mask = self._hashes, self._size - 1
        place = code & mask
        while found := hashes[place]:
            if found == code:
                return divmod(self._rows[place], _ROWS)
            place = (place + 1) & mask
        hashes[place] = code
        self._rows[place] = table * _ROWS + row
        self._used += 1
        if self._used * 2 > self._size:
            self._grow()
        return table, row

    def _grow(self) -> None:
        old = zip(self._hashes, self._rows, strict=True)
        self._size *= 2
        hashes, rows = array("Q", bytes(8 * self._size)), array("Q", bytes(8 * self._size))
        mask = self._size - 1
        for code, row in old:
            if code:
                place = code & mask
                while hashes[place]:
                    place = (place + 1) & mask
                hashes[place], rows[place] = code, row
        self._hashes, self._rows = hashes, rows
