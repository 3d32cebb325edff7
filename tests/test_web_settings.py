"""Settings of the server: flag over variable over default, and what is not allowed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from convenor.arguments import make_parser
from convenor.cli import main
from convenor.ontology.errors import SettingError
from convenor.web.settings import OPTIONS, Settings, read_settings

FOLDER = "graph"
TOKEN = "correct-horse-battery-staple"


def read(arguments: list[str], **environ: str) -> Settings:
    """What a command line and an environment come to."""
    options = make_parser().parse_args(["serve", *arguments])
    return read_settings(FOLDER, vars(options), environ)


def test_without_flags_and_variables_there_are_the_defaults() -> None:
    assert read([]) == Settings(FOLDER)
    made = Settings(FOLDER)
    assert (made.host, made.port, made.seconds, made.memory) == ("127.0.0.1", 8000, 10.0, 2048)
    assert (made.bytes, made.rate, made.prefix, made.proxies) == (1 << 26, 600, "", ("127.0.0.1",))
    assert (made.license, made.title, made.token, made.log) == ("", "", "", True)
    assert made.context == 20
    assert made.workers == max(2, os.cpu_count() or 1) + 1


# A flag with its variable, two texts, and what they mean.
GIVEN: dict[str, tuple[str, Any, str, Any]] = {
    "host": ("0.0.0.0", "0.0.0.0", "::1", "::1"),
    "port": ("0", 0, "65535", 65535),
    "workers": ("1", 1, "12", 12),
    "seconds": ("0.5", 0.5, "600", 600.0),
    "memory": ("512", 512, "4096", 4096),
    "bytes": ("1", 1, "1000", 1000),
    "rate": ("0", 0, "60", 60),
    "prefix": ("/fairs", "/fairs", "/a/b.c", "/a/b.c"),
    "proxies": ("", (), "10.0.0.0/8, ::1", ("10.0.0.0/8", "::1")),
    "license": ("https://example.org/by", "https://example.org/by", "urn:x:y", "urn:x:y"),
    "title": ("Fairs", "Fairs", "展会 2023", "展会 2023"),
    "context": ("all", None, "0", 0),
    "embed": (
        "none",
        (),
        "https://a.example, http://*.b.example:81",
        ("https://a.example", "http://*.b.example:81"),
    ),
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_flag_wins_over_its_variable_and_that_over_the_default(name: str) -> None:
    (option,) = (option for option in OPTIONS if option.name == name)
    text, value, other_text, other = GIVEN[name]
    assert getattr(read([option.flag, text]), name) == value
    assert getattr(read([], **{option.variable: other_text}), name) == other
    assert getattr(read([option.flag, text], **{option.variable: other_text}), name) == value
    assert read([], **{option.variable: ""}) == Settings(FOLDER)


def test_every_option_is_a_setting_and_tried_here() -> None:
    names = [option.name for option in OPTIONS]
    assert set(names) == set(Settings.__dataclass_fields__) - {"place"}
    assert set(names) == GIVEN.keys() | {"token", "log", "release"}
    assert all(option.variable.startswith("CONVENOR_") for option in OPTIONS)
    assert len({option.variable for option in OPTIONS}) == len(names)


def test_a_release_is_a_folder_with_sums(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="a folder that convenor export wrote"):
        read(["--release", str(tmp_path)])
    (tmp_path / "SHA256SUMS").touch()
    assert read(["--release", str(tmp_path)]).release == str(tmp_path)
    assert read([], CONVENOR_RELEASE=str(tmp_path)).release == str(tmp_path)


def test_the_log_can_be_turned_off_and_on() -> None:
    assert read(["--no-log"], CONVENOR_LOG="yes").log is False
    assert read([], CONVENOR_LOG="no").log is False
    assert read([], CONVENOR_LOG="yes").log is True


def test_the_token_comes_from_a_file_or_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", "utf-8")
    from_file = read(["--token-file", str(file)], CONVENOR_TOKEN="x" * 20)
    assert from_file.token == TOKEN
    assert read([], CONVENOR_TOKEN=TOKEN) == from_file
    assert TOKEN not in repr(from_file) and TOKEN not in str(from_file)
    with pytest.raises(SettingError) as raised:
        read([], CONVENOR_TOKEN=f"{TOKEN} and more")
    assert "CONVENOR_TOKEN" in str(raised.value) and TOKEN not in str(raised.value)
    file.write_text(f"{TOKEN}\n{TOKEN}\n", "utf-8")
    with pytest.raises(SettingError, match="--token-file") as raised:
        read(["--token-file", str(file)])
    assert TOKEN not in str(raised.value)
    with pytest.raises(SettingError, match="can be read"):
        read(["--token-file", str(tmp_path)])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("port", text) for text in ("", "-1", "65536", "80.0", "８０", "1e3", "abc", " 80")),
        *(("workers", text) for text in ("0", "1001", "two")),
        *(("seconds", text) for text in ("0", "0.0", "-1", "nan", "inf", "86401", "10s")),
        *(("memory", text) for text in ("0", "63", "2G")),
        *(("bytes", text) for text in ("0", "64M")),
        *(("rate", text) for text in ("-1", "0.5", "1000001")),
        *(("prefix", text) for text in ("fairs", "/fairs/", "/", "//x", "/..", "/a b", "/%2e")),
        *(("proxies", text) for text in ("*", "proxy", "10.0.0.1/8", "127.0.0.1,", "1.2.3")),
        *(("license", text) for text in ("CC-BY", "https://e.org/a b", "https://e.org/<x>")),
        *(("title", text) for text in ("two\nlines", "\x1b[2J", "x" * 201)),
        *(("context", text) for text in ("-1", "1000001", "ALL", "none", "0.5")),
        *(("host", text) for text in ("", "a b", "http://x/")),
    ],
)
def test_what_is_not_allowed_is_told_with_its_name(name: str, wrong: str) -> None:
    (option,) = (option for option in OPTIONS if option.name == name)
    with pytest.raises(SettingError) as raised:
        read([f"{option.flag}={wrong}"])
    assert raised.value.message == f"{option.flag}: {wrong!r} is not allowed"
    assert raised.value.next_step.startswith("It takes ")
    if wrong:
        with pytest.raises(SettingError, match=f"^{option.variable}: "):
            read([], **{option.variable: wrong})


def test_the_command_tells_what_is_not_allowed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["serve", "--port", "high"]) == 4
    assert "--port: 'high' is not allowed" in capsys.readouterr().err
    monkeypatch.setenv("CONVENOR_RATE", "many")
    assert main(["serve"]) == 4
    assert "CONVENOR_RATE: 'many' is not allowed" in capsys.readouterr().err


def test_the_help_names_flag_variable_and_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for option in OPTIONS:
        assert option.flag in shown and f"[{option.variable}]" in shown
    assert "port to listen on (8000" in shown and "{default}" not in shown
    assert "one on this machine that came through no proxy is not limited" in shown
