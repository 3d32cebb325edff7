"""Addresses: where a SPARQL endpoint is, and how to log in, from its URL and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ...ontology.errors import SettingError

__all__ = ["Address", "address_of", "is_address"]

_TIMEOUT = 60.0  # seconds
_PREFIX = "CONVENOR_STORE_"


@dataclass(frozen=True)
class Address:
    """An endpoint as its user names it; `updates` and `graphs` where the dialect does not tell.

    `timeout` is in seconds, for one request. Logging in is by `user` and `password` (basic or
    digest, as the server asks) or by `token` (bearer).
    """

    url: str
    updates: str = ""
    graphs: str = ""
    dialect: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    timeout: float = _TIMEOUT


def is_address(place: object) -> bool:
    """True for the URL of an endpoint, False for a path."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


def address_of(url: str, environment: Mapping[str, str] = os.environ) -> Address:
    """The endpoint at a URL, with the settings CONVENOR_STORE_UPDATES, _GRAPHS, _DIALECT, _USER,
    _PASSWORD, _TOKEN and _TIMEOUT (seconds) of the environment.

    Raises SettingError for an address with a name or password in it, and for a wrong setting.
    """
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise SettingError(f"{url} is not the address of a SPARQL endpoint")
    if parts.username or parts.password:
        raise SettingError(
            "an address with a password in it ends up in logs",
            f"Set {_PREFIX}USER and {_PREFIX}PASSWORD and leave it out of the address.",
        )
    names = ("updates", "graphs", "dialect", "user", "password", "token")
    chosen = {name: environment.get(_PREFIX + name.upper(), "") for name in names}
    if chosen["token"] and chosen["user"]:
        raise SettingError(
            f"both {_PREFIX}TOKEN and {_PREFIX}USER are set",
            "Set the one that the server asks for.",
        )
    return Address(url.rstrip("/"), **chosen, timeout=_seconds(environment))


def _seconds(environment: Mapping[str, str]) -> float:
    text = environment.get(f"{_PREFIX}TIMEOUT", "")
    try:
        seconds = float(text or _TIMEOUT)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 86_400:
        raise SettingError(f"{_PREFIX}TIMEOUT is {text!r}, not a number of seconds")
    return seconds
