"""Files packed with zstd: unpacked as they are read, in bounded memory."""

from __future__ import annotations

import io
from typing import Any, BinaryIO, cast

from ..ontology.errors import MissingExtraError

__all__ = ["unpacked"]

_PACKED = 1 << 11  # bytes that are unpacked at once: not more than 64 MiB come out of them


def unpacked(name: str, raw: BinaryIO) -> BinaryIO:
    """What zstd packed; `name` is what to call it. Raises MissingExtraError without the library.

    Reading raises EOFError where it is damaged or ends too early.
    """
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError(
            f"zstandard, which unpacks {name}, is not installed",
            "Install it: pip install 'convenor[release]'",
        ) from error
    return cast(BinaryIO, io.BufferedReader(_Unpacked(raw, zstandard), 1 << 18))


class _Unpacked(io.RawIOBase):
    """Says where the frames end too early, which the library's own reader does not."""

    def __init__(self, raw: BinaryIO, library: Any) -> None:
        self._raw, self._library = raw, library
        self._frame = self._start()
        self._out = b""

    def _start(self) -> Any:
        return self._library.ZstdDecompressor().decompressobj()

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill a buffer as far as there is something to fill it with."""
        while not self._out:
            block = self._frame.unused_data or self._raw.read(_PACKED)
            if not block and not self._frame.eof:
                raise EOFError("it ends too early")
            if not block:
                return 0
            if self._frame.eof:
                self._frame = self._start()
            try:
                self._out = self._frame.decompress(block)
            except self._library.ZstdError as error:
                raise EOFError(str(error)) from error
        size = min(len(target), len(self._out))
        target[:size], self._out = self._out[:size], self._out[size:]
        return size
