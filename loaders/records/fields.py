"""The fields of each record type that a column can fill, and what their cells must be."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AMOUNT", "FIELDS", "ONE_OF", "REFERABLE", "Field"]

DERIVED = "year start end"
MODES = "offline online mixed"


@dataclass(frozen=True, slots=True)
class Field:
    """Meaning of one field: `kind` names the conversion (`values.py`), `of` what it depends on.

    `of` is the record type of a reference, the scheme of a concept, the allowed words of a choice,
    the precisions of a date, or the least integer. `many` fields take several columns and cells
    with several values.
    """

    kind: str
    of: str = ""
    required: bool = False
    many: bool = False


_ID = Field("identifier", required=True)
_SOURCE = Field("reference", "source", many=True)
_EDITION = Field("reference", "edition", required=True)
_TEXT = Field("text")
_TEXTS = Field("text", many=True)
_NAME = Field("text", required=True)
_DAY = Field("date", "day")
_MONTH = Field("date", "month day")
_ANY_DATE = Field("date", "year month day")
_YEAR = Field("integer", "1000")
_SAME_AS = Field("external", many=True)

# `source` is the evidence's source in all types but the source itself; value, unit and bound
# together are the field `amount`.
FIELDS: dict[str, dict[str, Field]] = {
    "source": {
        "id": _ID,
        "url": Field("url"),
        "publisher": Field("string"),
        "published": _ANY_DATE,
        "gist": _TEXT,
        "language": Field("language"),
        "retrieved": _DAY,
        "license": Field("url"),
    },
    "organization": {
        "id": _ID,
        "names": _TEXTS,
        "aliases": _TEXTS,
        "kind": Field("concept", "kind"),
        "parent": Field("reference", "organization"),
        "note": _TEXT,
        "same_as": _SAME_AS,
        "source": _SOURCE,
    },
    "series": {
        "id": _ID,
        "names": _TEXTS,
        "abbreviation": Field("string"),
        "first_year": _YEAR,
        "website": Field("url"),
        "aliases": _TEXTS,
        "same_as": _SAME_AS,
        "source": _SOURCE,
    },
    "edition": {
        "id": _ID,
        "series": Field("reference", "series", required=True),
        "year": _YEAR,
        "ordinal": Field("integer", "1"),
        "names": _TEXTS,
        "start": _MONTH,
        "end": _MONTH,
        "city": _TEXT,
        "province": _TEXT,
        "venue": _TEXT,
        "themes": _TEXTS,
        "status": Field("concept", "status"),
        "derived": Field("choice", DERIVED, many=True),
        "country": _TEXT,
        "duration_days": Field("integer", "1"),
        "same_as": _SAME_AS,
        "source": _SOURCE,
    },
    "agreement": {
        "id": _ID,
        "edition": _EDITION,
        "title": _NAME,
        "kind": Field("concept", "agreement"),
        "signed": _ANY_DATE,
        "occasion": _TEXT,
        "value": Field("number"),
        "unit": Field("concept", "unit"),
        "bound": Field("concept", "bound"),
        "title_is_name": Field("boolean"),
        "counterparties": Field("integer", "1"),
        "source": _SOURCE,
    },
    "area": {
        "edition": _EDITION,
        "name": _NAME,
        "square_metres": Field("number"),
        "outdoor": Field("boolean"),
        "debut": Field("boolean"),
        "place": _TEXT,
        "source": _SOURCE,
    },
    "exhibit": {
        "id": _ID,
        "edition": _EDITION,
        "name": _NAME,
        "exhibitor": Field("reference", "organization"),
        "debut": Field("boolean"),
        "area": _TEXT,
        "source": _SOURCE,
    },
    "participation": {
        "body": Field("reference", "organization", required=True),
        "role": Field("concept", "role", required=True),
        "edition": Field("reference", "edition"),
        "agreement": Field("reference", "agreement"),
        "as_stated": Field("string"),
        "partial": Field("boolean"),
        "email": Field("email"),
        "source": _SOURCE,
    },
    "release": {
        "id": _ID,
        "edition": _EDITION,
        "title": _NAME,
        "kind": Field("concept", "release"),
        "occasion": _TEXT,
        "source": _SOURCE,
    },
    "activity": {
        "edition": _EDITION,
        "name": _NAME,
        "mode": Field("choice", MODES),
        "source": _SOURCE,
    },
    "industry": {"edition": _EDITION, "name": _NAME, "source": _SOURCE},
    "statistic": {
        "measure": Field("concept", "measure", required=True),
        "value": Field("number", required=True),
        "unit": Field("concept", "unit", required=True),
        "bound": Field("concept", "bound", required=True),
        "scope": Field("concept", "scope", required=True),
        "edition": Field("reference", "edition"),
        "series": Field("reference", "series"),
        "exhibit": Field("reference", "exhibit"),
        "as_of": _ANY_DATE,
        "qualifier": Field("string"),
        "stage": Field("concept", "stage"),
        "converted_from": Field("concept", "unit"),
        "as_stated": Field("string"),
        "source": _SOURCE,
    },
}

AMOUNT = ("value", "unit", "bound")

# Record types that belong to exactly one of several things.
ONE_OF: dict[str, tuple[str, ...]] = {
    "participation": ("edition", "agreement"),
    "statistic": ("edition", "series", "exhibit"),
}

# What a field may refer to.
REFERABLE = ("source", "organization", "series", "edition", "agreement", "exhibit")
