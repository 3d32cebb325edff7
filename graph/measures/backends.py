"""Backends: functions of networkx, run by networkx or by a backend that somebody names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...ontology.errors import MissingExtraError, SettingError

__all__ = ["dispatch"]

_NEXT_STEP = "Leave the backend out: networkx computes the same."


def dispatch(
    function: Callable[..., Any], *arguments: Any, backend: str | None = None, **options: Any
) -> Any:
    """What a function of networkx returns, computed by the backend named, if one is.

    Raises MissingExtraError if the backend is not installed, SettingError if it does not have the
    function or breaks. Errors of networkx itself pass through.
    """
    import networkx as nx

    if backend is None:
        return function(*arguments, **options)
    if backend not in {"networkx", *nx.config.backends}:
        raise MissingExtraError(
            f"networkx has no backend {backend!r} here",
            f"Install it (pip install nx-{backend}) or leave the backend out.",
        )
    try:
        return function(*arguments, backend=backend, **options)
    except nx.NetworkXException:
        raise
    except NotImplementedError as error:
        name = getattr(function, "__name__", str(function))
        raise SettingError(f"the backend {backend!r} does not have {name}", _NEXT_STEP) from error
    except Exception as error:  # a backend made for another networkx breaks in any way
        raise SettingError(
            f"the backend {backend!r} does not work with networkx {nx.__version__}: {error}",
            _NEXT_STEP,
        ) from error
