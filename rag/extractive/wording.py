"""What the wording of a statement tells: its years, whether it enumerates, whether it says anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.facts import provider_of
from corpus.numbering import to_int
from index.passage import about, provider
from rag.sought import YEAR
from rag.statements import Statement

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:-|—|–|~|至|到)\s*((?:19|20)\d{2})(?!\d)")
_YEAR_ALONE = re.compile(r"\s*(?:19|20)\d{2}\s*年?\s*")
_SEVERAL = re.compile(r"[、；;]|[一二三四五六七八九]是|[①-⑳]|[（(]\d[）)]")
_COUNT = re.compile(
    r"哪([两一二三四五六七八九十]|\d{1,2})[^年月日\d]"
    r"|(?<![第\d十])([二三四五六七八九十])(?:个|大|项|类|种)[^,，。？?]{0,8}(?:哪|什么|分别|是|列)"
)
NUMERALS = "一二三四五六七八九十"
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
"""Any figure, years too."""
_PLAIN_FIGURE = re.compile(
    r"(?<![a-z\d.,第])(?!(?:19|20)\d{2}(?:\s*年|\s*[-—–~至)）]|$))\d[\d,]*(?:\.\d+)?"
    r"(?![\d.]*\d|[a-z]|\s*[)）]|[.、．](?!\d)|\s*[号条章节])(?!\s*月|\s*日(?!均))"
)
"""A figure that counts or measures: no year or date, no 5G, no number of an item."""
_DEFINITION = re.compile(
    r"(?:到底|究竟|具体)?(?:指的?是?什么|是指什么|是什么意思|什么意思|的(?:含义|定义|全称)(?:是什么)?|是个?(?:什么|啥)(?!时候)[^，,？?]{0,6}|什么叫)"
    r"|怎么(?:解释|定义)的?|下的定义(?:是什么)?"
    r"|^什么是|\bwhat (?:is|does)\b|\b(?:mean|stand for|definition of)\b"
)
_OF_QUOTED = re.compile(rf"[”」』\"》’](?:模式|机制|制度|平台|做法)?(?:{_DEFINITION.pattern})")
"""What is put in quotation marks is the term."""
_CODE = re.compile(r"[提说叫谓里中写]的?([a-z][a-z\d+-]+)$")
"""An abbreviation behind Chinese words is the term by itself (「常提的GOI」)."""
_ENDED = re.compile(r"[。！!;；?？]\s*$")
_WHETHER = re.compile(r"吗|是否|(.)不\1|还是")
_MORE = 3
"""So many characters beside a term say nothing of it."""
_MEANING = re.compile(r"定义|含义|解释|什么意思|指的?是?什么|什么叫")
_QUOTED = re.compile(r"[“「『\"《‘]([^”」』\"》’]{2,20})[”」』\"》’]")
_MARKS = re.compile(r"[\s“”「」『』‘’\"《》()（）？?。，,：:]")
_CHARGE_ASKED = re.compile(
    r"谁(?:来)?(?:负责|牵头|主管|管)|负责(?:单位|部门)|责任单位|牵头(?:单位|部门)|归[^,，。？?]{0,6}(?:管|负责)"
    r"|(?:哪|什么)[^,，。？?]{0,4}(?:部门|单位|厅局)[^,，。？?]{0,6}(?:负责|牵头|管|来?干|来?办)"
    r"|\b(?:in charge|responsible)\b"
)
_SOURCE = re.compile(r"^[(（]?\s*(?:(?:数据|资料)?\s*来\s*源|sources?)\s*[:：]")
_CAPTION = re.compile(
    r"^[图表]\s*\d+(?!年|[^。]*(?:显示|所示|可见|表明|[,，][^。]*\d[\d.]*\s*(?:%|[万亿]|倍)))[^。！？!?\t]*$"
)
_LABEL = re.compile(
    r"^(?:(?:案例|专栏)\s*[\d一二三四五六七八九十]+\s*的?)?(?:主要|基本|具体)?"
    "(?:做法|举措|措施|成效|实践效果|效果|背景|概况|简介|下一步(?:工作)?(?:思路|打算))$"
)
_SOURCE_ASKED = re.compile(r"来源|来自|出处|哪里?来的|\bsource\b")
_PROVIDER_ASKED = re.compile(
    r"提供|供稿|报送|来自|谁|哪[一个家]*(?:单位|部门|机构|片区|功能区|[省市地]|自贸|[里儿])|什么(?:单位|部门|机构)|\b(?:who|which|provided)\b"
)
_MEASURES = (
    (
        re.compile(
            r"多少[^,，。？?多少]{0,3}钱|几个钱|(?:票价|价格|单价|价钱|租金|学费|工资|费用|收费)[^,，。？?]{0,3}多少"
        ),
        re.compile(r"[\d万亿]\s*(?:余|多)?[万亿]?(?:美|欧|港|日)?元"),
    ),
    (re.compile(r"多大|面积|how (?:large|big)"), re.compile(r"平方公里|平方米|公顷|\d\s*亩")),
    (re.compile(r"多远|多长(?!时间)|\bhow far\b"), re.compile(r"\d\s*(?:公里|千米|米)")),
    (re.compile(r"[快省短]了?(?:多少|几)|提速|多快"), re.compile(r"\d\s*个?(?:工作)?(?:日|天|小时|分钟|个月)|\d\s*%")),
    (
        re.compile(r"多少人|几个人|几名|how many (?:people|staff|employees)"),
        re.compile(r"\d\s*(?:余|多)?万?(?:余|多)?(?:人|名|位)"),
    ),
)
"""What is asked for without its unit → the units that it has."""
_EACH_KIND = re.compile("哪([三四五六七八九十]|\\d{1,2})[家个所名位座]([\u4e00-\u9fff]{2,8})(?=[?？,，]|$)")
_SHORT_KINDS = {"中院": "法院", "高院": "法院"}
_BODY = re.compile("(?:[法医学]院|中院|高院|大学|高校|公司|银行|园区|协会|海关|[片新]区|新城|中心|基地|研究院)$")
_FEW = 3
_CHARGE = re.compile(r"负责|牵头|责任单位|主管部门")
_NAME_ASKED = re.compile(
    r"叫(?:做|什么|啥)|名[称字]|题目|标题|哪[一]?[个则项条份篇种](?!人)|哪些|案例|专栏|第[一二三四五六七八九十百\d]+[章节篇部]"
    r"|\b(?:which|called|names?|titles?|case)\b"
)
_OPEN = re.compile(r"什么时候|何时|多少|哪[个家些年]")
_SHORT = 12
_MANY = 4


def stated(text: str) -> frozenset[str]:
    """The years that a folded text speaks of; of a span (「2016-2022」) all of them."""
    named = set(YEAR.findall(text))
    for first, last in _SPAN.findall(text):
        named |= {str(year) for year in range(int(first), min(int(last), int(first) + 60) + 1)}
    return frozenset(named)


def is_year(text: str) -> bool:
    """Whether a folded text names a year and nothing else: 2022, 「2022年」."""
    return bool(_YEAR_ALONE.fullmatch(text))


def own_text(statement: Statement) -> str:
    """What a statement says by itself; a row with its caption and columns, without which it says nothing."""
    if statement.kind != "row":
        return statement.text
    *labels, header = str(statement.passage.metadata.get("context", "")).split("\n")
    return " ".join([*labels, " ".join(dict.fromkeys(header.split())), statement.text.replace("\t", " ")])


def asked_count(question: str) -> int:
    """How many things the question asks for: 「哪三个」, 「五个统一」; 0 where it does not say."""
    found = _COUNT.search(question)
    return to_int(found[1] or found[2]) if found else 0


def names_each(question: str, plain: Sequence[str]) -> list[bool]:
    """Which texts list as many bodies of a kind as the folded question asks for, or all but one of them.

    「哪六家法院」 by 「甲市法院、乙市法院……」.
    """
    asked = _EACH_KIND.search("".join(question.split()))
    if asked is None or (count := to_int(asked[1])) < _FEW or not _BODY.search(asked[2]):
        return [False] * len(plain)
    head = _SHORT_KINDS.get(asked[2][-2:], asked[2][-2:])
    return [text.count(head) >= count - 1 and text.count(f"{head}、") >= count - 2 for text in plain]


def enumerates(text: str, count: int) -> bool:
    """Whether `text` sets so many things side by side."""
    if count < 2:
        return False
    said = f"(?:{count}|{NUMERALS[count - 1]})" if count <= 10 else str(count)
    if re.search(rf"(?<![\d第十]){said}[大个项类种方]?[^，,。；;]{{0,12}}(?:是|为|即|包括|[:：“])", text):
        return True
    runs = re.findall(r"[^。；;:：]+", text)
    return any(
        (max(run.count("、"), run.count(",")) + 1 in (count, count - 1) and "、" in run) or run.count("“") == count
        for run in runs
    )


def enumerated(text: str) -> float:
    """How much `text` looks like an enumeration, in [0, 1]."""
    return min(_MANY, len(_SEVERAL.findall(text))) / _MANY


def is_fragment(text: str) -> bool:
    """Whether `text` is too short to say anything, or leaves open what it speaks of (「由谁、何时公布」)."""
    return len(text) < _SHORT or bool(_OPEN.search(text)) or text.startswith(("http:", "https:"))


def tells_figure(text: str) -> bool:
    """Whether a figure stands in a folded text that counts or measures something, as 「多少」 asks for."""
    return bool(_PLAIN_FIGURE.search(text))


def defined(question: str) -> str:
    """The term whose meaning a folded question asks for, without marks; empty where it asks for none."""
    if not _DEFINITION.search(question):
        return ""
    quoted = _QUOTED.findall(question)
    if len(quoted) == 1 and (_MEANING.search(question) or _OF_QUOTED.search(question)):
        return _MARKS.sub("", quoted[0])
    last = re.split(r"[，,。；;]", question.strip("？?。 "))[-1]
    term = _MARKS.sub("", _DEFINITION.sub("", last if _DEFINITION.search(last) else question))
    code = _CODE.search(term)
    return code[1] if code else term


def defines(text: str, term: str) -> float:
    """How much a folded text looks like the definition of `term`, in [0, 1]: it opens 「……是」, or says 「是指」."""
    if not term:
        return 0.0
    plain = _MARKS.sub("", re.sub(r"^(?:• |\d{1,2}[.、]\s*)", "", text))
    if term not in plain:
        return 0.0
    if "什么是" in plain or len(plain) <= len(term) + _MORE:
        return 0.0  # a heading that asks the same, or only names it
    said = re.search(
        rf"(?:简称|即|称之?为){re.escape(term)}|{re.escape(term)}[^，。]{{0,12}}(?:是指|指(?![导标数定出挥引南示向派])|简称|即(?![将时使便可日刻]))",
        plain,
    )
    opens = re.match(rf"{re.escape(term)}(是(?!否)|即(?![将时使便可日刻])|指(?![导标数定出挥引南示向派]))?", plain)
    return 1.0 if said or (opens and opens[1]) else 0.6 if opens else 0.3


def measures(question: str) -> list[re.Pattern[str]]:
    """The units of what a folded question asks for without naming one: 「多大」."""
    return [unit for asked, unit in _MEASURES if asked.search(question)]


def is_heading(statement: Statement) -> bool:
    """Whether a statement only repeats a heading that its passage stands under."""
    _, section, _ = about(statement.passage)
    said = "".join(statement.text.split())
    return said[-1:] not in "。！；!;." and any("".join(part.split()).endswith(said) for part in section)


def is_caption(text: str) -> bool:
    """Whether a folded text is the caption of a figure or a table, or a heading of any case, which tell nothing."""
    return bool(_CAPTION.match(text) or _LABEL.match(text))


def is_provider(statement: Statement) -> bool:
    """Whether a statement is the line that names who provided the case."""
    name, said = ("".join(text.split()) for text in (provider(statement.passage), statement.text))
    return bool(provider_of(said)) or (bool(name) and name in said and len(said) <= len(name) + _MORE)


def asks_provider(question: str) -> bool:
    """Whether a folded question may ask for who provided a case."""
    return bool(_PROVIDER_ASKED.search(question))


def repeats(text: str, question: str) -> bool:
    """Whether a folded text is a mere label, all of whose words stand so in the folded question."""
    said = _MARKS.sub("", text)
    label = bool(said) and not _ENDED.search(text) and not _WHETHER.search(question)
    return label and said in _MARKS.sub("", question)


def asks_name(question: str) -> bool:
    """Whether a folded question asks what something is called, or which case, measure or section it is."""
    return bool(_NAME_ASKED.search(question))


def is_source(text: str) -> bool:
    """Whether a folded text only says where figures come from."""
    return bool(_SOURCE.match(text))


def asks_source(question: str) -> bool:
    """Whether a folded question asks where something comes from."""
    return bool(_SOURCE_ASKED.search(question))


def asks_charge(question: str) -> bool:
    """Whether a folded question asks who is in charge."""
    return bool(_CHARGE_ASKED.search(question))


def names_charge(text: str) -> bool:
    """Whether a folded text says who is in charge."""
    return bool(_CHARGE.search(text))


def alike(one: str, other: str) -> float:
    """The share of the character pairs of the shorter text that stand in the longer, in [0, 1]."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / max(1, min(len(a), len(b)))


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text, spaces aside."""
    plain = "".join(text.split())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
