"""Text to search terms: folding, Chinese words, character bigrams, Latin words and numbers.

Folding happens here and only here; the stored text stays what the document says. Beside the words
as they are written stand the forms that several spellings share: of numerals (`index.numerals`),
codes and inflected words (`index.latin`). They never take a word's place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from index.latin import codes, joined, numbered, stem
from index.numerals import numerals

TERMS_VERSION = 3
_SHORT = 100
"""Characters of a text whose folded form is kept."""

_NAMING = "nijlbstxez"
"""First letters of the parts of speech, as jieba has them, that name or qualify a thing."""
_CJK = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]+")
_BETWEEN = re.compile(r"[^\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]+")
_GROUPS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_CIRCLE = re.compile(r"(?<=[一二三四五六七八九〇零○])○|○(?=[一二三四五六七八九])")

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


@dataclass(frozen=True)
class Term:
    """What a question looks for: a word or numeral, as it is written or in a form that other spellings share.

    Attributes:
        written: the words that it is written with, all of which count together; several for a
            Chinese numeral.
        forms: any one of which does as well (see `forms`).
    """

    written: tuple[str, ...]
    forms: tuple[str, ...]

    def stands_in(self, words: frozenset[str], forms: frozenset[str]) -> bool:
        """Whether a text with these `words` and `forms` holds it."""
        return not forms.isdisjoint(self.forms) or words.issuperset(self.written)


@cache
def _simplify() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """`text` for comparison: NFKC, lower case, simplified script, digits without group commas, 〇 for ○."""
    return _fold(text) if len(text) > _SHORT else _remembered(text)


def _fold(text: str) -> str:
    text = _CIRCLE.sub("〇", _GROUPS.sub("", unicodedata.normalize("NFKC", text)).lower())
    return str(_simplify().convert(text)) if _CJK.search(text) else text


_remembered = lru_cache(maxsize=16_384)(_fold)
"""Questions, headings and sentences are folded again and again: at most some 15 MB are kept."""


def words(text: str) -> list[str]:
    """The words of `text`, folded: Chinese words with the shorter words inside, Latin words, codes with their parts.

    Numbers stand as they are written.
    """
    return [word for word, _, _ in _words(fold(text))]


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a Chinese text, each with its part of speech as jieba tells it (``n``, ``v``, ``nr``, …)."""
    import rjieba

    return list(rjieba.tag(text))


def is_nominal(word: str) -> bool:
    """Whether anything in a word names or qualifies something, by its part of speech: not in 「打进」."""
    return any(kind[0] in _NAMING for _, kind in tagged(word))


def _words(folded: str) -> Iterator[tuple[str, int, int]]:
    """The words of a folded text, each with start and end."""
    import rjieba

    at = 0
    for match in _CJK.finditer(folded):
        yield from _latin(folded, at, match.start())
        at = match.start()
        for word, start, end in rjieba.tokenize(match.group(), "search"):
            yield word, at + start, at + end
        at = match.end()
    yield from _latin(folded, at, len(folded))


def _latin(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for word, first, last in codes(folded[start:end]) if end > start else ():
        yield word, start + first, start + last


def forms(text: str) -> list[str]:
    """The forms of `text` that several spellings share.

    Of numerals 6990, 30%, 3月, 3个; of codes the spelling without joiners and spaces (ecny, gbt19001);
    of English words the stem.
    """
    return [form for form, _, _ in located_forms(fold(text))]


def located_forms(folded: str) -> list[tuple[str, int, int]]:
    """The same of a folded text, each with its place ``[start, end)``."""
    found = [(numeral.form, numeral.start, numeral.end) for numeral in numerals(folded)]
    found += numbered(folded)
    for match in _BETWEEN.finditer(folded):
        for word, start, end in codes(match.group()):
            found += [(form, match.start() + start, match.start() + end) for form in _forms(word)]
    return found


def _forms(word: str) -> list[str]:
    """The forms of a word as `_words` gives it: of a code, or of a Latin word that names something."""
    if short := joined(word):
        return [short]
    return [stem(word)] if word.isascii() and word.isalpha() and names(word) else []


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
    """The words of a question that name something; all of them when none does.

    Of a code with joiners its parts alone: where a document writes 「cross border」, cross-border is not missing.
    """
    found = list(_words(fold(text)))
    apart = [word for i, (word, _, _) in enumerate(found) if not _is_joined(found, i)]
    return [word for word in apart if names(word)] or apart


def _is_joined(found: Sequence[tuple[str, int, int]], at: int) -> bool:
    """Whether the word at `at` is a code with joiners whose parts follow it."""
    word, _, end = found[at]
    return not word.isalnum() and bool(joined(word)) and at + 1 < len(found) and found[at + 1][2] <= end


def query_terms(text: str, *, wholes: bool = True) -> list[Term]:
    """The words of a question that name something with their forms, and its numerals.

    `wholes`: codes with joiners beside their parts, to search for; False to ask how much of a question a
    passage holds, as `query_words` does. A word that stands twice is there twice.
    """
    folded = fold(text)
    found = list(_words(folded))
    if not wholes:
        found = [word for i, word in enumerate(found) if not _is_joined(found, i)]
    naming = [word for word in found if names(word[0])] or found
    spans = numbered(folded)
    spans += [
        (n.form, n.start, n.end)
        for n in numerals(folded)
        if not any(start <= n.start and n.end <= end for _, start, end in spans)
    ]
    terms: list[Term] = []
    inside: set[int] = set()
    for form, start, end in spans:
        # A word may go on with the measure word: 九十个 in 六千九百九十个.
        held = [i for i, (_, first, _) in enumerate(naming) if start <= first < end]
        inside.update(held)
        terms.append(Term(tuple(dict.fromkeys(naming[i][0] for i in held)), (form,)))
    alone = (word for i, (word, _, _) in enumerate(naming) if i not in inside)
    return terms + [Term((word,), tuple(_forms(word))) for word in alone]


def without_asking(folded: str) -> str:
    """A folded question with spaces in the place of its asking words of several characters."""
    return _asking().sub(lambda match: " " * len(match.group()), folded)


@cache
def _asking() -> re.Pattern[str]:
    longest_first = sorted((word for word in _ASKING if len(word) > 1), key=lambda word: (-len(word), word))
    return re.compile("|".join(longest_first))


def query_bigrams(text: str) -> list[str]:
    """Bigrams of a question without its asking words."""
    return bigrams(without_asking(fold(text))) or bigrams(text)
