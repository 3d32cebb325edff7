"""Joint editions: two that are held together share their days, their place and their approval."""

from __future__ import annotations

import re

from .context import Context, Target

__all__ = ["share_joint"]

_SHARED = {"start", "end", "city", "province", "country"}
_JOINED_EN = re.compile(r"^[^.;]{0,24}\b(?:and|together with|alongside|as well as)\b[^.;]{0,30}$")
_JOINED_ZH = re.compile(r"^(?:[”\"]|\([^)]*\))*(?:暨|和|与|、|及)")


def share_joint(context: Context) -> None:
    """Give a convention that is named as held jointly with the main one what both share."""
    main = context.main
    assert main
    for piece in context.pieces:
        for first, second in zip(piece.mentions, piece.mentions[1:], strict=False):
            between = piece.text[first.end - piece.start : second.start - piece.start]
            pattern = _JOINED_ZH if piece.chinese else _JOINED_EN
            joint = piece.chinese and between.endswith("暨")
            if not pattern.match(between) or not (second.year or second.ordinal or joint):
                continue
            if not (_is_main(main, first) and not _is_main(main, second)):
                continue
            if any(
                other.key == second.known or other.mention.name == second.name
                for other in context.others
            ):
                continue
            target = Target(second.known or second.name, second, second.year, second.ordinal)
            target.facts += [
                fact
                for fact in main.facts
                if fact.relation in _SHARED or getattr(fact.value, "role", "") == "approver"
            ]
            if target.facts:
                context.others.append(target)
            return


def _is_main(main: Target, mention: object) -> bool:
    known, name = getattr(mention, "known", None), getattr(mention, "name", "")
    return (known is not None and known == main.mention.known) or name in (
        main.mention.name,
        main.mention.short,
    )
