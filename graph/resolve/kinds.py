"""Kinds of bodies by the shape of their names, in both languages."""

from __future__ import annotations

import re
from functools import lru_cache

from .fold import DEPARTMENTS, spelled

__all__ = ["is_description", "kind_of"]

# In this order, the first that fits: kind (a concept of the scheme kind), pattern of the name as
# `spelled` gives it. Where the shape leaves a doubt there is no pattern.
_SHAPES: tuple[tuple[str | None, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        # Bodies that an event makes for itself, and parts of associations and firms.
        (None, r"\b(?:organizing|executive|expert|preparatory|steering) committee\b"),
        (
            None,
            "(?:组委会|组织委员会|执委会|执行委员会|筹委会|筹备委员会|专业委员会|专委会|专家委员会|俱乐部|总部)$",
        ),
        (None, r"^russian federation$"),
        # Of the world or of states? The name does not say.
        (None, r"^(?:world|international|global)\b.*\b(?:association|federation|alliance|corp)\b"),
        (None, "^(?:世界|国际|全球).+(?:协会|联合会|联盟|学会|促进会|署)$"),
        (
            "media",
            r"^(?!.*administration).*\b(?:news agency|television|daily)$"
            "|(?:通讯社|日报社?|晚报|电视台|广播电视总台)$",
        ),
        ("international organization", r"^united nations\b|^联合国"),
        (
            "international organization",
            r"^(?:world|international|african|european|arab|asian|shanghai cooperation)\b.*"
            r"\b(?:organization|union|league)$|^organization for\b|^world bank"
            "|国际组织$|^世界(?:银行|.+组织)",
        ),
        ("municipal government", "^(?:北京|上海|天津|重庆)市?(?:人民)?政府$|市(?:人民)?政府$"),
        (
            "municipal government",
            r"^(?:beijing|shanghai|tianjin|chongqing) (?:peoples )?government$"
            r"|^(?:peoples )?government of (?:beijing|shanghai|tianjin|chongqing)$"
            r"|\bmunicipal (?:peoples )?government\b|\bgovernment of .+ (?:city|municipality)$"
            r"|\b(?:city|municipality) (?:peoples )?government$",
        ),
        ("provincial government", "(?:省|自治区)(?:人民)?政府$"),
        (
            "provincial government",
            r"^(?!.*\boffice of\b).*\b(?:provincial|province|autonomous region)"
            r" (?:peoples )?government$"
            r"|^(?:peoples )?government of .+ (?:province|autonomous region)$"
            r"|^provincial government of ",
        ),
        ("company", r"\b(?:co|ltd|corp|inc|llc|plc|gmbh|group|holdings?|pte|airlines|motors)$"),
        ("company", r"^(?!.*\bdevelopment bank).*\bbank(?: of \S+)?$|\bcorp of \S+$"),
        ("company", "(?:公司|集团|株式会社|(?<!开发)(?<!投资)银行)$"),
        ("academy", r"\bacademy of (?:social |agricultural |medical )?(?:sciences?|engineering)$"),
        ("academy", "(?:科学院|工程院|社科院)$"),
        ("university", r"\b(?:university|college|institute of technology|polytechnic)\b"),
        ("university", "(?:大学|学院|高等专科学校)$"),
        ("ministry", r"^(?:\w+ )?ministry of\b|\bministry$"),
        ("ministry", f"^(?:中华人民共和国|中国)?(?:{DEPARTMENTS})部$"),
        ("council", "(?:理事会|促进会|贸促会|咨询委员会|贸易促进委员会)$|^国务院$"),
        (
            "council",
            r"^state council(?: of china)?$|(?<!\bstate )\bcouncil\b|\badvisory committee\b",
        ),
        ("federation", r"\b(?:con)?federation\b|(?:联合会|工商联|侨联|总会|残联)$"),
        ("association", r"\b(?:association|society|alliance|chambers? of commerce)\b"),
        ("association", "(?:协会|学会|商会|联盟|公会)$"),
        ("commission", "监督管理委员会$"),
        ("administration", "(?:局|厅|署|办公室|外办|管委会|管理委员会|海关)$"),
        ("commission", r"\bcommission\b|(?:委员会|改革委|发改委|国资委|科委|经信委|卫健委)$"),
        (
            "administration",
            r"\b(?:administration|bureau|administrative committee)\b"
            r"|^(?:\S+ (?:provincial|municipal) )?department of\b|\bdepartment of \S+ province$"
            r"|\b(?:affairs|state .+) office\b|\bcustoms$",
        ),
    )
)


_EVENT = "(?:convention|conference|congress|expo|fair|event|forum|summit)"
_DESCRIPTIONS = re.compile(
    "(?:local|provincial|municipal|city|central|national) (?:governments?|authorities)"
    rf"|(?:{_EVENT} )?(?:organizers?|(?:organizing|executive|preparatory) committee)"
    rf"(?: of {_EVENT})?(?: office)?"
    "|(?:本届|此次)?(?:大会|展会|博览会|论坛|会议|活动)?(?:组委会|组织委员会|执委会|执行委员会|筹委会|主办方|承办方)"
    "(?:办公室|秘书处)?|(?:当地|地方|省|市|区|县)(?:人民)?政府"
)


def is_description(name: str) -> bool:
    """Whether a name says what a body is and not which one: others elsewhere are called so too.

    >>> [is_description(name) for name in ("Organizing Committee", "当地政府", "湖泊大会组委会")]
    [True, True, False]
    """
    return bool(_DESCRIPTIONS.fullmatch(spelled(name)))


@lru_cache(maxsize=65536)
def kind_of(name: str) -> str | None:
    """Kind of the body (a concept of the scheme kind) as its name says it, None if it does not.

    >>> [kind_of(name) for name in ("Ministry of Lakes", "Lake Robotics Co., Ltd.", "Airuite")]
    ['ministry', 'company', None]
    >>> [kind_of(name) for name in ("安徽省人民政府", "合肥市人民政府", "中國工程院", "湖泊协会")]
    ['provincial government', 'municipal government', 'academy', 'association']
    """
    words = spelled(name)
    return next((kind for kind, pattern in _SHAPES if pattern.search(words)), None)
