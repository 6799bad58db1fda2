"""Whether a statement tells a figure or rank of something else than the question asks about."""

from __future__ import annotations

import re

from corpus.numbering import to_int
from rag.refusal.look import Look
from rag.refusal.near import Near
from rag.refusal.other_scope import other_scope
from rag.wanted import CHINESE, is_slight

_BESIDE = re.compile(r"各(?![种类项地级部省国界方行市县区])|分别|相比|差距|差多少|[跟和与比][^,。]{2,12}比|谁")
"""Things are set side by side, of which a statement may tell one."""
CLAUSE = re.compile("[,;。]")
_RARE = 0.6
"""A word so rare says what a question is about."""
_GRADE = re.compile(
    r"(?<![a-z\d])(?:[a-z](?=[级类轮座档])|\d+g(?:用户|手机|终端))|(?<![第\d前近后])[二三四五六]期(?![间限货望待末初刊])"
)
_LEFT = re.compile("还剩|还留|剩下?多少|剩几")
_CHANGE = re.compile(r"(?:减少|增加|新增|下降|压减|压缩|提高|节省|降低|精简)了?(?:约|近)?\d")
_CHANGED = re.compile(rf"{_CHANGE.pattern}[\d.]*[\u4e00-\u9fff%]{{0,3}}")
_FIRST = re.compile("排第[一1]|第[一1]名|榜首|居首")
_RANK = re.compile(r"(?:排名|位列|位居|居|排)[^,。]{0,6}第([二三四五六七八九十\d]+)")
_PLACE_ASKED = re.compile(r"(?:排名?|位列|位居|居)第([二三四五六七八九十\d]+)的")
_AT_PLACE = re.compile(r"第([一二三四五六七八九十\d]+)(?![一二三四五六七八九十\d季产方批期届章条次])")
_PLACED = re.compile(r"第[一二三四五六七八九十\d]+|首位|榜首")
_TOP = re.compile(r"第[一1](?!\d)|首位|榜首|之首|居首")
_GROWTH = re.compile("(?:增幅|增速|涨幅|降幅|增长[率速])[^,。?]{0,10}(?:排|第几|位次|老几)")
_GROWS = re.compile("增|提高|上升|涨|降")
_LESS_ASKED = re.compile(
    r"减|缩|省|降|低|(?<!多)少|提前|快|节|短|压|简|便宜|优惠|下调|让利|\b(?:sav|reduc|short|cut|fast|less)"
)
_REDUCED = re.compile(
    r"(?:减少|压减|压缩|缩短|节省|节约|降低|精简|提前|减|省|快)了?(?:约|近|至少)?"
    r"(?:[\d.]+|[一二三四五六七八九十百千万两半]+)[\u4e00-\u9fff%]{0,5}"
)
"""By how much less, not 「压减至5个工作日」."""
_EVERY = re.compile("每(?:季度|年|月|周|天|日)|季度|定期")
_MOST = re.compile(
    r"最[大高多长小低少重](?:的|(?:[能可贷领借拿给要担]|批(?!量))[\u4e00-\u9fff]{0,4}(?:多少|几))"
    r"|\b(?:larg|bigg|high|long|fast|small|low)est\b|\b(?:min|max)imum\b"
)
"""The most of something, or how much of it at most: 「一笔最长能贷几年」."""
_MOST_WHICH = re.compile("最[大高多长小低少快](?:的|[^,。?]{1,4}的)(?:是|为)?哪")
_IS_MOST = re.compile(
    r"最|首|第[一1](?!\d)|龙头|领先|冠|其余|均不|封顶|额度|一次性|以上|不超过|上限|可达|可[贷借领申享]|至多|高达|限额|[主重]要|主力|[之以]内"
    r"|\d[年天月个]{0,2}[至—~-]\d|以下|低于|不少于|不得少于|达到|应达|[须需]|期限|时限|年限|新高"
)
_EACH_PERSON = re.compile("[人户]均|平均|每[人位名个]")
_PRIZE = re.compile("([特一二三])等奖")
_SO_FAR = re.compile("^(?!.*新增).*累计")
_IN_YEAR = re.compile("当年|全年|年内|一年(?!级)")
_YEAR_END = re.compile(r"(20\d\d)年[底末]")
_AS_OF = re.compile(r"截至(20\d\d)年(\d{1,2})月")
_SINCE = re.compile("至今|以来|累计")


def other_rank(question: str, line: str) -> bool:
    """Whether the first, the rank of a rise, or a prize is asked for and `line` tells another; both without spaces."""
    prizes, told = set(_PRIZE.findall(question)), set(_PRIZE.findall(line))
    if prizes and told and not prizes & told:
        return True
    if _GROWTH.search(question) and "\t" not in line:
        return not any(_GROWS.search(clause) for clause in CLAUSE.split(line) if _PLACED.search(clause))
    return bool(_FIRST.search(question) and _RANK.search(line) and not _TOP.search(line))


def other_figure(near: Near, look: Look) -> bool:
    """Whether the figure of a statement is of something else than asked for.

    A change where what is left or a whole is asked for; the total so far, or that of an earlier month, for a year;
    another grade; of all for that of each person; of another place or field (`rag.refusal.other_scope`); one told
    before what the question is about is named.
    """
    line = near.line
    if any(grade not in near.text for grade in _GRADE.findall(look.question)) or _other_place(look.question, line):
        return True
    if _LEFT.search(look.question) and _CHANGE.search(line) and not look.form.stands(_CHANGED.sub("", line)):
        return True
    if other_scope(near, look):
        return True
    if look.form.names or not look.form.known:
        return False
    if "\t" in line or look.wanted.asks > 1 or _BESIDE.search(look.question):
        return False
    if _only_less(line, look) or ("人均" in look.question and not _EACH_PERSON.search(near.own)):
        return True
    ends, dates = _YEAR_END.findall(look.question), _AS_OF.findall(line)
    if any((year, month) in dates for year in ends for month in map(str, range(1, 12))) and not _YEAR_END.search(line):
        return True
    if _IN_YEAR.search(look.question) and look.must.years and _SO_FAR.search(line) and "累计" not in look.question:
        return True
    of_year = len(look.must.years) == 1 and not _SINCE.search(look.question)
    so_far = bool(_SINCE.search(line)) and not any(year in line for year in look.must.years)
    return (of_year and so_far) or _before(near, look)


def _other_place(question: str, line: str) -> bool:
    """Whether what comes at a place is asked for, and `line` tells other places only: 「排第二的」 by 「排名第一」."""
    asked = _PLACE_ASKED.search(question)
    told = [to_int(match[1]) for match in _AT_PLACE.finditer(line)]
    return asked is not None and bool(told) and to_int(asked[1]) not in told


def not_most(near: Near, look: Look) -> bool:
    """Whether the figure of what is largest, longest, least is asked for, and a sentence says it of nothing."""
    asked = (look.form.known or look.latin) and not look.form.names and look.wanted.asks == 1
    asked |= look.wanted.asks == 1 and bool(_MOST_WHICH.search(look.question))
    most = asked and CHINESE.search(near.line) and "\t" not in near.line and _MOST.search(look.wanted.query.text)
    return bool(most) and not _IS_MOST.search(near.own)


def _only_less(line: str, look: Look) -> bool:
    """Whether the only figure of its kind tells by how much less it is, which the question does not ask for."""
    rest = _REDUCED.sub("", line)
    if rest == line or _LESS_ASKED.search(look.wanted.query.text) or not look.form.stands(line):
        return False
    return not look.form.stands(_EVERY.sub("", rest))


def _before(near: Near, look: Look) -> bool:
    """Whether the figure asked for stands in clauses before those that name what the question is about.

    Where a heading names that, too, all clauses are about it.
    """
    line = near.line
    if not (look.must.unit or look.form.kind == "money"):
        return False
    words = [word for word in look.wanted.words if not word.focus and word.text in line and not is_slight(word.text)]
    about = max(words, key=lambda word: (word.rarity, word.weight), default=None)
    if about is None or about.rarity < _RARE or about.text in near.text.split("\n")[-1]:
        return False
    clauses = CLAUSE.split(line)
    exact = [
        bool(look.must.unit) and bool(re.search(rf"\d[余多]?[亿万千百]*[余多]?{look.must.unit}(?!次)", part))
        for part in clauses
    ]
    fit = exact if any(exact) else [look.form.stands(part) for part in clauses]
    last = max((i for i, fits in enumerate(fit) if fits), default=-1)
    return last >= 0 and not any(about.text in clause for clause in clauses[: last + 1])
