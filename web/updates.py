"""Updates: taken with a token, and handed to the program that loads, as any other input is.

So an update goes through the checks of a load, is kept with the graph and replayed with it, and the
server itself stays one that only reads.
"""

from __future__ import annotations

import asyncio
import datetime
import sys

from ..graph.places import folder_at
from ..ontology.errors import ConvenorError
from .settings import Settings
from .workers import Pool

__all__ = ["UpdateError", "Updates"]

_REFUSED = 4  # exit code of the program: an error that it tells


class UpdateError(ConvenorError):
    """An update was not made; `status` is the code of the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Updates:
    """Makes updates one after the other, each a new version of the graph."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings
        self._lock = asyncio.Lock()

    async def make(self, text: str) -> str:
        """Make an update and serve what it gives; returns what was told of it.

        Raises UpdateError where it is refused; the graph then is as it was.
        """
        async with self._lock:
            # Updates are replayed in the order of their names.
            name = f"update-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S.%f}.ru"
            command = ("-m", "convenor.cli", "load", "-", "--name", name, "--quiet")
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(*command, "--store", self._settings.place),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            told, failed = await process.communicate(text.encode())
            if process.returncode:
                status = 400 if process.returncode == _REFUSED else 500
                raise UpdateError(status, failed.decode().removeprefix("convenor: ").strip())
            current = folder_at(self._settings.place).current()
            if current is not None:
                await self._pool.follow(current.name)
            return told.decode()
