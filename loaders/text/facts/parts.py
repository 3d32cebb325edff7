"""Parts: words that speak of a forum, a ceremony or another part of the programme."""

from __future__ import annotations

import re

__all__ = ["PART_EN", "PART_ZH"]

# A list of bodies said of a part of the programme is not said of the edition.
PART_EN = re.compile(
    r"\b(?:an "
    r"event|forums?|sub-forums?|seminars?|symposiums?|meetings?|sessions?|ceremon(?:y|ies)|"
    r"contests?|"
    r"workshops?|dinners?|competitions?|roundtables?|delegations?|pavilions?|dialogues?|briefing|"
    r"conference|reception|banquet|webinar|survey|report|study|tour|concert|match|tournament|games|"
    r"award|awards|lecture|course|campaign|project|programme|program|research)\b[^,.;]{0,30},?\s*$",
    re.IGNORECASE,
)

PART_ZH = re.compile(
    r"(?:论坛|研讨会|活动|仪式|座谈会|对接会|推介会|大赛|比赛|晚宴|酒会|发布会|分论坛|沙龙|讲座|"
    r"培训班|赛事|展区|专场|"
    r"签约会|交流会|见面会|联赛|演唱会|运动会)[^,。;]{0,10}$"
)
