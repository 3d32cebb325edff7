"""Loading from the web: addresses among files, and what becomes of those that fail."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from convenor.cli import main
from convenor.graph.knowledge import open_graph
from convenor.graph.result import Result
from convenor.loaders.fetching.limits import Fetched, FetchError
from convenor.loaders.fetching.naming import name_of
from convenor.loaders.inputs import SUFFIXES, find_inputs
from convenor.ontology.errors import InputError

from .pretenders import moves, sends, serving

Capture = pytest.CaptureFixture[str]
SERIES = b"series_id,name_en\nlake-fair,Lake Fair\n"
EDITIONS = b"edition_id,series_id,year\nlake-fair-2031,lake-fair,2031\n"
PAGE = b"<html><body><h1>News</h1><p>The 2031 Lake Fair opened in Hefei.</p></body></html>"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("address", "media_type", "name"),
    [
        ("https://x.example/", "text/html", "x.example/index.html"),
        ("https://x.example/a/fair.htm", "text/html", "x.example/a/fair.html"),
        ("https://x.example/fair.php?id=3", "text/html", "x.example/fair.php-3a61b75b.html"),
        ("https://x.example/raw/fairs.csv", "text/plain", "x.example/raw/fairs.csv"),
        ("https://x.example/fairs.csv?x", "text/csv", "x.example/fairs-2d711642.csv"),
        ("https://x.example/fairs", "text/csv", "x.example/fairs.csv"),
        ("https://x.example/f.csv.gz", "application/gzip", "x.example/f.csv.gz"),
        ("https://x.example/all.zip", "application/octet-stream", "x.example/all.zip"),
        ("https://x.example/../%2e%2e/%2Fetc/p", "text/plain", "x.example/-etc/p.txt"),
        ("https://x.example/fair", "application/ld+json", "x.example/fair.jsonld"),
        ("https://x.example/fair", "text/turtle", "x.example/fair.ttl"),
        ("https://x.example/dump", "application/n-quads", "x.example/dump.nq"),
        ("https://x.example/days", "text/calendar", "x.example/days.ics"),
        ("https://x.example/%E5%B1%95", "text/plain", "x.example/展.txt"),
    ],
)
def test_an_address_is_named_by_what_it_gives(address: str, media_type: str, name: str) -> None:
    fetched = Fetched(address, Path("x"), 1, media_type, "2026-11-25", {})
    assert name_of(address, fetched, SUFFIXES.keys()) == name


def test_what_is_not_read_says_what_to_do() -> None:
    fetched = Fetched("https://x.example/a", Path("x"), 1, "application/pdf", "2026-11-25", {})
    with pytest.raises(FetchError, match="application/pdf") as caught:
        name_of("https://x.example/a", fetched, SUFFIXES.keys())
    assert "Save its text" in caught.value.next_step


def test_addresses_are_loaded_and_one_that_fails_loses_no_other(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "series.csv").write_bytes(SERIES)
    answers = {
        "/editions.csv": moves("/there/editions.csv"),
        "/there/editions.csv": sends(EDITIONS, Content_Type="text/csv", ETag='"1"'),
        "/fair.pdf": sends(b"%PDF-", Content_Type="application/pdf"),
    }
    store = str(tmp_path / "graph")
    with serving(answers) as (base, handler):
        paths = [str(tmp_path / "series.csv"), f"{base}/editions.csv"]
        failing = [f"{base}/fair.pdf", f"{base}/gone.html"]
        more = ["--store", store, "--quiet", "--allow-private"]
        assert main(["load", *paths, *failing, *more]) == 3
        err = capsys.readouterr().err
        assert f"{base}/fair.pdf gives application/pdf" in err and "Save its text" in err
        assert f"{base}/gone.html cannot be fetched: its server answers 404" in err
        with open_graph(store) as graph:
            host = base.removeprefix("http://")
            names = {entry["name"] for entry in graph.manifest["inputs"]}
            assert names == {"series.csv", f"{host}/editions.csv"}
            assert graph.explain("lake-fair-2031").facts
        assert main(["load", paths[1], *more]) == 0
        assert handler.asked[-1][1]["if-none-match"] == '"1"'
        assert main(["load", paths[1], *more[:-1]]) == 4
        assert "--allow-private" in capsys.readouterr().err


PAGE = b"""<html><head><script type="application/ld+json">{"@context": "https://schema.org",
"@type": "ExhibitionEvent", "name": "Lake Fair 2031", "startDate": "2031-05-02"}</script></head>
<body><p>HEFEI, May 1, 2031 - The Lake Fair 2031 opens on May 2, 2031 in Hefei.</p></body></html>"""


def test_what_was_fetched_knows_its_address_and_day_after_every_change(tmp_path: Path) -> None:
    store = str(tmp_path / "graph")
    with serving({"/news": sends(PAGE, Content_Type="text/html")}) as (base, _):
        assert main(["load", f"{base}/news", "--store", store, "--quiet", "--allow-private"]) == 0
    (tmp_path / "series.csv").write_bytes(SERIES)
    assert main(["load", str(tmp_path / "series.csv"), "--store", store, "--quiet"]) == 0
    with open_graph(store) as graph:
        found = graph.sparql(
            "SELECT DISTINCT ?url ?day { ?source schema:url ?url ; cvn:retrieved ?day }"
        )
        assert isinstance(found, Result)
        assert found.column("url") == [f"{base}/news"]
        assert found.column("day") == [datetime.datetime.now(datetime.UTC).date()]


def test_an_address_is_refused_where_nothing_fetches() -> None:
    with pytest.raises(InputError, match="on the web"):
        find_inputs(["https://x.example/fairs.csv"])


def test_nothing_outside_the_named_folder_is_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "series.csv").write_bytes(SERIES)
    (inside / "link.csv").symlink_to(outside / "series.csv")
    (inside / "link").symlink_to(outside)
    (inside / "here.csv").symlink_to(inside / "series.csv")
    for path in (str(inside), f"{inside}/*", f"{inside}/**/*.csv"):
        if path == str(inside):
            (inside / "here.csv").unlink()
        found = find_inputs([path])
        assert {entry.path.resolve() for entry in found} == {inside / "series.csv"}
        assert {name.rpartition("/")[2] for name, _ in found.skipped} >= {"link.csv"}
