"""Texts to measure with: press releases on fairs that nobody holds, made from templates by number.

`release(7, "zh")` is the same text on every machine; texts differ in wording, length of sentences,
order and figures. Bodies are those of the authority file, some under a name that it does not have.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache

from pyoxigraph import Literal

from convenor.ontology import authority
from convenor.ontology.iris import Iris, expand

__all__ = ["LANGUAGES", "body_names", "release"]

LANGUAGES = ("en", "zh")
_NAMES = {expand("skos:prefLabel"), expand("skos:altLabel"), expand("skos:hiddenLabel")}

_WORDS: dict[str, dict[str, list[str]]] = {
    "en": {
        "field": ["Harbour", "Silk", "Robotics", "Deep Sea", "Hydrogen", "Tea", "Rail", "Orchard"],
        "sort": ["Convention", "Expo", "Fair", "Conference", "Exhibition"],
        "town": ["Hefei", "Qingdao", "Changsha", "Kunming", "Xiamen", "Guiyang", "Ningbo"],
        "thing": [
            "welding robots",
            "solar ferries",
            "tunnel drones",
            "quiet turbines",
            "a rail inspection train",
            "paper batteries",
            "ice sensors",
            "folding cranes",
            "a seawater pump",
        ],
        "trade": ["shipbuilding", "cold chains", "new energy vehicles", "biomedicine", "textiles"],
        "theme": ["Clear Water, Fair Trade", "Tools for a Calmer World", "Roads That Meet"],
        "title": ["Port Efficiency Index", "Report on Small Factories", "Top 100 Workshops"],
        "month": ["March", "May", "September", "November"],
        "verb": ["opened", "began", "got under way", "was inaugurated"],
        "maker": ["Norhaven Instruments", "Blue Pier Group", "Tallgrass Motors", "Ostrea Labs"],
        "bound": ["more than", "nearly", "about", "over", "at least", "a total of"],
    },
    "zh": {
        "field": ["港口", "丝绸", "机器人", "深海", "氢能", "茶业", "轨道交通", "果业"],
        "sort": ["大会", "博览会", "交易会", "展览会"],
        "town": ["合肥", "青岛", "长沙", "昆明", "厦门", "贵阳", "宁波"],
        "thing": ["焊接机器人", "太阳能渡轮", "隧道无人机", "静音涡轮机", "纸电池", "冰层传感器"],
        "trade": ["船舶制造", "冷链物流", "新能源汽车", "生物医药", "纺织"],
        "theme": ["清水通商,共享未来", "工具让世界更从容", "道路相会,产业相连"],
        "title": ["港口效率指数", "小微工厂发展报告", "车间百强榜单"],
        "month": ["3", "5", "9", "11"],
        "verb": ["开幕", "启幕", "拉开帷幕"],
        "maker": ["北港仪器公司", "蓝埠集团", "高草汽车公司", "海牡实验室"],
        "bound": ["超过", "近", "约", "逾", "共有"],
    },
}

_LEADS: dict[str, list[str]] = {
    "en": [
        "{TOWN}, {month} {day}, {year} -- The {year} World {field} {sort} {verb} in {town} today.",
        "{town}, {month} {day} -- The {nth} International {field} {sort} {verb} on Tuesday.",
        "The {year} China {field} {sort} will be held in {town} from {month} {day} to {later}.",
    ],
    "zh": [
        "本报{town}{month}月{day}日电 {year}世界{field}{sort}今天在{town}{verb}。",
        "{year}年{month}月{day}日至{later}日,第{nth}届国际{field}{sort}在{town}举行。",
        "{town}{month}月{day}日讯 {year}中国{field}{sort}将于{month}月{later}日{verb}。",
    ],
}

_SENTENCES: dict[str, list[str]] = {
    "en": [
        "The event is jointly organized by {body}, {body} and {body}.",
        "It is co-hosted by {body} and {body}, and undertaken by {maker}.",
        "Supported by {body}, the four-day event is themed “{theme}.”",
        "Under the banner “{theme},” it covers {bound} {n} square meters.",
        "This year's {sort_} has drawn {bound} {n} exhibitors from {few} countries and regions.",
        "On show are {thing}, {thing} and {thing}, {bound} {few} of them for the first time.",
        "{maker} exhibits {thing}, which weigh {few} tonnes, beside {thing} of its own design.",
        "Exhibition areas include a hall for {trade}, a {trade} zone and an outdoor area.",
        "At the opening ceremony, {body} released the “{year} {title}.”",
        "A memorandum of cooperation was signed between {body} and {maker}.",
        "By noon, {bound} {n} cooperation projects worth {few}.5 billion yuan had been signed.",
        "The signed projects lie in fields such as {trade}, {trade} and {trade}.",
        "The programme has {few} parallel forums, a job fair and a matchmaking day for {trade}.",
        "Visitors numbered {n} on the first day, {few} percent more than the year before.",
        "“We came for the {trade},” said a buyer who had travelled {few} hours by train.",
        "Since {past}, the {sort_} has been held for {few} consecutive years.",
        "The previous edition, held in {town}, brought {bound} {n} visitors and {few} deals.",
        "{body} said that trade in {trade} rose by {few} percent in the first half of the year.",
        "Outside the hall, volunteers handed out water, and the queue reached the tram stop.",
        "Hungary is the guest country of honor, and Shaanxi is the guest province.",
        "For {trade}, the organizers set up a section of {n} square meters by the river.",
        "A mild wind was blowing when the first guests walked across the bridge to the site.",
        "The {sort_} was approved by the State Council and is open to trade visitors until Friday.",
        "Purchasers from {few} firms placed orders of {bound} {few} million US dollars.",
        "More can be read at https://fair-{few}.example.org, where tickets are sold as well.",
    ],
    "zh": [
        "本届{sort}由{body}、{body}和{body}共同主办。",
        "{sort}由{body}主办,{body}承办,{body}协办。",
        "{sort}以“{theme}”为主题,为期4天,展览面积{n}平方米。",
        "本届{sort}吸引来自{few}个国家和地区的{n}余家企业参展。",
        "现场展出{thing}、{thing}、{thing}等新产品,其中{few}件为首次亮相。",
        "{maker}带来{thing}和{thing},受到采购商关注。",
        "展会设{trade}展区、{trade}展区和室外展区。",
        "开幕式上,{body}发布《{year}{title}》。",
        "{body}与{maker}签署战略合作协议。",
        "截至目前,{bound}{n}个合作项目签约,投资总额{few}.5亿元。",
        "签约项目涵盖{trade}、{trade}、{trade}等领域。",
        "期间将举办{few}场平行论坛、供需对接会和人才招聘会。",
        "首日观众达{n}人次,同比增长{few}%。",
        "一位采购商说,他坐了{few}个小时的火车,专程来看{trade}。",
        "自{past}年创办以来,{sort}已连续举办{few}年。",
        "上届{sort}在{town}举行,{bound}{n}名观众到场。",
        "{body}有关负责人表示,上半年{trade}产值增长{few}%。",
        "展馆外,志愿者为排队的观众递上饮用水,队伍一直排到车站。",
        "匈牙利担任主宾国,陕西担任主宾省。",
        "经国务院批准,{sort}每年举办一届。",
        "{few}家采购商达成意向成交额{bound}{few}亿美元。",
        "清晨微风拂面,第一批嘉宾步行过桥进入会场。",
        "更多信息见https://fair-{few}.example.org。",
    ],
}


@lru_cache(maxsize=1)
def body_names() -> tuple[tuple[str, str], ...]:
    """Every name of every body of the authority file with its language, as written there."""
    found = {
        (quad.object.value, (quad.object.language or "").partition("-")[0])
        for quad in authority.quads("bodies", Iris())
        if quad.predicate.value in _NAMES and isinstance(quad.object, Literal)
    }
    return tuple(sorted(found))


def release(number: int, language: str, size: int = 2000) -> str:
    """A text of at least `size` bytes of UTF-8, ending with the sentence that reaches them."""
    chance = random.Random(f"{language} {number}")  # seeded: the same texts each time
    known = [name for name, tag in body_names() if tag == language and len(name) > 3]
    once = {key: chance.choice(_WORDS[language][key]) for key in ("field", "sort", "town")}
    day = chance.randint(1, 22)
    once |= {"day": str(day), "later": str(day + 3), "year": str(chance.randint(2027, 2039))}
    once |= {"nth": _nth(chance, language), "TOWN": once["town"].upper()}
    once |= {"month": chance.choice(_WORDS[language]["month"]), "sort_": once["sort"].lower()}

    def word(key: str) -> str:
        if key in once:
            return once[key]
        numbers: dict[str, Callable[[], str]] = {
            "n": lambda: f"{chance.randint(300, 90000):{',' if language == 'en' else ''}}",
            "few": lambda: str(chance.randint(2, 60)),
            "past": lambda: str(chance.randint(1998, 2022)),
            "body": lambda: chance.choice(known),
        }
        return numbers[key]() if key in numbers else chance.choice(_WORDS[language][key])

    gap = " " if language == "en" else ""
    parts, length = [_filled(chance.choice(_LEADS[language]), word)], 0
    pool: list[str] = []
    while length < size:
        pool = pool or chance.sample(_SENTENCES[language], len(_SENTENCES[language]))
        parts.append(("\n\n" if chance.random() < 0.2 else gap) + _filled(pool.pop(), word))
        length = len("".join(parts).encode())
    return "".join(parts) + "\n"


def _nth(chance: random.Random, language: str) -> str:
    return chance.choice(["fourth", "12th", "third"] if language == "en" else ["四", "十二", "三"])


def _filled(template: str, word: Callable[[str], str]) -> str:
    """The template with a word for each name in braces, chosen anew for each."""
    first, *rest = template.split("{")
    pieces = [piece.split("}", 1) for piece in rest]
    return first + "".join(word(key) + text for key, text in pieces)
