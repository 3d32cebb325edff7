"""Addresses: what may be asked over HTTP, and to which machines a name leads."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from .limits import FetchError

__all__ = ["is_address", "next_address", "not_public", "read_address", "resolve"]

# RFC 6052: the last four bytes are an IPv4 address that a translator asks.
_TRANSLATED = IPv6Network("64:ff9b::/96")
_KEPT = "%/:;,@&=+$!*'()~[]?"


def is_address(text: str) -> bool:
    """True for what is meant as an address of the web and not as a path.

    >>> is_address("https://example.org/fairs.csv"), is_address("fairs.csv")
    (True, False)
    """
    return text[:8].lower().startswith(("http://", "https://"))


def read_address(url: str) -> str:
    """An address as it is sent: ASCII, without fragment. Raises FetchError where it is none.

    >>> read_address("https://example.org/会展?a=1#top")
    'https://example.org/%E4%BC%9A%E5%B1%95?a=1'
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port is not None else ""
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one
        raise FetchError(f"{url} is not an address: {error}", "Look at its spelling.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError(f"{url} is not an address of http or https", "Load a file by its path.")
    if not host:
        raise FetchError(f"{url} is not an address: it names no host", "Look at its spelling.")
    if parts.username is not None:
        raise FetchError(
            f"the address of {host} holds a user name",
            "Fetch what needs a password with another program and load the file.",
        )
    netloc = (f"[{host}]" if ":" in host else host) + port
    path, query = quote(parts.path or "/", safe=_KEPT), quote(parts.query, safe=_KEPT)
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def next_address(url: str, location: str) -> str:
    """Where a redirect leads. Raises FetchError where that is no address of the web."""
    try:
        return read_address(urljoin(url, location))
    except FetchError as error:
        raise FetchError(
            f"{url} redirects to what cannot be asked: {error.message}",
            "Open it in a browser and give the address at which it ends.",
        ) from error


def not_public(address: str) -> str:
    """Why a numeric address is not one of the public internet; empty if it is.

    >>> not_public("127.0.0.1"), not_public("::ffff:10.0.0.1"), not_public("93.184.215.14")
    ('a loopback address', 'a private address', '')
    """
    found = _inner(ip_address(address.partition("%")[0]))
    for kind in ("unspecified", "loopback", "link_local", "multicast"):
        if getattr(found, f"is_{kind}"):
            return f"{'an' if kind[0] == 'u' else 'a'} {kind.replace('_', '-')} address"
    return "" if found.is_global else "a private address"


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, or itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def resolve(host: str, port: int, seconds: float, private: bool) -> list[str]:
    """The numeric addresses of a host; one that is not public refuses them all.

    Raises FetchError, TimeoutError after `seconds`. Looking a name up cannot be broken off, so it
    is left behind in its thread.
    """
    found: list[str] = []
    problem: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            problem.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if problem:
        raise FetchError(
            f"the host {host} is not known: {problem[0]}", "Look at its spelling.", later=0
        )
    if not found:
        raise TimeoutError(f"the name of the host {host} was not found in time")
    for address in found:
        if not private and (reason := not_public(address)):
            raise FetchError(
                f"the host {host} is at {address}, {reason}",
                "If you mean a server of your own network, say --allow-private.",
            )
    return found
