"""What a document, and each case or policy text in it, says of itself: provider, issuer, number, dates.

Better none than wrong: a fact is taken only where its form leaves no doubt (a statement on a line
of its own, an official title, 「本办法自…起施行」), and only when all statements agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from langchain_core.documents import Document

from corpus.metadata import meta_of
from corpus.numbering import official_title, read_number

_ORGANISATION = re.compile(
    r"(?:[省市县区旗州盟]|政府|国务院|[部厅局委办署行]|办公室|部门|委员会|管委会|联席会议|小组|总局|中心|院|所|站|会|集团|公司|"
    r"联盟|海关|片区|基地|园|大学|学院|学校|[队社厂]|银行|交易所)$"
)
_NO_NAME = re.compile(
    r"^(?:[两二三四五六七八九十]+部门|由|经|可|免费|本|该|其|数据|资料|图片|材料|信息|以上|相关|自行|不|已|未|需|须|应)|[。；，：:？！“”\d]"
)
_PROVIDER = re.compile(r"^[（(]?\s*((?:中国[（(][^（()）]+[)）])?.{2,120}?)\s*(?:提供|供稿)\s*[)）]?$")
_PROVIDED = re.compile(r"^[（(]?(?:提供单位|供稿单位|报送单位|案例提供)\s*[:：]\s*(.{2,80}?)[)）]?$")
_AND_OTHERS = re.compile(r"等\s*(?:\d+|[一二三四五六七八九十]+)?\s*(?:家|个)?\s*(?:部门|单位)$")
_OUTSIDE = re.compile(r"[、\s](?![^（(]*[)）])")
"""A mark between names, not one inside of brackets."""

_NUMBER_FORM = (
    r"[\u4e00-\u9fff]{2,14}\s*[〔\[（(]\s*(?:19|20)\d\d\s*[〕\])）]\s*(?:第\s*)?\d{1,5}\s*号|"
    r"[\u4e00-\u9fff]{2,14}令\s*第?\s*\d{1,4}\s*号"
)
_NUMBER_LINE = re.compile(rf"^[（(]?\s*({_NUMBER_FORM})\s*[)）]?$")
_NUMBER_AT_END = re.compile(rf"[（(]\s*({_NUMBER_FORM})\s*[)）]$")
_ISSUED = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.．、])?\s*(.{2,60}?)\s*关于"
)

_CN = "一二三四五六七八九十"
_DATE = (
    r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|"
    rf"[{_CN}〇○零]{{4}}年[{_CN}]{{1,2}}月[{_CN}]{{1,3}}日"
)
_DATE_LINE = re.compile(rf"^[（(]?\s*({_DATE})\s*[)）]?$")
_PASSED = re.compile(rf"^[（(]\s*({_DATE})[^（()）。]{{0,80}}(?:通过|公布|发布|印发)[^（()）。]{{0,60}}[)）]$")
_SAID = re.compile(rf"^[—-]{{1,2}}\s*({_DATE})\s*在\S{{2,60}}[上会]$")
"""Under the title of a report that was given at a meeting."""
_EFFECTIVE = re.compile(
    r"本(?:办法|规定|条例|细则|通知|意见|措施|方案|规则|标准|决定|公告|制度|法|协议|合同)[^。；]{0,20}?"
    r"自\s*((?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起\s*(?:正式)?\s*(?:施行|实施|执行|生效)"
)
_AS_OF = re.compile(
    r"截[至止]到?\s*((?:19|20)\d\d\s*年(?:\s*(?:底|末|\d{1,2}\s*月(?:\s*(?:底|末|初|\d{1,2}\s*日))?))?)"
)
_AS_OF_LINE = re.compile(rf"^[（(]?[^（(。]{{0,12}}{_AS_OF.pattern}\s*[)）]?$")
_EDGE = 6
"""So many blocks from the beginning or end of a text may hold its number, issuer and date."""


def provider_of(text: str) -> str:
    """Who provided the case, if all that the line `text` says is that: 「（某市提供）」."""
    match = (_PROVIDER.match(text) or _PROVIDED.match(text)) if len(text) <= 130 else None
    if not match:
        return ""
    bracketed = text[0] in "（("
    if bracketed != (text[-1] in "）)"):
        return ""
    return match[1] if _are_organisations(match[1]) else ""


def number_of(text: str) -> str:
    """The document number (文号) in `text`, a line of its own or the end of a title; empty when there is none."""
    match = _NUMBER_LINE.match(text) or _NUMBER_AT_END.search(text)
    return _tight(match[1]) if match else ""


def issuer_of(title: str) -> str:
    """The issuer that an official title names: 「某某厅关于…的通知」; empty when it names none."""
    match = _ISSUED.match(title) if official_title(title) else None
    return " ".join(match[1].split()) if match and _are_organisations(match[1]) else ""


def is_statement(line: str) -> bool:
    """Whether `line` is a statement of a provider, number, issuer or date and no part of a title."""
    forms = (_NUMBER_LINE, _DATE_LINE, _PASSED, _SAID, _AS_OF_LINE)
    return any(form.match(line) for form in forms) or bool(provider_of(line)) or _is_name(line)


def annotate(blocks: Sequence[Document]) -> dict[str, str]:
    """Adds ``facts`` to the blocks of every case and policy text; the facts of the whole document.

    Keys: provider, issuer, number, dated (成文), effective (施行), as_of (截至), each as the text
    writes it (spaces in numbers and dates taken out).
    """
    units = _case_units(blocks) + _policy_units(blocks)
    for first, last, facts in units:
        found = facts | _dates(blocks[first:last], ending="issuer" in facts)
        for block in blocks[first:last]:
            block.metadata["facts"] = found | block.metadata.get("facts", {})
    return _of_document(blocks, units)


Unit = tuple[int, int, dict[str, str]]
"""The blocks (first, one past the last) of a case or policy text, and what it says of itself."""


def _case_units(blocks: Sequence[Document]) -> list[Unit]:
    """The cases, from the statements of who provided them: just under the title, or at the end."""
    stated = [(i, name) for i, block in enumerate(blocks) if (name := provider_of(block.page_content))]
    if not stated:
        return []
    paths = [meta_of(block)["section"] for block in blocks]
    under = {i for i, _ in stated if i and meta_of(blocks[i - 1])["kind"] == "heading" and paths[i] == paths[i - 1]}
    # A statement at the end belongs to the section that ends there. Of nested ones that end
    # together (the last case of a part) it is as deep as where the others' cases end.
    ends = {i: _shared(paths[i], paths[i + 1]) + 1 if i + 1 < len(paths) else 1 for i, _ in stated if i not in under}
    deepest = max(ends.values(), default=0)
    units: list[Unit] = []
    for i, name in stated:
        depth = len(paths[i]) if i in under else min(deepest, len(paths[i]))
        if not depth or (i in ends and (depth < ends[i] or len(ends) == 1)):
            continue
        units.append((*_run(paths, i, depth), {"provider": name}))
    return [unit for unit in units if sum(unit[0] <= i < unit[1] for i, _ in stated) == 1]


def _policy_units(blocks: Sequence[Document]) -> list[Unit]:
    """The policy texts: sections under an official title, or with a document number just under their title."""
    paths = [meta_of(block)["section"] for block in blocks]
    units: list[Unit] = []
    for i, block in enumerate(blocks):
        if meta_of(block)["kind"] != "heading" or not paths[i]:
            continue
        title = block.page_content
        facts = {"issuer": issuer_of(title), "number": number_of(title) if official_title(title) else ""}
        if i + 1 < len(blocks) and paths[i + 1] == paths[i] and _NUMBER_LINE.match(blocks[i + 1].page_content):
            facts["number"] = number_of(blocks[i + 1].page_content)
        facts = {key: value for key, value in facts.items() if value}
        if facts:
            units.append((*_run(paths, i, len(paths[i])), facts))
    return units


def _of_document(blocks: Sequence[Document], units: Sequence[Unit]) -> dict[str, str]:
    """What the document says of itself on its first and last lines."""
    inside = {i for first, last, _ in units for i in range(first, last)}
    edges = [*range(min(_EDGE, len(blocks))), *range(max(_EDGE, len(blocks) - 3), len(blocks))]
    own = [i for i in edges if i not in inside]
    lines = [blocks[i].page_content for i in own]
    found: dict[str, str] = {}
    for line, after in pairwise([*lines, ""]):
        found["number"] = found.get("number") or (number_of(line) if _NUMBER_LINE.match(line) else "")
        found["issuer"] = found.get("issuer") or issuer_of(line)
        if not found["issuer"] and _DATE_LINE.match(after) and _is_name(line):
            found["issuer"] = line  # 「某某厅」 above the date of a title page or signature
    if provided := {name for line in lines if (name := provider_of(line))}:
        found["provider"] = provided.pop() if len(provided) == 1 else ""
    if not units:
        found |= _dates(blocks, ending=True, whole=True)
    else:
        found |= _dates([blocks[i] for i in own if i < _EDGE], ending=True, whole=True)
    return {key: value for key, value in found.items() if value}


def _dates(blocks: Sequence[Document], *, ending: bool, whole: bool = False) -> dict[str, str]:
    """The dates that these blocks agree on; that of writing only from the first and (if `ending`) last lines.

    `whole`: they are a whole document, in which 「截至」 dates this and that.
    """
    texts = [block.page_content for block in blocks]
    edges = texts[:_EDGE] + (texts[max(_EDGE, len(texts) - 3) :] if ending else [])
    written = [_DATE_LINE.match(text) or _PASSED.match(text) or _SAID.match(text) for text in edges]
    stated = {
        "dated": {_tight(match[1]) for match in written if match},
        "effective": {_tight(match[1]) for text in texts for match in _EFFECTIVE.finditer(text)},
        "as_of": {_tight(match[1]) for text in edges for match in [_AS_OF_LINE.match(text)] if match},
    }
    said = [_tight(match[1]) for text in texts for match in _AS_OF.finditer(text)]
    if not whole and len(said) > 1:
        stated["as_of"] |= set(said)  # one figure's date says nothing of the others
    return {key: values.pop() for key, values in stated.items() if len(values) == 1}


def _run(paths: Sequence[list[str]], i: int, depth: int) -> tuple[int, int]:
    """The blocks around block `i` that share the first `depth` headings of its path: first, one past the last."""
    head = paths[i][:depth]
    first, last = i, i + 1
    while first and paths[first - 1][:depth] == head:
        first -= 1
    while last < len(paths) and paths[last][:depth] == head:
        last += 1
    return first, last


def _shared(path: Sequence[str], other: Sequence[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(path, other, strict=False)) if a != b), min(len(path), len(other)))


def _are_organisations(names: str) -> bool:
    """Whether `names` is a list of names of public bodies, companies or places, and nothing else."""
    parts = [part for part in _OUTSIDE.split(_AND_OTHERS.sub("", names)) if part]
    return bool(parts) and all(map(_is_name, parts))


def _is_name(text: str) -> bool:
    bare = re.sub(r"[（(][^（()）]*[)）]", "", text).strip()
    return bool(_ORGANISATION.search(bare)) and not _NO_NAME.search(text) and len(bare) <= 40 and not read_number(text)


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)
