"""Questions whether something holds (「个体工商户能不能申请」), which have no form that an answer could lack."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.terms import is_nominal, tagged
from rag.refusal.look import Look
from rag.refusal.near import Near, plain
from rag.refusal.varied import varied
from rag.wanted import is_slight

_WHETHER = re.compile(r"吗[?]?$|能不能|能否|可不可以|可否|是不是|是否|算不算|行不行|有没有|会不会|要不要")
_WHAT = re.compile(r"多少|几(?![乎何])|什么|哪|谁|怎|如何|何时|为何|多[大久长高远快]")
_RARE, _UNSAID, _HALF = 0.9, 0.1, 0.5
_QUOTED = re.compile("[“「『《][^”」』》]*[”」』》]")
_NOUNS = ("n", "vn", "l", "i", "j", "eng")


def asks_whether(question: str) -> bool:
    """Whether a folded question asks only whether something holds."""
    return bool(_WHETHER.search(question)) and not _WHAT.search(question)


def unquoted(text: str, instead: str = "") -> str:
    """`text` with `instead` of what stands in quotation marks."""
    return _QUOTED.sub(instead, text)


def unsaid(near: Near, look: Look) -> float:
    """How far the noun is from being said near a statement that is said worst there, in [0, 1].

    It counts as much as the question is otherwise told in the words of the text: one in other words has many such
    nouns, but where all else is said, the one that is not is what the question asks about. Zero where less than half
    of the question is said.
    """
    places = "|".join(look.must.places)  # are looked up by themselves
    nouns = [
        i
        for i, word in enumerate(look.wanted.words)
        if is_nominal(word.text)
        and not is_slight(word.text)
        and word.text not in places
        and not look.nearby(word.text, near)
    ]
    worst = min((float(near.words[i]) for i in nouns), default=1.0)
    return max(0.0, near.score - _HALF) / _HALF * (1 - worst)


def unsaid_besides(near: Near, look: Look) -> float:
    """How far the rest of a question is from being said near a statement where it names something in quotation marks.

    In [0, 1]; zero where it names nothing so. The name itself makes much that is told of it alike.
    """
    names = "|".join(look.must.names)
    rest = [
        (word.weight, 1 - float(said))
        for word, said in zip(look.wanted.words, near.words, strict=True)
        if word.text not in names and not is_slight(word.text)
    ]
    total = sum(weight for weight, _ in rest)
    return sum(weight * lack for weight, lack in rest) / total if names and total else 0.0


def of_something_else(near: Near, look: Look) -> bool:
    """Whether what a question puts in quotation marks, or a noun beside it, is said nowhere here.

    「个体工商户能申请“云橘贷”吗」 by a sentence on small firms. Everyday words, which the documents lack, are none.
    """
    if not look.must.names:
        return False
    told = f"{near.text}\n{near.passage}"
    if not any(name in told or varied(name, told) for name in look.must.names) or _only_titled(near, look):
        return True
    named = [word for word in look.wanted.words if word.rarity < _RARE and not is_slight(word.text)]
    if any(is_nominal(word.text) and look.says(word.text, near.text) < _UNSAID for word in named):
        return True
    known = {word.text for word in named}
    compounds = [found for found in _compounds(unquoted(look.question, ",")) if known.intersection(found[1])]
    return any(
        not varied(name, told) and min(look.says(part, told) for part in parts) < _HALF for name, parts in compounds
    )


def _only_titled(near: Near, look: Look) -> bool:
    """Whether the quoted names stand only in the title of the document, which names one of its many cases by them."""
    title = plain(str(near.statement.passage.metadata.get("title", "")))
    if not any(name in title and len(name) < len(title) / 2 for name in look.must.names):
        return False
    *lines, headings = near.text.split("\n")
    own = "\n".join([*lines, headings.replace(title, ""), near.passage])
    return not any(name in own or varied(name, own) for name in look.must.names)


def _compounds(text: str) -> Iterator[tuple[str, list[str]]]:
    """The names in a folded text that are made of several nouns (「个体工商户」), each with those."""
    parts: list[str] = []
    for word, kind in [*tagged(text), (",", "x")]:
        if kind.startswith(_NOUNS):
            parts.append(word)
            continue
        if len(parts) > 1:
            yield "".join(parts), parts
        parts = []
