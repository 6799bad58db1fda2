"""Whether a statement only counts what a question wants named, or names no more than the question itself."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.numbering import to_int

_NUMERAL = r"(?:\d+|[二三四五六七八九十两]+)"
_UNIT = "(?:[大个家项条批类种支位名所座只款起件国省市站]|部(?!门))"
_QUOTE = re.compile(r"[“「『\"《‘][^”」』\"》’]*[”」』\"》’]")
_NAME = (
    r"叫(?:做|什么|啥)|名[字称]|(?<![白黑])名[单录](?=有|是|呢|[?]|$)|姓甚名谁|片名|谁|哪[些几里儿]"
    r"|(?:都|分别|各)?(?<!的)(?:是|有|为|包括|指)(?:些)?(?:什么|啥|哪[几些]?[个家项])"
)
_COUNTS = re.compile(rf"(?<![哪第几\d十])({_NUMERAL}|那1|那一)(余|多)?({_UNIT})(?=([^。?]{{0,26}}?)(?:{_NAME}))")
_WHICH = re.compile(rf"哪({_NUMERAL})(余|多)?({_UNIT})")
_REST = re.compile(
    r"(?<![解免扣消清排去开拆删])除了?([^,。?]{2,40}?)(?:[那这][\d一两二三四五六七八九十]+[个家项条人类种位])?(?:之?外|以外|,|(?=还有[几哪]))"
    r"[,]?[^,。?]{0,12}?(?:还有|另外?|其他|其余|别的|剩下)"
    r"|(?:另外?|其余|剩下的?|剩余)的?(?:[几\d一二两三四五六七八九十]+)[个家项条类种部支位名所]"
)
_BEHIND = re.compile("包括|分别|[和与、]")
"""The rest may be told behind 「等」."""
_SOME = re.compile(rf"、[^,;。]*等({_NUMERAL})[余多]?[\u4e00-\u9fff]")
_MANY = 3
_THAT = re.compile(r"[那这]1?([项个家部艘支首台篇本场])(?=[^。?]{0,26}?(?:叫(?![停好板])|名字|名称|片名|书名|剧名))")
_NAMED = re.compile("[“《「]|名为|叫|简称")
_KINDS = {
    "法院": "[\u4e00-\u9fff]{2,}(?:法院|中院|高院)",
    "医院": "[\u4e00-\u9fff]{2,}(?:医院|院区)",
    "大学": "[\u4e00-\u9fff]{2,}(?:大学|学院|[交工农师理科]大|联盟)",
    "高校": "[\u4e00-\u9fff]{2,}(?:大学|学院|[交工农师理科]大|课题组)",
    "海关": "[\u4e00-\u9fff]{2,}海关",
    "协会": "[\u4e00-\u9fff]{2,}(?:协会|商会|学会|联合会|促进会)",
    "券商": "[\u4e00-\u9fff]{2,}(?:证券|公司)",
    "院士": "(?<![两多名位])(?!引进|进两|两院|外籍|资深|领军|[\u4e00-\u9fff]?[多数几两]?[名位]院士)"
    "[\u4e00-\u9fff]{2,3}院士",
}
_SHORT = ("医院", "大学", "高校")
"""Kinds whose names are often short."""
_KIND = re.compile(
    rf"哪[一两几\d]?[家个所位座名][\u4e00-\u9fff]{{0,2}}?(?P<behind>{'|'.join(_KINDS)})(?!联盟|[科产]|[园城生]|会员|特殊|监管)"
    rf"|(?P<before>{'|'.join(_KINDS)})(?:都|分别)?[是为]哪[一两几\d]?[家个所位座名](?=[?,。]|$)"
)
_CALLED = re.compile(r"([\u4e00-\u9fff]{3,12}?)(?:叫什么|叫啥|的?名[字称]是)")
_BOUNDS = "、,;。:()"
_OTHERS = re.compile(rf"(?:另外?|其余|其他|剩下的?|别的)的?({_NUMERAL})[家个项名位艘种所]")
_LEFT = re.compile(r"(?:没有?|未|尚未|剩)[^,。?]{0,4}(?:完成|做完|落地|办结|推广|解决)[^。?]{0,10}?(?:什么|哪)")
_NOT = re.compile(r"未|没|尚|剩|除|不")
_ITEM = re.compile(
    r"[一二三四五六七八九十](?:是|要)|第[一二三四五六七八九十]|[(]?\d{1,2}[).、]|[(][一二三四五六七八九十]|—|[①-⑳]|•"
)
_SEVERAL = re.compile(r"[、;/“《]|(?<=.{2})(?:和|及|与|以及)(?=.{2})")
_LISTED = re.compile(r"[、;]|一是|\(一\)|①|1[.、]|[“《「][^”》」]{2,}[”》」][^。]{0,6}[“《「]")
_OPENS = re.compile(
    r"^[^,;。、]{0,16}?,?(?:包括|分别|即|为|是|有|:|——|\(|一是|其中|分布|位于|涵盖|涉及|如|在|到|由|与|来自|“|《)"
)
_BEFORE = re.compile(r"([^,;。:()]{2,80}?)等[^,;。、]{0,12}$")
_AND_MORE = re.compile("([^,;。:()]{2,80}?)等")
_LAST_OF = re.compile(r"(?:以?及|[和与]).{2,}")
"""The last of a list: 「包括甲，乙，以及丙三类」."""
_SO_MANY = re.compile(rf"({_NUMERAL})[余多]?{_UNIT}")
_JOIN = re.compile(r"、|(?<=.{2})(?:和|及|与|以及)(?=.{2})")
_CHINESE = {2: "两|二", **{i: sign for i, sign in enumerate("三四五六七八九十", 3)}}
_COUNT = re.compile(rf"{_NUMERAL}(?:余|多)?{_UNIT}")
_NEXT = re.compile(rf"[,;和与及]{_COUNT.pattern}")
"""The next things counted: 「4家入围……，6家获评……」."""
_NOUN = re.compile("(?![是叫都分各为有在的])[\u4e00-\u9fff]{2,4}")
_AHEAD = 80
_COMMON = 3


def only_counted(question: str, line: str, around: str = "") -> bool:
    """Whether things that the question counts and wants named are only counted in `line`.

    「4项国家标准都叫什么」 is not answered by 「还有4项国家标准正在评审中」, nor the rest of seven
    firms by 「甲、乙等7家」 where the question names 甲 and 乙.

    Args:
        question: folded, without spaces.
        line: a statement with the sentence behind it, the same.
        around: the statement with both its neighbours; a long list may stand there.
    """
    if "\t" in line:
        return False
    if _LEFT.search(question) and not _NOT.search(line):
        return True
    bare = _QUOTE.sub("", question)
    most = asked_for(bare)
    if most > _MANY and _lists(most, around):
        return False
    if (that := _THAT.search(bare)) and re.search(rf"(?<![\d第])[1一]{that[1]}", line) and not _NAMED.search(line):
        return True
    told = _told_of(question, line)
    return bool(told) and not any(told)


def names_them(question: str, line: str) -> bool:
    """Whether a folded `line` names the things that the question counts and wants named."""
    return "\t" not in line and any(_told_of(question, line))


def rest_untold(question: str, line: str) -> bool:
    """Whether further things than those that the question names are asked for, and `line` names none.

    False where the line names none of those either.
    """
    asked = _REST.search(question)
    if "\t" in line or asked is None:
        return False
    names = [
        name for name in _JOIN.split(_QUOTE.sub(lambda m: m.group()[1:-1] + "、", asked[1] or "")) if len(name) > 1
    ]
    others = _OTHERS.search(question)
    for match in _AND_MORE.finditer(line):
        items = [item for item in _JOIN.split(match[1]) if item]
        known = [any(_within(name, item) for name in names) if names else _stands(item, question) for item in items]
        every = _SO_MANY.match(line, match.end())
        if others and every and to_int(every[1]) - len(items) == to_int(others[1]):
            return True  # 「甲、乙等4家」 for the other two of four
        if any(known):
            return all(known) and not _BEHIND.search(line, match.end())
    return False


def unlisted(question: str, line: str, around: str) -> bool:
    """Whether three things or more are to be named, and `line` lists none; nor, of more, what stands `around` it."""
    most = asked_for(_QUOTE.sub("", question))
    if most < _MANY or "\t" in line:
        return False
    if not _ITEM.match(line) and not _SEVERAL.search(line) and not (most > _MANY and _lists(most, around)):
        return True
    if most == _MANY:
        return False
    # 「甲、乙等12个」 is all that a text says of the twelve.
    partly = any(to_int(match[1]) == most for match in _SOME.finditer(line))
    return not partly and not _lists(most, around)


def unnamed_kind(question: str, line: str) -> bool:
    """Whether one of a kind of bodies is asked for by name (「哪家法院」, 「俱乐部叫什么」), and `line` names none."""
    if asked := _KIND.search(question):
        kind = asked["behind"] or asked["before"]
        told = _KINDS[kind]
        listed = kind in _SHORT and "、" in line  # 「由协和、华西牵头」
        return not listed and not any(match.group() not in question for match in re.finditer(told, line))
    called = _CALLED.search(question.replace("律所", "律师事务所"))
    if called is None or _NAMED.search(line):
        return False
    kind = next((called[1][at:] for at in range(len(called[1]) - _COMMON + 1) if called[1][at:] in line), "")
    if not kind or kind[-1] in "人长师者员":
        return False
    return all(_alone(line, match.start(), match.end()) for match in re.finditer(re.escape(kind), line))


def _alone(line: str, start: int, end: int) -> bool:
    """Whether nothing that could be part of a name stands before or behind a part of `line`."""
    return (start == 0 or line[start - 1] in f"{_BOUNDS}家个所支批") and (
        end == len(line) or line[end] in f"{_BOUNDS}等和与及的"
    )


def asked_for(question: str) -> int:
    """How many things a folded question wants named (「哪五个」); 0 where it does not say."""
    return max((to_int(match[1]) for match in _WHICH.finditer(question)), default=0)


def _lists(many: int, text: str) -> bool:
    """Whether so many things, or all but one, are listed in one clause, or point by point."""
    clauses = [len(_JOIN.findall(clause)) + 1 for clause in re.split("[,:。;]", text)]
    sentences = [max(part.count("“"), part.count(";") + 1, len(_ITEM.findall(part))) for part in text.split("。")]
    return max(*clauses, *sentences, len(_ITEM.findall(text))) >= many - 1


@lru_cache(maxsize=64)  # whether it only counts and whether it names are both asked of a statement
def _told_of(question: str, line: str) -> tuple[bool, ...]:
    """Of each of the counts of the question that `line` speaks of whether what is counted is named there."""
    bare = _QUOTE.sub("", question)
    told = [_told(question, line, match) for asked in (_COUNTS, _WHICH) for match in asked.finditer(bare)]
    return tuple(one for one in told if one is not None)


def _told(question: str, line: str, counted: re.Match[str]) -> bool | None:
    """Whether the things counted in the question are named in `line`; None where they are not spoken of."""
    number, unit = counted[1].removeprefix("那"), counted[3]
    same = "|".join({number, str(to_int(number)), _CHINESE.get(to_int(number), number)})
    every = re.finditer(rf"(?<![\d.第])(?:{same})(?:余|多)?大?{unit}", line)
    found = next((one for one in every if not _of_another(counted.string[counted.end() :], line[one.end() :])), None)
    if found is None:
        return None
    before = line[: found.start()]
    behind = _NEXT.split(line[found.end() : found.end() + _AHEAD].split("。")[0])[0]
    if listed := _BEFORE.search(before):
        return not all(_stands(item, question) for item in _JOIN.split(listed[1]) if item)
    last = re.split(r"[,;。:]", before)[-1]
    if ("、" in last and not _COUNT.search(last)) or last.endswith(("”", "》")) or _LAST_OF.match(last):
        return True
    if _OPENS.search(behind) and (_LISTED.search(behind) or _JOIN.search(behind)):
        return True
    follows = line[found.end() :].split("。", 1)[-1]
    return bool(re.match(r"(?:一是|第一|首先|\(一\)|①|1[.、])", follows))


def _of_another(asked: str, told: str) -> bool:
    """Whether another noun is counted in a text than in the question: 「两个海关」, not 「哪两个口岸」."""
    one, other = _NOUN.match(asked), _NOUN.match(told)
    return one is not None and other is not None and not set(one.group()) & set(other.group())


def _within(name: str, item: str) -> bool:
    """Whether the characters of a name stand in an item in their order (「在线结算」 in 「在线人民币结算」)."""
    rest = iter(item)
    return all(character in rest for character in name)


def _stands(item: str, question: str) -> bool:
    """Whether an item of a list is named in the question; other words may stand before it or behind it."""
    if len(item) < _COMMON:
        return item in question
    return any(item[at : at + _COMMON] in question for at in range(len(item) - _COMMON + 1))
