"""What the parts of an explanation are called, in Chinese and English."""

from __future__ import annotations

SIGNALS: dict[str, tuple[str, str]] = {
    "word": ("词语检索", "word search"),
    "bigram": ("字对检索", "character-pair search"),
    "dense": ("全段语义", "meaning of the passage"),
    "coverage": ("命中的词", "words found"),
    "late": ("逐词相近", "word by word"),
    "rare": ("罕见词相近", "rare words"),
    "near": ("问题各部分都有相近", "every part touched"),
    "window": ("最近句子的语义", "meaning of a sentence"),
    "late_window": ("句内逐词相近", "word by word in a sentence"),
    "rare_window": ("句内罕见词相近", "rare words in a sentence"),
    "heading": ("标题相近", "title and headings"),
    "thesaurus": ("别名", "other names"),
    "lcs": ("最长相同片段", "longest common run"),
    "form": ("所问形式旁的相近", "near what is asked for"),
    "holds": ("含所问的数量或日期", "has what is asked for"),
    "figures": ("表格（问数量）", "a table, for a figure"),
    "kind": ("表格（问何者最多）", "a table of what is compared"),
    "quoted": ("引号中的名称", "names in quotation marks"),
    "year": ("年份一致", "the year"),
    "place": ("地区一致", "the place"),
    "numeral": ("数字一致", "the figures named"),
    "number": ("案例或条款的编号", "number of the case or article"),
    "part": ("属于所问的案例、章节或条款", "in the case, chapter or article named"),
    "section": ("所在章节相近", "its section"),
    "precedent": ("似同类法律问题的答案", "like answers to such questions of law"),
}
"""Signal (`rag.features.Signals`) → its name."""

HOW: dict[str, tuple[str, str]] = {
    "same word": ("原词", "same word"),
    "same form": ("异写", "other spelling"),
    "thesaurus": ("别名", "other name"),
    "spelling": ("纠正", "mended"),
    "meaning": ("近义", "meaning"),
}
"""How a part of the question is matched (`rag.matched.Match.how`) → its name."""

PLACES: dict[str, tuple[str, str]] = {
    "text": ("", ""),
    "heading": ("标题", "heading"),
    "context": ("表头", "table header"),
    "provider": ("提供单位", "provider"),
}
"""Where it stands → how that is said; nothing for the text itself."""

ARMS: dict[str, tuple[str, str]] = {
    "words": ("词语", "words"),
    "bigrams": ("字对", "bigrams"),
    "meaning": ("语义", "meaning"),
    "other names": ("别名", "other names"),
}
"""Arm of the first stage → its name."""

SLIPS: dict[str, tuple[str, str]] = {
    "sound": ("音近", "sounds alike"),
    "shape": ("形近", "looks alike"),
    "letters": ("一个字母", "one letter"),
}
"""What a slip has in common with what was meant → how that is said."""

SOUGHT: dict[str, tuple[str, str]] = {
    "date": ("日期", "a date"),
    "duration": ("时长", "a length of time"),
    "rank": ("名次", "a rank"),
    "share": ("比例", "a share"),
    "amount": ("金额", "an amount of money"),
    "figure": ("数量", "a figure"),
}
"""What the answer must have → how that is said."""


PARTS: dict[str, tuple[str, str]] = {
    "case": ("案例", "case"),
    "box": ("专栏", "box"),
    "chapter": ("章", "chapter"),
    "section": ("节", "section"),
    "article": ("条", "article"),
    "part": ("部分", "part"),
    "item": ("项", "item"),
    "annex": ("附件", "annex"),
}
"""Kind of a part that a question names by number (`rag.numbered.Part`) → its name."""


def said(names: dict[str, tuple[str, str]], key: str, language: str = "en") -> str:
    """The name of `key` in `language`; as it is where it has none."""
    return names.get(key, (key, key))[language == "en"]
