"""Which encoding bytes are in: the one given, marked, declared or shown by the bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from ..ontology.errors import InputError, SettingError

__all__ = [
    "CODECS",
    "SAMPLE",
    "byte_order_mark",
    "checked_encoding",
    "decoded",
    "encoding_of_lines",
    "html_charset",
]

SAMPLE = 256 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the two Chinese encodings use for punctuation and for the characters of everyday use
# (GB 2312 level 1, Big5 level 1), as first bytes; second bytes of GB 2312 start at A1.
_COMMON = {
    "gb18030": re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
}
_PAIR = re.compile(rb"[\x81-\xfe][\x30-\xfe]|[\x80-\xff]")
CODECS = {"big5": "big5hkscs"}
_RIVALS = ["gb18030", "big5", "cp949", "shift_jis", "cp1252"]
_ENOUGH = 64  # bytes outside ASCII from which statistics of characters mean something

# What a label in a page or mail means in practice: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",  # a declaration that can be read as ASCII is not in UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_SINGLE = {"cp1252"}  # decodes nearly everything, so that its label proves little
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# Windows Latin text: single bytes beyond ASCII among letters, none of the five undefined ones.
_LATIN = re.compile(rb"(?<![\x80-\xff])[\x80\x82-\x8c\x8e\x91-\x9c\x9e-\xff]{1,2}(?![\x80-\xff])")


def byte_order_mark(head: bytes) -> str | None:
    """The encoding whose byte order mark the bytes begin with."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def checked_encoding(given: str, mark: str | None) -> str:
    """Codec name of an encoding that the user gives; raises SettingError if there is none."""
    try:
        name = codecs.lookup(given).name
        "".encode(name)
    except LookupError as error:
        raise SettingError(
            f"there is no text encoding {given!r}", "Use one such as utf-8, gb18030 or big5."
        ) from error
    if name.startswith(("utf-32", "utf-7")):
        raise SettingError(f"the encoding {given} is not read", "Save the file as UTF-8.")
    if name == "utf-16":
        return mark or "utf-16-le"
    return "utf-8" if name == "utf-8-sig" else name


def encoding_of_lines(name: str, sample: Sequence[bytes]) -> str:
    """Encoding of lines with bytes beyond ASCII, without a mark.

    UTF-8 if most of them are, else GB18030 or Big5, whichever makes the common characters of
    Chinese. Raises InputError, with the file's `name`, where this does not decide.
    """
    valid = sum(_decodes(line, "utf-8") for line in sample)
    if valid * 2 >= len(sample):
        return "utf-8"
    joined = b"\n".join(sample)[:SAMPLE]
    pairs = len(_PAIR.findall(joined))
    scores = {encoding: len(common.findall(joined)) / pairs for encoding, common in _COMMON.items()}
    best = max(scores, key=lambda encoding: scores[encoding])
    rival = _statistical(joined) or ""
    if scores[best] < 0.75 or (rival and rival not in scores and pairs * 2 >= _ENOUGH):
        looks = f"; it looks like {rival}" if rival and rival not in scores else ""
        raise InputError(
            f"the encoding of {name} cannot be told: it is not UTF-8, GB18030 or Big5{looks}",
            "Say which it is with the option for the encoding, or save the file as UTF-8.",
        )
    if rival in scores and abs(scores["gb18030"] - scores["big5"]) < 0.1:
        return rival
    return best


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _statistical(sample: bytes) -> str | None:
    """What the maintained detector says; with few bytes it is often wrong."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample, cp_isolation=_RIVALS).best()
    return best.encoding if best else None


def html_charset(head: bytes) -> str | None:
    """The charset that a page's first bytes declare in a meta element or XML declaration."""
    found = _DECLARED.search(head[:8192])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def decoded(name: str, data: bytes, given: str | None = None, declared: str | None = None) -> str:
    """A whole text from its bytes, without a byte order mark.

    The encoding is the one `given`; else the mark's; else the one `declared` in the page or mail
    if the bytes fit it; else what the bytes show. Raises InputError where they are no text or do
    not fit, SettingError where there is no encoding of the given name.
    """
    mark = byte_order_mark(data)
    encoding = checked_encoding(given, mark) if given else _told(name, data, mark, declared)
    try:
        text = data.decode(CODECS.get(encoding, encoding))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not {encoding} at byte {error.start + 1}: {error.reason}",
            "Say which encoding it is in with the option for the encoding, or save it as UTF-8.",
        ) from error
    return text.removeprefix("\ufeff")


def _told(name: str, data: bytes, mark: str | None, declared: str | None) -> str:
    if mark == "utf-32":
        raise InputError(f"{name} is UTF-32, which is not read", "Save it as UTF-8.")
    if mark:
        return mark
    if b"\0" in data[:SAMPLE]:
        return _wide(name, data[:4096])
    label = _label(declared)
    if label and label not in _SINGLE and _decodes(data, CODECS.get(label, label)):
        return label
    if _decodes(data, "utf-8"):
        return "utf-8"
    if label in _SINGLE or _is_latin(data[:SAMPLE]):
        return "cp1252"
    lines = (line for line in data.splitlines() if not line.isascii())
    return encoding_of_lines(
        name, [line[:SAMPLE] for line, _ in zip(lines, range(4096), strict=False)]
    )


def _label(declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared or "").name
        "".encode(name)
    except LookupError:
        return None
    return _LABELS.get(name, name)


def _wide(name: str, head: bytes) -> str:
    """UTF-16 without a mark: the byte order in which most units are characters of texts."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) & ~1].decode(encoding, "replace")
        usual = sum(" " <= char <= "~" or char in "\r\n\t" or _is_han(char) for char in text)
        if usual >= 0.8 * len(text):
            return encoding
    raise InputError(
        f"{name} is not a text: it holds NUL bytes",
        "Save the document as text, HTML or Markdown.",
    )


def _is_han(char: str) -> bool:
    return "\u3000" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or char >= "\uff00"


def _is_latin(sample: bytes) -> bool:
    beyond = sum(map(len, _LATIN.findall(sample)))
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    return beyond == high and high * 10 < len(sample)
