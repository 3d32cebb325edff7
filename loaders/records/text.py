"""Text files: which encoding they are in, and their lines with a limit on each."""

from __future__ import annotations

import codecs
import io
from collections.abc import Collection, Iterator
from typing import BinaryIO, cast

from ...ontology.errors import InputError
from ..encodings import CODECS, SAMPLE, byte_order_mark, checked_encoding, encoding_of_lines
from ..inputs import Input

__all__ = ["LONGEST_LINE", "LongLine", "find_encoding", "lines", "whole_text"]

LONGEST_LINE = 4 << 20
_SCANNED = 64 << 20
_WIDE = {"utf-16-le", "utf-16-be"}


class LongLine(bytes):
    """The beginning of a line above the limit; the rest was read past."""

    size: int
    quotes: int


def find_encoding(source: Input, given: str | None, columns: Collection[str]) -> str:
    """Encoding of a text file: the one `given`, or what its bytes show.

    Without a byte order mark it is UTF-16 if the first line then holds a name of `columns`,
    UTF-8 if most lines beyond ASCII are, else GB18030 or Big5, whichever makes the common
    characters of Chinese. Raises InputError where this does not decide.
    """
    with source.open() as stream:
        head = stream.read(4096)
        if not head:
            raise InputError(f"{source.name} is empty")
        mark = byte_order_mark(head)
        if given:
            return checked_encoding(given, mark)
        if mark == "utf-32":
            raise InputError(f"{source.name} is UTF-32, which is not read", "Save it as UTF-8.")
        if mark:
            return mark
        if wide := _wide(head, columns):
            return wide
        sample = _beyond_ascii(head + stream.read(1 << 16), stream)
    return encoding_of_lines(source.name, sample)


def _wide(head: bytes, columns: Collection[str]) -> str | None:
    if b"\0" not in head:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) & ~1].decode(encoding, "replace")
        first = text.lstrip().partition("\n")[0].casefold()
        if any(name in first for name in columns) or first[:1] in ("{", "["):
            return encoding
    return None


def _beyond_ascii(head: bytes, stream: BinaryIO) -> list[bytes]:
    """Lines of the file that are not ASCII, enough of them to judge by."""
    found = [line for line in head.split(b"\n") if not line.isascii()]
    size, scanned = sum(map(len, found)), 0
    while size < SAMPLE and scanned < _SCANNED and (line := stream.readline(LONGEST_LINE)):
        scanned += len(line)
        if not line.isascii():
            found.append(line)
            size += len(line)
    return found


class _Recoded(io.RawIOBase):
    """A file in a wide encoding, or with CR alone as line end, as UTF-8 with LF.

    What cannot be decoded becomes bytes that are no UTF-8 either.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream, self._wide = stream, encoding in _WIDE
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        while not self._ready:
            chunk = self._stream.read(1 << 16)
            self._ready = self._recoded(chunk)
            if not chunk:
                break
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _recoded(self, chunk: bytes) -> bytes:
        if not self._wide:
            return chunk.replace(b"\r", b"\n")
        if not chunk:  # half a character is left over at the end
            rest = self._decoder.getstate()[0]
            self._decoder.reset()
            return b"\xff" if rest else b""
        return self._decoder.decode(chunk).encode("utf-8", "surrogatepass")

    def close(self) -> None:
        self._stream.close()
        super().close()


def lines(source: Input, encoding: str) -> tuple[str, Iterator[bytes]]:
    """Codec name and the lines, with their ends and without a byte order mark.

    A line above `LONGEST_LINE` comes as `LongLine`, without being held in memory.
    """
    codec = "utf-8" if encoding in _WIDE else CODECS.get(encoding, encoding)
    return codec, _lines(source, encoding)


def _lines(source: Input, encoding: str) -> Iterator[bytes]:
    with _opened(source, encoding) as stream:
        first = True
        while line := stream.readline(LONGEST_LINE):
            if first:
                line = line.removeprefix(codecs.BOM_UTF8)
                first = False
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                line = _drained(line, stream)
            yield line


def _opened(source: Input, encoding: str) -> BinaryIO:
    stream = source.open()
    if encoding not in _WIDE:
        head = stream.read(1 << 16)
        stream.close()
        stream = source.open()
        if b"\n" in head or b"\r" not in head:
            return stream
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding), 1 << 16))


def _drained(line: bytes, stream: BinaryIO) -> bytes:
    size, quotes = len(line), line.count(b'"')
    while part := stream.readline(LONGEST_LINE):
        size += len(part)
        quotes += part.count(b'"')
        if part.endswith(b"\n"):
            break
    if part == b"" and size == LONGEST_LINE:
        return line  # the last line of the file, exactly as long as allowed
    cut = LongLine(line[:200])
    cut.size, cut.quotes = size, quotes
    return cut


def whole_text(source: Input, encoding: str, most: int) -> str:
    """The whole file as text, if it is at most `most` bytes and decodes; else InputError."""
    codec = "utf-8" if encoding in _WIDE else CODECS.get(encoding, encoding)
    with _opened(source, encoding) as stream:
        data = stream.read(most + 1).removeprefix(codecs.BOM_UTF8)
    if len(data) > most:
        raise InputError(
            f"{source.name} is larger than {most >> 20} MiB, the most that is read as a whole",
            "Write it as JSON Lines, which is read row by row.",
        )
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source.name} is not {encoding} at byte {error.start + 1}: {error.reason}"
        ) from error
