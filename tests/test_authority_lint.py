"""Identifiers of other data sets are compared with what they are called there."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from convenor.authority_arguments import add_authority
from convenor.authority_lint import lint_authority
from convenor.graph import external
from convenor.graph.build import build
from convenor.graph.external import External
from convenor.graph.folder import GraphFolder
from convenor.graph.knowledge import KnowledgeGraph, open_graph
from convenor.loaders.inputs import find_inputs
from convenor.loaders.labels import Label, fetch_labels, read_labels, save_labels
from convenor.ontology.errors import InputError, SettingError

from .conftest import write_tables

TODAY = date(2031, 6, 1)
WD = "http://www.wikidata.org/entity/"
ROR = "https://ror.org/03yrm5c26"
TABLES = {
    "sources": "source_id,url,publisher\nnews,https://example.org/n,Lake News\n",
    "bodies": (
        "body_id,name_en,name_zh,aliases,wikidata,ror,same_as,source_id\n"
        "lakes,Ministry of Lakes,湖泊部,MOL,Q11,03yrm5c26,,news\n"
        "roads,Ministry of Roads,,,Q12,,,news\n"
        "hills,Hill Office,,HO,Q13,,https://data.example.org/hills,news\n"
        "short,MOH,,,Q14,,,news\n"
        "plain,Plain Office,,,,,,news\n"
    ),
    "series": "series_id,name_en,wikidata,source_id\nfair,Lake Robotics Fair,Q15,news\n",
}
LABELS = (
    "Identifier,Label,Language,Checked\n"
    f"{WD}Q11,Ministry of Lakes of the People's Republic of China,en,2031-05-01\n"
    f"{WD}Q11,湖泊部,zh,2031-05-01\n"
    "wikidata:Q12,railway station,en,2031-05-01\n"
    "https://www.wikidata.org/wiki/Q13,Hill Office,en,2029-05-01\n"
    "wikidata:Q14,MOH,en,\n"
)


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_authority(lambda *_args, **_more: parser)
    return parser.parse_args(["lint", *given])


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    folder = tmp_path_factory.mktemp("external")
    build(GraphFolder(folder / "graph"), find_inputs(write_tables(folder, TABLES)))
    with open_graph(folder / "graph") as opened:
        yield opened


def answer(address: str) -> bytes:
    """What the registries say, in the shape of their own answers."""
    name = address.rpartition("/")[2].removesuffix(".json")
    answers: dict[str, object] = {
        "Q15": {
            "entities": {
                "Q15": {
                    "labels": {
                        "de": {"language": "de", "value": "Seemesse"},
                        "en": {"language": "en", "value": "Robotics Fair of the Lakes"},
                    },
                    "aliases": {"en": [{"language": "en", "value": "Lake Robotics Fair"}]},
                }
            }
        },
        "Q13": {"entities": {"Q13": {"labels": {"zh-hans": {"value": "山办"}}, "aliases": []}}},
        "Q14": {"entities": {"Q14": {"id": "Q14", "missing": ""}}},
        "03yrm5c26": {
            "names": [
                {"value": "MOL", "types": ["acronym"], "lang": None},
                {"value": "Lakes Ministry", "types": ["ror_display", "label"], "lang": "en"},
            ]
        },
    }
    if name not in answers:
        raise InputError(f"{address} answers 404")
    return json.dumps(answers[name]).encode()


def verdicts(graph: KnowledgeGraph, *given: str, ask: bool = False) -> dict[str, dict[str, str]]:
    stream = io.StringIO()
    lint_authority(
        graph,
        options(*given, "--format", "json"),
        stream,
        fetch=answer if ask else None,
        today=TODAY,
    )
    rows = json.loads(stream.getvalue())
    return {row["identifier"].rpartition("/")[2]: row for row in rows}


def test_given_labels_agree_differ_or_are_too_old(graph: KnowledgeGraph, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(LABELS, "utf-8")
    found = verdicts(graph, "--labels", str(labels))
    assert {name: row["verdict"] for name, row in found.items()} == {
        "Q11": external.AGREES,
        "Q12": external.DIFFERS,
        "Q13": external.OLD,
        "Q14": external.AGREES,
        "Q15": external.UNKNOWN,
        "03yrm5c26": external.UNKNOWN,
        "hills": external.UNKNOWN,
    }
    assert found["Q12"]["reason"].startswith("Q12 is railway station (en)")
    assert found["Q12"]["thing"].endswith("/id/organization/roads")
    assert found["Q12"]["sources"].endswith("/source/news")
    assert "2029-05-01" in found["Q13"]["reason"]
    assert found["Q11"]["names"] == "Ministry of Lakes | 湖泊部 | MOL"
    assert next(iter(found)) == "Q12"  # what is wrong comes first


def test_longer_days_let_old_labels_prove_more(graph: KnowledgeGraph, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(LABELS, "utf-8")
    found = verdicts(graph, "--labels", str(labels), "--days", "1000")
    assert found["Q13"]["verdict"] == external.AGREES
    with pytest.raises(SettingError, match="--days"):
        verdicts(graph, "--days", "-1")


def test_fetched_labels_are_kept_and_read_again(graph: KnowledgeGraph, tmp_path: Path) -> None:
    labels, kept = tmp_path / "labels.csv", tmp_path / "kept.csv"
    labels.write_text(LABELS, "utf-8")
    given = ("--labels", str(labels), "--fetch", "--save", str(kept))
    found = verdicts(graph, *given, ask=True)
    assert found["Q15"]["verdict"] == external.AGREES
    assert found["Q15"]["label"] == "Robotics Fair of the Lakes (en)"
    assert found["Q15"]["checked"] == "2031-06-01"
    assert found["Q13"]["label"] == "山办 (zh-hans)"  # in the place of the old one
    assert found["Q13"]["verdict"] == external.DIFFERS
    assert found["03yrm5c26"]["label"] == "Lakes Ministry (en)"
    assert "not one that is asked" in found["hills"]["reason"]
    again = verdicts(graph, "--labels", str(kept))
    for name, row in found.items():
        if row["verdict"] != external.UNKNOWN:
            assert again[name] == row
    assert "Seemesse" not in kept.read_text("utf-8")


def test_an_answer_that_fails_concerns_one_identifier(graph: KnowledgeGraph) -> None:
    found = verdicts(graph, "--fetch", ask=True)
    assert found["Q12"]["verdict"] == external.UNKNOWN
    assert "answers 404" in found["Q12"]["reason"]
    assert found["Q15"]["verdict"] == external.AGREES


@pytest.mark.parametrize(
    "wrong", [b"<html>", b"[]", b'{"entities": 7}', b'{"names": [{}]}', b"\xff"]
)
@pytest.mark.parametrize("iri", [f"{WD}Q7", ROR])
def test_what_is_no_answer_of_the_registry_is_told(wrong: bytes, iri: str) -> None:
    with pytest.raises(InputError, match="is not what"):
        fetch_labels(iri, lambda _address: wrong, TODAY)


def test_the_exit_tells_whether_any_is_wrong(graph: KnowledgeGraph, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"identifier,label\n{WD}Q12,Ministry of Roads\n", "utf-8")
    bad.write_text(f"identifier,label\n{WD}Q12,Ministry of Hills\n", "utf-8")
    assert not lint_authority(graph, options("--labels", str(good)), io.StringIO(), today=TODAY)
    assert lint_authority(graph, options("--labels", str(bad)), io.StringIO(), today=TODAY)


def test_labels_are_read_from_rdf_preferred_ones_first(tmp_path: Path) -> None:
    path = tmp_path / "labels.ttl"
    path.write_text(
        f"@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        f"@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        f'<{WD}Q7> skos:altLabel "L" ; rdfs:label "Lake"@en ; rdfs:comment "no" ; rdfs:label [] .',
        "utf-8",
    )
    assert read_labels(str(path)) == [Label(f"{WD}Q7", "Lake", "en"), Label(f"{WD}Q7", "L")]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.csv", "identifier,label\nQ7,Lake\n", "a.csv#row=2"),
        ("a.csv", f"identifier,label,checked\n{WD}Q7,Lake,May\n", "a.csv#row=2"),
        ("a.csv", "qid,label\nQ7,Lake\n", "no column identifier"),
        ("a.ttl", "<a> <b> ", "cannot be read"),
        ("a.doc", "", "neither a table nor an RDF file"),
    ],
)
def test_labels_that_cannot_be_read_are_an_error(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=reason):
        read_labels(str(tmp_path / name))


def test_saved_labels_are_the_same_when_read(tmp_path: Path) -> None:
    labels = [Label(f"{WD}Q7", 'Lake, "big"', "en", "2031-05-01"), Label(ROR, "湖泊部", "zh")]
    save_labels(labels, str(tmp_path / "a.csv"))
    assert read_labels(str(tmp_path / "a.csv")) == labels


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (("Ministry of Lakes",), ("Ministry of Roads",), external.DIFFERS),
        (("Airuite",), ("Airuite Co., Ltd.",), external.AGREES),
        (("安徽省商务厅",), ("河南省商务厅",), external.DIFFERS),
        (("湖泊部",), ("湖泊部", "Lakes"), external.AGREES),
        # Letters that many bodies share prove nothing beside a whole name.
        (("ASEAN Centre", "ACC"), ("Coffee Council", "ACC"), external.DIFFERS),
        ((), ("Lake",), external.DIFFERS),
    ],
)
def test_names_are_compared_as_the_resolver_does(
    ours: tuple[str, ...], theirs: tuple[str, ...], verdict: str
) -> None:
    asked = External(f"{WD}Q7", "thing", ours, ())
    labels = [Label(asked.identifier, name) for name in theirs]
    assert external.check(asked, labels, today=TODAY, days=365).verdict == verdict


@pytest.mark.parametrize(
    ("iri", "reason"),
    [
        (f"{WD}P31", "no identifier of Wikidata"),
        ("https://www.wikidata.org/wiki/Q7", f"writes it {WD}Q7"),
        ("https://ror.org/03yrm5c27", "check digits"),
        ("urn:lake", "no identifier"),
    ],
)
def test_what_is_no_identifier_of_its_registry(iri: str, reason: str) -> None:
    found = external.check(External(iri, "t", ("Lake",), ()), (), today=TODAY, days=365)
    assert found.verdict == external.INVALID
    assert reason in found.reason
