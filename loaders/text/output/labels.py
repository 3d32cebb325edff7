"""Labels: an extraction as the flat JSON form that people and scorers read."""

from __future__ import annotations

import re
from dataclasses import asdict, is_dataclass
from typing import Any

from ..extraction import (
    Activity,
    Area,
    Deal,
    Exhibit,
    Extraction,
    Fact,
    Figure,
    FoundEdition,
    Party,
    Title,
)

__all__ = ["as_json"]

_BOUNDS = {"more than": "at least", "nearly": "about", "up to": "exact"}
_PLAIN = (
    "series",
    "year",
    "ordinal",
    "start",
    "end",
    "duration_days",
    "postponed_from",
    "city",
    "province",
    "country",
    "venue",
    "theme",
)


def as_json(extraction: Extraction) -> dict[str, Any]:
    """One object: where the text comes from, and its editions with their facts."""
    heading = extraction.heading
    return {
        "file": extraction.name,
        "url": heading.url,
        "published": heading.published,
        "publisher": heading.publisher,
        "lang": heading.language,
        "editions": [
            _edition(
                edition,
                heading.published if not place or _is_other_series(extraction, edition) else None,
            )
            for place, edition in enumerate(extraction.editions)
        ],
        "evidence": [
            _evidence(extraction, number, fact)
            for number, edition in enumerate(extraction.editions)
            for fact in edition.facts
        ],
    }


def _evidence(extraction: Extraction, number: int, fact: Fact) -> dict[str, Any]:
    """A fact with the characters that say so; `edition` counts the editions from 0."""
    start, end = fact.span.start, fact.span.end
    return {
        "edition": number,
        "relation": fact.relation,
        "value": asdict(fact.value) if is_dataclass(fact.value) else fact.value,
        "start": start,
        "end": end,
        "quote": extraction.text[start:end],
        "rule": fact.rule,
    }


def _is_other_series(extraction: Extraction, edition: FoundEdition) -> bool:
    return edition.first("series") != extraction.editions[0].first("series")


def _edition(edition: FoundEdition, published: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    derived = []
    for relation in _PLAIN:
        fact = next(edition.values(relation), None)
        if fact is not None:
            found[relation] = fact.value
            if fact.derived:
                derived.append(relation)
    if "year" not in found:
        start = found.get("start") or found.get("end")
        year = start[:4] if start and start[0] != "-" else published[:4] if published else None
        found["year"] = int(year) if year else None
        if year:
            derived.append("year")
    if derived:
        found["derived"] = derived
    found["aliases"] = [fact.value for fact in edition.values("alias")]
    for key, relation in _LISTS.items():
        found[key] = _unique([_item(fact) for fact in edition.values(relation) if _is_shown(fact)])
    parties = _unique([_item(fact) for fact in edition.values("participation")])
    found["organizers"] = [party for party in parties if party["role"] != "exhibitor"]
    found["exhibitors"] = [party["name"] for party in parties if party["role"] == "exhibitor"]
    return {key: value for key, value in found.items() if value not in ([], ())}


_LISTS = {
    "exhibition_areas": "area",
    "exhibits": "exhibit",
    "activities": "activity",
    "releases": "release",
    "agreements": "agreement",
    "industries": "industry",
    "statistics": "statistic",
}


def _is_shown(fact: Fact) -> bool:
    """A conversion in brackets restates the figure before it."""
    return not (isinstance(fact.value, Figure) and fact.value.converted_from)


def _item(fact: Fact) -> Any:
    value = fact.value
    match value:
        case Party():
            return {"name": value.name, "role": value.role}
        case Area():
            area = {"name": value.name}
            return area | ({"area_m2": value.square_metres} if value.square_metres else {})
        case Exhibit() | Activity():
            return value.name
        case Title():
            return value.title
        case Deal():
            worth = value.amount and {
                "amount": value.amount[0],
                "unit": value.amount[1],
                "bound": _BOUNDS.get(value.amount[2], value.amount[2]),
            }
            return {
                "title": value.title,
                "kind": value.kind,
                "parties": list(value.parties),
                "value": worth or None,
            }
        case Figure():
            figure = {
                "what": value.what,
                "value": value.value,
                "unit": value.unit,
                "bound": _BOUNDS.get(value.bound, value.bound),
                "scope": value.scope,
            }
            if value.as_of:
                figure["as_of_year"] = int(value.as_of[:4])
            if value.qualifier:
                figure["qualifier"] = value.qualifier
            if value.planned:
                figure["planned"] = True
            return figure
        case _:
            return value


def _unique(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    seen = set()
    for item in sorted(items, key=lambda item: isinstance(item, dict) and "area_m2" not in item):
        key = _key(item)
        if key not in seen:
            seen.add(key)
            found.append(item)
    return found


def _key(item: Any) -> str:
    if isinstance(item, dict) and "what" in item:
        return f"{item['what']} {item['value']} {item['unit']} {item['scope']}"
    if isinstance(item, dict) and "name" in item:
        item = f"{item['name']} {item.get('role', '')}"
    return re.sub(r"\W", "", str(item)).casefold()
