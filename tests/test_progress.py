"""Progress: a bar with rate and remaining time on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from convenor import progress as module
from convenor.progress import progress

WORK = """
import sys, time
from convenor.progress import progress
with progress(False) as shown:
    shown.phase("copying inputs")
    shown.phase("reading rows", 4000)
    for _ in range(8):
        shown.advance(500)
        time.sleep(0.15)
    shown.phase("checking")
print("done")
"""


def seen_on_a_terminal(**environment: str) -> str:
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", WORK],
        stdout=subprocess.PIPE,
        stderr=child,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment,
    ) as worker:
        os.close(child)
        text = b""
        while True:
            try:
                block = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            text += block
        assert worker.wait() == 0
    os.close(parent)
    return text.decode("utf-8")


def test_a_terminal_shows_rows_rate_and_remaining_time() -> None:
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen_on_a_terminal())
    assert re.search(r"reading rows \S+ [\d,]+ of about 4,000, [\d,]+ rows/s 0:00:0\d left", text)
    assert "checking" in text and "?" not in text and "Traceback" not in text


def test_the_cursor_comes_back() -> None:
    text = seen_on_a_terminal()
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_no_color_is_respected() -> None:
    assert "\x1b[38;" in seen_on_a_terminal(NO_COLOR="")
    assert not re.search(r"\x1b\[(3\d|38;[\d;]+)m", seen_on_a_terminal(NO_COLOR="1"))


def test_elsewhere_there_are_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(False) as shown:
        shown.phase("copying inputs")
        shown.phase("reading rows", 10)
        shown.advance(10)
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[:2] == ["copying inputs ...", "reading rows ..."]
    assert re.fullmatch(r"reading rows: 10 rows, [\d,]+ rows/s", lines[2]) and len(lines) == 3


def test_long_work_speaks_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LINE_SECONDS", 0.0)
    with progress(False) as shown:
        shown.phase("reading rows")
        shown.advance(1_000)
        shown.advance(1_000)
    err = capsys.readouterr().err
    assert "reading rows: 1,000 rows" in err and "reading rows: 2,000 rows" in err


def test_quiet_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(True) as shown:
        shown.phase("reading rows")
        shown.advance(10)
    assert capsys.readouterr() == ("", "")
