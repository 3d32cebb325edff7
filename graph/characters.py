"""Characters that a format cannot hold."""

from __future__ import annotations

import re

__all__ = ["fit_for_xml"]

# All that XML 1.0 knows (section 2.2); it can hold no others, escaped or not.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit_for_xml(text: str) -> str:
    r"""The text with a replacement character for each that XML cannot hold.

    >>> fit_for_xml("a\x01b")
    'a\ufffdb'
    """
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
