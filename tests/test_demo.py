"""Opening the explorer: `convenor serve --open`, and the end of `make demo`."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from .server import SOON

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "docs" / "demo.py"


def address_in(text: str) -> str:
    found = re.search(r"The explorer is at (http://127\.0\.0\.1:\d+/)", text)
    assert found, text
    return found[1]


def test_where_nobody_watches_it_shows_that_it_answers_and_ends(bundled: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DEMO), str(bundled)],
        capture_output=True,
        text=True,
        timeout=2 * SOON,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    address = address_in(done.stdout)
    assert f"200 {address}\n" in done.stdout
    assert f"200 {address}doc/id/edition/wmc-2023\n" in done.stdout
    with pytest.raises(httpx.TransportError):
        httpx.get(address)


def test_without_a_graph_it_fails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DEMO), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=SOON,
        check=False,
    )
    assert done.returncode == 1
    assert "there is no graph" in done.stderr


def read_until(terminal: int, wanted: str) -> str:
    end, told = time.monotonic() + SOON, ""
    while wanted not in told:
        assert time.monotonic() < end, told
        told += os.read(terminal, 1000).decode()
    return told


def test_in_a_terminal_it_opens_the_browser_and_stays_until_ctrl_c(
    bundled: Path, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', "utf-8")
    browser.chmod(0o755)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, str(DEMO), str(bundled)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"DISPLAY": ":0", "BROWSER": str(browser)},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            address = address_in(read_until(ours, "Ctrl-C"))
            assert httpx.get(address, timeout=SOON).status_code == 200
            end = time.monotonic() + SOON
            while not opened.exists() or not opened.read_text("utf-8"):
                assert time.monotonic() < end
                time.sleep(0.1)
            assert opened.read_text("utf-8").strip() == address
            assert process.poll() is None
        finally:
            os.killpg(process.pid, signal.SIGINT)
        assert process.wait(SOON) == 0
    os.close(ours)


def test_a_port_that_is_taken_is_given_up_only_for_opening(bundled: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "convenor.cli", "serve", "--store", str(bundled)]
        command += ["--port", port, "--no-log", "--workers", "1"]
        refused = subprocess.run(command, capture_output=True, timeout=SOON, check=False)
        assert refused.returncode == 4
        assert b"cannot listen" in refused.stderr
        with subprocess.Popen([*command, "--open"], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            try:
                address = address_in(process.stdout.readline())
                assert f":{port}/" not in address
                assert httpx.get(address, timeout=SOON).status_code == 200
            finally:
                process.terminate()


def test_make_demo_ends_with_the_explorer() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\ndemo:")[2].partition("\n\n")[0]
    assert recipe.rstrip().endswith("docs/demo.py $(DEMO)")
