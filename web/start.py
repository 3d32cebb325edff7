"""Starting: what is looked at before the server listens, and the process that serves."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from threading import Thread

from ..graph.places import folder_at
from ..ontology.errors import MissingExtraError, SettingError
from .settings import Settings

__all__ = ["serve"]

_MOST_HEAD = 1 << 20  # bytes: a longer request is cut off, one above 64 kB is told so


def serve(settings: Settings, *, opening: bool = False) -> None:
    """Serve until the process is told to stop.

    With `opening` the address is told and opened in a browser if there is one; where the port is
    taken it is any free one.

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
    # A store elsewhere gives up when its query is given up here.
    os.environ.setdefault("CONVENOR_STORE_TIMEOUT", str(settings.seconds))
    with folder_at(settings.place).reading():
        pass  # tells at once if there is none
    port = _port(settings.host, settings.port, or_any=opening)
    if opening:
        Thread(target=_open, args=(settings.host, port), daemon=True).start()
    uvicorn.run(
        make_app(settings),
        host=settings.host,
        port=port,
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


def _port(host: str, port: int, *, or_any: bool) -> int:
    """The port if one can listen on it, `or_any` free one.

    The server itself would tell what is wrong in its log only.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address, family=family) as listening:
            return int(listening.getsockname()[1])
    except OSError as error:
        if or_any and error.errno == errno.EADDRINUSE:
            return _port(host, 0, or_any=False)
        reason = (error.strerror or str(error)).partition(" (")[0]
        step = "Is another server there? Choose with --port and --host."
        raise SettingError(f"cannot listen on {host} port {port}: {reason}", step) from error


def _open(host: str, port: int) -> None:
    """When the server answers, tell its address and open it where there is a browser to see."""
    import webbrowser

    while True:
        try:
            socket.create_connection((host, port)).close()
            break
        except OSError:
            time.sleep(0.1)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    sys.stdout.write(f"The explorer is at {address}\nOpen this address in a web browser. ")
    sys.stdout.write("Ctrl-C here ends the explorer.\n")
    sys.stdout.flush()
    has_display = sys.platform == "darwin" or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}
    if sys.stdout.isatty() and has_display:
        webbrowser.open(address)
