"""Text to search terms: folding, Chinese words, character bigrams, Latin words and numbers.

Folding happens here and only here; the stored text stays what the document says.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

TERMS_VERSION = 2

_LATIN = re.compile(r"[a-z]+(?:[-'.&/][a-z0-9]+)*\d*|\d+(?:\.\d+)?%?|[a-z0-9]+")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]+")
_GROUPS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")

# Words that ask rather than name: they would match everywhere or nowhere. Single characters of
# function words are left to BM25's own weighting in passages, but do not help a question.
_ASKING_WORDS = """
    什么 哪些 哪个 哪几 哪几个 哪几种 哪家 哪几家 哪里 哪儿 哪 哪一 哪种 哪类 哪项 哪年 如何 怎样 怎么 怎么样 怎么办
    多少 几 几个 几种 几家 几天 几项 多大 多久 多长 多高 多长时间 第几 是否 能否 可否 有没有 能不能 可不可以 是不是
    为什么 为何 请问 请 谁 吗 呢 吧 啊 呀 的 了 是 在 和 与 及 有 把 被 对 为 从 到 由 以 等 将 也 都 又 还 就 我
    我们 你 你们 咱们 他们 它 这 那 这个 那个 这些 那些 个 种 样 一下 分别 各 各是 具体 主要 指 指的 意思 叫 叫什么
    名字 哪几样 哪五个 哪三个 得 会 要 想 能 可以 给 让 用 上 里 中 下 做 搞 说 去 来 时候 什么样 何时 何地
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_STOP_WORDS = """
    a an the of in on at to for from by with and or is are was were be been do does did how many much what which who
    whom whose when where why that this these those it its their there as into per under than then can could should
    would will has have had not no
"""
_STOP_ENGLISH = frozenset(_STOP_WORDS.split())


@cache
def _simplify() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """`text` for comparison: NFKC, lower case, simplified script, digits without group commas."""
    text = _GROUPS.sub("", unicodedata.normalize("NFKC", text)).lower()
    return str(_simplify().convert(text)) if _CJK.search(text) else text


def words(text: str) -> list[str]:
    """The words of `text`, folded: Chinese words with the shorter words inside, Latin words, numbers."""
    import rjieba

    folded = fold(text)
    found: list[str] = []
    at = 0
    for match in _CJK.finditer(folded):
        found += _LATIN.findall(folded[at : match.start()])
        found += rjieba.cut_for_search(match.group())
        at = match.end()
    return found + _LATIN.findall(folded[at:])


def bigrams(text: str) -> list[str]:
    """Character bigrams of the Chinese runs of `text`, folded; a single character stands for itself."""
    grams: list[str] = []
    for run in _CJK.findall(fold(text)):
        grams += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return grams


def names(word: str) -> bool:
    """Whether a folded word names something, rather than asks or joins."""
    return word not in _ASKING and word not in _STOP_ENGLISH


def query_words(text: str) -> list[str]:
    """The words of a question that name something; all of them when none does."""
    found = words(text)
    naming = [word for word in found if names(word)]
    return naming or found


def query_bigrams(text: str) -> list[str]:
    """Bigrams of a question without its asking words."""
    folded = fold(text)
    for asking in sorted((w for w in _ASKING if len(w) > 1), key=lambda w: (-len(w), w)):
        folded = folded.replace(asking, " ")
    return bigrams(folded) or bigrams(text)
