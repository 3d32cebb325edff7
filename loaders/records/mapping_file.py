"""Mapping files: their TOML checked key by key, with the place of what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import cast

from ...ontology.errors import MappingError
from ...ontology.registries import REGISTRIES
from ...ontology.schemes import schemes
from .columns import Column, TableMapping, folded
from .fields import AMOUNT, FIELDS, ONE_OF
from .languages import is_language

__all__ = ["MappingFile"]

_TABLE_KEYS = ("record", "files", "key", "columns", "values", "constants", "ignore")


class MappingFile:
    """Reads the parts of one mapping file, naming the place of what is wrong."""

    def __init__(self, file: str) -> None:
        self._file = file

    def error(
        self, place: str, message: str, wrong: str = "", right: Iterable[str] = ()
    ) -> MappingError:
        """The error at `place` (dotted keys), with the name of `right` nearest to `wrong`."""
        names = sorted(right)
        near = difflib.get_close_matches(wrong, names, 1) if wrong else []
        step = f"Did you mean {near[0]!r}?" if near else ""
        if names and not near:
            step = f"It may be {', '.join(names)}."
        where = f"mapping {self._file}, {place}" if place else f"mapping {self._file}"
        return MappingError(f"{where}: {message}", step)

    def allowed(self, place: str, data: Iterable[str], names: Iterable[str]) -> None:
        """Refuse keys that are not among `names`."""
        for key in data:
            if key not in names:
                raise self.error(place, f"{key!r} is no key here", key, names)

    def dictionary(self, place: str, data: object) -> dict[str, object]:
        """A TOML table, empty if it is absent."""
        if data is None:
            return {}
        if not isinstance(data, dict):
            raise self.error(place, "this must be a table of names and values")
        return cast(dict[str, object], data)

    def _text(self, place: str, data: object) -> str:
        if isinstance(data, str):
            return data
        raise self.error(place, f"this must be a text, not {data!r}")

    def _texts(self, place: str, data: object) -> tuple[str, ...]:
        if data is None:
            return ()
        if not isinstance(data, list):
            raise self.error(place, "this must be a list of texts")
        return tuple(folded(self._text(place, item)) for item in data)

    def table(self, name: str, data: dict[str, object]) -> TableMapping:
        """One table of the mapping, its parts in agreement."""
        place = f"tables.{name}"
        self.allowed(place, data, _TABLE_KEYS)
        record = self._text(f"{place}.record", data.get("record", ""))
        if record not in FIELDS:
            raise self.error(
                f"{place}.record", f"there is no record type {record!r}", record, FIELDS
            )
        words = {
            folded(column): self._words(f"{place}.values.{column}", table)
            for column, table in self.dictionary(f"{place}.values", data.get("values")).items()
        }
        columns = {
            folded(column): self._column(
                f"{place}.columns.{column}", record, spec, words.get(folded(column), ())
            )
            for column, spec in self.dictionary(f"{place}.columns", data.get("columns")).items()
        }
        constants = {
            field: self._text(f"{place}.constants.{field}", value)
            for field, value in self.dictionary(f"{place}.constants", data.get("constants")).items()
        }
        key = self._texts(f"{place}.key", data.get("key"))
        ignore = frozenset(self._texts(f"{place}.ignore", data.get("ignore")))
        for part, names in (("key", key), ("values", words)):
            for column in names:
                if column not in columns:
                    raise self.error(
                        f"{place}.{part}", f"{column!r} is no mapped column", column, columns
                    )
        for column in ignore & columns.keys():
            raise self.error(f"{place}.ignore", f"{column!r} is also mapped")
        self._complete(place, record, columns, constants)
        files = self._texts(f"{place}.files", data.get("files")) or (folded(name),)
        return TableMapping(name, record, files, key, columns, constants, ignore)

    def _words(self, place: str, data: object) -> tuple[tuple[str, str], ...]:
        table = self.dictionary(place, data)
        return tuple((own, self._text(f"{place}.{own}", ours)) for own, ours in table.items())

    def _column(
        self, place: str, record: str, spec: object, words: tuple[tuple[str, str], ...]
    ) -> Column:
        options = {"field": spec} if isinstance(spec, str) else self.dictionary(place, spec)
        self.allowed(place, options, ("field", "split"))
        name, at, language = self._text(place, options.get("field", "")).partition("@")
        split = options.get("split")
        fields = FIELDS[record]
        if name not in fields:
            raise self.error(place, f"{record} has no field {name!r}", name, fields)
        field = fields[name]
        if at and field.kind == "external":
            if language not in REGISTRIES:
                raise self.error(place, f"{language!r} is no registry", language, REGISTRIES)
        elif at and field.kind != "text":
            raise self.error(place, f"{name} has no language; write {name!r}")
        elif at and not is_language(language):
            raise self.error(place, f"{language!r} is neither a language tag nor script")
        if split is not None and (not field.many or not self._text(place, split)):
            raise self.error(place, f"{name} takes one value and cannot be split")
        for own, ours in words:
            if field.kind == "concept" and ours and ours.casefold() not in schemes()[field.of]:
                labels = set(schemes()[field.of].values())
                raise self.error(place, f"{own!r} stands for {ours!r}, no {field.of}", ours, labels)
        return Column(name, language or None, cast(str | None, split), words)

    def _complete(
        self, place: str, record: str, columns: dict[str, Column], constants: dict[str, str]
    ) -> None:
        fields = FIELDS[record]
        for field in constants:
            if field not in fields:
                raise self.error(
                    f"{place}.constants", f"{record} has no field {field!r}", field, fields
                )
        filled = [*(column.field for column in columns.values()), *constants]
        for field in set(filled):
            if filled.count(field) > 1 and not fields[field].many:
                raise self.error(
                    place, f"{filled.count(field)} columns fill {field}, which takes one value"
                )
        needed = {name for name, field in fields.items() if field.required}
        if not needed.isdisjoint(AMOUNT) or not set(filled).isdisjoint(AMOUNT):
            needed.update(name for name in AMOUNT if name in fields)
        for field in sorted(needed - set(filled)):
            raise self.error(place, f"no column or constant fills {field}, which {record} needs")
        subjects = ONE_OF.get(record, ())
        if subjects and not set(subjects) & set(filled):
            raise self.error(place, f"no column fills any of {', '.join(subjects)}")
