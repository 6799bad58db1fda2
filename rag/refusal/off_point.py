"""Whether a statement is off the point of a question: another thing's, without the cause or the name asked for."""

from __future__ import annotations

import re

from corpus import offset_of
from index.terms import tagged
from rag.refusal.look import Look
from rag.refusal.naming import unnamed_kind
from rag.refusal.near import Near, plain
from rag.refusal.places import PLACE, TOWNS
from rag.refusal.whether import asks_whether, of_something_else, unquoted

_NUMERALS = re.compile(
    r"(?<![\d第表件、和与])((?:\d[、和与]){1,5}\d)(?:这[几两三]个)?(?:各自?|分别|都)?是?(?:指|代表|表示)"
)
_WHY_SO = re.compile(r"(?:(?:为什么|为何)(?!要)|为啥|什么原因)[^,。?]{0,14}(?:[涨增升翻降跌减]|下滑)")
_CAUSE = re.compile(
    r"因|由于|[受使令致]|得益|带动|随着|导致|主要是|影响|推动|拉动|源于|归功|驱动|促进|通过|为[了此]|带来|所以|依托|旨在|目的|以便|有利于|原因"
)
_FIRM = re.compile(
    "((?:(?![的在和与跟由给对从等有是把被让为到多少几每共个家所座两])[\u4e00-\u9fffa-z]){2,8})"
    "(?:集团|股份(?!制)|控股(?!企业)|科技(?=20|的|在|有|一)|国际(?=20|的|在|有|板块)|天下|创新中心|产业园|科技园|示范园|生态园)"
)
"""A name that ends as those of firms, brands and parks do."""
_FIRMS_OF = re.compile(rf"^({TOWNS})市?的?有?哪(?:些|几[家个])(?:企业|公司)")
_EITHER = re.compile("([\u4e00-\u9fffa-z]{2,8})还是(?:在|由|是|按)?([\u4e00-\u9fffa-z]{2,8})")
_BOTH = re.compile("(?<!平)均|(?<!成)(?<!首)都(?!市)|分别|面向|适用|两种|双方|可选|任选|或")
_LABEL = re.compile(r"(?m)^(?:[^\S\n]|[•●◆■·–-])*([\u4e00-\u9fffA-Za-z0-9“”\"（）()·—-]{4,30})[：:]")
_BRACKETED = re.compile(r"[（(].*")
_LEAST = 4
_LONG = 5
_RARE, _PROPER = 0.5, 3
"""How rare a name is, and how many characters it has at least, that must stand where its figure is told."""
_PROPER_KINDS = (["nr"], ["nrt"], ["ns"], ["nt"], ["nz"])
_END = 6
"""Characters at the end of a label that do for all of it: whose it is may be left out."""


def off_point(near: Near, look: Look) -> bool:
    """Whether a statement is off the point of the question, whatever figures it holds.

    It does not speak of what a question whether something holds asks about, names none of the kind asked for by name,
    tells no cause of the change whose cause is asked for, nothing of what the numerals of a name mean or of the firm
    asked about, both of what it is to choose from, or stands under the label of another point of a list. A row only is
    where it is of another firm: what it tells its column says.
    """
    if "\t" in near.line:
        return look.form.known and _of_another_firm(near, look)
    if asks_whether(look.question):
        return of_something_else(near, look)
    if _undecided(near.line, look.question):
        return True
    if look.wanted.asks != 1:
        return False
    if _WHY_SO.search(look.question):
        return not _CAUSE.search(near.text)
    if unnamed_kind(look.question, near.line) or _unexplained(near, look.question):
        return True
    return look.form.known and (
        _labelled(near, look) or _of_another_firm(near, look) or _of_firms_elsewhere(near.line, look.question)
    )


def _unexplained(near: Near, question: str) -> bool:
    """Whether it is asked what the numerals of a name mean (「1、2、3各指什么」), and not each counts something."""
    asked = _NUMERALS.search(question)
    if asked is None:
        return False
    told = unquoted(near.text)
    return not all(re.search(rf"(?<![\d.]){_either(one)}[\u4e00-\u9fff]", told) for one in asked[1] if one.isdigit())


def _undecided(line: str, question: str) -> bool:
    """Whether one of two is to be chosen (「上交所还是深交所」), and a line only names the two together."""
    asked = _EITHER.search(question)
    if asked is None or _BOTH.search(line):
        return False
    left, right = asked.groups()
    one = next((left[at:] for at in range(len(left) - 1) if left[at:] in line), "")
    other = next((right[:end] for end in range(len(right), 1, -1) if right[:end] in line), "")
    if not one or not other:
        return False
    rest = re.sub(f"{one}[、和与及]{other}|{other}[、和与及]{one}", "", line)
    return rest != line and one not in rest and other not in rest


def _either(digit: str) -> str:
    return f"[{digit}{'零一二三四五六七八九'[int(digit)]}{'两' if digit == '2' else ''}]"


def _of_another_firm(near: Near, look: Look) -> bool:
    """Whether a firm, brand, park or rare name of the question stands in other passages, but not here, nor leads these.

    Two characters of its name will do here, of a long one three, as texts shorten names. Places are no part of it. For
    a row, which tells
    nothing of firms in passing, any other passage of the index counts, not only those found.
    """
    row = "\t" in near.line
    known = {word.text for word in look.wanted.words if row and word.rarity < 1}
    found = [match[1] for match in _FIRM.finditer(PLACE.sub(",", look.question))]
    names = [name for name in found if name in known or name in look.everywhere] + _proper(look)
    told = f"{near.text}\n{near.passage}\n{look.led(near)}" if names else ""
    return not all(any(part in told for part in _parts_of(name)) for name in names)


def _proper(look: Look) -> list[str]:
    """The rare proper names of the question that stand in the index, by what jieba takes them for."""
    words = [word.text for word in look.wanted.words if _RARE <= word.rarity < 1 and len(word.text) >= _PROPER]
    return [word for word in words if [kind for _, kind in tagged(word)] in _PROPER_KINDS and not PLACE.search(word)]


def _parts_of(name: str) -> list[str]:
    size = 2 if len(name) < _LONG else 3
    return [name[at : at + size] for at in range(len(name) - size + 1)]


def _of_firms_elsewhere(line: str, question: str) -> bool:
    """Whether the firms of one town are asked for by name, and a line names some of another town and none of that."""
    asked = _FIRMS_OF.search(question)
    told = re.findall(rf"({TOWNS})(?!市)[\u4e00-\u9fff（）()]{{2,14}}公司", line) if asked else []
    return asked is not None and bool(told) and asked[1] not in told


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
