"""Settings of the server: a table of what can be set, and the values read once and handed down."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..ontology.errors import SettingError

__all__ = ["OPTIONS", "Option", "Settings", "read_settings"]


class Option(NamedTuple):
    """One thing that can be set: its name in `Settings`, its flag and variable, and what it takes.

    `default` and `help` are as a user reads them. `read` makes the value of a text, or raises
    ValueError saying what is allowed. Without `metavar` the flag takes no value: it says no.
    """

    name: str
    flag: str
    variable: str
    metavar: str | None
    default: str
    help: str
    read: Callable[[str], Any]


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,15}", text) and least <= int(text) <= most:
            return int(text)
        raise ValueError(f"a whole number from {least} to {most}")

    return read


def _context(text: str) -> int | None:
    if text == "all":
        return None
    try:
        return _whole(0, 1_000_000)(text)
    except ValueError as error:
        raise ValueError(f"{error}, or all") from None


def _text(pattern: str, allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if re.fullmatch(pattern, text) and text.isprintable():
            return text
        raise ValueError(allowed)

    return read


def _seconds(text: str) -> float:
    if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,6})?", text) and 0 < float(text) <= 86_400:
        return float(text)
    raise ValueError("a number of seconds above 0, at most 86400")


def _addresses(text: str) -> tuple[str, ...]:
    import ipaddress

    parts = [part.strip() for part in text.split(",")] if text else []
    try:
        return tuple(
            str(ipaddress.ip_network(part) if "/" in part else ipaddress.ip_address(part))
            for part in parts
        )
    except ValueError:
        example = "127.0.0.1,10.0.0.0/8"
        raise ValueError(f"addresses or networks, with commas between: {example}") from None


def _sites(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(","))
    if parts == ("none",):
        return ()
    if parts == ("*",) or all(re.fullmatch(_SITE, part) for part in parts):
        return parts
    raise ValueError("sites such as https://news.example.org, with commas between, * or none")


def _yes(text: str) -> bool:
    if text in ("yes", "no"):
        return text == "yes"
    raise ValueError("yes or no")


_secret = _text(
    r"[A-Za-z0-9._~+/-]{16,}=*", "16 or more letters, digits and . _ ~ + / - in one line"
)


def _file(path: str) -> str:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, ValueError):
        raise ValueError("a file of text that can be read") from None
    return _secret(text.strip())


def _release(path: str) -> str:
    if path and not (Path(path) / "SHA256SUMS").is_file():
        raise ValueError("a folder that convenor export wrote, with SHA256SUMS in it")
    return path


_SITE = r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?"

# One worker may be busy with a heavy query for long: it is not counted as one of a core.
_WORKERS = str(max(2, os.cpu_count() or 1) + 1)

# fmt: off
OPTIONS = (
    Option("host", "--host", "CONVENOR_HOST", "ADDRESS", "127.0.0.1",
           "address to listen on ({default})",
           _text(r"[\w.:%-]+", "an address or the name of a host")),
    Option("port", "--port", "CONVENOR_PORT", "N", "8000",
           "port to listen on ({default}; 0: any free one)", _whole(0, 65_535)),
    Option("workers", "--workers", "CONVENOR_WORKERS", "N", _WORKERS,
           "queries at a time (a core each, at least 2, and 1 for a heavy one)", _whole(1, 1_000)),
    Option("seconds", "--timeout", "CONVENOR_TIMEOUT", "SECONDS", "10",
           "deadline of a query ({default})", _seconds),
    Option("memory", "--memory", "CONVENOR_MEMORY", "MB", "2048",
           "memory of a query ({default})", _whole(64, 1 << 20)),
    Option("bytes", "--bytes", "CONVENOR_BYTES", "N", str(64 << 20),
           "longest answer to a query ({default})", _whole(1, 1 << 40)),
    Option("rate", "--rate", "CONVENOR_RATE", "N", "600",
           "requests a minute of one client ({default}; 0: no limit); one on this machine that"
           " came through no proxy is not limited", _whole(0, 1_000_000)),
    Option("prefix", "--prefix", "CONVENOR_PREFIX", "PATH", "",
           "path under which a proxy serves it, such as /fairs; the proxy takes it off",
           _text(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*",
                 "a path such as /fairs, without a slash at its end")),
    Option("proxies", "--proxies", "CONVENOR_PROXIES", "ADDRESSES", "127.0.0.1",
           "proxies whose X-Forwarded-For and -Proto are believed ({default})", _addresses),
    Option("license", "--license", "CONVENOR_LICENSE", "IRI", "",
           "license of the data, which descriptions state",
           _text(r"([A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]+)?",
                 "an IRI such as https://creativecommons.org/licenses/by/4.0/")),
    Option("title", "--title", "CONVENOR_TITLE", "TEXT", "",
           "name of the data, which descriptions and pages show",
           _text(r".{0,200}", "one line of at most 200 characters")),
    Option("context", "--context", "CONVENOR_CONTEXT", "N", "20",
           "characters that a page shows before and after the words of a text that facts were read"
           " in ({default}; all: the whole text)", _context),
    Option("embed", "--embed", "CONVENOR_EMBED", "SITES", "*",
           "sites that may show pages of this one in theirs, with commas between ({default}: all;"
           " none: no site)", _sites),
    Option("release", "--release", "CONVENOR_RELEASE", "FOLDER", "",
           "release to publish below /release/, a folder that convenor export wrote", _release),
    Option("token", "--token-file", "CONVENOR_TOKEN", "FILE", "",
           "file with the token of those who may update; the variable holds the token itself;"
           " neither: no updates", _file),
    Option("log", "--no-log", "CONVENOR_LOG", None, "yes",
           "no access log, no notes of starting and stopping (variable: no)", _yes),
)
# fmt: on


def _default(name: str) -> Any:
    """The default of an option as a value."""
    (option,) = (option for option in OPTIONS if option.name == name)
    return option.read(option.default) if option.default else ""


@dataclass(frozen=True)
class Settings:
    """What the server serves, to whom, and what a query may take.

    `workers` queries are answered at a time, each in at most `seconds`, with at most `memory`
    megabytes of memory and an answer of at most `bytes`. A client may send `rate` requests a
    minute (0: any number); one on the same machine that came through no proxy is not limited.
    `proxies` are addresses and networks that say for whom they ask, `prefix` is the path under
    which they serve. Pages show `context` characters around the words of a text that facts were
    read in (None: the whole text). Pages may stand in those of the
    sites `embed`. `release` is the folder of a release to publish. `license` (an IRI), `title`,
    `release` and `token` may be empty: not stated, none, and no updates.
    """

    place: str
    host: str = _default("host")
    port: int = _default("port")
    workers: int = _default("workers")
    seconds: float = _default("seconds")
    memory: int = _default("memory")
    bytes: int = _default("bytes")
    rate: int = _default("rate")
    prefix: str = _default("prefix")
    proxies: tuple[str, ...] = _default("proxies")
    license: str = _default("license")
    title: str = _default("title")
    release: str = _default("release")
    context: int | None = _default("context")
    embed: tuple[str, ...] = _default("embed")
    token: str = field(default=_default("token"), repr=False)
    log: bool = _default("log")


def read_settings(place: str, flags: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings for a graph: a flag if it is given, else the variable, else the default.

    `flags` has what was given by the name of the setting, None or nothing for the others; an empty
    variable is none. Raises SettingError for a value that is not allowed.
    """
    values = {}
    for option in OPTIONS:
        if (given := flags.get(option.name)) is not None:
            values[option.name] = _read(option.flag, option.read, str(given))
        elif given := environ.get(option.variable):
            read = _secret if option.name == "token" else option.read
            values[option.name] = _read(option.variable, read, given)
    return Settings(place, **values)


def _read(name: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        shown = "its value" if read is _secret else repr(text)
        raise SettingError(f"{name}: {shown} is not allowed", f"It takes {error}.") from None
