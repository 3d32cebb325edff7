import dataclasses
import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from convenor.loaders import records
from convenor.loaders.records.fields import AMOUNT, FIELDS, ONE_OF, REFERABLE
from convenor.loaders.records.mapping import parse_mapping, read_mapping
from convenor.ontology.errors import InputError, MappingError
from convenor.ontology.model import RECORD_TYPES
from convenor.ontology.schemes import schemes

AREAS = """
[tables.halls]
record = "area"
key = ["edition", "hall"]
ignore = ["comment"]
[tables.halls.columns]
edition = "edition"
hall = "name@de"
[tables.halls.constants]
outdoor = "no"
"""


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(records.__path__)])
def test_examples(name: str) -> None:
    module = importlib.import_module(f"convenor.loaders.records.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("record", RECORD_TYPES)
def test_fields_agree_with_the_model(record: str) -> None:
    model = {field.name: field for field in dataclasses.fields(RECORD_TYPES[record])}
    ours = dict(FIELDS[record])
    assert (ours.pop("source", None) is not None) == (record != "source")
    if "amount" in model:
        amount = [ours.pop(name) for name in AMOUNT]
        required = model["amount"].default is dataclasses.MISSING
        assert {field.required for field in amount} <= {required, False}
        assert amount[0].required == required
        del model["amount"]
    del model["evidence"]
    # What only texts or the markup of pages have.
    for name in {"snapshot", "characters", "town", "event_types"} & model.keys():
        del model[name]
    assert set(ours) == set(model)
    for name, field in ours.items():
        assert field.required == (model[name].default is dataclasses.MISSING), name
        assert field.many == ("tuple" in str(model[name].type)), name
        assert ("Text" in str(model[name].type)) == (field.kind == "text"), name
        assert ("bool" in str(model[name].type)) == (field.kind == "boolean"), name
        if field.kind == "concept":
            assert field.of in schemes(), name
        if field.kind == "reference":
            order = list(RECORD_TYPES)
            assert field.of in REFERABLE
            assert order.index(field.of) <= order.index(record)
    assert set(ONE_OF.get(record, ())) <= set(ours)


def test_the_bundled_mapping_covers_every_record_type() -> None:
    mapping = read_mapping()
    assert {table.record for table in mapping.tables.values()} == set(RECORD_TYPES)
    filled = {
        (table.record, field)
        for table in mapping.tables.values()
        for field in [*(column.field for column in table.columns.values()), *table.constants]
    }
    assert filled == {(record, name) for record, fields in FIELDS.items() for name in fields}


def test_a_mapping_of_ones_own() -> None:
    table = parse_mapping(AREAS).tables["halls"]
    assert (table.record, table.files, table.key) == ("area", ("halls",), ("edition", "hall"))
    assert table.columns["hall"].language == "de"
    assert table.constants == {"outdoor": "no"}


@pytest.mark.parametrize(
    ("old", "new", "message", "step"),
    [
        ('record = "area"', 'record = "aera"', "tables.halls.record: .*'aera'", "'area'"),
        ('"name@de"', '"nam@de"', r"tables.halls.columns.hall: area has no field 'nam'", "'name'"),
        ('"name@de"', '"name@DE"', "neither a language tag nor script", ""),
        ('edition = "edition"', 'edition = "edition@en"', "edition has no language", ""),
        ('"name@de"', '"edition"', "2 columns fill edition", ""),
        ('"name@de"', '{ field = "name", spilt = "|" }', "'spilt' is no key", "'split'"),
        ('"name@de"', '{ field = "name", split = "|" }', "cannot be split", ""),
        ('hall = "name@de"', 'hall = "square_metres"', "fills name, which area needs", ""),
        ('"hall"]', '"hal"]', "tables.halls.key: 'hal' is no mapped column", "'hall'"),
        ('["comment"]', '["hall"]', "'hall' is also mapped", ""),
        ("ignore", "ignored", "'ignored' is no key here", "'ignore'"),
        ('outdoor = "no"', 'outdor = "no"', "area has no field 'outdor'", "'outdoor'"),
        ('outdoor = "no"', "outdoor = false", "must be a text", ""),
        ("[tables.halls]", "[tabels.halls]", "'tabels' is no key", "'tables'"),
        ('record = "area"', "record = ", "is not a TOML file", ""),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(old: str, new: str, message: str, step: str) -> None:
    assert old in AREAS
    with pytest.raises(MappingError, match=message) as caught:
        parse_mapping(AREAS.replace(old, new, 1), "own.toml")
    assert "own.toml" in str(caught.value)
    assert step in caught.value.next_step


def test_own_words_must_stand_for_ours() -> None:
    text = """
    [tables.x]
    record = "edition"
    columns = { id = "id", s = "series", st = "status" }
    values = { st = { stattgefunden = "hold" } }
    """
    with pytest.raises(
        MappingError, match="'stattgefunden' stands for 'hold', no status"
    ) as caught:
        parse_mapping(text)
    assert "'held'" in caught.value.next_step


def test_an_amount_is_mapped_whole() -> None:
    text = """
    [tables.x]
    record = "agreement"
    columns = { id = "id", e = "edition", t = "title", v = "value" }
    """
    with pytest.raises(MappingError, match="fills bound"):
        parse_mapping(text)


def test_two_tables_cannot_claim_one_file() -> None:
    second = AREAS.replace("tables.halls", "tables.more").replace("key", 'files = ["halls"]\nkey')
    with pytest.raises(MappingError, match="'halls' is also of table halls"):
        parse_mapping(AREAS + second)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")


def test_tables_are_recognized_by_name_and_by_columns() -> None:
    mapping = read_mapping()
    assert mapping.recognize("Areas", ["edition_id", "name"]).name == "areas"
    assert mapping.recognize("x", ["Edition_ID", "name", "area_m2", "outdoor"]).name == "areas"
    assert mapping.recognize("x", ["agreement_id", "body_id", "source_id"]).name == (
        "agreement_parties"
    )


@pytest.mark.parametrize(
    ("name", "columns", "message"),
    [
        ("x", ["edition_id", "name", "source_id"], "may be a table of areas or activities"),
        ("x", ["source_id", "foo", "bar", "baz"], "no table of the mapping"),
        ("x", ["editon_id", "nonsense"], r"did you mean edition_id\?"),
        ("editions", ["edtion_id", "series_id"], r"has no column edition_id \(is it edtion_id\?\)"),
        ("statistics", ["measure", "value", "unit", "bound", "scope"], "edition_id or series_id"),
    ],
)
def test_tables_are_not_guessed(name: str, columns: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_mapping().recognize(name, columns)
