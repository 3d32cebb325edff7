"""Snippets as they are pasted: each asks a server for exactly the values it was made for."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from convenor.web.pages.snippets import snippets

VALUES = [
    {},
    {"edition": "wmc-2023"},
    {"edition": "World Manufacturing Convention", "role": "organizer", "from_year": "2023"},
    {"body": "工业和信息化部", "words": "“智造” & más"},
    {"words": 'it\'s "quoted" `id` $HOME $(id) ${x} \\ \\n \\u0041 %41 +&=#?;|<>!~*[a]{b,c}'},
    {"words": "two\nlines\tand\r\nmore, 'of' \"it\"\\"},
    {"words": "@/etc/hostname", "other": "=a=b", "more": "-v --version"},
    {"words": "'''\"\"\"\\", "other": "{address}", "more": "{{}}%s"},
    {"words": "\x01\x7f\u2028\U0001f600"},
]
Asked = list[dict[str, str]]
Run = Callable[[str, str], str]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Asked]]:
    """A server that answers with a table and keeps what it was asked."""
    asked: Asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pairs = parse_qsl(
                urlsplit(self.path).query, keep_blank_values=True, strict_parsing=True
            )
            asked.append({"path": urlsplit(self.path).path, **dict(pairs)})
            self.send_response(200)
            self.send_header("Content-Type", "text/csv; charset=utf-8")
            self.end_headers()
            self.wfile.write("body,bodyLabel\r\n1,工信部\r\n".encode())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/fairs/api/queries/made", asked
        serving.shutdown()
        thread.join()


def code_of(name: str, address: str, values: dict[str, str]) -> str:
    return {each.name: each.code for each in snippets(address, "made", values)}[name]


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("values", VALUES)
def test_curl(server: tuple[str, Asked], values: dict[str, str]) -> None:
    address, asked = server
    shown = run(["sh", "-c", code_of("curl", address, values).replace("curl ", "curl -sS ", 1)])
    assert asked[-1] == {"path": "/fairs/api/queries/made", **values, "format": "csv"}
    assert shown == "body,bodyLabel\n1,工信部\n"


def test_python(server: tuple[str, Asked], tmp_path: Path) -> None:
    address, asked = server
    pasted = tmp_path / "pasted.py"
    codes = [code_of("Python", address, values) for values in VALUES]
    shown = 'print(made.to_dict("records"))\n'
    pasted.write_text("".join(code + shown for code in codes), "utf-8")
    before = len(asked)
    assert run([sys.executable, "-X", "utf8", str(pasted)]) == (
        "[{'body': 1, 'bodyLabel': '工信部'}]\n" * len(VALUES)
    )
    path = "/fairs/api/queries/made"
    assert asked[before:] == [{"path": path, **values, "format": "csv"} for values in VALUES]


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_r(server: tuple[str, Asked], tmp_path: Path) -> None:
    address, asked = server
    pasted = tmp_path / "pasted.R"
    codes = [code_of("R", address, values) for values in VALUES]
    pasted.write_text("".join(code + "print(nrow(made))\n" for code in codes), "utf-8")
    before = len(asked)
    run(["env", "LC_ALL=C.UTF-8", "Rscript", "--vanilla", "--encoding=UTF-8", str(pasted)])
    path = "/fairs/api/queries/made"
    assert asked[before:] == [{"path": path, **values, "format": "csv"} for values in VALUES]


def test_values_stand_as_people_write_them() -> None:
    address = "https://example.org/api/queries/made"
    curl, python, r = snippets(address, "made", {"body": "工信部"})
    assert all("工信部" in each.code and address in each.code for each in (curl, python, r))
    assert curl.code == (
        f"curl --get {address} \\\n  --data-urlencode 'body=工信部' \\\n"
        "  --data-urlencode format=csv\n"
    )
    assert "made = pandas.read_csv(" in python.code
    assert "made <- read.csv(" in r.code
