"""The guard: disguises of SERVICE, depth and number, and nothing that is harmless."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from convenor.ontology.errors import QueryError
from convenor.queries.catalogue import get, names
from convenor.web.guard import Bounds, RefusedQuery, check_query

PREFIXES = "PREFIX : <http://a:> PREFIX ex: <http://e/> PREFIX service: <http://e/> "


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://x/> {} }",
        "ASK { service <http://x/> {} }",
        "ASK { SeRvIcE ?x {} }",
        "ASK { SERVICE<http://x/>{} }",
        "ASK {SERVICE\n<http://x/> {} }",
        "ASK { #\nSERVICE#\n<http://x/> {} }",
        "ASK { # '''\nSERVICE <http://x/> {} # '''\n}",
        "ASK { #\rSERVICE <http://x/> {} }",
        "ASK { SERVICE SILENT <http://x/> {} }",
        "ASK { SERVICE SILENT service:x {} }",
        "SELECT * { { SELECT * { SERVICE <http://x/> {} } } }",
        "ASK { FILTER(EXISTS { SERVICE <http://x/> {} }) }",
        "ASK { FILTER NOT EXISTS{SERVICE <http://x/> {}} }",
        "ASK { ?a <http://x/#y> ?b . SERVICE <http://x/> {} }",
        "ASK { ?a ?b '#' SERVICE <http://x/> {} }",
        "ASK { ?a ?b 'it\\'s' . SERVICE <http://x/> {} # '\n}",
        "ASK { ?a ?b '''it's ''a'' \\'''' . SERVICE <http://x/> {} # '\n}",
        'ASK { ?a ?b """"a"" \\"""" . SERVICE <http://x/> {} }',
        "ASK { ?a ?b '' SERVICE <http://x/> {} }",
        "ASK { FILTER(?a<?b) SERVICE <http://x/> {} FILTER(?b>?a) }",
        "ASK { FILTER(?a <?b) SERVICE ?x {} FILTER(?b> ?a) }",
        "ASK { FILTER(?a<<http://x/#>) SERVICE <http://x/> {} #'\n}",
        "ASK { ?a ex:b\\#c ?d SERVICE <http://x/> {} }",
        "ASK { ?a ex:b\\'c ?d SERVICE <http://x/> {} #'\n}",
        "ASK { ?a ?b ?c.SERVICE ?x {} }",
        "ASK { ?a ?b 1.SERVICE ?x {} }",
        "ASK { ?a ?b 1SERVICE ?x {} }",
        "ASK { ?a ?b 1e5SERVICE ?x {} }",
        "ASK { ?a ?b 'a'@en.SERVICE ?x {} }",
        "ASK { ?a ?b _:b. SERVICE ?x {} }",
        # the engine needs no space after a keyword ...
        PREFIXES + "ASK { SERVICESILENT:x {} }",
        PREFIXES + "ASK { ?a ?b trueSERVICE:x {} }",
        PREFIXES + "ASK { ?a ?b true.SERVICE:x {} }",
        PREFIXES + "ASK { SERVICE:x # comment\n {} }",
        "ASK { SERVICESILENT<http://x/> {} }",
        # ... and falls back from an invalid IRI to the prefix alone
        PREFIXES + "ASK { ?a ?b :SERVICE SILENT ex:x {} }",
        PREFIXES + "ASK { ?a ?b :SERVICE ex:x {} }",
        PREFIXES + "ASK { ?a ?b :SERVICE <http://x/> {} }",
        PREFIXES + "ASK { ?a ?b :SERVICE:x {} }",
        PREFIXES + "ASK { ?a ?b :SERVICESILENT ?x {} }",
    ],
)
def test_service_is_found(text: str) -> None:
    with pytest.raises(RefusedQuery, match="SERVICE asks another endpoint"):
        check_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SER#\nVICE ?x {} }",
        "ASK { ?a ?b 'SERVICE <http://x/> {}' }",
        "ASK { ?a ?b '''\n'SERVICE' ''SERVICE'' ''' }",
        'ASK { ?a ?b """ "SERVICE" \\""" SERVICE """ }',
        "ASK { ?a ?b 'a' # SERVICE <http://x/> {}\n }",
        "ASK { ?a <http://x/SERVICE> <SERVICE> }",
        "ASK { ?service $SERVICE ?Service_ }",
        "ASK { ?a ex:service _:service ; ex:SERVICE.x ex:a.SERVICE }",
        "ASK { ?a ?b 'a'@service }",
        PREFIXES + "ASK { service:a service:service ?b . GRAPH service:g { ?a ?b ?c } }",
        PREFIXES + "SELECT * FROM NAMED service:g FROM service:g { ?a ?b ?c }",
        PREFIXES + "ASK { ?a ex:service ?b . { ?a ?b ?c } }",
        PREFIXES + "ASK { ?a ex:service ?b OPTIONAL { ?a ?b ?c } }",
        "ASK { FILTER(?a<?b&&?c>?d) FILTER(?a < 'SERVICE' && ?c > 1) }",
        "ASK { FILTER(1<2) FILTER(?a<=?b || ?a>=?b) }",
        "ASK { ?a (<#a>|<b#c>)/<#d> <#e> . ?a <#p>'a' }",
        "ASK { ?a ?b (<#a> <http://x/(a)#'> <http://x/?a>) }",
        "ASK { << ?a ?b ?c >> ?d ?e . <<(<http://x/#a> ?b ?c)>> ?d ?e {| ?f ?g |} }",
        "ASK { ?a ?b '\\u00e9', <http://x/\\u00e9>, '\\U0001F600' }",
        "ASK { FILTER(REGEX(?a, 'C:\\\\users')) } # C:\\users",
    ],
)
def test_harmless_query_passes(text: str) -> None:
    check_query(text)


@pytest.mark.parametrize("name", names())
def test_catalogue_passes(name: str) -> None:
    check_query(get(name).text, Bounds(depth=50, patterns=150, clauses=100, operators=100))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ASK { \\u0053ERVICE <http://x/> {} }", "line 1, column 7: .u0053 stands outside"),
        ("ASK { \\U00000053ERVICE ?x {} }", "U00000053 stands outside"),
        ("ASK {\n ?\\u0061 ?b ?c }", "line 2, column 3"),
        ("ASK { ex:\\u0061 ?b ?c }", "u0061 stands outside"),
        ("ASK { # \\u000ASERVICE ?x {}\n}", "u000A stands outside"),
        # read by the engine as '' and 'a', so that the rest is no string
        ("ASK { VALUES ?x {'''a' } SERVICE ?x {} }", "not closed"),
        ("ASK { VALUES ?x {'''a' #\\q\n} SERVICE ?x {} #'''\n}", "unknown escape"),
        ("ASK { VALUES ?x {'''a' #\\uD800\n} SERVICE ?x {} #'''\n}", "unknown escape"),
        ("ASK { VALUES ?x {'''a' #\\U0000D800\n} SERVICE ?x {} #'''\n}", "unknown escape"),
        ("ASK { VALUES ?x {'''a' #\\U00110000\n} SERVICE ?x {} #'''\n}", "unknown escape"),
        ('ASK { ?a ?b "a\n" }', "not closed"),
        # a comment for the engine, an IRI for the letter of the specification
        ("ASK { FILTER(1<2#>'''\n) SERVICE ?x {} #'''\n}", "an IRI or a comparison"),
        ("ASK { FILTER(1.e5<2#>'''\n) SERVICE ?x {} #'''\n}", "an IRI or a comparison"),
        ("ASK { <<?a?b'#>'>> ?d ?e }", "an IRI or a comparison"),
    ],
)
def test_what_has_two_readings_is_refused(text: str, reason: str) -> None:
    with pytest.raises(RefusedQuery, match=reason):
        check_query(text)


def columns(number: int) -> str:
    return " ".join(f"(1 AS ?v{index})" for index in range(number))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("ASK " + "{" * 3_200 + "}" * 3_200, "brackets"),
        ("ASK { FILTER" + "(" * 12_800 + "1" + ")" * 12_800 + "}", "brackets"),
        ("ASK { " + "[<urn:a>" * 300 + "1" + "]" * 300 + "}", "brackets"),
        ("ASK { ?a ?b " + "(" * 201 + ")" * 201 + "}", "brackets"),
        ("ASK {" + "OPTIONAL{?a ?b ?c}" * 200 + "}", "OPTIONAL"),
        ("ASK {" + "?a ?b trueOPTIONAL{}" * 200 + "}", "OPTIONAL"),
        ("ASK { {}" + " UNION{}" * 3_200 + "}", "UNION"),
        ("ASK {" + "FILTER(1)" * 3_200 + "}", "patterns|FILTER"),
        ("ASK {" + "?a ?b ?c. FILTER ex:f()" * 400 + "}", "patterns|FILTER"),
        ("ASK {" + "MINUS{}" * 3_200 + "}", "MINUS"),
        ("ASK {" + "LATERAL{}" * 3_200 + "}", "clauses|MINUS"),
        ("ASK {" + "".join(f"BIND(1 AS ?v{index})" for index in range(3_200)) + "}", "BIND|item"),
        ("SELECT " + columns(3_200) + " {}", "computed columns|patterns"),
        ("ASK {" + "?a ?b ?c ." * 201 + "}", "patterns"),
        ("ASK {" + "?a ?b ?c {}" * 201 + "}", "patterns"),
        ("ASK {" + "?a ?b true{}" * 201 + "}", "patterns"),
        ("ASK {" + "?a ?b 1." * 201 + "}", "patterns"),
        ("ASK {" + "GRAPH?g{}" * 201 + "}", "patterns"),
        ("ASK {" + "VALUES?x{1}" * 201 + "}", "patterns"),
        ("ASK { ?a ?b 1" + ", 1" * 201 + "}", "patterns"),
        ("ASK { ?a ?b (" + "1 " * 202 + ") }", "list items"),
        ("ASK { ?a ?b (" + "() " * 202 + ") }", "list items"),
        ("ASK { ?a " + "/".join(["<urn:a>"] * 202) + " ?b }", "path steps"),
        ("ASK { ?a " + "^ " * 9_000 + "<urn:a> ?b }", "path steps"),
        ("ASK { " + "<<" * 202 + "}", "operators|patterns"),
        ("ASK { " + "<< ?a ?b " * 202 + "}", "operators|patterns"),
        ("DESCRIBE " + "<urn:a>" * 9_000, "list items"),
        ("SELECT * {} ORDER BY" + "(1)" * 9_000, "list items"),
        ("SELECT * {} ORDER BY " + "STR(1)" * 9_000, "list items"),
        ("ASK { { SELECT * {} ORDER BY " + "?a " * 9_000 + "} }", "list items"),
        ("SELECT * {} GROUP BY ?a HAVING" + "(1)" * 9_000, "list items"),
        ("ASK { ?a ?b 1 " + "~" * 9_000 + "}", "operators"),
        ("ASK { FILTER(" + "!" * 9_000 + "true) }", "operators"),
        ("ASK { FILTER(1" + "+1" * 9_000 + ") }", "operators"),
        ("ASK { FILTER(" + "||".join(["?a"] * 9_000) + ") }", "operators"),
        ("ASK { FILTER(" + "&&".join(["(?a)"] * 9_000) + ") }", "operators"),
        ("ASK { FILTER(?a<?b" + "+?b" * 9_000 + ">1) }", "operators"),
        ("ASK { VALUES ?x {" + "1 " * 10_001 + "} }", "in VALUES"),
        ("ASK { VALUES () {" + "() " * 10_001 + "} }", "in VALUES"),
        ("ASK { VALUES (?x) {" + "(UNDEF)" * 5_001 + "} }", "in VALUES"),
        ("ASK {} #" + " " * Bounds().characters, r"[\d,]+ characters; at most [\d,]+ are"),
    ],
)
def test_too_much_is_refused(text: str, counted: str) -> None:
    with pytest.raises(RefusedQuery, match=counted) as caught:
        check_query(text)
    assert caught.value.next_step == "Write it shorter, or in several queries."


@pytest.mark.parametrize(
    "text",
    [
        "ASK {" + "{" * 199 + "}" * 199 + "}",
        "ASK {" + "OPTIONAL{?a ?b ?c}" * 50 + "}",
        "ASK { {}" + " UNION{}" * 399 + "}",
        "ASK {" + "?a ?b ?c ." * 200 + "}",
        "ASK { ?a ?b (" + "1 " * 201 + ") }",
        "ASK { ?a " + "/".join(["<urn:a>"] * 201) + " ?b }",
        "ASK { VALUES ?x {" + "'1'^^ex:integer " * 3_000 + "} }",
        "ASK { VALUES ?x {" + "1 " * 10_000 + "} }",
        "ASK {" + "".join(f"VALUES ?x{n} {{" + "1 " * 1_000 + "}" for n in range(10)) + "}",
        "ASK { FILTER(?a IN(" + ",".join(["1"] * 5_000) + ")) }",
        "ASK { FILTER(" + "||".join(["?a"] * 401) + ") }",
        "".join(f"PREFIX p{n}: <http://x/{n}#> " for n in range(300)) + "ASK {}",
        "ASK {} #" + " " * (Bounds().characters - 8),
    ],
)
def test_what_is_bounded_passes(text: str) -> None:
    check_query(text)


def test_bounds_can_be_set() -> None:
    check_query("ASK {{}}", Bounds(depth=2))
    with pytest.raises(RefusedQuery, match="too many brackets open at once; at most 1 are"):
        check_query("ASK {{}}", Bounds(depth=1))
    assert issubclass(RefusedQuery, QueryError)


@pytest.mark.parametrize("word", "load Insert DELETE CLEAR DROP CREATE ADD MOVE COPY WITH".split())
def test_updates_are_refused(word: str) -> None:
    prologue = "# ASK\nBASE <http://x/> PREFIX ask: <http://x/> VERSION '1.2' "
    with pytest.raises(RefusedQuery, match=f"{word.upper()} changes data"):
        check_query(f"{prologue}{word} DATA {{}}")
    check_query(f"{prologue}PREFIX {word}: <http://x/> ASK {{ {word}:{word} ?{word} '{word}' }}")


PIECES = st.sampled_from(
    "SERVICE service: ex:service ' ''' \" \"\"\" \\ \\u0053 < > << >> ( ) { } [ ] {| |} # \n . ; , "
    "?a 1 1. .5 e5 true VALUES OPTIONAL FILTER AS ^^ ^ || @en _: : é <http://x/#> // ~ !".split(" ")
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_passes_or_is_refused(text: str) -> None:
    try:
        check_query(text)
    except RefusedQuery as error:
        assert error.message and error.next_step


WIDE = Bounds(*[10**9] * 7)
STRINGS = ["'", "'''", "''' ", "'a", '"""a', "\\", "\\u", "#", "# \n"]
NAMES = ["a.", "a.a:", ":.", ":a..", "_:.", "?", "1", "1.", "1e", "@a", "@a-"]
BRACKETS = ["<", "<a", "<a ", "<<", "((", "))", "{", "}", "(?a<?b>", "{?a ?b ?c}"]


@pytest.mark.parametrize("part", [*STRINGS, *NAMES, *BRACKETS])
def test_time_is_linear(
    part: str, assert_linear: Callable[[Callable[[int], object], int], None]
) -> None:
    def run(size: int) -> None:
        try:
            check_query("ASK " + part * size, WIDE)
        except RefusedQuery:
            return

    assert_linear(run, 8_000)


def test_brackets_that_close_take_linear_time(
    assert_linear: Callable[[Callable[[int], object], int], None],
) -> None:
    assert_linear(lambda size: check_query("ASK " + "(" * size + ")" * size, WIDE), 8_000)
