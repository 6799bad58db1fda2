"""Whether a statement is off the point of a question: another thing's, without the cause or the name asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus import offset_of
from index.terms import fold, is_nominal, tagged
from rag.refusal.look import Look
from rag.refusal.naming import unnamed_kind
from rag.refusal.near import Near, plain
from rag.refusal.varied import varied
from rag.wanted import is_slight

_WHETHER = re.compile(r"吗[?]?$|能不能|能否|可不可以|可否|是不是|是否|算不算|行不行")
_WHAT = re.compile(r"多少|几(?![乎何])|什么|哪|谁|怎|如何|何时|为何|多[大久长高远快]")
_RARE, _UNSAID, _HALF = 0.9, 0.1, 0.5
_QUOTED = re.compile("[“「『《][^”」』》]*[”」』》]")
_NOUNS = ("n", "vn", "l", "i", "j", "eng")
_WHY_SO = re.compile(r"(?:(?:为什么|为何)(?!要)|为啥|什么原因)[^,。?]{0,14}(?:[涨增升翻降跌减]|下滑)")
_CAUSE = re.compile(
    r"因|由于|[受使令致]|得益|带动|随着|导致|主要是|影响|推动|拉动|源于|归功|驱动|促进|通过|为[了此]|带来|所以|依托|旨在|目的|以便|有利于|原因"
)
_LABEL = re.compile(r"(?m)^(?:[^\S\n]|[•●◆■·–-])*([\u4e00-\u9fffA-Za-z0-9“”\"（）()·—-]{4,30})[：:]")
_BRACKETED = re.compile(r"[（(].*")
_LEAST = 4
_END = 6
"""Characters at the end of a label that do for all of it: whose it is may be left out."""


def off_point(near: Near, look: Look) -> bool:
    """Whether a statement is off the point of the question, whatever figures it holds.

    It does not speak of what a question whether something holds asks about, names none of the kind asked for by name,
    tells no cause of the change whose cause is asked for, or stands under the label of another point of a list. Rows
    never are: what they tell their column says.
    """
    if "\t" in near.line:
        return False
    if _WHETHER.search(look.question) and not _WHAT.search(look.question):
        return _of_something_else(near, look)
    if look.wanted.asks != 1:
        return False
    if _WHY_SO.search(look.question):
        return not _CAUSE.search(near.text)
    return unnamed_kind(look.question, near.line) or (look.form.known and _labelled(near, look))


def _of_something_else(near: Near, look: Look) -> bool:
    """Whether a question whether something holds of what it puts in quotation marks names what is said nowhere here.

    「个体工商户能申请“云橘贷”吗」 by a sentence on small firms. Everyday words, which the documents lack, are none.
    """
    if not look.must.names:
        return False
    named = [word for word in look.wanted.words if word.rarity < _RARE and not is_slight(word.text)]
    if any(is_nominal(word.text) and look.says(word.text, near.text) < _UNSAID for word in named):
        return True
    known = {word.text for word in named}
    compounds = [found for found in _compounds(_QUOTED.sub(",", look.question)) if known.intersection(found[1])]
    if not compounds:
        return False
    told = f"{near.text}\n{plain(fold(near.statement.passage.page_content))}"
    return any(
        not varied(name, told) and min(look.says(part, told) for part in parts) < _HALF for name, parts in compounds
    )


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


def _labelled(near: Near, look: Look) -> bool:
    """Whether it stands under the label of another point than one that the question names."""
    own = _label(near)
    if not own or own in look.question:
        return False
    document = near.statement.passage.metadata.get("document")
    found = {id(one.statement.passage): one.statement.passage for one in look.reading.found}
    texts = [passage.page_content for passage in found.values() if passage.metadata.get("document") == document]
    labels = {_core(label) for text in texts for label in _LABEL.findall(text)}
    asked = [label for label in labels if len(label) >= _LEAST and label[-_END:] in look.question]
    if any(label[-_END:] in near.line for label in asked):
        return False
    return bool(asked) and not any(own in label or label in own for label in asked)


def _label(near: Near) -> str:
    """The label at the head of the paragraph that a statement stands in; empty without one."""
    text, at = near.statement.passage.page_content, near.statement.start - offset_of(near.statement.passage)
    found = _LABEL.match(text, text.rfind("\n", 0, max(0, at)) + 1)
    return _core(found[1]) if found else ""


def _core(label: str) -> str:
    """A label without what stands in brackets behind it, folded, without spaces."""
    return plain(_BRACKETED.sub("", label))
