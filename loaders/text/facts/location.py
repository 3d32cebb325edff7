"""Location: town, province, country and venue of an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..extraction import Fact, Span
from ..rules import lexicon
from ..values.gazetteer import Place, countries, names_of_country, names_of_province, places
from . import places_zh
from .context import Context, Piece, Target

__all__ = ["read_places"]


_VENUE_HEAD = (
    r"(?:International )?(?:Convention(?: (?:and|&) Exhibition)?|Exhibition(?: (?:and|"
    r"&) Convention)?|Expo|Conference|Congress|Trade Fair|Fair|World Trade|Exposition|Events?|"
    r"Conference and Exhibition)"
    r" (?:Cent(?:er|re)|Complex|Grounds?|Hall|Park|Palace)|Exhibition Grounds?|Fairgrounds?|"
    r"Expo Park|Messegelände|Exhibition Complex|Fira (?:Gran Via|Barcelona)|Javits Center|"
    r"McCormick Place|ExCeL(?: London)?|Olympia(?: London)?|Expo Hall|Olympic Park|"
    r"National Stadium|fairgrounds|exhibition grounds|trade fair grounds|exhibition cent(?:er|re)"
)
_VENUE_EN = re.compile(
    rf"\b(?i:at|in|inside|to|of|on|comes? to|"
    rf"came to) (?:the )?(?P<venue>(?:[A-Z][\w'’&.-]*\w(?: (?:of|and|&) |"
    rf" ))*?(?:{_VENUE_HEAD})(?: \([^)]{{1,30}}\))?)"
)
# INTEX Osaka, BEXCO: a venue that no noun names, right behind a verb of holding.
_VENUE_PLAIN = re.compile(
    r"\b(?:opened|opens|held|takes? place|took place|staged|open|under way|returns?|kicked off|"
    r"kicks off|20\d\d) at (?:the )?(?P<venue>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,4})"
    r"(?=[,.]| (?:in|on|from|with|and)\b)"
)


def read_places(context: Context) -> None:
    """Add the town with its province and country, and the venue."""
    for piece in context.pieces:
        if piece.target is context.main:
            _read_venue(context, piece)
    best = next(_cities(context), None)
    elsewhere = context.heading.language == "zh" and places_zh.is_held_elsewhere(context)
    city = None
    if best and best[3] > (2 if elsewhere else 1):
        piece, start, end, _ = best
        name = context.original(piece, start, end)
        rule = f"{piece.language}:city"
        context.add(piece, "city", name, (start, end), rule, target=context.main)
        city = _place(piece.text[start:end])
    elif not elsewhere:
        city = _dateline_city(context)
    if city:
        _read_province(context, city.within)
    for other in context.others:
        _read_other(context, other)


def _read_other(context: Context, other: Target) -> None:
    """The town of an edition that is only mentioned."""
    best = next(_cities(context, other), None)
    if best and best[3] > 1:
        piece, start, end, _ = best
        name = context.original(piece, start, end)
        context.add(piece, "city", name, (start, end), f"{piece.language}:city", target=other)


def _place(name: str) -> Place | None:
    return places().get(name.casefold())


def _dateline_city(context: Context) -> Place | None:
    """The town of the dateline, where the text says of no town that the edition is held there."""
    heading, main = context.heading, context.main
    if not heading.place or not heading.place_span or not main:
        return None
    city = _place(context.view_of(heading.place))
    if city is None or city.kind == "city":
        main.facts.append(Fact("city", heading.place, heading.place_span, "dateline:city"))
    return city


def _cities(
    context: Context, target: Target | None = None
) -> Iterator[tuple[Piece, int, int, int]]:
    """Towns in the order of how plainly the text says that the edition is held there."""
    found = []
    of = target or context.main
    for order, piece in enumerate(context.pieces_of(of) if of else ()):
        for start, end in _towns(piece):
            found.append((-_weight(context, piece, start, end), order, start, piece, end))
    for weight, _, start, piece, end in sorted(found, key=lambda item: item[:3]):
        if weight < 0:
            yield piece, start, end, -weight


def _towns(piece: Piece) -> Iterator[tuple[int, int]]:
    if piece.chinese:
        yield from places_zh.towns(piece)
        return
    for found in _CAPITALIZED.finditer(piece.text):
        yield from _known_towns(found)
    for found in _WITH_COUNTRY.finditer(piece.text) if "," in piece.text else ():
        known = _place(found["town"])
        if known is None and found["country"].casefold() in countries():
            yield found.span("town")


_CAPITALIZED = re.compile(r"\b[A-Z][\w'’.-]*(?: [A-Z][\w'’-]*)*")
# A town that no gazetteer has: in Gothenburg, Sweden.
_WITH_COUNTRY = re.compile(
    r"\b(?:in|at) (?P<town>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?), (?P<country>[A-Z]\w+(?: [A-Z]\w+)*)"
)
_POSSESSIVE = re.compile(r"['’]s$")


def _known_towns(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    words = found[0].split(" ")
    for first in range(len(words)):
        for size in (3, 2, 1):
            name = _POSSESSIVE.sub("", " ".join(words[first : first + size]))
            known = _place(name)
            if known and known.kind == "city":
                start = found.start() + len(" ".join(words[:first])) + (1 if first else 0)
                yield start, start + len(name)
                break


def _weight(context: Context, piece: Piece, start: int, end: int) -> int:
    """How plainly a town is said to be the place of the edition: 0 not at all."""
    before, after = piece.text[max(0, start - 60) : start], piece.text[end : end + 30]
    words = lexicon(piece.language, "event")["words"]
    speaks = bool(piece.mentions) or any(word in piece.folded for word in words)
    if piece.chinese:
        return places_zh.weight(piece, start, end, speaks)
    if re.match(
        r"(?: [A-Z][\w-]*)* "
        r"(?:Municipal|People's|City People|University|Customs|Declaration|Daily|Province|Bureau|"
        r"Consensus|Group|Co\b|Airport)",
        after,
    ):
        return 0
    if (
        re.search(r"\b(?:in|at|to|of)(?: the)?(?: [\w-]+)?(?: city of)? $", before)
        and speaks
        and not re.search(
            r"\b(?:born|based|companies|firms?|office|factory|live|ambassador) in $", before
        )
    ):
        return 3
    if before.strip() == "" and _HOSTS_EN.match(after) and speaks:
        return 3
    return 1 if speaks and before.strip() == "" else 0


_HOSTS_EN = re.compile(
    r"(?:, [A-Z]\w+(?: Province)?,| Municipality| City)? (?:is (?:getting ready|preparing|ready|"
    r"set)|readies|prepares|hosts?|hosted|has hosted|will host|welcomes|welcomed|"
    r"became|becomes|played host|plays host)\b"
)


def _read_province(context: Context, within: str) -> None:
    main = context.main
    assert main
    code = within if len(within) == 2 and within.isupper() else "CN"
    _dateline_country(context, code)
    for piece in context.pieces:
        if piece.target is not main:
            continue
        if len(within) != 2 and not main.has("province"):
            for name in names_of_province(within):
                _province(context, piece, name)
        if not main.has("country"):
            _country(context, piece, code)


def _dateline_country(context: Context, code: str) -> None:
    """The country in HEFEI, China, Sept. 25."""
    span, main = context.heading.dateline_span, context.main
    if span is None or main is None or context.heading.language != "en":
        return
    line = context.view.snapshot[span.start : span.end]
    for found in re.finditer(r"(?<=, )[A-Z][A-Za-z. ]+?(?=,| [-(/–—]|$)", line):
        if countries().get(found[0].casefold()) == code:
            where = Span(span.start + found.start(), span.start + found.end())
            main.facts.append(Fact("country", found[0], where, "dateline:country"))
            return


def _province(context: Context, piece: Piece, name: str) -> None:
    if name.isascii() == piece.chinese:
        return
    if piece.chinese:
        if span := places_zh.province(piece, name):
            context.add(piece, "province", context.original(piece, *span), span, "zh:province")
        return
    for found in re.finditer(rf"\b{re.escape(name)}\b", piece.folded):
        before, after = piece.text[: found.start()], piece.text[found.end() : found.end() + 14]
        if (
            _OF_BODY.match(after)
            or not _IN_REGION.search(before)
            or before.endswith("Government of ")
        ):
            continue
        printed = context.original(piece, *found.span())
        context.add(piece, "province", printed, found.span(), "en:province")
        return


_OF_BODY = re.compile(r" (?:Provincial|University|People)")
_IN_REGION = re.compile(
    r"(?:, |capital of (?:\w+ )*(?:China's )?(?:\w+ China's )?|city of |in |China's |'s )$"
)


def _country(context: Context, piece: Piece, code: str) -> None:
    if piece.chinese:
        # Chinese texts on China do not say that a town lies there.
        if code != "CN" and (span := places_zh.country(piece, code)):
            context.add(piece, "country", context.original(piece, *span), span, "zh:country")
        return
    for name in names_of_country(code):
        if not name.isascii() or name not in piece.folded:
            continue
        for found in re.finditer(rf"\b{re.escape(name)}\b", piece.folded):
            before, after = piece.text[: found.start()], piece.text[found.end() : found.end() + 4]
            in_place = re.search(
                r"(?:, |(?:capital|part|east|south|north|west|central|southwest|northeast|"
                r"southeast|northwest) (?:of )?|in |city of )$",
                before,
                re.IGNORECASE,
            )
            if in_place or (
                after.startswith("'s ")
                and re.search(r"(?:east|south|north|west|central|of|in) $", before, re.IGNORECASE)
            ):
                if any(
                    m.start - piece.start <= found.start() < m.end - piece.start
                    for m in piece.mentions
                ):
                    continue
                context.add(
                    piece,
                    "country",
                    context.original(piece, *found.span()),
                    found.span(),
                    "en:country",
                )
                return


def _read_venue(context: Context, piece: Piece) -> None:
    main = context.main
    if main is None or main.has("venue"):
        return
    if piece.chinese:
        if span := places_zh.venue(piece):
            context.add(piece, "venue", context.original(piece, *span), span, "zh:venue")
        return
    for pattern in (_VENUE_EN, _VENUE_PLAIN):
        for found in pattern.finditer(piece.text):
            start, end = found.span("venue")
            if end - start >= 3 and not _place(found["venue"]):
                name = context.original(piece, start, end)
                context.add(piece, "venue", name, (start, end), "en:venue")
                return
