"""Who publishes news: the names of wires and papers, and how lines of a header name one."""

from __future__ import annotations

import re

__all__ = ["AGENCY", "LABELLED", "NAMES", "PAPER", "WIRE", "is_paper"]

# Wires, agencies and papers that stand by themselves in a dateline or a header's line.
NAMES: tuple[str, ...] = (
    *("PRNewswire", "PR Newswire", "Cision", "Business Wire", "GLOBE NEWSWIRE", "GlobeNewswire"),
    *("Media OutReach Newswire", "Media OutReach", "ACN Newswire", "JCN Newswire", "ACCESSWIRE"),
    *("ACCESS Newswire", "EIN Presswire", "EINPresswire.com", "Newsfile Corp.", "Newsfile Corp"),
    *("CNW Telbec", "CNW", "PRWeb", "Marketwired", "Marketwire", "EQS Newswire", "NewsVoir"),
    *("Xinhua News Agency", "Xinhua-AsiaNet", "Xinhua", "AsiaNet", "China News Service", "ECNS"),
    *("CNS", "China Daily", "chinadaily.com.cn", "People's Daily Online", "People's Daily"),
    *("Global Times", "CGTN", "China.org.cn", "China Economic Net", "Science and Technology Daily"),
    *("The Associated Press", "Associated Press", "AP", "Reuters", "AFP", "Agence France-Presse"),
    *("UPI", "Bloomberg", "Kyodo News", "Kyodo", "Yonhap", "TASS", "Bernama", "ANTARA", "VNA"),
    *("ANI", "PTI", "IANS", "dpa", "EFE", "ANSA", "WAM", "MENAFN", "TNA", "NNA", "APA", "Lusa"),
)
WIRE = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))
    + r")(?:-[A-Z][A-Za-z]+)?(?![A-Za-z])",
    re.IGNORECASE,
)

# Chinese agencies, sites, papers and broadcasters end with what they are.
_KIND = (
    "通讯社|新闻社|报社|社|新闻客户端|客户端|新闻网|日报网|网|日报|晚报|早报|晨报|时报|商报|周报|导报|"
    "都市报|快报|报|在线|新闻|财经|电视台|卫视|广播电台|电台|广播|周刊|杂志|融媒体中心|融媒体|融媒|"
    "传媒|观察|频道"
)
_HAN = "\u4e00-\u9fff"
PAPER = rf"[{_HAN}A-Za-z0-9·]{{1,12}}?(?:{_KIND})"
AGENCY = re.compile(PAPER)
_WHOLE = re.compile(PAPER)
# English papers end likewise; capitals alone are an office or a broadcaster.
_ENGLISH = re.compile(
    r"(?:The )?(?:[A-Z][\w.'&-]* ){0,4}(?:News|Daily|Times|Post|Herald|Online|Network|Newswire|"
    r"Press|Journal|Agency|Today|TV|Gazette|Tribune|Chronicle|Bulletin|Standard|Review|Mail|Weekly|"
    r"Magazine|Globe|Observer|Express|Star|Wire|Radio|Media|Newsroom)"
    r"|[A-Z][A-Z&]{2,9}|(?:[\w-]+\.)+(?:com|cn|org|net|info|hk|sg|my|uk|au|in|eu|de)(?:\.cn)?"
)

# What a line calls its source, with an example of each.
LABELLED: tuple[tuple[str, str, str], ...] = (
    (
        r"(?:信息|文章|稿件|内容|新闻)?(?:来源|稿源|"
        r"出处)"
        r"\s?:\s?[【《“\[]?(?P<name>[^\s:,|/【】《》“”()\[\]]{2,24}?)"
        r"(?=[\s,|/】》”()\]]|作者|编辑|责编|责任|记者|时间|日期|发布|浏览|阅读|点击|字号|\d{4}|$)",
        "来源:北港日报 作者:林木",
        "北港日报",
    ),
    (
        r"\bSource\s?:\s?(?P<name>[A-Z][\w.'’&-]*(?: [A-Z&][\w.'’&-]*){0,4}?)"
        r"(?= ?\||  |\s*$|,| Author| Editor| Updated| Published| Time| Date| \d|\))",
        "Source: Northport Gazette Editor: Lin",
        "Northport Gazette",
    ),
    (
        r"^\(?(?P<name>[A-Z][\w.'’& -]{1,30}?)\)\s?(?=\d{1,2}:\d\d)",
        "Northport Daily) 17:05, May 6, 2031",
        "Northport Daily",
    ),
)


def is_paper(name: str) -> bool:
    """Whether a name that stands alone in a header is a wire's, paper's, site's or broadcaster's.

    >>> [is_paper(name) for name in ("北港日报", "Northport Gazette", "林木", "Jo Doe")]
    [True, True, False, False]
    """
    return any(form.fullmatch(name) for form in (WIRE, _WHOLE, _ENGLISH))
