"""The rules by which a row is rejected: their stable names and what each says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["RULES", "Cell", "Fault", "Row"]

RULES: dict[str, str] = {
    "ambiguous-name": "a reference by name fits several things; use the identifier",
    "bad-email": "not the address of a mailbox",
    "bad-encoding": "bytes or characters that were lost or are not text in the file's encoding",
    "bad-identifier": "an identifier is too long or has white space or control characters",
    "bad-external": "not an identifier of the registry of another data set, such as Q42",
    "bad-language": "not a BCP 47 language tag such as en or zh-hant",
    "bad-url": "not an http or https address that is a valid IRI",
    "broken-event": "an event of a calendar does not end, or a line of it cannot be understood",
    "broken-markup": "a line of RDF or a script of a page that cannot be understood",
    "cancelled-event": "an event of a calendar is cancelled, so it is no edition",
    "control-character": "text holds a control character other than tab and line feed",
    "cyclic-reference": "things refer to each other as parents",
    "dangling-reference": "a reference to what neither the graph nor the accepted rows hold",
    "duplicate-key": "an earlier row of the same table in the same file has the same key",
    "error-cell": "a spreadsheet cell holds an error such as #REF!",
    "formula": "a spreadsheet cell holds a formula instead of its value",
    "impossible-date": "not a calendar date in ISO form of a precision that the field allows",
    "incomplete-amount": "value, unit and bound of an amount come together or not at all",
    "made-by-builds": "a quad in a graph that every build writes itself, and writes without it",
    "missing-value": "a required cell is empty",
    "nested-value": "a document has an object or a list where one value is expected",
    "not-a-boolean": "not yes or no in a form that is understood",
    "not-a-number": "not a number in plain digits within the range of the field",
    "not-an-object": "an entry of a document is not an object with named values",
    "nul-byte": "a cell holds a NUL byte",
    "ragged-row": "the row has other cells than the header has columns",
    "recurring-event": "an event of a calendar recurs in other ways than once a year",
    "start-after-end": "the start is later than the end",
    "stray-quote": "a quoted cell goes on after its closing quote, or is never closed",
    "subject-count": "a row belongs to one thing and names none or several",
    "too-long": "a cell or line is longer than the limit",
    "unknown-table": "the row of a corrected report names no table of the mapping",
    "unknown-value": "a value that its concept scheme or list of choices does not have",
    "year-less-date": "a day and month of which the text does not tell the year",
    "year-mismatch": "the start is not in the year that the row gives",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell or a row; as a cell it stands for a value that cannot be had.

    A `lossy` one leaves no trace in the cells that the report shows, so the report says it in a
    column of its own, which must be cleared before the row is loaded again.
    """

    rule: str
    message: str
    shown: str = ""
    lossy: bool = False


# A list (of a document or a Parquet column) is a tuple, an empty cell is "" or ().
Cell = str | tuple[str, ...] | Fault
# Number of the record in its table or document, its cells, and what is wrong with it as a whole.
Row = tuple[int, Sequence[Cell], Fault | None]
