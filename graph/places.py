"""Places: where a graph is, a folder on this machine or a SPARQL endpoint."""

from __future__ import annotations

import os
from pathlib import Path

from .folder import GraphFolder

__all__ = ["data_folder", "default_place", "folder_at"]


def data_folder() -> Path:
    """Where the graphs of a user are, by the rules of XDG."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "convenor"


def default_place() -> str:
    """The place where none is named: CONVENOR_STORE, else the user's data folder."""
    return os.environ.get("CONVENOR_STORE") or str(data_folder())


def folder_at(place: str | os.PathLike[str] | None = None) -> GraphFolder:
    """The graph at a place: a path, or the address (http, https) of a SPARQL endpoint.

    Raises StoreError where an endpoint cannot be reached.
    """
    chosen = os.fspath(place or default_place())
    if chosen.lower().startswith(("http://", "https://")):
        from .remote.folder import RemoteFolder

        return RemoteFolder(chosen)
    return GraphFolder(chosen)
