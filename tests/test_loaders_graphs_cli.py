"""Web data on the command line: pages and dumps are loaded, explained, compared and unloaded."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from convenor.cli import main
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import open_graph

from .test_loaders_graphs import event, page
from .test_loaders_graphs_dumps import night

Capture = pytest.CaptureFixture[str]
TABLE = "series_id,name_en\nlake-fair,Lake Robotics Fair\n"
OFFICE = {
    "@type": "Organization",
    "name": "Ministry of Commerce",
    "sameAs": "https://www.wikidata.org/wiki/Q42",
}


def fair(day: str) -> str:
    """A page on an edition of a series that the table has; its markup is all it has."""
    named = event(name="Lake Robotics Fair 2031", organizer=OFFICE, startDate=f"2031-05-{day}")
    return page(named, "{broken", url=f"https://site{day}.example.org/fair")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table and two pages that differ, and no graph yet."""
    monkeypatch.setenv("CONVENOR_STORE", str(tmp_path / "graph"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("series.csv").write_text(TABLE, "utf-8")
    Path("one.html").write_text(fair("02"), "utf-8")
    Path("two.html").write_text(fair("03"), "utf-8")
    return folder


def test_pages_that_differ_stand_side_by_side(capsys: Capture) -> None:
    code = main(["load", "series.csv", "one.html", "two.html", "--report", "report.csv", "--quiet"])
    told = capsys.readouterr()
    assert code == 3, "a script of each page is broken"
    assert "one.html, row /json-ld/1: it is not JSON" in told.err
    assert "holds no text" not in told.err, "a page may have markup alone"
    assert main(["explain", "lake-fair-2031"]) == 0
    shown = capsys.readouterr().out
    assert "name: Lake Robotics Fair 2031" in shown
    assert "organizer: Ministry of Commerce" in shown
    assert main(["conflicts", "lake-fair-2031"]) == 0
    shown = capsys.readouterr().out
    assert "2031-05-02" in shown and "2031-05-03" in shown
    assert "one.html" in shown and "two.html" in shown
    assert main(["explain", "mofcom"]) == 0
    assert "http://www.wikidata.org/entity/Q42" in capsys.readouterr().out
    assert main(["unload", "two.html", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["conflicts", "lake-fair-2031"]) == 0
    assert "2031-05-03" not in capsys.readouterr().out


def test_what_is_left_out_is_told_and_in_the_report(capsys: Capture, here: Path) -> None:
    night = event(offers={"@type": "Offer", "price": 3}, startDate="May")
    Path("night.html").write_text(page(night, body="<p>A night at the lake.</p>"), "utf-8")
    assert main(["load", "night.html", "--report", "report.csv", "--quiet"]) == 3
    told = capsys.readouterr().err
    assert "night.html: left out:\n  Event.offers (1): prices and tickets\n" in told
    with Path("report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["_message"] for row in rows if row["_table"] == "-"] == [
        "Event.offers (1): prices and tickets",
        "Offer (1): not read",
    ]
    # A report is loaded again when it was corrected; what was left out is not in the way.
    assert main(["load", "report.csv", "--quiet"]) == 0


def test_a_dump_is_loaded_beside_pages_in_any_order(capsys: Capture) -> None:
    with gzip.open("dump.nq.gz", "wt", encoding="utf-8") as stream:
        stream.writelines([*night(), "broken\n", *night("https://b.example.org/")])
    assert main(["load", "dump.nq.gz", "one.html", "series.csv", "--quiet"]) == 3
    assert "dump.nq, line 7" in capsys.readouterr().err
    names = [["series.csv"], ["one.html"], ["dump.nq.gz"]]
    for name in names:
        main(["load", *name, "--store", "other", "--quiet"])
    with open_graph(GraphFolder(Path("../graph")).path) as one, open_graph(Path("other")) as two:
        assert set(one.store.quads()) == set(two.store.quads())


def test_a_graph_with_events_of_all_kinds_keeps_all_rules(capsys: Capture) -> None:
    Path("dump.nq").write_text("".join(night()), "utf-8")
    assert main(["load", "dump.nq", "series.csv", "one.html", "--quiet"]) == 3
    capsys.readouterr()
    code = main(["check"])
    assert (code, capsys.readouterr().out) == (
        0,
        "The graph conforms: 0 violations, 0 warnings, 0 notes.\n",
    )
