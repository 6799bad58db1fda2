"""What a question asks for: its words, figures and years, and what it takes from the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import names, query_words, words
from rag.followup import bare_place, merge, place, subject, without_other_years

_LEAD = re.compile(
    r"^(?:那么|那(?![时会年次批天个些种边里家几场份套款件条片届座段阵]|部分)|然后|还有|另外|再说"
    r"|and|what about|how about)[，,、\s]*",
    re.IGNORECASE,
)
# Not 应该, 其他, 尤其, 因此, 这些年.
_PRONOUN = re.compile(
    r"它|(?<![尤极与])其(?![他它实余次])|他们|她|这个|那个|(?<!应)该(?![如怎不])|这些(?!年)|那些|上述|(?<![因从由据如彼])此(?![外前后次])"
    r"|老办法|新办法|[这那](?:里头?|儿|部分|边|套|两[个家项种])|(?<![\u4e00-\u9fff])[这那]一?[批家场份款件届座]|那(?:时候?|会儿|阵子|一?年)|\b(?:it|they|its|their|that|those|these|this)\b",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"(?:^[^，,。？?]{1,12}呢[，,？?].*|^.{2,8}(?:又要?到|占了?)(?:多少|几家|几个|多大)|呢|又有|又是|又如何|怎么样)[？?]?\s*$"
)
LONGEST = 2000
"""Characters of a question that are read: of a longer one, a pasted text, the first and the last half."""
_THEN_TIME = re.compile(r"那(?:个?时候?|会儿|阵子|一?年)|当时")
_OF_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_ASKING = re.compile(
    r"多少|几|哪|谁|什么|啥|怎|何|吗|呢|是否|是不是|有没有|能不能|多[大久长高远快]|[a-z]", re.IGNORECASE
)
_REMARK = re.compile(
    "^(?!介绍|说|讲|列|告诉|看|查|给)(?:.*[吧啊了呀哦呗][?？。!！]?$|[是对好嗯哦行谢].{0,12}$|明白|原来|知道)"
)
"""What only remarks on an answer: 「是三类吧？」, not 「介绍一下某某」."""
_CHECKS = re.compile("^那?(?:都|全部)(?:是|在|算|属于)?[^，,]*吗[?？]?$")
"""What only checks the answer (「都是做物流的吗？」) says no more of the topic."""
_GOES_ON = re.compile(
    r"^(?:其中|[A-Za-z][级类档](?!别)|[这那]?里[头面]|[这那]?当中|这么一|都(?:涉及|有|是|包括|在)(?:哪些?|什么|谁|哪[里儿几]?)[^，,。]{0,4}[？?]?$|后来|最后|到底|会上|期间|改完|之后|以后|结果|整体|总共|一共|如果|要是|主要|分别|各自|面积|规模|(?:这样|如此)一来|每[台家个辆件座条项次]|怎么(?:做到|实现|办到|达到)的?[？?]?$|(?:[东南西北中左右]边|[上下前后]面)?[这那]一?[条项个套种片块])"
)
_NEXT_YEAR = re.compile(
    r"((?:19|20)\d{2})年((?:(?!(?:19|20)\d{2})[^。？?]){0,40}?[，,；;](?:又?到)?)(?:第二年|次年|翌年|转年|下一年)(?=[^\d级])"
)
_TWO = 2
_HOW_MUCH = re.compile("(?<=[额量数值率价积])几何(?=[?？]?$)")
_BALANCE = re.compile(
    r"(?P<of>服务贸易|货物贸易|服务|货物|贸易)?(?P<one>[出进]口)额?比(?:同期)?(?:服务|货物)?(?!(?P=one))[出进]口额?[多高大](?:出|了)?(?=多少|几)"
)
"""「服务出口比进口多多少」 asks for a balance, as texts tell it."""
_SIZE = re.compile(
    r"(?<=贸易)(?=(?:谁|哪[个家边一省市])更?[大多高强]|比[^，,。？?比]{2,8}[大多高少小低](?:出|了)?(?:多少|几|吗))"
)
"""「甲和乙的服务贸易谁更大」 asks for its total."""
_AND_YEAR = re.compile(
    r"((?:19|20)\d{2})年((?:(?!(?:19|20)\d{2}年)[^，,。；;？?]){2,40}?(?:多少|几)[^，,。；;？?]{0,8})"
    r"[，,；;？?]\s*那?((?:19|20)\d{2})年(?:又)?呢(?=[？?]?$)"
)
"""A second year behind the question: 「2022年开行多少列，2024年呢」."""
_THEN = re.compile(
    r"^(?:一年|每年|全年|到(?:19|20)\d{2}|截至|目前|现在|现有|第[一二三四五六七八九十\d]+[个条项种家则])"
)
_ALSO = re.compile(r"又有(?:多少|几)")
_ANCHOR = re.compile(
    r"[“「『《〔]|[A-Z](?![级类轮档等座])|[\u4e00-\u9fff]{2,}(?:省|市|县|新区|新城|片区|功能区|案例库|平台|模式)"
)

_THAN = re.compile(
    "^(?:那么?)?(?:它|这)?比(?![如例方较赛])[^，,。？?]{1,10}[多少高低大小快慢长短](?:出|了)?(?:多少|几|吗|不)"
)
"""「比陕西多多少？」 compares what was asked for."""
_ASKED_OF = re.compile(r"(?:一共|总共|共|约)?(?:是|为|有|达到?)?(?:多少|几|多大)[^，,。？?]{0,6}[？?]?$")

_SHORT = 14
_UNFINISHED = re.compile(
    r"[了的各](?:一共|总共|大概|约)?有?(?:多少|几)|^(?:打算|准备|计划|估计|预计|除了)[^怎如]*$"
    r"|^(?:一共|总共|大概)?有?(?:多少|几)[家个项名人户条]|还要?[\u4e00-\u9fff]{0,3}?(?:些什么|什么|哪些)|^[\u4e00-\u9fff]{2,3}(?:省|市)?有(?:几|多少)[家个条项]?[?？]?$"
)
"""What a question of at most `_SHORT` characters holds that leaves out of what it asks (「估计方便了多少人？」)."""
_NAMES = re.compile(
    r"[A-Za-z]{2,}|\d{4}|是什么|\S\s+\S"
    r"|^[^了的还都各些除比、，,]{4,}?(?:什么|哪|多少|几|谁|何时|怎|占地|是|有|里|这家)"
)


def understand(question: str, history: Sequence[str] = ()) -> str:
    """The question on its own: completed from earlier ones when it leans on them, else as it is.

    A question leans on the conversation when it is short and elliptical (「那进口呢？」), has a pronoun and few
    words of its own, goes on where another left off (「其中…」), or is short and leaves out what it asks about
    (「估计方便了多少人？」). It takes the subject of the nearest
    question before it, itself understood so; what it names replaces what is of the same kind there
    (`rag.followup.merge`). A year told by the one before it is put in its place (「2019年…，第二年」).
    """
    question, earlier = _readable(question, history)
    return _in_terms(_together(question, earlier) if earlier and leans(question) else question)


def together(question: str, history: Sequence[str]) -> str:
    """The question completed from earlier ones though it may not lean on them.

    As it is where there are none, or it leans on none and names a place that they do not.
    """
    question, earlier = _readable(question, history)
    apart = place(question) not in "\n".join(earlier) and not leans(question)
    return _in_terms(_together(question, earlier) if earlier and not apart else question)


def _readable(question: str, history: Sequence[str]) -> tuple[str, list[str]]:
    """The question as it is read, and the earlier ones that say something of the topic."""
    question = _HOW_MUCH.sub("是多少", readable(question))
    question = _NEXT_YEAR.sub(lambda m: f"{m[1]}年{m[2]}{int(m[1]) + 1}年", question)
    if len(_OF_YEAR.findall(question)) == _TWO:
        question = _AND_YEAR.sub(r"\1年和\3年\2", question)
    earlier = [text for q in history if (text := readable(q))]
    # What only remarks on an answer (「是三类吧？」) says nothing of the topic.
    told = [t for i, t in enumerate(earlier) if i == 0 or _ASKING.search(t) or not _REMARK.search(t)]
    return question, [t for i, t in enumerate(told) if i == 0 or not _CHECKS.search(t)]


def _in_terms(question: str) -> str:
    """A question with what texts say in the place of what it describes: a total, a balance."""
    return _BALANCE.sub(
        lambda m: f"{(m['of'] or '').removesuffix('贸易')}贸易{'顺' if m['one'] == '出口' else '逆'}差是",
        _SIZE.sub("总额", question),
    )


def _together(question: str, earlier: Sequence[str]) -> str:
    question = _of_then(question, earlier)
    # The nearest question that stands on its own carries the topic; those after it refine it.
    at = next((i for i in range(len(earlier) - 1, -1, -1) if i == 0 or not leans(earlier[i])), 0)
    topic = earlier[at]
    if not _ANCHOR.search(topic) and not place(topic):
        # 「入园企业的成本降了多少？」 names no thing of its own: it goes on with what the question before named.
        named = next((text for text in reversed(earlier[:at]) if _ANCHOR.search(text) or place(text)), "")
        topic = f"{about}，{topic}" if named and (about := without_other_years(subject(named), topic)) else topic
    for text in earlier[at + 1 :]:
        topic = _completed(topic, text)
    return readable(_completed(topic, question))


def _of_then(question: str, earlier: Sequence[str]) -> str:
    """A question with the year that was spoken of last in the place of 「那时候」, where it names none itself."""
    years = [year for text in earlier for year in _OF_YEAR.findall(text)]
    if not years or _OF_YEAR.search(question):
        return question
    return _THEN_TIME.sub(f"{years[-1].removesuffix('年')}年", question, count=1)


def _completed(topic: str, question: str) -> str:
    own = _LEAD.sub("", question).strip() or question
    if _THAN.match(own) and _ASKED_OF.search(topic):
        return f"{_ASKED_OF.sub('', topic)}{own[own.index('比') :]}"
    if not set(query_words(topic)) - set(query_words(own)):
        return own
    return merge(topic, own)


def readable(text: str) -> str:
    """`text` without what is no character (halves of surrogate pairs, from broken input), at most `LONGEST` long."""
    text = text.encode("utf-8", "ignore").decode("utf-8").strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[1 - LONGEST // 2 :]}"


def leans(question: str) -> bool:
    """Whether a question needs the conversation to be understood."""
    naming = query_words(question)
    if bare_place(question) or _THAN.match(question):
        return True
    if _LEAD.match(question) and len(naming) <= 8:
        return True
    if _ELLIPTIC.search(question) and len(naming) <= 6:
        return True
    if _PRONOUN.search(question) and len(naming) <= 9:
        return True
    if _GOES_ON.match(question) and len(naming) <= 10:
        return True
    if (_THEN.match(question) or _ALSO.search(question)) and len(naming) <= 9 and not _ANCHOR.search(question):
        return True
    if len(question) <= _SHORT and _UNFINISHED.search(question):
        return not (_ANCHOR.search(question) or _NAMES.search(question))
    # 「排第几？」 names nothing by itself; 「DEPA是什么？」 does.
    return not any(len(word) > 1 and names(word) for word in naming) and len(words(question)) <= 6
