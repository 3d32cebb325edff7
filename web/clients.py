"""Who asks: the address of a client, whether it is on this machine, whether it has the token."""

from __future__ import annotations

import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope

__all__ = ["address_of", "has_token", "header", "is_local"]

_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")


def address_of(scope: Scope) -> IPv4Address | IPv6Address | None:
    """The address of the client, or None where it is none: what a proxy says may be any text."""
    host, _ = scope.get("client") or ("", 0)
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine itself, and not through a proxy on it.

    A proxy is known by its headers, also where the server does not believe them.
    """
    address = address_of(scope)
    forwarded = any(header(scope, name) for name in _FORWARDED)
    return address is not None and address.is_loopback and not forwarded


def has_token(scope: Scope, token: str) -> bool:
    """Whether a request has the token (RFC 6750); nobody has an empty one."""
    kind, _, given = header(scope, "authorization").partition(b" ")
    same = hmac.compare_digest(given.strip(), token.encode())  # takes as long for any text
    return bool(token) and kind.lower() == b"bearer" and same


def header(scope: Scope, name: str) -> bytes:
    """The first header of a name, or nothing."""
    wanted = name.encode()
    return next((value for key, value in scope["headers"] if key == wanted), b"")
