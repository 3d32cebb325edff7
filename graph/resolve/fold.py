"""Folding of names: spellings that cannot mean different bodies become one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from ...ontology import authority

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = [
    "DEPARTMENTS",
    "fold",
    "fold_series",
    "is_abbreviation",
    "is_chinese",
    "simplified",
    "spelled",
]

_ROUNDS = 8
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
_HAS_CHINESE = re.compile(f"[{_CHINESE}]")
_BESIDE_CHINESE = re.compile(f"(?<=[{_CHINESE}]) | (?=[{_CHINESE}])")
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_KEPT_SIGNS = "+#"  # C++ and C# are not C

# Words that are written in two ways: British and American, long and short forms of law.
_SPELLINGS = {
    "centre": "center",
    "centres": "centers",
    "company": "co",
    "corporation": "corp",
    "incorporated": "inc",
    "labour": "labor",
    "limited": "ltd",
    "organisation": "organization",
    "organisations": "organizations",
    "programme": "program",
}

_CHINA = "(?:people ?s republic of china|peoples republic of china|p ?r ?china|p ?r ?c|china)"
_ORGAN = (
    "(?:ministry of .+?|state council|general administration (?:of|for) .+?"
    "|(?:national|state|state owned) .*?(?:commission|administration|bureau|office)(?: of .+?)?)"
)
_OFFICE = "(?:department|bureau|office|commission|administration)"
# Departments of the state, among them some that were renamed or merged.
DEPARTMENTS = (
    "外交|国防|教育|科学?技术|科技|工业和信息化|工信|信息产业|公安|国家安全|民政|司法|财政|人力资源和?社会保障"
    "|人社|自然资源|国土资源|生态环境|环境保护|住房和?城乡建设|住建|建设|交通运输|交通|铁道|水利|农业农村|农业"
    "|商务|对外贸易经济合作|对外经济贸易|外经贸|文化和旅游|文旅|文化|卫生|退役军人事务|应急管理|邮电|机械工业|电子工业"
)
# What is no more than another way to write the same name: pattern, what takes its place.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"\bco operation\b", "cooperation"),
        (rf"^({_ORGAN}) (?:of )?{_CHINA}$", r"\1"),
        (r"^(?:chinas?|chinese|prc) (ministry of .+|state council)$", r"\1"),
        (r"^(?:chinas|chinese) (national .+ commission|state .+ administration)$", r"\1"),
        (r"\bpeople ?s government\b", "government"),
        (r"^government of (.+) province$", r"\1 provincial government"),
        (r"^government of (.+) (?:city|municipality)$", r"\1 municipal government"),
        (r"^(provincial|municipal) government of (.+)$", r"\2 \1 government"),
        (r"^government of (.+)$", r"\1 government"),
        (r"^(.+) province government$", r"\1 provincial government"),
        (r"^(.+) (?:city|municipality) government$", r"\1 municipal government"),
        (rf"^({_OFFICE} of .+) of (\S+) province$", r"\2 provincial \1"),
        (rf"^({_OFFICE} of .+) of (\S+) (?:city|municipality)$", r"\2 municipal \1"),
        (rf"^(\S+) province ({_OFFICE} of .+)$", r"\1 provincial \2"),
        (r"^(\S+) province$", r"\1"),
        ("人民政府", "政府"),
        ("有限责任公司", "有限公司"),
        ("^中华人民共和国(?=.+(?:部|委员会|总局|署|办公室)$)", ""),
        (f"^中国(?=国家|国务院|(?:{DEPARTMENTS})部$)", ""),
    )
)

_NUMBERS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    "|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    "|(?:twenty|thirty|forty|fifty)(?: (?:first|second|third|fourth|fifth|sixth|seventh|eighth"
    "|ninth))?|twentieth|thirtieth|\\d+(?:st|nd|rd|th)"
)
_OF_EDITION = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_NUMBERS}) (?:sessions? |editions? )?(?:of )?",
        rf" (?:{_NUMBERS})(?: sessions?| editions?)?$",
        r"^(?:19|20)\d\d ?年?|[ ]?(?:19|20)\d\d年?$",
        "^第[0-9一二三四五六七八九十百〇零两]+(?:届|次|屆)",
        "第[0-9一二三四五六七八九十百〇零两]+届$",
    )
)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified script, for comparing only.

    >>> simplified("中國")
    '中国'
    """
    return str(_converter().convert(text)) if _HAS_CHINESE.search(text) else text


def is_chinese(text: str) -> bool:
    """Whether a name is written with Chinese characters, if only in part."""
    return bool(_HAS_CHINESE.search(text))


def is_abbreviation(name: str) -> bool:
    """Whether a name is a handful of Latin letters, most of them capitals, which many share.

    >>> [is_abbreviation(name) for name in ("MIIT", "SMEs", "UN-Habitat", "Huawei", "工信部")]
    [True, True, False, False, False]
    """
    letters = [char for char in name if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    short = len(name) <= 8 and " " not in name.strip() and not is_chinese(name)
    return short and capitals >= 2 and capitals >= len(letters) - 1


@lru_cache(maxsize=16384)
def spelled(name: str) -> str:
    """A name without regard to script, width, case, accents, punctuation, spaces and "the".

    >>> spelled("The Ministry of Science & Technology"), spelled("中國—東盟博覽會")
    ('ministry of science and technology', '中国东盟博览会')
    >>> spelled("Ｓｉｎｏ Fair Organisation Co., Ltd.")
    'sino fair organization co ltd'
    """
    text = simplified(unicodedata.normalize("NFKC", name).casefold())
    text = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    text = re.sub(r"(?<=\d)\.(?=\d)", " ", text.casefold().replace("&", " and "))
    text = _APOSTROPHES.sub("", text).replace(".", "")
    kept = (char if _is_part(char) else " " for char in text)
    words = [_SPELLINGS.get(word, word) for word in "".join(kept).split()]
    words = [word for word in words if word != "the"] or words
    found = _BESIDE_CHINESE.sub("", " ".join(words))
    return found or " ".join(name.split())


def _is_part(char: str) -> bool:
    # Marks are vowels in the scripts of India and Thailand.
    return char.isalnum() or char in _KEPT_SIGNS or unicodedata.category(char) in ("Mn", "Mc")


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """The form that names of one body share; bodies with the same one are taken for the same.

    >>> fold("Ministry of Commerce of the People's Republic of China")
    'ministry of commerce'
    >>> {fold(name) for name in ("People's Government of Anhui Province", "Anhui Provincial "
    ... "Government")}
    {'anhui provincial government'}
    >>> {fold(name) for name in ("安徽省人民政府", "安徽省政府", "安徽政府")}
    {'安徽政府'}
    >>> fold("Bank of China")
    'bank of china'
    """
    return _settled(name, lambda text: _written_out(spelled(text)))


def _settled(name: str, step: Callable[[str], str]) -> str:
    """Repeat a step until it changes nothing, so that folding what is folded changes nothing."""
    text = name
    for _ in range(_ROUNDS):
        folded = step(text)
        if folded == text:
            break
        text = folded
    return text


def _written_out(text: str) -> str:
    for pattern, into in _RULES:
        text = pattern.sub(into, text) or text
    return _units().sub(lambda found: _short_places()[found[1]], text)


@lru_cache(maxsize=1)
def _short_places() -> dict[str, str]:
    """Chinese place names of the authority file with and without 省, 市, 自治区: the short one."""
    by_place: dict[frozenset[str], set[str]] = {}
    for label, places in authority.names("places").items():
        if is_chinese(label):
            by_place.setdefault(places, set()).add(spelled(label))
    shortest = {}
    for labels in by_place.values():
        for label in labels:
            short = min(
                (other for other in labels if label.startswith(other)), key=len, default=label
            )
            if label != short:
                shortest[label] = short
            elif label[-1] not in "省市区县国州" and not any(
                other != label and other.startswith(label) for other in labels
            ):
                shortest[f"{label}市"] = label
    # 吉林 is a province and a city in it.
    provinces = {short for label, short in shortest.items() if label.endswith("省")}
    return {
        label: short
        for label, short in shortest.items()
        if not (label.endswith("市") and short in provinces)
    }


@lru_cache(maxsize=1)
def _units() -> re.Pattern[str]:
    # In 省委 and 市场 the unit is part of the next word.
    names = "|".join(sorted(map(re.escape, _short_places()), key=len, reverse=True))
    return re.compile(f"({names})(?![级委场民长区内际]|政(?!府))")


@lru_cache(maxsize=4096)
def fold_series(name: str) -> str:
    """`fold`, and without the year and the number of an edition.

    >>> {fold_series(name) for name in ("the 6th World Lake Fair", "World Lake Fair 2031",
    ... "2031 World Lake Fair", "135th session of the World Lake Fair")}
    {'world lake fair'}
    >>> {fold_series(name) for name in ("第十五届湖泊大会", "2031年湖泊大会", "湖泊大會")}
    {'湖泊大会'}
    """

    def step(text: str) -> str:
        folded = fold(text)
        for pattern in _OF_EDITION:
            folded = pattern.sub("", folded).strip() or folded
        return folded

    return _settled(name, step)
