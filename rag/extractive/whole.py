"""Whether a statement tells the whole of what a figure is asked of, or a part: a sector, a region, a kind within it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passage import about
from index.terms import fold
from rag.compared import behind_first, direction
from rag.extractive.table import Row
from rag.places import CITIES, COUNTRIES, PROVINCES, WORLD
from rag.sought import YEAR
from rag.statements import Statement

_SECTOR = re.compile(
    "(?:知识密集型|其他商业|旅[行游]|运输|建筑|保险|金融|电信|信息|知识产权|文化娱乐|维护和?维修|加工)服务"
)
_ALL_SERVICES = re.compile(
    "(?<![业型])服务(?:贸易)?[^，,。？?]{0,10}(?:进出口|进口|出口|总额|顺差|逆差|增速|增幅|增长|下降|比重|占比|排名)"
)
_OPENS = re.compile(r"^\d{4}年[，,]?")
_GOES_ON = re.compile("^其中[，,]?")
CLAUSES = re.compile("[，,。；;]")
_ABROAD = re.compile(rf"(?:^|[对向从与])(?:{COUNTRIES}|[亚欧非]洲|[南北拉]美洲?|大洋洲)|[出进]口[亚欧非]洲")
_WITHIN = re.compile("^在[^，,。；;]{2,24}中[，,]([^，,。；;\\d]{2,16}?)(?:[为达占是有]|实现)")
_COUNTRY = re.compile(r"(?<![占高低于前])(?:全国|我国|中国)(?!第|首|前|平均|各|\d)")
_OF_COUNTRY = re.compile(r"(?:^|[，,]|年)(?:全国|我国|中国)(?!文化企业|第|首|前|平均|各|\d)")
_PROVINCE = re.compile(PROVINCES)
_REGION = re.compile(f"{PROVINCES}|[东中西]部|东北|沿海|[珠长]三角|京津冀|成渝")
_RANKED_KIND = re.compile("国家|行业|领域|省份|城市|企业|产品")
_RANKING = re.compile(r"前[两二三四五六七八九十\d]{1,3}[位名大强][^,，。;；:：]{0,12}[为是][:：]?|依次[为是]")
_CHOOSES = re.compile("哪|谁|什么|几[个类种]")
_SCOPE = rf"(?:19|20)\d\d年|{PROVINCES}|{CITIES}|自贸(?:试验)?区|全省|全市|全国|我国|中国|省|市|的|[，,]"
_ASKED = re.compile(
    rf"^(?:{_SCOPE})*(?P<what>[\u4e00-\u9fff]{{4,12}}?)(?:一共|总共|共|约|是|有|为|达到?|实现)*"
    "(?:多少|多大|[?？]|$|在?(?:全国|全省|西部|世界)?的?(?:排名|位次|名次|[排居]?第几|排[在老]))"
)
_ASKS = re.compile("什么|哪|谁|几|何|怎|多久")
_BEFORE = rf"(?:^|[，,。；;：:、]|{_SCOPE}|其中|实现|完成)"


def parts_of(question: str, plain: Sequence[str], found: Sequence[Statement]) -> list[bool]:
    """Which statements tell a part of the world or a kind within, where the question asks a figure of no such part.

    「对欧洲的技术出口……3682万美元」, 「在离岸执行额中，信息技术外包执行额为……」.

    Args:
        question: folded.
        plain: what each statement says by itself, folded, without spaces.
        found: the statements.
    """
    if direction(question) or _CHOOSES.search(question) or _ABROAD.search(question) or re.search(COUNTRIES, question):
        return [False] * len(found)
    run = "".join(question.split())

    def part(text: str) -> bool:
        opening = _opening(text.removeprefix("此外，").removeprefix("此外,"))
        within = _WITHIN.match(text)
        return bool(_ABROAD.search(opening)) or (within is not None and within[1] not in run)

    return [s.kind != "row" and part(text) for text, s in zip(plain, found, strict=True)]


def narrower(question: str, plain: Sequence[str], found: Sequence[Statement]) -> list[bool]:
    """Which statements tell of a country where the question asks of the world, or of a province where of the country.

    One that names neither tells of what was named last before it in its passage, else by its headings.

    Args:
        question: folded.
        plain: what each statement says by itself, folded, without spaces.
        found: the statements.
    """
    world, nation = WORLD.search(question), _OF_COUNTRY.search(question)
    if _PROVINCE.search(question) or not (world or nation):
        return [False] * len(plain)
    whole, parts = (WORLD, (_COUNTRY, _REGION)) if world else (_COUNTRY, (_REGION,))
    less: list[bool] = []
    for i, text in enumerate(plain):
        goes_on = bool(i) and found[i].kind != "row" and found[i].passage is found[i - 1].passage
        told = _narrow(text, whole, parts)
        if told is None and goes_on:
            told = less[-1]
        if told is None:
            title, section, context = about(found[i].passage)
            levels = (_narrow(fold(line), whole, parts) for line in (context, *reversed(section), title))
            told = next((level for level in levels if level is not None), False)
        less.append(told)
    return less


def _narrow(text: str, whole: re.Pattern[str], parts: Sequence[re.Pattern[str]]) -> bool | None:
    """Whether a text names a part and not the whole; None where it names neither."""
    if whole.search(text):
        return False
    return True if any(part.search(text) for part in parts) else None


def _opening(text: str) -> str:
    """The first clause of a text, without the year that opens it."""
    return CLAUSES.split(_OPENS.sub("", text), maxsplit=1)[0]


def sectors(
    question: str,
    plain: Sequence[str],
    found: Sequence[Statement],
    rows: Sequence[Row | None],
    headings: Sequence[str],
) -> list[bool]:
    """Which statements tell the trade of a sector of services, themselves or by their heading; of rows, by their name.

    「其中……」 tells that of the statement before it. Where the question asks of one sector, those of others only; none
    where it asks of several, or of no services.

    Args:
        question: folded.
        plain: what each statement says by itself, folded, without spaces.
        found: the statements.
        rows: what each is as a row of a table; None for those that are none.
        headings: the nearest of each (`nearest_headings`).
    """
    own = set(_SECTOR.findall(question))
    if len(own) == 1 and not direction(question):
        return [_of_others(own, f"{text}\n{heading}") for text, heading in zip(plain, headings, strict=True)]
    if not _ALL_SERVICES.search(question) or own or direction(question):
        return [False] * len(plain)
    said: list[str] = []
    for i, text in enumerate(plain):
        opening = _opening(_GOES_ON.sub("", text))
        on = _GOES_ON.match(text) and i and found[i].passage is found[i - 1].passage
        said.append(f"{said[-1]}\n{opening}" if on else opening)
    return [
        bool(_SECTOR.search(row.name if row else f"{opening}\n{heading}"))
        for opening, heading, row in zip(said, headings, rows, strict=True)
    ]


def _of_others(own: set[str], text: str) -> bool:
    """Whether a text names sectors of services, and not the one asked about."""
    return bool(told := set(_SECTOR.findall(text))) and not own & told


def named_whole(question: str, plain: Sequence[str]) -> list[bool]:
    """Which statements name what the figure is asked of at the head of a clause, with nothing before that narrows it.

    「服务外包执行额26.7亿」, not 「知识流程外包执行额4.3亿」; none of another year.
    """
    asked = _ASKED.search("".join(question.split()))
    if asked is None or direction(question) or _ASKS.search(asked["what"]):
        return [False] * len(plain)
    name = re.escape(asked["what"]).replace("服务贸易", "服务(?:贸易)?")
    name = re.sub("(面积|投资|人口|产值|规模)$", r"(?:总|规划)?\1", name)
    name = re.sub("(?<=口)(?:总|金)?额$", "(?:(?:总|金)?额)?", name)
    head = re.compile(f"{_BEFORE}{name}(?!额?(?:前|占|的))")
    years = set(YEAR.findall(question))
    return [
        bool(head.search(text)) and not (years and (told := set(YEAR.findall(text))) and not years & told)
        for text in plain
    ]


def ranks(question: str, plain: Sequence[str]) -> list[bool]:
    """Which statements list the first few in order (「排名前五位的国家依次为」), where a place in it is asked for."""
    if not _CHOOSES.search(question) or not (direction(question) > 0 or behind_first(question)):
        return [False] * len(plain)
    kinds = _RANKED_KIND.findall(question)
    return [bool(_RANKING.search(text)) and (not kinds or any(kind in text for kind in kinds)) for text in plain]


def nearest_headings(found: Sequence[Statement]) -> list[str]:
    """For each statement the innermost heading with its table's caption and header, folded; each passage read once."""
    known: dict[int, str] = {}
    for passage in {id(s.passage): s.passage for s in found}.values():
        _, section, context = about(passage)
        known[id(passage)] = fold("\n".join([*section[-1:], context]))
    return [known[id(s.passage)] for s in found]
