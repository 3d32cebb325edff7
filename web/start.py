"""Starting: what is looked at before the server listens, and the process that serves."""

from __future__ import annotations

import socket

from ..graph.folder import GraphFolder
from ..ontology.errors import MissingExtraError, SettingError
from .settings import Settings

__all__ = ["serve"]

_MOST_HEAD = 1 << 20  # bytes: a longer request is cut off, one above 64 kB is told so


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop.

    Raises StoreError where there is no graph, SettingError where it cannot listen, and
    MissingExtraError where what it needs is not installed.
    """
    try:
        import uvicorn

        from .app import make_app
        from .logs import log_config
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{error.name} is not installed", "Install it: pip install 'convenor[serve]'"
        ) from error
    with GraphFolder(settings.folder).reading():
        pass  # tells at once if there is none
    _try_address(settings.host, settings.port)
    uvicorn.run(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        root_path=settings.prefix,
        http="h11",
        h11_max_incomplete_event_size=_MOST_HEAD,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        access_log=False,  # `Observed` writes it
        log_config=log_config(settings.log),
        timeout_graceful_shutdown=round(settings.seconds) + 1,
    )


def _try_address(host: str, port: int) -> None:
    """Listen for a moment: the server itself would tell what is wrong in its log only."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address, family=family).close()
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]
        step = "Is another server there? Choose with --port and --host."
        raise SettingError(f"cannot listen on {host} port {port}: {reason}", step) from error
