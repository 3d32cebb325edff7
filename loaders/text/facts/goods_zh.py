"""What may be an exhibitor or an exhibit in a Chinese text, by the words of its name."""

from __future__ import annotations

import re

from ..values.gazetteer import countries, places
from ..values.phrases import chinese_phrases
from .context import Piece

__all__ = ["exhibitor", "is_firm", "is_maker", "is_stub", "thing", "things", "without_adverb"]

Range = tuple[int, int]

# -- what may be an exhibitor

_NO_NAME = re.compile(
    r"携|旗下|开幕|闭幕|仪式|举行|举办|同场|同期|会展|大会|本届|现场|展览|展示|\d+(?:余|多)?(?:家|件|款|项|个|名|位|台|种|"
    r"万)|会上|会场|展会|博览会|交易会|论坛|峰会|展区|展馆|专区|展台|展位|组委会|主办|承办|记者|"
    r"观众|我们|他们|它们|"
    r"中国企业|企业家|参展|来自|多家|各地|各国|各方|双方|其中|这里|那里|期间|活动|近年|今年|去年|"
    r"此次|本次|这些|那些|一些|许多|不少|"
    r"众多|各类|一批|全球|世界各|国内外|海内外|行业|领域|产业|技术|产品|展品|新品|成果|平台|项目|"
    r"方面|区域|未来|时代|市场|社会|"
    r"发展|开放|合作|创新|嘉宾|代表|专家|学者|客商|采购|买家|负责人|院士|介绍|表示|认为|希望|以及|"
    r"从|向|把|被|让|使|为了|就|都|"
    r"也|还|又|更|最|将|会期|正在|已经|通过|围绕|聚焦|集中|同时|首次|首发|全面|共同|当天|昨天|"
    r"今天|日前|为期|主题|馆内|场馆|"
    r"[。,;:!?“”《》()]|\d{2,}[年日月届]|第[一二三四五六七八九十\d]+|一个|一种|一款|"
    r"一台|因此|如果|但|而|则|即|"
    r"人们|市民|游客|孩子|同学|大家|选手|队|省份|城市|国家级|国际|上百|数百|数十|上千|百余|"
    r"[十百千万]余|走进|看到|作为|成为|"
    r"人形|机器人$|[^车]展$|智能(?:网|汽|终|装)|[^\u4e00-\u9fffA-Za-z0-9·&+. -]"
)
_SUFFIX = re.compile(
    r"(?:公司|集团|股份|科技|科大智能|药业|制药|汽车|重工|电子|电气|电器|医疗|银行|航空|石化|石油|"
    r"电网|移动|电信|联通|动力|能源|食品|"
    r"乳业|酒业|化工|机械|大学|学院|研究院|研究所|实验室|企业|厂|工业|集团有限公司|生物|材料|光电|"
    r"精密|船舶|航天|通信|软件|网络|"
    r"材|控股|国际|商会|协会|馆|钢铁|铁建|中车|智造|智能|机器人|时代|锂能|控|讯|云|技|仪器|系统|"
    r"建工|交建|造船|港口|物流|快递)$"
)
_LEADING_PLACE = re.compile(
    r"^(?:来自)"
    r"?(?:[\u4e00-\u9fff]{2,4}(?:企业|展商|品牌|车企|公司|药企|参展商|厂商|巨头|"
    r"机构|客商)|展商|参展商|参展企业|企业|车企|车商|厂商|品牌|"
    r"国产品牌|药企|巨头|龙头企业|民企|央企|国企|外企|老牌企业|科技企业|"
    r"科技公司)(?=[\u4e00-\u9fffA-Za-z]{2})"
)
_ADVERB = re.compile(
    r"(?:(?:也|还|则|就|便|均|都|已|将|曾|正|首次|首度|再次|继续|今年|本次|此次|这次|现场|"
    r"集中|重点|同步|同时|分别|一口气|连续[\d一二三四五六七八九十]+[年届]|携手|联合|"
    r"特意|特地|专门|重磅|隆重|全新|全方位|精心|一共|共|率先|当天|在此|在现场|在会上|在展台|在展区|"
    r"亦|更是|更|又|另|并|倾力|悉数|带队|组团|全球|有备而来|更是)+)$"
)
_SHORTEST, _LONGEST = 2, 18


def exhibitor(piece: Piece, start: int, end: int, loose: bool = False) -> Range | None:
    """The part of `start` to `end` that names an exhibitor, without what describes it."""
    text = piece.text
    if adverb := _ADVERB.search(text, start, end):
        end = adverb.start() if adverb.end() == end else end
    if (known := piece.known.at.get(start)) and known == end and text[start:end] not in places():
        return start, end
    if lead := re.match(r"(?:而|其中|另外|此外|包括|例如|比如|如|还有|像)+(?=..)", text[start:end]):
        start += lead.end()
    if lead := _LEADING_PLACE.match(text[start:end]):
        start += lead.end()
    start = _after_country(text, start, end)
    while start < end and text[start] in " “、的":
        start += 1
    while start < end and text[end - 1] in " ”、的":
        end -= 1
    name = text[start:end]
    if piece.known.at.get(start) == end and name not in places():
        return start, end
    if name in countries():
        return (start, end) if loose else None
    if not _SHORTEST <= len(name) <= _LONGEST or name in places() or _is_bad(name):
        return None
    return start, end


def _is_bad(name: str) -> bool:
    name = re.sub(r"(?:股份)?有限(?:责任)?公司", "公司", name)
    found = _NO_NAME.search(name)
    if not found:
        return not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name) or bool(
            re.search(r"[的在是了等有]", name)
        )
    return not (
        _SUFFIX.search(name)
        and found[0] in ("国际", "发展", "技术", "行业", "产业", "创新", "未来")
    )


def _after_country(text: str, start: int, end: int) -> int:
    """德国西门子: the country before a firm does not belong to its name."""
    for size in range(min(6, end - start - 2), 1, -1):
        if text[start : start + size] in countries() and text[start : start + size] != "中国":
            rest = text[start + size : end]
            return (
                start + size
                if not re.match(
                    r"[馆国企展]|驻|政府|航空|电力|银行|石油|国家|国立|大学|旅游|贸易|投资", rest
                )
                else start
            )
    return start


# -- what may be an exhibit

_ABSTRACT = re.compile(
    r"^(?:最新|新|各类|多项|系列|先进|前沿|创新|优质|特色|自主|核心|高端|智能|科技|全球|中国|"
    r"我国|自身|各自|相关|一流|多元|其|丰富|"
    r"硬核|优秀|代表性|重磅|更多|全部|全系|多款|明星|拳头|全产业链|全系列|首发|本国|当地|各国|整体|"
    r"开放|独特|良好|崭新|发展|合作|不同|多种|重点|主要|独家|自研|旗下|以及|及|最|的|和|与)*"
    r"(?:产品|技术|成果|展品|解决方案|应用|新品|服务|方案|装备|理念|形象|风采|成就|魅力|进展|实力|"
    r"特色|文化|优势|前景|蓝图|场景|生态|能力|"
    r"经验|模式|趋势|案例|亮点|作品|商品|方向|成效|力量|机遇|潜力|活力|智慧|布局|突破|变化|水平|"
    r"样本|答卷|惊喜|体验|商机|信心|好物|"
    r"面貌|风貌|历程|图景|内容|话题|主题|资源|项目|政策|环境|可能|企业|机会|发展|合作|影响|思路|"
    r"贡献|精品|黑科技|科技感|新面孔|新鲜事|便利|"
    r"解读|观点|问题|挑战|创意|价值|品质|国货|家底|看点|重头戏|干货|成绩单|名片|盛宴|大餐|故事|数据|"
    r"新成果|新技术|新产品|新业态|新模式|新场景|展览|展会)*(?:矩阵|家族|阵容)?$"
)
_NO_THING = re.compile(
    r"目光|观众|嘉宾|客商|采购商|人士|专家|学者|媒体|市民|记者|展商|参展|国家和地区|企业$|"
    r"[^学]家$|[省市县区国]$|者$|平方米|届|年[^产]|活动$|"
    r"论坛|大会|博览会|会议|仪式|展区|展馆|展台|专区|展位|[这那它他她我]|什么|之一|首次|多个|不断|"
    r"越来越|正在|已经|可以|能够|成为|让|"
    r"为了|通过|如何|以来|情况|方式|关系|精神|政府|体系$|格局|战略|目标|规模|领域|产业$|行业$|"
    r"机制|倡议|共识|需求|意向|投资|签约|增长|"
    r"开放$|融合$|创新$|建设$|发展$|合作$|交流$|转型$|升级$|贸易|消费$|市场|制造业$|"
    r"(?:魅力|风采|形象|成就|成果|成效|实践|文化|风貌|实力|平台|品牌|风情|经验|定位|会|展|理念|力量|"
    r"美食文化)$|面积|高质量|新质生产力|互联互通|走廊|愿景|[。!?;:]|"
    r"\d+(?:家|位|名|个国家|元|%)|人次|方面|名单|榜单|报告|白皮书|指数"
)
_QUANTITY = re.compile(
    r"^(?:(?:约|近|超|逾|共|有)?(?:\d[\d,.]*|"
    r"[一二两三四五六七八九十几数百多]+)"
    r"(?:余|多|几)?(?:款|台|项|件|辆|架|套|种|组|座|艘|只|条|枚|尊|幅|类|个|大|部|批|"
    r"系列|副|块|架次|枝|头|匹)(?:余|多)?|"
    r"多款|多项|多种|各类|各种|各式|各色|一系列|系列|新一代(?=..)|全新一代|全新|最新款?|新款|"
    r"新型(?=..)|其|旗下|自主研发|自研|自家|国产(?=.{3})|首发|首展|全球首发|首次亮相|"
    r"大型(?=.{3})|包括|"
    r"琳琅满目|形态各异|来自\S{2,4}的|全球首款|全球首台|国内首台|国内首款|世界首台|全球首个|首款|"
    r"首台|中国首台|国内首创|全球最大的?|世界最大的?|有着|被誉为|火爆|热门|丰富|先进)+"
)
_TRAIL = re.compile(
    r"(?:等(?:\S{0,14})"
    r"?|(?:系列|类)?(?:新品|产品|展品|技术装备)$|亮相.*|登场.*|展出.*|首秀.*|首发.*|"
    r"前.{0,6}$|上.{0,4}$|中$|[,、]$|齐聚.*|集体.*|集中.*|同台.*|更是.*|也.*|"
    r"均.*|都.*|"
    r"正在.*|现身.*|悉数.*|纷纷.*|同样.*|令人.*|让人.*|吸引.*|成为.*|备受.*|实现.*|"
    r"身边.*|问询.*|围满.*|围观.*|同时.*|一同.*|一道.*|轮番.*|引来.*|引得.*|收获.*|"
    r"圈粉.*|格外.*|最为.*|各有.*|受到.*|广受.*|"
    r"忙.*|来回.*|穿梭.*|正.*|各显.*|依次.*|相继.*|尤其.*|十分.*|人气.*|抢眼.*|"
    r"争相.*|个个.*|样样.*|件件.*|占据.*|惊艳.*|大放.*|成了.*|大受.*|火爆.*|走红.*|"
    r"轮流.*|展台.*|率先.*|首次.*)$"
)
_LONGEST_THING = 20
_INSIDE = re.compile(r"(?<=..)在[^、]{0,6}[中上里内]$")


def things(piece: Piece, start: int, end: int) -> list[Range]:
    """Things shown in a list from `start` to `end`."""
    found = []
    for a, b in chinese_phrases(piece.text, start, end):
        if item := thing(piece.text, a, b):
            found.append(item)
    return found


def thing(text: str, start: int, end: int) -> Range | None:
    """The words of `start` to `end` that name a thing shown, without numbers and praise."""
    start, end = _bare(text, start, end)
    name = text[start:end]
    name_ok = 2 <= len(name) <= _LONGEST_THING and not name.isdigit()
    if not name_ok or _ABSTRACT.match(name) or _NO_THING.search(name):
        return None
    if name in places() or name in countries():
        return None
    return start, end


def _bare(text: str, start: int, end: int) -> Range:
    """Where the name itself begins and ends between words of number, praise and place."""
    if "的" in text[start:end].rstrip("的"):
        shift = text[start:end].rstrip("的").rindex("的") + 1
        if end - start - shift >= 2:
            start += shift
    for _ in range(2):
        if lead := _QUANTITY.match(text[start:end]):
            start += lead.end()
        while start < end and text[start] in " “”《、的":
            start += 1
    if inside := _INSIDE.search(text[start:end]):
        end = start + inside.start()
    if trail := _TRAIL.search(text[start:end]):
        end = start + trail.start() if trail.start() > 1 else end
    while start < end and text[end - 1] in " “”》、的了":
        end -= 1
    if "”" in text[start:end] and "“" not in text[start:end] and text[start - 1] == "“":
        start -= 1
    return start, end


def is_stub(name: str) -> bool:
    """Whether a name is a country's and one character more: a name was cut in two."""
    return name[:-1] in countries()


def is_firm(piece: Piece, span: Range) -> bool:
    """Whether a single name by itself looks like that of a body."""
    name = piece.text[slice(*span)]
    if piece.known.at.get(span[0]) == span[1] or _SUFFIX.search(name):
        return True
    before = piece.text[: span[0]]
    described = re.search(r"(?:企业|公司|品牌|巨头|展商|龙头|车企|厂商|独角兽)$", before)
    return bool(described) or (2 <= len(name) <= 5 and not re.search(r"[人车机器件品馆者]$", name))


def without_adverb(text: str, start: int, end: int) -> int:
    """Where a name ends that an adverb follows: 吉利汽车还."""
    adverb = _ADVERB.search(text, start, end)
    return adverb.start() if adverb and adverb.end() == end else end


_PUBLIC_BODY = re.compile(
    r"(?:部|委|局|院|会|府|省|市|县|区|联盟|协会|学会|中心|大学|组织|办|社|署|报|网|台|城|国|州|厅|司)$"
)


def is_maker(name: str) -> bool:
    """Whether a name may be that of a firm which brings something out, not of a public body."""
    return not _PUBLIC_BODY.search(name)
