"""The main text of a page: its blocks, without navigation, scripts and what else surrounds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Block", "Blocks", "main_text"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _words("area base br col embed hr img input link meta param source track wbr frame keygen")
_LINES = _words(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li main menu nav ol option p pre section select summary table tbody tfoot thead "
    "title tr ul"
)
_SPACED = _words(
    "blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre section table ul article header"
)
_UNSEEN = _words(
    "script style noscript template svg math iframe object canvas audio video head select option "
    "textarea button datalist title map nav footer aside dialog menu"
)
_UNSEEN_ROLES = _words(
    "navigation banner contentinfo complementary search dialog alert menu menubar toolbar"
)
_UNSEEN_CLASSES = _words(
    "ad ads advert advertisement banner-ad breadcrumb breadcrumbs comment comments comment-list "
    "cookie cookies cookie-banner crumb crumbs footer footer-nav hidden hotnews login menu nav "
    "navbar navigation newsletter pager pagination popup related related-articles related-links "
    "related-news recommend share share-bar sharebar sharing sidebar site-footer site-header "
    "site-nav skip-link social social-share sr-only subscribe tag-list tags toolbar top-nav topnav "
    "visually-hidden widget"
)
_ROOTS = frozenset(["article", "main"])
_ROOT_WORDS = _words(
    "articlebody article-body article-content article__body article_content content-article "
    "entry-content main-content news-content newscontent post-content release-body "
    "story-body td-post-content trs_editor zoom detail-content text_con rm_txt_con"
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HAN = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_HAN_BREAK = re.compile(rf"(?<={_HAN})[ \t]*\r?\n[ \t\r\n]*(?={_HAN})")
_LINK_SHARE = 0.6  # of a line's characters in links: a menu
_SHARE = 0.7  # of the page's running text in an element: the main text
_NEAR = 12  # blocks between headline and main text


@dataclass(slots=True)
class Block:
    """One line or paragraph of a page: its text, how much of that is links, its surroundings."""

    text: str
    linked: int
    root: int
    spaced: bool
    heading: bool


@dataclass(slots=True)
class _Open:
    """An element that is open: whether it and what is in it is unseen, and its root."""

    tag: str
    unseen: bool
    root: int


@dataclass(slots=True)
class Blocks:
    """Receives a page's elements in order and keeps its blocks; never recurses.

    Elements that may hold the main text are numbered from 1; a block's `root` is the innermost
    one around it, 0 outside. `parents` holds for each number that of the next one outwards,
    `running` counts the characters so far.
    """

    blocks: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    _open: list[_Open] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    running: int = 0
    _linked: int = 0
    _spaced: bool = True
    _heading: bool = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        outer = self._open[-1] if self._open else _Open("", False, 0)
        if tag in _LINES:
            self._close_block(tag in _SPACED)
            self._heading = len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
        elif tag in ("td", "th") and self._parts and self._parts[-1] != " | ":
            self._parts.append(" | ")
        elif tag == "br":
            self._close_block(False)
        if tag in _VOID:
            return
        root = outer.root
        if _is_root(tag, attributes):
            self.parents.append(root)
            root = len(self.parents) - 1
        self._counts[tag] = self._counts.get(tag, 0) + 1
        self._open.append(_Open(tag, outer.unseen or _is_unseen(tag, attributes), root))

    def end(self, tag: str) -> None:
        """An element ends, and with it those in it that were left open."""
        if tag in _LINES:
            self._close_block(tag in _SPACED)
            self._heading = False
        if not self._counts.get(tag):
            return
        while self._open:
            last = self._open.pop()
            self._counts[last.tag] -= 1
            if last.tag == tag:
                return

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self._open and self._open[-1].unseen:
            return
        self._parts.append(text)
        if self._counts.get("a"):
            self._linked += len(text.strip())

    def close(self) -> None:
        """The page ends."""
        self._close_block(False)

    def _close_block(self, spaced: bool) -> None:
        text = _HAN_BREAK.sub("", "".join(self._parts))
        text = _SPACES.sub(" ", text).strip(" |\u3000\xa0")
        if text:
            root = self._open[-1].root if self._open else 0
            self.blocks.append(Block(text, self._linked, root, self._spaced, self._heading))
            self._spaced = False
            self.running += len(text)
        self._spaced = self._spaced or spaced
        self._parts.clear()
        self._linked = 0


def _is_root(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag in _ROOTS or attributes.get("itemprop") == "articleBody":
        return True
    words = f"{attributes.get('id', '')} {attributes.get('class', '')}".lower().split()
    return not _ROOT_WORDS.isdisjoint(words)


def _is_unseen(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag in _UNSEEN:
        return True
    if tag in ("html", "body", *_ROOTS) or not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("role") in _UNSEEN_ROLES:
        return True
    if "display:none" in attributes.get("style", "").replace(" ", "").lower():
        return True
    words = f"{attributes.get('id', '')} {attributes.get('class', '')}".lower().split()
    return not _UNSEEN_CLASSES.isdisjoint(words)


def _is_menu(block: Block) -> bool:
    """Whether a line is links and little else; addresses that are written out are text."""
    if block.heading or block.linked < _LINK_SHARE * len(block.text):
        return False
    return not any(sign in block.text for sign in ("://", "www.", "@"))


def main_text(found: Blocks) -> str:
    """Text of the blocks that make up the main text, each on its line, paragraphs apart.

    It is the innermost marked element (article, main, a body by its name) that holds most of the
    running text, with what stands between the headline and it; without one it is the whole page.
    Lines that are nearly all links are left out.
    """
    kept = [block for block in found.blocks if not _is_menu(block)] or found.blocks
    root = _main_root(kept, found.parents)
    if root:
        within = _within(root, found.parents)
        inside = [place for place, block in enumerate(kept) if block.root in within]
        kept = kept[_headline(kept, inside[0]) : inside[-1] + 1]
    parts: list[str] = []
    for block in kept:
        parts += ["\n\n" if block.spaced else "\n", block.text]
    return "".join(parts[1:])


def _main_root(kept: list[Block], parents: list[int]) -> int:
    running = [0] * len(parents)
    for block in kept:
        running[block.root] += max(len(block.text) - block.linked, 0)
    for root in range(len(parents) - 1, 0, -1):  # inner elements have the higher numbers
        running[parents[root]] += running[root]
    most = [root for root in range(1, len(parents)) if running[root] >= _SHARE * running[0]]
    return most[-1] if most and running[0] else 0


def _within(root: int, parents: list[int]) -> set[int]:
    inner = {root}
    for number in range(root + 1, len(parents)):
        if parents[number] in inner:
            inner.add(number)
    return inner


def _headline(kept: list[Block], first: int) -> int:
    """Where the last heading before the main text begins, if it is near."""
    for place in range(first, max(first - _NEAR, 0) - 1, -1):
        if kept[place].heading:
            return place
    return first
