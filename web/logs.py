"""Logs: where their lines go, and the line of one request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.types import Scope

from .clients import header

__all__ = ["ACCESS", "access_line", "log_config"]

ACCESS = "convenor.access"

_LONGEST = 2_000  # characters of one field: a query may be a megabyte
# Whatever could end a field or a line, or move a cursor, is written as nginx does.
_HARMLESS = {
    code: f"\\x{code:02X}" for code in range(256) if not 0x20 <= code <= 0x7E or chr(code) in '"\\'
}


def log_config(log: bool) -> dict[str, Any]:
    """A configuration for `logging.config.dictConfig` and uvicorn.

    Requests go to standard output, notes and errors to standard error; without `log` only warnings
    and errors.
    """
    level = "INFO" if log else "WARNING"
    stream = "logging.StreamHandler"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"note": {"format": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {
            "out": {"class": stream, "stream": "ext://sys.stdout"},
            "err": {"class": stream, "stream": "ext://sys.stderr", "formatter": "note"},
        },
        "loggers": {
            ACCESS: {"handlers": ["out"], "level": level, "propagate": False},
            "uvicorn": {"handlers": ["err"], "level": level, "propagate": False},
        },
    }


def access_line(scope: Scope, time: datetime, status: int, size: int, seconds: float) -> str:
    """A request in the combined log format, and the seconds that its answer took."""
    host, _ = scope.get("client") or ("-", 0)
    target = scope.get("raw_path") or scope["path"].encode()
    if scope["query_string"]:
        target += b"?" + scope["query_string"]
    request = f"{scope['method']} {_harmless(target)} HTTP/{scope['http_version']}"
    return (
        f"{_harmless(host.encode()).replace(' ', '_')} - - [{time:%d/%b/%Y:%H:%M:%S %z}]"
        f' "{request}" {status} {size or "-"} "{_harmless(header(scope, "referer")) or "-"}"'
        f' "{_harmless(header(scope, "user-agent")) or "-"}" {seconds:.3f}'
    )


def _harmless(text: bytes) -> str:
    shown = text[:_LONGEST].decode("latin-1").translate(_HARMLESS)
    return f"{shown}..." if len(text) > _LONGEST else shown
