"""Inputs from the web: what an address gives, as a file that lives as long as its input."""

from __future__ import annotations

from collections.abc import Collection

from ...ontology.errors import InputError
from ..inputs import Input
from ..streams import new_file
from .fetcher import Fetcher
from .limits import Request
from .naming import ACCEPT, name_of

__all__ = ["fetch_input"]


def fetch_input(fetcher: Fetcher, address: str, suffixes: Collection[str]) -> Input:
    """What an address gives, before unpacking; where it gives nothing the input has the reason."""
    path, keep = new_file()
    try:
        fetched = fetcher.fetch(Request(address, ACCEPT, page=True), path)
        name = name_of(address, fetched, suffixes)
    except InputError as error:
        return Input(address, path, fault=error)
    return Input(name, path, keep=keep, url=fetched.url, retrieved=fetched.retrieved)
