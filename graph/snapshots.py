"""Snapshots: the bytes of every input, kept once under their hash."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

from ..loaders.inputs import Input
from ..ontology.model import InputFile

__all__ = ["Snapshots"]

_BLOCK = 1 << 20


class Snapshots:
    """A folder of snapshots, compressed, named by the SHA-256 of the bytes they hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, entry: Input) -> tuple[InputFile, int]:
        """Copy the bytes of an input and describe them; also the number of line ends in them.

        Raises InputError where the input cannot be read, OSError where the copy cannot be written.
        """
        digest, size, lines = hashlib.sha256(), 0, 0
        number, name = tempfile.mkstemp(dir=self.folder, prefix="new-")
        path = Path(name)
        try:
            with (
                entry.open() as source,
                os.fdopen(number, "wb") as raw,
                gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as copy,
            ):
                while block := source.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    lines += block.count(b"\n")
                    copy.write(block)
            path.chmod(
                0o644
            )  # a temporary file is for its maker's eyes only, a graph for its readers'
            path.replace(self._path(digest.hexdigest()))
        finally:
            path.unlink(missing_ok=True)
        return InputFile(entry.name, digest.hexdigest(), size, entry.media_type), lines

    def keep_text(self, text: str) -> str:
        """Keep the characters of a text as UTF-8 and give their hash."""
        data = text.encode("utf-8", "surrogatepass")
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            draft = path.with_name(f"new-{sha256}")
            draft.write_bytes(gzip.compress(data, compresslevel=1, mtime=0))
            draft.replace(path)
        return sha256

    def input(self, name: str, sha256: str) -> Input:
        """The kept bytes as an input under the name it was loaded by."""
        return Input(name, self._path(sha256), gzipped=True)

    def text(self, sha256: str) -> str:
        """A kept mapping file, or the characters of a text."""
        return gzip.decompress(self._path(sha256).read_bytes()).decode("utf-8")

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.gz"
